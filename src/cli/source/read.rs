//! Reads a page from a file of its own.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use dechaff::About;
use dechaff::{Html, Markdown, Page};
use xxhash_rust::xxh3::xxh3_64;

use super::charset::{NotText, decode_as};
use super::envelope::Enclosed;
use super::no_page::NoPage;
use super::stdin::Stdin;
use super::{Compression, HttpError, InputFormat, Size, Source};

/// Reads pages into buffers that are reused and never shrink.
#[derive(Debug)]
pub struct Reader {
    stored: Buffer,
    /// What is compressed, decompressed.
    unpacked: Buffer,
    format: InputFormat,
}

/// Bytes that are read up to a limit.
#[derive(Debug)]
struct Buffer {
    bytes: Vec<u8>,
    limit: Size,
}

/// The bytes of a page.
#[derive(Debug)]
pub struct RawPage<'a> {
    bytes: &'a [u8],
    limit: Size,
    format: InputFormat,
}

impl<'a> RawPage<'a> {
    /// A hash of the bytes.
    pub fn hash(&self) -> u64 {
        xxh3_64(self.bytes)
    }

    /// The decoded page, of this source.
    pub fn text(&self, source: &Source) -> Result<PageText<'a>, ReadError> {
        page(self.bytes, source, self.format, self.limit)
    }
}

/// A decoded page.
#[derive(Debug)]
pub enum PageText<'a> {
    /// Plain text.
    Text(Cow<'a, str>),
    /// HTML, parsed and laid out as lines.
    Html(Box<Html>),
    /// Markdown, and the lines that its reader sees.
    Markdown(Box<Markdown>),
}

impl PageText<'_> {
    /// The page, ready to be cleaned.
    pub fn page(&self) -> Page<'_> {
        match self {
            Self::Text(text) => Page::new(text),
            Self::Html(html) => Page::from_html(html),
            Self::Markdown(markdown) => Page::from_markdown(markdown),
        }
    }

    /// The metadata of an HTML page.
    pub fn about(&self) -> Option<&About> {
        match self {
            Self::Text(_) => None,
            Self::Html(html) => Some(html.about()),
            Self::Markdown(markdown) => Some(markdown.shown().about()),
        }
    }

    /// The text as it was read, unless that was HTML.
    pub fn source(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Html(_) => None,
            Self::Markdown(markdown) => Some(markdown.source()),
        }
    }
}

/// A page that would take too much memory.
#[derive(Clone, Debug, thiserror::Error)]
#[error(
    "would take {0} of memory for its many short lines (raise --max-page-size, or skip it with --exclude)"
)]
pub struct NeedsMemory(Size);

impl PageText<'_> {
    /// The page, unless cleaning it would take more than 40 times the memory of the largest page, or 60 times for HTML. Few
    /// pages are large enough for that, so the lines are rarely counted.
    pub fn within(self, limit: Size) -> Result<Self, NeedsMemory> {
        /// Memory that any page may take.
        const LEAST: u64 = 1 << 28;
        /// Bytes of text that never take so much.
        const SMALL: usize = 1 << 20;
        let (need, times) = match &self {
            Self::Text(text) if text.len() < SMALL => return Ok(self),
            Self::Html(html) if html.text().len() < SMALL => return Ok(self),
            Self::Markdown(markdown) if markdown.source().len() < SMALL => return Ok(self),
            Self::Text(text) => (Page::memory_to_clean(text), 40),
            Self::Html(html) => (html.memory_to_clean(), 60),
            Self::Markdown(markdown) => (markdown.memory_to_clean(), 60),
        };
        if need > limit.0.saturating_mul(times).max(LEAST) {
            return Err(NeedsMemory(Size(need.next_multiple_of(1 << 20))));
        }
        Ok(self)
    }
}

