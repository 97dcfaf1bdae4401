//! One page's bytes, read whole, and its text.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};

use dechaff::About;
use dechaff::{Html, Page};

use super::charset::{NotText, decode};
use super::{Compression, InputFormat, Size, Source};

/// Reads pages into one buffer, which only grows.
#[derive(Debug)]
pub struct Reader {
    buffer: Vec<u8>,
    limit: Size,
    format: InputFormat,
}

/// A page, decoded.
#[derive(Debug)]
pub enum PageText<'a> {
    /// Plain text.
    Text(Cow<'a, str>),
    /// HTML, laid out.
    Html(Box<Html>),
}

impl PageText<'_> {
    /// The page, to be decided.
    pub fn page(&self) -> Page<'_> {
        match self {
            Self::Text(text) => Page::new(text),
            Self::Html(html) => Page::from_html(html),
        }
    }

    /// What a page of HTML says of itself.
    pub fn about(&self) -> Option<&About> {
        match self {
            Self::Text(_) => None,
            Self::Html(html) => Some(html.about()),
        }
    }
}

/// Why a page could not be read, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is none, any more.
    #[error("not found (moved or deleted? run again with the right path)")]
    NotFound,
    /// There is no right to read it.
    #[error("permission denied (make it readable or leave it out with --exclude)")]
    Denied,
    /// The system could not read it.
    #[error("cannot be read: {0} (try again or leave it out with --exclude)")]
    Io(io::Error),
    /// Its name says that it is packed, and it is not, or not to its end.
    #[error("cannot be unpacked: {0} (unpack it first or leave it out with --exclude)")]
    Unpack(io::Error),
    /// It is larger than a page may be.
    #[error("larger than {0} (raise --max-page-size or leave it out with --exclude)")]
    TooLarge(Size),
    /// It is something else than text.
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
    /// The same for a file that was being unpacked.
    fn decompressing(self) -> Self {
        if let Self::Io(error) = self { Self::Unpack(error) } else { self }
    }
}

impl Reader {
    /// A reader of pages that are no larger than `limit`.
    pub fn new(limit: Size, format: InputFormat) -> Self {
        Self { buffer: Vec::new(), limit, format }
    }

    /// The text of a page; borrowed from the buffer when the page is text in UTF-8.
    pub fn read(&mut self, source: &Source) -> Result<PageText<'_>, ReadError> {
        let length = match source {
            Source::Stdin => self.fill(io::stdin().lock(), 0)?,
            Source::File(path) => {
                let file = File::open(path)?;
                if Compression::from_path(path) == Compression::None {
                    let size = file.metadata()?.len();
                    self.fill(file, size)?
                } else {
                    // How large it will be is not known before.
                    self.fill(Compression::open(path)?, 0).map_err(ReadError::decompressing)?
                }
            }
        };
        let text = decode(&self.buffer[..length])?;
        if self.format.is_html(source, &text) {
            return Ok(PageText::Html(Box::new(Html::read(&text))));
        }
        Ok(PageText::Text(text))
    }

    /// Reads to the end and returns the length. `expected` is the likely size; a wrong one costs only time.
    fn fill(&mut self, mut from: impl Read, expected: u64) -> Result<usize, ReadError> {
        if expected > self.limit.0 {
            return Err(ReadError::TooLarge(self.limit));
        }
        let mut length = 0;
        // One byte more than expected shows the end of the file without another round.
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

    /// Gives its bytes in small pieces, as a pipe does.
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
