//! Files that appear complete or not at all. dechaff writes every file through this module.

use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use tempfile::{Builder, NamedTempFile};
use xxhash_rust::xxh3::xxh3_64;

use super::WriteError;

/// A file that is being written. It has a temporary name in the folder of its path until it is complete, and is removed if
/// it is dropped before that. Until then, an older file at the path stays.
///
/// The temporary name is hidden, so that a later run does not read it as a page. The file is locked while it is written,
/// which distinguishes the files of a live run from the leftovers of a killed one.
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    file: NamedTempFile<File>,
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
        let begin = || match temporary_file(folder, path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(folder)?;
                temporary_file(folder, path)
            }
            file => file,
        };
        match begin() {
            Ok(file) => Ok(Self { path: path.to_owned(), file }),
            Err(error) => Err(WriteError::file(path, error)),
        }
    }

    /// Syncs the complete file to disk, and moves it to its path.
    pub fn finish(self) -> Result<(), WriteError> {
        self.file.as_file().sync_data().map_err(|error| self.failed(error))?;
        self.rename()
    }

    /// Moves the complete file to its path, without waiting for the disk.
    fn rename(self) -> Result<(), WriteError> {
        let Self { path, file } = self;
        file.persist(&path).map(drop).map_err(|failed| WriteError::file(&path, failed.error))
    }

    /// Replaces the file at the path with the complete one, which takes over its permissions.
    pub fn replace(self, backup: Backup) -> Result<(), WriteError> {
        let permissions = fs::metadata(&self.path).map(|metadata| metadata.permissions());
        let set = permissions.and_then(|permissions| self.file.as_file().set_permissions(permissions));
        set.map_err(|error| WriteError::file(&self.path, error))?;
        if backup == Backup::Kept {
            back_up(&self.path)?;
        }
        self.finish()
    }

    /// The error for a failed write to this file.
    pub fn failed(&self, error: io::Error) -> WriteError {
        WriteError::file(&self.path, error)
    }
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
    let mut file = AtomicFile::create(path)?;
    write(&mut file).map_err(|error| file.failed(error))?;
    file.finish()
}

/// Like [`write_file`], for one of many small files: to wait for the disk after each would take most of the time of a
/// run. After a crash of the system, such a file may be incomplete.
pub fn write_small_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes).map_err(|error| file.failed(error))?;
    file.rename()
}

/// Whether a path is a device or a pipe, such as `/dev/stdout`. It is written to, since a file must not take its place.
fn is_device(path: &Path) -> bool {
    let is_special = fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir());
    // Standard output may be a file.
    is_special || path.starts_with("/dev") && path.is_symlink()
}

/// Overwrites a file. Its permissions stay the same.
pub fn replace_file(path: &Path, bytes: &[u8], backup: Backup) -> Result<(), WriteError> {
    let mut file = AtomicFile::create(path)?;
    file.write_all(bytes).map_err(|error| file.failed(error))?;
    file.replace(backup)
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
            _ => File::create_new(backup).and_then(|_| fs::copy(path, backup)).map(drop),
        });
        match kept {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                number += 1;
                path.as_os_str().clone_into(&mut name);
                name.push(format!(".~{number}~"));
            }
            kept => return kept.map_err(|error| WriteError::file(backup, error)),
        }
    }
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

fn temporary_file(folder: &Path, path: &Path) -> io::Result<NamedTempFile> {
    let prefix = prefix(path);
    let mut builder = Builder::new();
    builder.prefix(&prefix);
    // The permissions of any new file. By default, the crate lets only the owner read it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
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
        if !is_temporary(entry.file_name().as_encoded_bytes()) {
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
        let live = temporary_file(dir.path(), &path).unwrap();
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
}
