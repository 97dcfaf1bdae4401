//! Reads a page from a file of its own.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};

use dechaff::About;
use dechaff::{Html, Page};
use xxhash_rust::xxh3::xxh3_64;

use super::charset::{NotText, decode};
use super::{Compression, InputFormat, Size, Source};

/// Reads pages into a buffer that is reused and never shrinks.
#[derive(Debug)]
pub struct Reader {
    buffer: Vec<u8>,
    limit: Size,
    format: InputFormat,
}

/// The bytes of a page.
#[derive(Debug)]
pub struct RawPage<'a> {
    bytes: &'a [u8],
    format: InputFormat,
}

impl<'a> RawPage<'a> {
    /// A hash of the bytes.
    pub fn hash(&self) -> u64 {
        xxh3_64(self.bytes)
    }

    /// The decoded page, of this source.
    pub fn text(&self, source: &Source) -> Result<PageText<'a>, ReadError> {
        let text = decode(self.bytes)?;
        if self.format.is_html(source, &text) {
            return Ok(PageText::Html(Box::new(Html::read(&text))));
        }
        Ok(PageText::Text(text))
    }
}

/// A decoded page.
#[derive(Debug)]
pub enum PageText<'a> {
    /// Plain text.
    Text(Cow<'a, str>),
    /// HTML, parsed and laid out as lines.
    Html(Box<Html>),
}

impl PageText<'_> {
    /// The page, ready to be cleaned.
    pub fn page(&self) -> Page<'_> {
        match self {
            Self::Text(text) => Page::new(text),
            Self::Html(html) => Page::from_html(html),
        }
    }

    /// The metadata of an HTML page.
    pub fn about(&self) -> Option<&About> {
        match self {
            Self::Text(_) => None,
            Self::Html(html) => Some(html.about()),
        }
    }
}

/// Why a page could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file does not exist, or no longer.
    #[error("not found (check the path)")]
    NotFound,
    /// The file is not readable for this user.
    #[error("permission denied (make it readable, or skip it with --exclude)")]
    Denied,
    /// The system failed to read it.
    #[error("cannot read: {0} (try again, or skip it with --exclude)")]
    Io(io::Error),
    /// The name has the extension of a compression, but the bytes are not valid, or truncated.
    #[error("cannot decompress: {0} (decompress it first, or skip it with --exclude)")]
    Decompress(io::Error),
    /// The page is larger than the limit.
    #[error("larger than {0} (raise --max-page-size, or skip it with --exclude)")]
    TooLarge(Size),
    /// The file does not contain text.
    #[error(transparent)]
    NotText(#[from] NotText),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::Denied,
            _ => Self::Io(error),
        }
    }
}

impl ReadError {
    /// The same error for a file that was being decompressed.
    fn decompressing(self) -> Self {
        if let Self::Io(error) = self { Self::Decompress(error) } else { self }
    }
}

impl Reader {
    /// A reader that rejects pages larger than `limit`.
    pub fn new(limit: Size, format: InputFormat) -> Self {
        Self { buffer: Vec::new(), limit, format }
    }

    /// Reads a page. UTF-8 text is borrowed from the buffer.
    pub fn read(&mut self, source: &Source) -> Result<PageText<'_>, ReadError> {
        self.read_raw(source)?.text(source)
    }

    /// Reads the bytes of a page, decompressed.
    pub fn read_raw(&mut self, source: &Source) -> Result<RawPage<'_>, ReadError> {
        let length = match source {
            Source::Stdin => self.fill(io::stdin().lock(), 0)?,
            Source::File(path) => {
                let file = File::open(path)?;
                if Compression::from_path(path) == Compression::None {
                    let size = file.metadata()?.len();
                    self.fill(file, size)?
                } else {
                    self.fill(Compression::open(path)?, 0).map_err(ReadError::decompressing)?
                }
            }
        };
        Ok(RawPage { bytes: &self.buffer[..length], format: self.format })
    }

    /// Reads to the end and returns the length. `expected` is a hint of the size; a wrong hint only costs time.
    fn fill(&mut self, mut from: impl Read, expected: u64) -> Result<usize, ReadError> {
        if expected > self.limit.0 {
            return Err(ReadError::TooLarge(self.limit));
        }
        let mut length = 0;
        // With one byte to spare, the end of the file shows without growing the buffer.
        let mut wanted = usize::try_from(expected).unwrap_or(usize::MAX).saturating_add(1).max(8 << 10);
        loop {
            if self.buffer.len() < wanted {
                self.buffer.resize(wanted, 0);
            }
            match from.read(&mut self.buffer[length..]) {
                Ok(0) => return Ok(length),
                Ok(read) => length += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
            if length as u64 > self.limit.0 {
                return Err(ReadError::TooLarge(self.limit));
            }
            if length == self.buffer.len() {
                wanted = length * 2;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns its bytes in small pieces, as a pipe does.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let length = into.len().min(self.0.len()).min(777);
            into[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    #[test]
    fn a_pipe_is_read_to_its_end() {
        let bytes = b"a line of text\n".repeat(10_000);
        let mut reader = Reader::new(Size(1 << 20), InputFormat::Auto);
        for expected in [0, 10, bytes.len() as u64, 1 << 20] {
            let length = reader.fill(Drip(&bytes), expected).unwrap();
            assert!(reader.buffer[..length] == bytes);
        }
    }

    #[test]
    fn the_limit_is_the_largest_size() {
        let mut reader = Reader::new(Size(100), InputFormat::Auto);
        assert_eq!(reader.fill(Drip(&[b'x'; 100]), 0).unwrap(), 100);
        for expected in [0, 101] {
            let error = reader.fill(Drip(&[b'x'; 101]), expected).unwrap_err();
            assert!(matches!(error, ReadError::TooLarge(Size(100))), "{error}");
        }
    }
}
