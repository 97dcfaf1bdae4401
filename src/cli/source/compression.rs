//! Compression of files: read as their first bytes say, written as their names say.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::gzip::GzipReader;
use super::stdin::Stdin;
use super::{Source, zstd_dictionary};

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not compressed.
    None,
    /// gzip, with any number of members.
    Gzip,
    /// Zstandard, with any number of frames.
    Zstd,
}

/// Counts the bytes that are read.
struct Counted<R> {
    from: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.from.read(into).inspect(|read| {
            self.read.fetch_add(*read as u64, Ordering::Relaxed);
        })
    }
}

/// The beginning of a file, decompressed.
#[derive(Debug, Default)]
pub struct Beginning {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether the file has no more.
    pub is_whole: bool,
}

/// How many bytes of a file are looked at.
const BEGINNING: usize = 8 << 10;

impl Compression {
    /// The compression that the last extension stands for.
    pub fn from_path(path: &Path) -> Self {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some(ending) if ending.eq_ignore_ascii_case("gz") => Self::Gzip,
            Some(ending) if ending.eq_ignore_ascii_case("zst") => Self::Zstd,
            _ => Self::None,
        }
    }

    /// The path without the extension of the compression.
    pub fn unpacked(path: &Path) -> PathBuf {
        if Self::from_path(path) == Self::None { path.to_owned() } else { path.with_extension("") }
    }

    /// The compression of a file that begins with these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x1F, 0x8B, ..] => Self::Gzip,
            // A frame, or a frame to be skipped, which may hold a dictionary.
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Self::Zstd,
            _ => Self::None,
        }
    }

    /// Whether a file is compressed, by its name or its first bytes. `false` if it cannot be read.
    pub fn is_compressed(path: &Path) -> bool {
        let mut first = [0; 4];
        Self::from_path(path) != Self::None
            || path.is_file()
                && File::open(path).is_ok_and(|mut file| file.read_exact(&mut first).is_ok())
                && Self::of(&first) != Self::None
    }

    /// Opens a file, or standard input, to read its decompressed bytes, through all members or frames. Adds the
    /// bytes that are read of it to `read`.
    pub fn open(source: &Source, read: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
        fn buffered<R: Read>(from: R, read: &Arc<AtomicU64>) -> BufReader<Counted<R>> {
            BufReader::with_capacity(1 << 16, Counted { from, read: Arc::clone(read) })
        }
        match source {
            Source::Stdin => {
                let first = Stdin::peek(BEGINNING);
                if Self::of(&first) == Self::None {
                    return Ok(Box::new(Counted { from: Stdin, read: Arc::clone(read) }));
                }
                Self::decompress(buffered(Stdin, read), source)
            }
            Source::File(path) => Self::decompress(buffered(File::open(path)?, read), source),
        }
    }

    /// Reads decompressed bytes from compressed ones, and others as they are.
    pub fn decompress<'f>(
        mut from: impl BufRead + Send + 'f,
        source: &Source,
    ) -> io::Result<Box<dyn Read + Send + 'f>> {
        Ok(match Self::of(from.fill_buf()?) {
            Self::None => Box::new(from),
            Self::Gzip => Box::new(GzipReader::new(from, source.to_string())),
            Self::Zstd => match zstd_dictionary::read(&mut from)? {
                Some(dictionary) => Box::new(zstd::Decoder::with_dictionary(from, &dictionary)?),
                None => Box::new(zstd::Decoder::with_buffer(from)?),
            },
        })
    }
}

impl Beginning {
    /// The beginning of standard input or a regular file. `None` if it cannot be read, or only once.
    pub fn of(source: &Source) -> Option<Self> {
        match source {
            Source::Stdin => Self::read(&Stdin::peek(BEGINNING)[..], source),
            Source::File(path) => {
                // Who opens a pipe and closes it ends what is written to it.
                let file = path.is_file().then(|| File::open(path).ok())??;
                Self::read(BufReader::with_capacity(BEGINNING, file), source)
            }
        }
    }

    fn read(mut from: impl BufRead + Send, source: &Source) -> Option<Self> {
        let mut bytes = Vec::with_capacity(BEGINNING);
        let mut take = |from: &mut dyn Read| from.take(BEGINNING as u64).read_to_end(&mut bytes);
        let _ = match Compression::of(from.fill_buf().ok()?) {
            Compression::None => take(&mut from),
            // What is behind the last member ends it with an error. The one who reads the file says so.
            Compression::Gzip => take(&mut MultiGzDecoder::new(from)),
            Compression::Zstd => take(&mut Compression::decompress(from, source).ok()?),
        };
        Some(Self { is_whole: bytes.len() < BEGINNING, bytes })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use flate2::Compression as Level;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Level::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn extensions_tell_the_compression() {
        for (name, compression, unpacked) in [
            ("a.jsonl", Compression::None, "a.jsonl"),
            ("b/a.jsonl.gz", Compression::Gzip, "b/a.jsonl"),
            ("a.JSON.GZ", Compression::Gzip, "a.JSON"),
            ("a.jsonl.zst", Compression::Zstd, "a.jsonl"),
            ("gz", Compression::None, "gz"),
        ] {
            let path = Path::new(name);
            assert_eq!(
                (Compression::from_path(path), Compression::unpacked(path)),
                (compression, unpacked.into()),
                "{name}"
            );
        }
    }

    #[test]
    fn all_members_and_frames_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let frame = |text: &[u8]| zstd::encode_all(text, 3).unwrap();
        for (name, bytes) in [
            ("plain", b"one two".to_vec()),
            ("members.gz", [gzip(b"one"), gzip(b""), gzip(b" two")].concat()),
            ("frames.zst", [frame(b"one"), frame(b""), frame(b" two")].concat()),
        ] {
            let path = dir.path().join(name);
            fs::write(&path, bytes).unwrap();
            assert_eq!(
                io::read_to_string(Compression::open(&Source::File(path.clone()), &Arc::default()).unwrap())
                    .unwrap(),
                "one two"
            );
            fs::write(&path, "").unwrap();
            assert_eq!(
                io::read_to_string(Compression::open(&Source::File(path.clone()), &Arc::default()).unwrap())
                    .unwrap(),
                "",
                "{name}"
            );
        }
    }

    #[test]
    fn truncated_files_are_errors() {
        let dir = tempfile::tempdir().unwrap();
        let text = b"one two ".repeat(1000);
        for (name, bytes) in [("a.gz", gzip(&text)), ("a.zst", zstd::encode_all(&text[..], 3).unwrap())] {
            let path = dir.path().join(name);
            fs::write(&path, &bytes[..bytes.len() - 4]).unwrap();
            io::read_to_string(Compression::open(&Source::File(path.clone()), &Arc::default()).unwrap())
                .unwrap_err();
        }
    }
}
