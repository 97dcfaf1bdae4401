//! Files that appear complete or not at all. dechaff writes every file through this module.

use std::collections::HashSet;
use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use tempfile::{Builder, NamedTempFile};
use xxhash_rust::xxh3::xxh3_64;

use super::WriteError;

/// A file that is being written. It has a temporary name in the folder of its path until it is complete, and is removed if
/// it is dropped before that. Until then, an older file at the path stays. A link at the path is replaced, not followed.
///
/// The temporary name is hidden, so that a later run does not read it as a page. The file is locked while it is written,
/// which distinguishes the files of a live run from the leftovers of a killed one.
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    file: NamedTempFile<File>,
    /// The file that it replaces.
    older: Option<Box<Metadata>>,
}

/// Whether to keep the original of a file that is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backup {
    /// Keep it as `page.txt~`.
    Kept,
    /// Do not keep it.
    None,
}

impl AtomicFile {
    /// Creates a temporary file, and the folders of the path. The first file in a folder also removes the leftovers of
    /// killed runs there.
    pub fn create(path: &Path) -> Result<Self, WriteError> {
        let folder = folder_of(path);
        if is_first_in(folder) {
            remove_leftovers(folder);
        }
        let older = fs::symlink_metadata(path).ok().filter(Metadata::is_file);
        // What replaces a private file is private from the beginning.
        let access = if older.is_some() { Access::Owner } else { Access::AsAnyFile };
        let begin = || match temporary_file(folder, path, access) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(folder)?;
                temporary_file(folder, path, access)
            }
            file => file,
        };
        match begin() {
            Ok(file) => Ok(Self { path: path.to_owned(), file, older: older.map(Box::new) }),
            Err(error) => Err(WriteError::file(path, error)),
        }
    }

    /// Syncs the complete file to disk, and moves it to its path. It takes over the permissions of an older file there,
    /// and the owner where the system allows that.
    pub fn finish(self) -> Result<(), WriteError> {
        self.take_over(Owner::IfAllowed)?;
        self.sync_and_rename()
    }

    /// The file that will be replaced, as it is now.
    pub fn replaced(&self) -> io::Result<Metadata> {
        fs::symlink_metadata(&self.path)
    }

    /// Replaces the file at the path with the complete one, which takes over its permissions and its owner.
    pub fn replace(self, backup: Backup) -> Result<(), WriteError> {
        self.take_over(Owner::Always)?;
        if backup == Backup::Kept {
            back_up(&self.path)?;
        }
        self.sync_and_rename()
    }

    fn sync_and_rename(self) -> Result<(), WriteError> {
        self.file.as_file().sync_all().map_err(|error| self.failed(error))?;
        let path = self.path.clone();
        self.rename()?;
        sync_folder(folder_of(&path));
        Ok(())
    }

    /// Moves the complete file to its path, without waiting for the disk.
    fn rename(self) -> Result<(), WriteError> {
        let Self { path, file, .. } = self;
        file.persist(&path).map(drop).map_err(|failed| WriteError::file(&path, failed.error))
    }

    /// Takes over owner and permissions of the older file. The owner comes first, because a change of it resets some
    /// permissions.
    fn take_over(&self, owner: Owner) -> Result<(), WriteError> {
        let Some(older) = &self.older else { return Ok(()) };
        let file = self.file.as_file();
        match keep_owner(file, older) {
            Err(error) if owner == Owner::Always => {
                let reason = format!("its owner cannot be kept: {error} (run as its owner, or give -o DIR)");
                Err(self.failed(io::Error::new(error.kind(), reason)))
            }
            _ => file.set_permissions(older.permissions()).map_err(|error| self.failed(error)),
        }
    }

    /// The error for a failed write to this file.
    pub fn failed(&self, error: io::Error) -> WriteError {
        WriteError::file(&self.path, error)
    }
}

/// Whether a file that replaces another must have its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Always,
    IfAllowed,
}

