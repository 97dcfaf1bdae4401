//! Tells text, HTML and files of records apart, by file name and content.

use std::path::Path;

use super::{Compression, Source};

/// The value of `--input-format`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum InputFormat {
    /// Detect the format from the file name and content
    #[default]
    Auto,
    /// Plain text
    Text,
    /// HTML
    Html,
    /// JSONL, one JSON object per line
    Jsonl,
    /// WARC or WET
    Warc,
    /// Parquet, one page per row
    Parquet,
}

/// The format of a file of many pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordFormat {
    /// One JSON object per line.
    Jsonl,
    /// WARC or WET.
    Warc,
    /// One page per row.
    Parquet,
}

/// What HTML begins with, after white space, comments and an XML declaration.
const BEGINNINGS: [&str; 5] = ["<!doctype html", "<html", "<head", "<body", "<frameset"];

impl InputFormat {
    /// The format of a file of records; `None` for a single page.
    pub fn records(self, path: &Path) -> Option<RecordFormat> {
        match self {
            Self::Auto if ends_in(path, &[".warc", ".warc.gz", ".wet", ".wet.gz", ".arc", ".arc.gz"]) => {
                Some(RecordFormat::Warc)
            }
            Self::Auto if ends_in(path, &[".parquet"]) => Some(RecordFormat::Parquet),
            // Uncompressed `.json` files are mostly single documents.
            Self::Auto => ends_in(path, &[".jsonl", ".jsonl.gz", ".jsonl.zst", ".json.gz", ".json.zst"])
                .then_some(RecordFormat::Jsonl),
            _ => self.stream_records(),
        }
    }

    /// The format of records in a stream without a name; `None` for a single page.
    pub fn stream_records(self) -> Option<RecordFormat> {
        match self {
            Self::Auto | Self::Text | Self::Html => None,
            Self::Jsonl => Some(RecordFormat::Jsonl),
            Self::Warc => Some(RecordFormat::Warc),
            Self::Parquet => Some(RecordFormat::Parquet),
        }
    }

    /// Whether to read a page as HTML.
    pub fn is_html(self, source: &Source, text: &str) -> bool {
        match self {
            Self::Text | Self::Jsonl | Self::Warc | Self::Parquet => false,
            Self::Html => true,
            // Tools write extracted text to files that keep the name of the HTML page.
            Self::Auto => begins_as_html(text) || has_html_name(source) && has_tag(text),
        }
    }
}

fn ends_in(path: &Path, endings: &[&str]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    endings.iter().any(|ending| name.ends_with(ending))
}

fn has_html_name(source: &Source) -> bool {
    let Source::File(path) = source else { return false };
    let path = Compression::unpacked(path);
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    [".html", ".htm", ".xhtml"].iter().any(|ending| name.ends_with(ending))
}

fn begins_as_html(text: &str) -> bool {
    let mut rest = text.trim_start_matches(is_blank);
    loop {
        let next = match rest {
            _ if rest.starts_with("<!--") => rest.split_once("-->"),
            _ if rest.starts_with("<?") => rest.split_once('>'),
            _ => break,
        };
        let Some((_, after)) = next else { return false };
        rest = after.trim_start_matches(is_blank);
    }
    BEGINNINGS.iter().any(|beginning| {
        rest.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
            && !rest[beginning.len()..].starts_with(|c: char| c.is_alphanumeric())
    })
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{FEFF}'
}

/// Whether there is an end tag or a comment, which plain text hardly ever contains.
fn has_tag(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_tag = |at: usize| match bytes.get(at + 1) {
        Some(b'/') => bytes.get(at + 2).is_some_and(u8::is_ascii_alphabetic),
        Some(b'!') => bytes[at..].starts_with(b"<!--"),
        _ => false,
    };
    memchr::memchr_iter(b'<', bytes).any(is_tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_formats_are_told_by_name() {
        for (name, records) in [
            ("a.jsonl", Some(RecordFormat::Jsonl)),
            ("c4/A.JSON.GZ", Some(RecordFormat::Jsonl)),
            ("a.jsonl.zst", Some(RecordFormat::Jsonl)),
            ("CC-MAIN-1.warc.wet.gz", Some(RecordFormat::Warc)),
            ("a.warc", Some(RecordFormat::Warc)),
            ("part-0.snappy.parquet", Some(RecordFormat::Parquet)),
            ("a.json", None),
            ("a.jsonl.txt", None),
            ("jsonl", None),
        ] {
            assert_eq!(InputFormat::Auto.records(Path::new(name)), records, "{name}");
        }
        assert_eq!(InputFormat::Jsonl.records(Path::new("part-00000")), Some(RecordFormat::Jsonl));
        assert_eq!(InputFormat::Text.records(Path::new("a.jsonl")), None);
    }

    #[test]
    fn pages_are_told_by_name_and_content() {
        let is_html = |name: &str, text: &str| InputFormat::Auto.is_html(&Source::File(name.into()), text);
        for (name, text) in [
            ("page.txt", "\u{FEFF} <!DOCTYPE HTML>"),
            ("page", "<?xml version='1.0'?>\n<!-- saved --><html lang=en>"),
            ("page.html", "<p>One</p>"),
            ("PAGE.HTM", "Text <b>and</b> more"),
            ("page.xhtml.gz", "<div></div>"),
        ] {
            assert!(is_html(name, text), "{name} {text}");
        }
        for (name, text) in [
            ("page.txt", "The <html> tag comes first."),
            ("page.html", "a < b, <3, <no tag at all>\nA second line"),
            ("page.html.txt", "<p>One</p>"),
            ("page", "<htmlish>"),
            ("page", "<!-- never closed <html>"),
            ("page", ""),
        ] {
            assert!(!is_html(name, text), "{name} {text}");
        }
        assert!(InputFormat::Html.is_html(&Source::Stdin, "text"));
        assert!(!InputFormat::Text.is_html(&Source::Stdin, "<html>"));
    }
}
