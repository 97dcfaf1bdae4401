//! Files that appear whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::WriteError;

/// A folder that mirrors the inputs.
#[derive(Debug)]
pub struct OutputDir {
    root: PathBuf,
}

impl OutputDir {
    /// Makes the folder where there is none, and sees that it can be written.
    pub fn create(root: &Path) -> Result<Self, WriteError> {
        let tried = fs::create_dir_all(root).and_then(|()| temporary_file(root)).map(drop);
        tried.map_err(|error| WriteError::File { path: root.to_owned(), error })?;
        Ok(Self { root: root.to_owned() })
    }

    /// Writes a file of the tree, and the folders that lead to it.
    pub fn write(&self, place: &Path, bytes: &[u8]) -> Result<(), WriteError> {
        write_whole(&self.root.join(place), bytes)
    }
}

/// Writes a file, and the folders that lead to it: first under a temporary name beside it, so that nobody
/// sees half of it, and an older file stays until the new one is complete.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    write_piecewise(path, |file| file.write_all(bytes))
}

/// The same for what is not in memory as a whole.
pub fn write_piecewise(
    path: &Path,
    write: impl FnOnce(&mut fs::File) -> io::Result<()>,
) -> Result<(), WriteError> {
    write_beside(path, write, None)
}

/// Writes over a file in the same way; it keeps its permissions.
pub fn replace_whole(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let permissions = fs::metadata(path).map(|about| about.permissions());
    let permissions = permissions.map_err(|error| WriteError::File { path: path.to_owned(), error })?;
    write_beside(path, |file| file.write_all(bytes), Some(permissions))
}

/// Whether a file as it was is kept beside the one that takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backup {
    /// As `page.txt~`.
    Kept,
    /// Not at all.
    None,
}

/// Keeps a file that is about to be replaced: as `page.txt~`, or with a number where there is one already.
pub fn back_up(path: &Path) -> Result<(), WriteError> {
    let mut name = path.as_os_str().to_owned();
    name.push("~");
    let mut number = 1;
    loop {
        let backup = Path::new(&name);
        // A second name costs nothing, and is never that of another file.
        let kept = fs::hard_link(path, backup).or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Err(error),
            // Not every file system has links.
            _ => fs::File::create_new(backup).and_then(|_| fs::copy(path, backup)).map(drop),
        });
        match kept {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                number += 1;
                path.as_os_str().clone_into(&mut name);
                name.push(format!(".~{number}~"));
            }
            kept => return kept.map_err(|error| WriteError::File { path: backup.to_owned(), error }),
        }
    }
}

fn write_beside(
    path: &Path,
    write: impl FnOnce(&mut fs::File) -> io::Result<()>,
    permissions: Option<fs::Permissions>,
) -> Result<(), WriteError> {
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let written = || {
        let mut file = match temporary_file(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(folder)?;
                temporary_file(folder)?
            }
            file => file?,
        };
        write(file.as_file_mut())?;
        if let Some(permissions) = permissions {
            file.as_file().set_permissions(permissions)?;
        }
        file.persist(path).map(drop).map_err(|failed| failed.error)
    };
    written().map_err(|error| WriteError::File { path: path.to_owned(), error: without_path(error) })
}

/// A file that is gone when it is dropped before it got its name. Its own name is hidden, so that it is no
/// page to a later run, should this one be killed.
fn temporary_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".dechaff-");
    // What any other new file would get; the crate's own choice is readable by the owner only.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder).map_err(without_path)
}

/// The crate puts its temporary path into the text of errors; the path that matters is named already.
pub(super) fn without_path(error: io::Error) -> io::Error {
    match error.raw_os_error().or_else(|| source_code(&error)) {
        Some(code) => io::Error::from_raw_os_error(code),
        None => error,
    }
}

fn source_code(error: &io::Error) -> Option<i32> {
    let inner = std::error::Error::source(error.get_ref()?)?;
    inner.downcast_ref::<io::Error>()?.raw_os_error()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn folders_are_made_and_files_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let tree = OutputDir::create(&dir.path().join("out/here")).unwrap();
        let place = Path::new("a/b/page.txt");
        tree.write(place, b"a longer first text").unwrap();
        tree.write(place, b"second").unwrap();
        assert_eq!(fs::read(dir.path().join("out/here/a/b/page.txt")).unwrap(), b"second");
        assert_eq!(names(&dir.path().join("out/here/a/b")), ["page.txt"]);
    }

    #[test]
    fn a_failed_write_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let tree = OutputDir::create(dir.path()).unwrap();
        fs::create_dir_all(dir.path().join("taken.txt/inside")).unwrap();
        let error = tree.write(Path::new("taken.txt"), b"text").unwrap_err();
        assert!(error.to_string().starts_with("cannot write "), "{error}");
        assert!(!error.to_string().contains(".dechaff-"), "{error}");
        assert!(!error.ends_the_run());
        assert_eq!(names(dir.path()), ["taken.txt"]);
    }

    #[test]
    fn a_folder_below_a_file_cannot_be_made() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        let error = OutputDir::create(&dir.path().join("file/out")).unwrap_err();
        assert!(error.to_string().starts_with("cannot write "), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn outputs_have_the_rights_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        write_whole(&dir.path().join("ours"), b"").unwrap();
        fs::write(dir.path().join("any"), "").unwrap();
        let mode = |name| fs::metadata(dir.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode("ours"), mode("any"));
    }
}
