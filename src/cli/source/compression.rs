//! How a file is packed, by its name, and unpacking it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, in any number of members.
    Gzip,
    /// Zstandard, in any number of frames.
    Zstd,
}

impl Compression {
    /// By the last extension of a name.
    pub fn from_path(path: &Path) -> Self {
        match path.extension().and_then(|ending| ending.to_str()) {
            Some(ending) if ending.eq_ignore_ascii_case("gz") => Self::Gzip,
            Some(ending) if ending.eq_ignore_ascii_case("zst") => Self::Zstd,
            _ => Self::None,
        }
    }

    /// The path without the extension that says how the file is packed.
    pub fn unpacked(path: &Path) -> PathBuf {
        if Self::from_path(path) == Self::None { path.to_owned() } else { path.with_extension("") }
    }

    /// Opens a file for its unpacked bytes, from the first member or frame to the last. An empty file has none.
    pub fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
        let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
        Ok(match Self::from_path(path) {
            Self::None => Box::new(file),
            _ if file.fill_buf()?.is_empty() => Box::new(io::empty()),
            Self::Gzip => Box::new(MultiGzDecoder::new(file)),
            Self::Zstd => Box::new(zstd::Decoder::with_buffer(file)?),
        })
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
    fn names_say_how_files_are_packed() {
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
            assert_eq!(io::read_to_string(Compression::open(&path).unwrap()).unwrap(), "one two");
            fs::write(&path, "").unwrap();
            assert_eq!(io::read_to_string(Compression::open(&path).unwrap()).unwrap(), "", "{name}");
        }
    }

    #[test]
    fn files_that_break_off_are_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let text = b"one two ".repeat(1000);
        for (name, bytes) in [("a.gz", gzip(&text)), ("a.zst", zstd::encode_all(&text[..], 3).unwrap())] {
            let path = dir.path().join(name);
            fs::write(&path, &bytes[..bytes.len() - 4]).unwrap();
            io::read_to_string(Compression::open(&path).unwrap()).unwrap_err();
        }
    }
}