#[cfg(unix)]
fn keep_owner(file: &File, older: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let new = file.metadata()?;
    if (new.uid(), new.gid()) == (older.uid(), older.gid()) {
        return Ok(());
    }
    fchown(file, Some(older.uid()), Some(older.gid()))
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Writes the names in a folder to disk. Not every system can; there, names are as safe as it makes them.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// Writes all files of the file systems of some folders to disk: one wait for many small files.
pub fn sync_file_systems(folders: &[PathBuf]) -> Result<(), WriteError> {
    for folder in folders {
        sync_file_system(folder).map_err(|error| WriteError::file(folder, error))?;
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn sync_file_system(folder: &Path) -> io::Result<()> {
    match rustix::fs::syncfs(File::open(folder)?) {
        // Not every kernel and file system can.
        Err(rustix::io::Errno::NOSYS | rustix::io::Errno::INVAL | rustix::io::Errno::OPNOTSUPP) => Ok(()),
        synced => Ok(synced?),
    }
}

#[cfg(not(target_os = "linux"))]
fn sync_file_system(_: &Path) -> io::Result<()> {
    Ok(())
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

/// Writes a file, and creates the folders of the path.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    write_file_with(path, |file| file.write_all(bytes))
}

/// Like [`write_file`], for content that is written piece by piece.
pub fn write_file_with(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), WriteError> {
    if is_device(path) {
        let written = File::options().append(true).open(path).and_then(|mut device| write(&mut device));
        return written.map_err(|error| WriteError::file(path, error));
    }
    write_atomically(path, write)
}

/// Like [`write_file_with`], but a device or pipe at the path is replaced as well: nobody has named the path.
pub fn write_atomically(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), WriteError> {
    let mut file = AtomicFile::create(path)?;
    write(&mut file).map_err(|error| file.failed(error))?;
    file.finish()
}

/// Like [`write_file`], for one of many small files: to wait for the disk after each would take most of the time of a
/// run. [`sync_file_systems`] waits once, at its end.
pub fn write_small_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes).map_err(|error| file.failed(error))?;
    file.take_over(Owner::IfAllowed)?;
    file.rename()
}

/// Whether a path is a device or a pipe, such as `/dev/stdout`. It is written to, since a file must not take its place.
fn is_device(path: &Path) -> bool {
    let is_special = fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir());
    // Standard output may be a file.
    is_special || path.starts_with("/dev") && path.is_symlink()
}

/// Backs up a file as `page.txt~`, or with a number if that file exists.
fn back_up(path: &Path) -> Result<(), WriteError> {
    let mut name = path.as_os_str().to_owned();
    name.push("~");
    let mut number = 1;
    loop {
        let backup = Path::new(&name);
        // A hard link costs nothing, and never overwrites another file.
        let kept = fs::hard_link(path, backup).or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Err(error),
            // Not every file system has hard links.
            _ => File::create_new(backup)
                .and_then(|mut to| io::copy(&mut File::open(path)?, &mut to))
                .map(drop),
        });
        match kept {
            // A run that was killed before it replaced the file has backed it up.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_same_file(path, backup) => {
                return Ok(());
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                number += 1;
                path.as_os_str().clone_into(&mut name);
                name.push(format!(".~{number}~"));
            }
            kept => return kept.map_err(|error| WriteError::file(backup, error)),
        }
    }
}

/// Whether two names are those of one file.
#[cfg(unix)]
fn is_same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let file = |path| fs::symlink_metadata(path).map(|about| (about.dev(), about.ino()));
    matches!((file(one), file(other)), (Ok(one), Ok(other)) if one == other)
}

#[cfg(not(unix))]
fn is_same_file(_: &Path, _: &Path) -> bool {
    false
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}

/// What temporary names begin with.
const PREFIX: &str = ".dechaff-";

/// The prefix of temporary names of a file. It contains a hash of the file's name, because the name with an addition may
/// be too long for the file system.
fn prefix(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    format!("{PREFIX}{:016x}-", xxh3_64(name))
}

/// Whether a name begins as [`prefix`] says.
fn is_temporary(name: &[u8]) -> bool {
    let rest = name.strip_prefix(PREFIX.as_bytes());
    rest.is_some_and(|rest| rest.get(16) == Some(&b'-') && rest[..16].iter().all(u8::is_ascii_hexdigit))
}

/// Who may read a temporary file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// Nobody else.
    Owner,
    /// Whoever may read any new file.
    AsAnyFile,
}

fn temporary_file(folder: &Path, path: &Path, access: Access) -> io::Result<NamedTempFile> {
    let prefix = prefix(path);
    let mut builder = Builder::new();
    builder.prefix(&prefix);
    // By default, the crate lets only the owner read it.
    #[cfg(unix)]
    if access == Access::AsAnyFile {
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = access;
    loop {
        let file = builder.tempfile_in(folder)?;
        // Where locks are not supported, leftovers of killed runs stay.
        let is_locked = !matches!(file.as_file().try_lock(), Err(TryLockError::WouldBlock));
        // Before it was locked, another run may have taken it for a leftover.
        if is_locked && file.path().exists() {
            return Ok(file);
        }
    }
}

/// Whether no file was created in a folder before.
fn is_first_in(folder: &Path) -> bool {
    static FOLDERS: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);
    FOLDERS.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned())
}

