//! Whether a file that was found, not named, is the user's own.
//!
//! A folder of scraped pages, an unpacked archive or a shared folder may come with a file of settings. As with `git` and
//! `ssh`, only a file counts that nobody else could have put there or can change.

use std::path::Path;

/// Why the file at an absolute path is not the user's own, as the rest of a sentence; `None` if it is. Nobody else can
/// exchange a file that is, so it may be opened afterwards.
///
/// The file, its folder and, for a symbolic link, what it leads to must belong to the user or to root, and nobody else may
/// write to them. Elsewhere than on Unix nothing is checked.
#[cfg(unix)]
pub fn distrust(path: &Path) -> Option<String> {
    unix::distrust(path).unwrap_or_else(|error| Some(format!("its owner is not known: {error}")))
}

/// Why a file is not the user's own. Windows has no simple answer, so all files are.
#[cfg(not(unix))]
pub fn distrust(_: &Path) -> Option<String> {
    None
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, Metadata};
    use std::io;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    const ROOT: u32 = 0;
    const STICKY: u32 = 0o1000;

    pub fn distrust(path: &Path) -> io::Result<Option<String>> {
        let users = users(rustix::process::geteuid().as_raw(), std::env::var("SUDO_UID").ok());
        let folder = |path: &Path| fs::metadata(path.parent().unwrap_or(path));
        let link = fs::symlink_metadata(path)?;
        let mut reason = owner(&users, &link).map(|uid| format!("user {uid} owns it"));
        reason = reason.or(folder_reason(&users, &folder(path)?));
        if link.is_symlink() {
            let target = fs::canonicalize(path)?;
            reason = reason.or(folder_reason(&users, &folder(&target)?));
        }
        let file = fs::metadata(path)?;
        reason = reason.or(owner(&users, &file).map(|uid| format!("user {uid} owns it")));
        Ok(reason.or(others_write(&file).then(|| "other users may write to it".to_owned())))
    }

    /// The users whose files are trusted. Whoever runs a command with `sudo` trusts their own files.
    pub fn users(me: u32, sudo: Option<String>) -> Vec<u32> {
        let caller = sudo.filter(|_| me == ROOT).and_then(|uid| uid.parse().ok());
        [ROOT, me].into_iter().chain(caller).collect()
    }

    fn owner(users: &[u32], metadata: &Metadata) -> Option<u32> {
        Some(metadata.uid()).filter(|uid| !users.contains(uid))
    }

    fn folder_reason(users: &[u32], folder: &Metadata) -> Option<String> {
        // In a sticky folder such as /tmp, everybody may create files, but only the owner may replace one.
        let is_open = folder.mode() & STICKY == 0 && others_write(folder);
        let reason = owner(users, folder).map(|uid| format!("user {uid} owns its folder"));
        reason.or(is_open.then(|| "other users may write to its folder".to_owned()))
    }

    fn others_write(metadata: &Metadata) -> bool {
        can_others_write(metadata.mode(), metadata.uid(), metadata.gid())
    }

    /// Many systems give each user a group of their own, with the same number, and let it write to new files.
    pub fn can_others_write(mode: u32, uid: u32, gid: u32) -> bool {
        let is_private = gid == uid || gid == ROOT;
        mode & 0o002 != 0 || (mode & 0o020 != 0 && !is_private)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::distrust;
    use super::unix::{can_others_write, users};

    #[test]
    fn ones_own_file_in_ones_own_folder_is_trusted() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("dechaff.toml");
        fs::write(&file, "").unwrap();
        let reason = || distrust(&file);
        let set =
            |path: &std::path::Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        set(&file, 0o644);
        assert_eq!(reason(), None);
        set(folder.path(), 0o777);
        assert_eq!(reason().as_deref(), Some("other users may write to its folder"));
        set(folder.path(), 0o1777);
        assert_eq!(reason(), None);
        set(&file, 0o666);
        assert_eq!(reason().as_deref(), Some("other users may write to it"));
    }

    #[test]
    fn a_link_is_trusted_as_far_as_it_leads() {
        let (open, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::set_permissions(open.path(), Permissions::from_mode(0o777)).unwrap();
        fs::write(open.path().join("theirs.toml"), "").unwrap();
        fs::set_permissions(open.path().join("theirs.toml"), Permissions::from_mode(0o644)).unwrap();
        let link = own.path().join("dechaff.toml");
        symlink(open.path().join("theirs.toml"), &link).unwrap();
        let reason = distrust(&link);
        assert_eq!(reason.as_deref(), Some("other users may write to its folder"));
    }

    #[test]
    fn root_trusts_the_user_of_sudo() {
        assert_eq!(users(0, Some("1000".to_owned())), [0, 0, 1000]);
        assert_eq!(users(0, Some("x".to_owned())), [0, 0]);
        assert_eq!(users(1000, Some("1001".to_owned())), [0, 1000]);
    }

    #[test]
    fn a_private_group_is_nobody_else() {
        assert!(!can_others_write(0o664, 1000, 1000));
        assert!(can_others_write(0o664, 1000, 100));
        assert!(!can_others_write(0o644, 1000, 100));
        assert!(can_others_write(0o646, 1000, 1000));
    }
}
