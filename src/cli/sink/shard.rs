//! Files of records, written piece by piece, that appear whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use flate2::Compression as Level;
use flate2::write::GzEncoder;
use tempfile::{Builder, NamedTempFile};

use super::WriteError;
use super::output_dir::{Backup, back_up, without_path};
use crate::cli::source::Compression;

/// A file that takes its place when it is finished, and is gone when it is dropped before.
///
/// Until then its name is `.dechaff-` and that of its place: when a run is killed, the next one that makes the same
/// file takes over what is left, and nothing piles up.
#[derive(Debug)]
pub struct ShardFile {
    place: PathBuf,
    packing: Compression,
    is_empty: bool,
    to: To,
}

#[derive(Debug)]
enum To {
    Plain(NamedTempFile<File>),
    Zstd(Box<ZstdFile>),
}

/// One frame for the whole file: some readers stop behind the first.
struct ZstdFile(zstd::Encoder<'static, NamedTempFile<File>>);

impl std::fmt::Debug for ZstdFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ZstdFile")
    }
}

impl ShardFile {
    /// Begins a file, packed as its name says, and makes the folders that lead to it.
    pub fn create(place: &Path) -> Result<Self, WriteError> {
        let begin = || {
            let file = begin(place)?;
            Ok(match Compression::from_path(place) {
                Compression::Zstd => {
                    To::Zstd(Box::new(ZstdFile(zstd::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL)?)))
                }
                _ => To::Plain(file),
            })
        };
        let to = begin().map_err(|error| failed(place, error))?;
        Ok(Self { place: place.to_owned(), packing: Compression::from_path(place), is_empty: true, to })
    }

    /// Writes a piece that [`Compression::piece`] has prepared.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), WriteError> {
        self.is_empty &= piece.is_empty();
        let written = match &mut self.to {
            To::Plain(file) => file.as_file_mut().write_all(piece),
            To::Zstd(encoder) => encoder.0.write_all(piece),
        };
        written.map_err(|error| failed(&self.place, error))
    }

    /// Puts the file in the place of an older one, which is kept beside it if that is wished; it keeps its permissions.
    pub fn replace(self, backup: Backup) -> Result<(), WriteError> {
        let file = match &self.to {
            To::Plain(file) => file,
            To::Zstd(encoder) => encoder.0.get_ref(),
        };
        prepare_to_replace(file, &self.place, backup)?;
        self.finish()
    }

    /// Puts the file in its place, once all of it is on the disk.
    pub fn finish(mut self) -> Result<(), WriteError> {
        if self.is_empty && self.packing == Compression::Gzip {
            // A file of no bytes is none that gzip would unpack.
            self.write(&gzip(b""))?;
        }
        let finish = || {
            let file = match self.to {
                To::Plain(file) => file,
                To::Zstd(encoder) => encoder.0.finish()?,
            };
            settle(file, &self.place)
        };
        finish().map_err(|error| failed(&self.place, error))
    }
}

impl Compression {
    /// Prepares a piece for a file packed like this. For gzip that is a member of its own, so that any number of
    /// threads can pack pieces of one file.
    pub fn piece(self, bytes: Vec<u8>) -> Vec<u8> {
        if self == Self::Gzip && !bytes.is_empty() { gzip(&bytes) } else { bytes }
    }
}

/// Begins a file that will take a place, and makes the folders that lead to it.
pub(super) fn begin(place: &Path) -> io::Result<NamedTempFile<File>> {
    let folder = place.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    Builder::new()
        .prefix(".dechaff-")
        .suffix(place.file_name().unwrap_or_default())
        .rand_bytes(0)
        .make_in(folder, |path| OpenOptions::new().write(true).create(true).truncate(true).open(path))
}

/// Gives a file the permissions of the older one whose place it will take, which is kept beside it if that is wished.
pub(super) fn prepare_to_replace(
    file: &NamedTempFile<File>,
    place: &Path,
    backup: Backup,
) -> Result<(), WriteError> {
    let permissions = fs::metadata(place).map(|about| about.permissions());
    let set = permissions.and_then(|permissions| file.as_file().set_permissions(permissions));
    set.map_err(|error| failed(place, error))?;
    if backup == Backup::Kept { back_up(place) } else { Ok(()) }
}

/// Puts a file in its place, once all of it is on the disk.
pub(super) fn settle(file: NamedTempFile<File>, place: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    file.persist(place).map(drop).map_err(|failed| failed.error)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Level::default());
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    packed.expect("writing to memory does not fail")
}

pub(super) fn failed(place: &Path, error: io::Error) -> WriteError {
    WriteError::File { path: place.to_owned(), error: without_path(error) }
}

#[cfg(test)]
mod tests {
    use std::io::read_to_string;

    use super::*;

    #[test]
    fn files_appear_when_finished() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a.jsonl", "b/a.jsonl.gz", "c.jsonl.zst"] {
            let place = dir.path().join(name);
            let names = || fs::read_dir(place.parent().unwrap()).unwrap().count();
            let mut shard = ShardFile::create(&place).unwrap();
            for piece in ["one ", "", "two"] {
                shard.write(&Compression::from_path(&place).piece(piece.into())).unwrap();
            }
            assert!(!place.exists());
            shard.finish().unwrap();
            assert_eq!(read_to_string(Compression::open(&place).unwrap()).unwrap(), "one two");
            let before = names();
            drop(ShardFile::create(&place).unwrap());
            assert_eq!(names(), before);
            ShardFile::create(&place).unwrap().finish().unwrap();
            assert_eq!(read_to_string(Compression::open(&place).unwrap()).unwrap(), "");
        }
        assert!(fs::metadata(dir.path().join("b/a.jsonl.gz")).unwrap().len() > 0);
    }

    #[test]
    fn what_a_killed_run_left_is_taken_over() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(".dechaff-a.jsonl"), "half of a longer line").unwrap();
        let mut shard = ShardFile::create(&dir.path().join("a.jsonl")).unwrap();
        shard.write(b"{}\n").unwrap();
        shard.finish().unwrap();
        assert_eq!(fs::read(dir.path().join("a.jsonl")).unwrap(), b"{}\n");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