/// Why a page could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file does not exist, or no longer.
    #[error("not found (check the path)")]
    NotFound,
    /// There is no such file, because it is an address on the web.
    #[error("a URL, and dechaff reads files (download the page: curl -s URL | dechaff clean)")]
    Url,
    /// The file is not readable for this user.
    #[error("permission denied (make it readable, or skip it with --exclude)")]
    Denied,
    /// The system failed to read it.
    #[error("cannot read: {0} (try again, or skip it with --exclude)")]
    Io(io::Error),
    /// The file is compressed, and damaged or truncated.
    #[error("cannot decompress: {0} (decompress it first, or skip it with --exclude)")]
    Decompress(io::Error),
    /// The page is larger than the limit.
    #[error("larger than {0} (raise --max-page-size, or skip it with --exclude)")]
    TooLarge(Size),
    /// The file does not contain text.
    #[error(transparent)]
    NotText(#[from] NotText),
    /// It has too many lines for its size.
    #[error(transparent)]
    NeedsMemory(#[from] NeedsMemory),
    /// The file contains other text than a page.
    #[error(transparent)]
    NoPage(#[from] NoPage),
    /// The file contains the response of a server, whose body cannot be decoded.
    #[error(transparent)]
    Http(#[from] HttpError),
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
    /// The error for a file that cannot be opened.
    fn of(error: io::Error, path: &Path) -> Self {
        let is_url = |path: &str| path.starts_with("http://") || path.starts_with("https://");
        match Self::from(error) {
            Self::NotFound if path.to_str().is_some_and(is_url) => Self::Url,
            error => error,
        }
    }

    /// The same error for a file that was being decompressed.
    fn decompressing(self) -> Self {
        if let Self::Io(error) = self { Self::Decompress(error) } else { self }
    }
}

impl Reader {
    /// A reader that rejects pages larger than `limit`.
    pub fn new(limit: Size, format: InputFormat) -> Self {
        let buffer = || Buffer { bytes: Vec::new(), limit };
        Self { stored: buffer(), unpacked: buffer(), format }
    }

    /// Reads a page. UTF-8 text is borrowed from the reader.
    pub fn read(&mut self, source: &Source) -> Result<PageText<'_>, ReadError> {
        self.read_raw(source)?.text(source)
    }

    /// Reads the bytes of a page, decompressed.
    pub fn read_raw(&mut self, source: &Source) -> Result<RawPage<'_>, ReadError> {
        let (format, limit) = (self.format, self.stored.limit);
        let stored = match source {
            Source::Stdin => self.stored.fill(Stdin, 0)?,
            Source::File(path) => {
                let file = File::open(path).map_err(|error| ReadError::of(error, path))?;
                let size = file.metadata()?.len();
                self.stored.fill(file, size)?
            }
        };
        if Compression::of(stored) == Compression::None {
            return Ok(RawPage { bytes: stored, limit, format });
        }
        let unpacked = Compression::decompress(stored, source).map_err(ReadError::from);
        let bytes =
            unpacked.and_then(|from| self.unpacked.fill(from, 0)).map_err(ReadError::decompressing)?;
        Ok(RawPage { bytes, limit, format })
    }
}

/// The page in the bytes of a file.
fn page<'b>(
    bytes: &'b [u8],
    source: &Source,
    format: InputFormat,
    limit: Size,
) -> Result<PageText<'b>, ReadError> {
    let enclosed = if format == InputFormat::Text { None } else { Enclosed::open(bytes, limit)? };
    let Some(page) = enclosed else {
        return Ok(text_or_html(decode_as(bytes, None)?, source, format, None)?.within(limit)?);
    };
    let charset = page.charset.as_deref();
    let text = match page.bytes {
        Cow::Borrowed(bytes) => decode_as(bytes, charset)?,
        Cow::Owned(bytes) => Cow::Owned(decode_as(&bytes, charset)?.into_owned()),
    };
    Ok(text_or_html(text, source, format, Some(page.is_html))?.within(limit)?)
}

/// `enclosed` tells of a page that was taken out of the file whether it is HTML.
fn text_or_html<'t>(
    text: Cow<'t, str>,
    source: &Source,
    format: InputFormat,
    enclosed: Option<bool>,
) -> Result<PageText<'t>, ReadError> {
    let is_html = enclosed == Some(true) || format.is_html(source, &text);
    if format == InputFormat::Auto
        && let Some(no_page) = NoPage::of(&text, is_html, source.has_json_name())
    {
        return Err(no_page.into());
    }
    Ok(match (is_html, enclosed) {
        (true, None) => PageText::Html(Box::new(Html::read(&text))),
        (true, Some(_)) => PageText::Html(Box::new(Html::read(&text).without_source_lines())),
        (false, _) if format.is_markdown(source, &text) => {
            PageText::Markdown(Box::new(Markdown::read(&text)))
        }
        (false, _) => PageText::Text(text),
    })
}

impl Buffer {
    /// Reads to the end. `expected` is a hint of the size; a wrong hint only costs time.
    fn fill(&mut self, mut from: impl Read, expected: u64) -> Result<&[u8], ReadError> {
        if expected > self.limit.0 {
            return Err(ReadError::TooLarge(self.limit));
        }
        let mut length = 0;
        // With one byte to spare, the end of the file shows without growing the buffer.
        let mut wanted = usize::try_from(expected).unwrap_or(usize::MAX).saturating_add(1).max(8 << 10);
        loop {
            if self.bytes.len() < wanted {
                self.bytes.resize(wanted, 0);
            }
            match from.read(&mut self.bytes[length..]) {
                Ok(0) => return Ok(&self.bytes[..length]),
                Ok(read) => length += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
            if length as u64 > self.limit.0 {
                return Err(ReadError::TooLarge(self.limit));
            }
            if length == self.bytes.len() {
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
        let mut buffer = Buffer { bytes: Vec::new(), limit: Size(1 << 20) };
        for expected in [0, 10, bytes.len() as u64, 1 << 20] {
            assert!(buffer.fill(Drip(&bytes), expected).unwrap() == bytes);
        }
    }

    #[test]
    fn a_page_of_too_many_lines_is_named() {
        let page = |text: &str, limit| PageText::Text(text.to_owned().into()).within(Size(limit));
        let lines = "a\n".repeat(2 << 20);
        assert!(page(&lines, 64 << 20).is_ok());
        let error = page(&lines, 1 << 20).unwrap_err().to_string();
        assert!(error.contains(" MiB of memory for its many short lines"), "{error}");
        assert!(page(&"The ferry sails at noon. ".repeat(1 << 17), 1 << 20).is_ok());
        assert!(page(&lines, u64::MAX).is_ok());
    }

    #[test]
    fn the_limit_is_the_largest_size() {
        let mut buffer = Buffer { bytes: Vec::new(), limit: Size(100) };
        assert_eq!(buffer.fill(Drip(&[b'x'; 100]), 0).unwrap().len(), 100);
        for expected in [0, 101] {
            let error = buffer.fill(Drip(&[b'x'; 101]), expected).unwrap_err();
            assert!(matches!(error, ReadError::TooLarge(Size(100))), "{error}");
        }
    }
}