/// Removes the temporary files of killed runs from a folder.
fn remove_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        // To open a pipe would wait for its other end.
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || !is_temporary(entry.file_name().as_encoded_bytes()) {
            continue;
        }
        let Ok(file) = File::open(entry.path()) else { continue };
        // A live run has the lock.
        if file.try_lock().is_ok() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn an_older_file_stays_until_the_new_one_is_complete() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/page.txt");
        write_file(&path, b"a longer first text").unwrap();
        let mut file = AtomicFile::create(&path).unwrap();
        file.write_all(b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"a longer first text");
        file.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        drop(AtomicFile::create(&path).unwrap());
        assert_eq!(names(path.parent().unwrap()), ["page.txt"]);
    }

    #[test]
    fn a_failed_write_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("taken.txt/inside")).unwrap();
        let error = write_file(&dir.path().join("taken.txt"), b"text").unwrap_err();
        assert!(error.to_string().starts_with("cannot write "), "{error}");
        assert!(!error.to_string().contains(".dechaff-"), "{error}");
        assert!(!error.ends_the_run());
        assert_eq!(names(dir.path()), ["taken.txt"]);
    }

    #[test]
    fn leftovers_of_a_killed_run_are_removed_and_files_of_a_live_one_are_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let leftover = dir.path().join(prefix(Path::new("b.txt")) + "killed");
        fs::write(&leftover, "half a line").unwrap();
        fs::write(dir.path().join(".dechaff-notes"), "").unwrap();
        let live = temporary_file(dir.path(), &path, Access::AsAnyFile).unwrap();
        let mut file = AtomicFile::create(&path).unwrap();
        assert!(!leftover.exists());
        file.write_all(b"{}\n").unwrap();
        file.finish().unwrap();
        assert!(live.path().exists());
        drop(live);
        let mut names = names(dir.path());
        names.sort();
        assert_eq!(names, [".dechaff-notes", "a.jsonl"]);
    }

    #[test]
    fn a_name_as_long_as_the_file_system_takes_can_be_written() {
        let dir = tempfile::tempdir().unwrap();
        write_file(&dir.path().join("n".repeat(255)), b"text").unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_to_and_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("null");
        std::os::unix::fs::symlink("/dev/null", &path).unwrap();
        write_file(&path, b"text").unwrap();
        assert_eq!(fs::read_link(&path).unwrap(), Path::new("/dev/null"));
    }

    #[cfg(unix)]
    #[test]
    fn outputs_have_the_permissions_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        write_file(&dir.path().join("ours"), b"").unwrap();
        fs::write(dir.path().join("any"), "").unwrap();
        let mode = |name| fs::metadata(dir.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode("ours"), mode("any"));
    }

    #[cfg(unix)]
    #[test]
    fn what_replaces_a_file_has_its_permissions_and_is_never_readable_by_more() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("private.txt");
        fs::write(&path, "old").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        for (wanted, in_place) in [(0o600, false), (0o640, false), (0o604, true)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(wanted)).unwrap();
            let file = AtomicFile::create(&path).unwrap();
            assert_eq!(mode(file.file.path()) & 0o077, 0);
            if in_place {
                file.replace(Backup::None).unwrap();
            } else {
                file.finish().unwrap();
            }
            assert_eq!(mode(&path), wanted);
        }
        write_small_file(&path, b"new").unwrap();
        assert_eq!(mode(&path), 0o604);
    }

    #[cfg(unix)]
    #[test]
    fn a_backup_that_a_killed_run_has_made_is_the_only_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("page.txt");
        fs::write(&path, "page").unwrap();
        fs::hard_link(&path, dir.path().join("page.txt~")).unwrap();
        AtomicFile::create(&path).unwrap().replace(Backup::Kept).unwrap();
        assert_eq!(fs::read(dir.path().join("page.txt~")).unwrap(), b"page");
        assert_eq!(names(dir.path()).len(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_replaced_and_not_followed() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        let (victim, path) = (dir.path().join("victim"), dir.path().join("page.txt"));
        fs::write(&victim, "precious").unwrap();
        symlink(&victim, &path).unwrap();
        write_small_file(&path, b"text").unwrap();
        assert!(!path.is_symlink());
        assert_eq!(fs::read(&victim).unwrap(), b"precious");
        // Nor is a backup written through a link.
        symlink(&victim, dir.path().join("page.txt~")).unwrap();
        AtomicFile::create(&path).unwrap().replace(Backup::Kept).unwrap();
        assert_eq!(fs::read(&victim).unwrap(), b"precious");
        assert_eq!(fs::read(dir.path().join("page.txt.~2~")).unwrap(), b"text");
    }
}
