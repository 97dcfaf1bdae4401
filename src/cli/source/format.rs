//! Text, HTML or records: told by a name, and by how a page begins.

use std::path::Path;

use super::{Compression, Source};

/// What pages are read as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum InputFormat {
    /// Each page as its name and content say
    #[default]
    Auto,
    /// Plain text
    Text,
    /// HTML
    Html,
    /// Records, one JSON object a line
    Jsonl,
    /// Web archives: WARC, or WET
    Warc,
    /// Tables of Parquet, a page in each row
    Parquet,
}

/// How a file holds many pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordFormat {
    /// A JSON object a line.
    Jsonl,
    /// Records of a web archive.
    Warc,
    /// Rows of a table.
    Parquet,
}

/// How HTML may begin, after white space, comments and an XML declaration.
const BEGINNINGS: [&str; 5] = ["<!doctype html", "<html", "<head", "<body", "<frameset"];

impl InputFormat {
    /// How a file holds pages, if it holds many.
    pub fn records(self, path: &Path) -> Option<RecordFormat> {
        match self {
            Self::Auto if ends_in(path, &[".warc", ".warc.gz", ".wet", ".wet.gz"]) => {
                Some(RecordFormat::Warc)
            }
            Self::Auto if ends_in(path, &[".parquet"]) => Some(RecordFormat::Parquet),
            // A `.json` that is not packed is one document more often than not.
            Self::Auto => ends_in(path, &[".jsonl", ".jsonl.gz", ".jsonl.zst", ".json.gz", ".json.zst"])
                .then_some(RecordFormat::Jsonl),
            _ => self.stream_records(),
        }
    }

    /// How a stream without a name holds pages, if it holds many.
    pub fn stream_records(self) -> Option<RecordFormat> {
        match self {
            Self::Auto | Self::Text | Self::Html => None,
            Self::Jsonl => Some(RecordFormat::Jsonl),
            Self::Warc => Some(RecordFormat::Warc),
            Self::Parquet => Some(RecordFormat::Parquet),
        }
    }

    /// Whether a page is to be read as HTML.
    pub fn is_html(self, source: &Source, text: &str) -> bool {
        match self {
            Self::Text | Self::Jsonl | Self::Warc | Self::Parquet => false,
            Self::Html => true,
            // Tools leave text in files that keep the page's name: without a tag it is no HTML.
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
        let Some((_, behind)) = next else { return false };
        rest = behind.trim_start_matches(is_blank);
    }
    BEGINNINGS.iter().any(|beginning| {
        rest.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning))
            && !rest[beginning.len()..].starts_with(|c: char| c.is_alphanumeric())
    })
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{FEFF}'
}

/// Whether there is an end tag, or a comment, which text has no use for.
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
    fn files_of_records_are_told_by_name() {
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
