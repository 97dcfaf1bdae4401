//! Writes files of records piece by piece.

use std::io::{self, Write};
use std::path::Path;

use flate2::write::GzEncoder;

use super::WriteError;
use super::atomic_file::{AtomicFile, Backup};
use crate::cli::source::Compression;

/// A file of records that is being written, compressed according to its extension.
pub struct ShardFile {
    compression: Compression,
    is_empty: bool,
    output: ShardWriter,
}

enum ShardWriter {
    Plain(AtomicFile),
    /// One frame for the whole file: some readers stop after the first.
    Zstd(Box<zstd::Encoder<'static, AtomicFile>>),
}

impl ShardFile {
    /// Creates a temporary file, and the folders of the path.
    pub fn create(path: &Path) -> Result<Self, WriteError> {
        let compression = Compression::from_path(path);
        let file = AtomicFile::create(path)?;
        let output = if compression == Compression::Zstd {
            let encoder = zstd::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL);
            ShardWriter::Zstd(Box::new(encoder.map_err(|error| WriteError::file(path, error))?))
        } else {
            ShardWriter::Plain(file)
        };
        Ok(Self { compression, is_empty: true, output })
    }

    /// Writes a piece that [`compress_piece`] has prepared.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), WriteError> {
        self.is_empty &= piece.is_empty();
        let written = match &mut self.output {
            ShardWriter::Plain(file) => file.write_all(piece),
            ShardWriter::Zstd(encoder) => encoder.write_all(piece),
        };
        written.map_err(|error| self.file().failed(error))
    }

    /// Moves the complete file to its path.
    pub fn finish(self) -> Result<(), WriteError> {
        self.complete()?.finish()
    }

    /// Replaces the file at the path with the complete one.
    pub fn replace(self, backup: Backup) -> Result<(), WriteError> {
        self.complete()?.replace(backup)
    }

    fn complete(mut self) -> Result<AtomicFile, WriteError> {
        if self.is_empty && self.compression == Compression::Gzip {
            // gzip does not decompress a file of no bytes.
            self.write(&gzip(b""))?;
        }
        match self.output {
            ShardWriter::Plain(file) => Ok(file),
            ShardWriter::Zstd(mut encoder) => match encoder.do_finish() {
                // Nothing is left to write, so this cannot fail.
                Ok(()) => Ok(encoder.finish().expect("finished before")),
                Err(error) => Err(encoder.get_ref().failed(error)),
            },
        }
    }

    fn file(&self) -> &AtomicFile {
        match &self.output {
            ShardWriter::Plain(file) => file,
            ShardWriter::Zstd(encoder) => encoder.get_ref(),
        }
    }
}

/// Prepares a piece for a file with this compression. For gzip, each piece becomes a member of its own, so that several
/// threads can compress pieces of one file. Other pieces are returned unchanged.
pub fn compress_piece(bytes: Vec<u8>, compression: Compression) -> Vec<u8> {
    if compression == Compression::Gzip && !bytes.is_empty() { gzip(&bytes) } else { bytes }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), flate2::Compression::default());
    let compressed: io::Result<Vec<u8>> = encoder.write_all(bytes).and_then(|()| encoder.finish());
    compressed.expect("writing to memory does not fail")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::read_to_string;

    use super::*;
    use crate::cli::source::Source;

    #[test]
    fn files_appear_when_they_are_complete() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a.jsonl", "b/a.jsonl.gz", "c.jsonl.zst"] {
            let path = dir.path().join(name);
            let mut shard = ShardFile::create(&path).unwrap();
            for piece in ["one ", "", "two"] {
                shard.write(&compress_piece(piece.into(), Compression::from_path(&path))).unwrap();
            }
            assert!(!path.exists());
            shard.finish().unwrap();
            assert_eq!(
                read_to_string(
                    Compression::open(&Source::File(path.clone()), &std::sync::Arc::default()).unwrap()
                )
                .unwrap(),
                "one two"
            );
            ShardFile::create(&path).unwrap().finish().unwrap();
            assert_eq!(
                read_to_string(
                    Compression::open(&Source::File(path.clone()), &std::sync::Arc::default()).unwrap()
                )
                .unwrap(),
                ""
            );
        }
        assert!(fs::metadata(dir.path().join("b/a.jsonl.gz")).unwrap().len() > 0);
    }
}
