//! A folder for outputs.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::WriteError;
use super::atomic_file::{AtomicFile, write_file};
use crate::cli::source::shown;

/// A folder that exists and can be written to.
#[derive(Debug)]
pub struct OutputDir {
    root: PathBuf,
}

impl OutputDir {
    /// Creates the folder if it does not exist, and checks that files can be created in it.
    pub fn create(root: &Path) -> Result<Self, WriteError> {
        fs::create_dir_all(root).map_err(|error| WriteError::file(root, error))?;
        AtomicFile::create(&root.join("test")).map_err(|error| error.at(root))?;
        Ok(Self { root: root.to_owned() })
    }

    /// Writes a file below the folder, and creates folders in between.
    pub fn write(&self, below: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        write_file(&self.root.join(below), bytes)
    }
}

/// A folder that no other run writes to while this value lives. A run that is killed leaves no lock behind.
#[derive(Debug)]
pub struct FolderLock(#[allow(dead_code, reason = "the open file holds the lock")] Option<File>);

impl FolderLock {
    /// Locks a folder. Where folders or their file system cannot be locked, nothing is.
    ///
    /// # Errors
    /// If another run writes to the folder.
    pub fn new(folder: &Path) -> Result<Self, WriteError> {
        Self::lock(folder, File::try_lock)
    }

    /// Locks a folder against runs that write to it, but not against others that only read.
    ///
    /// # Errors
    /// If another run writes to the folder.
    pub fn shared(folder: &Path) -> Result<Self, WriteError> {
        Self::lock(folder, File::try_lock_shared)
    }

    /// Locks a folder as soon as no other run writes to it. `say` is called if it has to wait.
    pub fn wait(folder: &Path, say: impl FnOnce(&str)) -> Self {
        Self::new(folder).unwrap_or_else(|_| {
            say(&format!("waiting for another run that writes to {}", shown(folder)));
            Self(File::open(folder).ok().filter(|handle| handle.lock().is_ok()))
        })
    }

    fn lock(folder: &Path, try_lock: fn(&File) -> Result<(), TryLockError>) -> Result<Self, WriteError> {
        let Ok(handle) = File::open(folder) else { return Ok(Self(None)) };
        match try_lock(&handle) {
            Ok(()) => Ok(Self(Some(handle))),
            Err(TryLockError::WouldBlock) => {
                let reason = "another run writes to this folder (wait for it, or choose another folder)";
                Err(WriteError::file(folder, io::Error::other(reason)))
            }
            Err(TryLockError::Error(_)) => Ok(Self(None)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_written_below_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let folder = OutputDir::create(&dir.path().join("out/here")).unwrap();
        folder.write(Path::new("a/b/page.txt"), b"text").unwrap();
        assert_eq!(fs::read(dir.path().join("out/here/a/b/page.txt")).unwrap(), b"text");
    }

    #[test]
    fn a_folder_below_a_file_cannot_be_created() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        let error = OutputDir::create(&dir.path().join("file/out")).unwrap_err();
        assert!(error.to_string().starts_with("cannot write "), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_is_locked_once_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let lock = FolderLock::new(dir.path()).unwrap();
        let error = FolderLock::new(dir.path()).unwrap_err();
        assert!(error.to_string().contains("another run writes to this folder"), "{error}");
        FolderLock::shared(dir.path()).unwrap_err();
        drop(lock);
        let readers = [FolderLock::shared(dir.path()).unwrap(), FolderLock::shared(dir.path()).unwrap()];
        FolderLock::new(dir.path()).unwrap_err();
        drop(readers);
        FolderLock::new(dir.path()).unwrap();
    }
}
