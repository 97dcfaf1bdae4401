//! Tells text, HTML and files of records apart, by file name and content.

use super::compression::{Beginning, Compression};
use super::{Source, magic, markdown, markup};

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
    /// Markdown; also for the text of records
    Markdown,
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

/// Endings of files of JSON lines.
const JSON_LINES: [&str; 3] = [".jsonl", ".ndjson", ".jsonlines"];
/// The ending of JSON: a document, or JSON lines.
const JSON: &str = ".json";
/// Endings of web archives.
const ARCHIVES: [&str; 3] = [".warc", ".wet", ".arc"];
/// Endings of pages that servers and browsers give to HTML.
const HTML: [&str; 11] =
    [".html", ".htm", ".xhtml", ".xht", ".shtml", ".phtml", ".php", ".asp", ".aspx", ".jsp", ".cfm"];
/// Endings of other pages.
const TEXT: [&str; 4] = [".txt", ".text", MARKDOWN[0], MARKDOWN[1]];
/// Endings of Markdown.
const MARKDOWN: [&str; 2] = [".md", ".markdown"];

impl InputFormat {
    /// The format of a file or stream of records, by its name or its first bytes; `None` for a single page.
    pub fn records(self, source: &Source) -> Option<RecordFormat> {
        match self {
            Self::Text | Self::Html => None,
            Self::Jsonl => Some(RecordFormat::Jsonl),
            Self::Warc => Some(RecordFormat::Warc),
            Self::Parquet => Some(RecordFormat::Parquet),
            Self::Auto | Self::Markdown => Self::recognized(source),
        }
    }

    fn recognized(source: &Source) -> Option<RecordFormat> {
        let name = name(source);
        let named = by_name(&name);
        let Some(beginning) = Beginning::of(source).filter(|beginning| !beginning.bytes.is_empty()) else {
            // Nothing to look at. Uncompressed `.json` files are mostly single documents.
            let is_json = ends_in(&name, &[JSON]) && is_packed(source);
            return named.or(is_json.then_some(RecordFormat::Jsonl));
        };
        match named {
            // Another kind of file, which is named when it is read as a page.
            Some(RecordFormat::Jsonl) if magic::kind(&beginning.bytes).is_some() => None,
            named => named.or_else(|| beginning.records()),
        }
    }

    /// The same for a file in a folder of many. A look into each page would take longer than to find them all, so a page is
    /// told by its name. One that turns out to hold records when it is read is named then.
    pub fn records_in_folder(self, file: &Source) -> Option<RecordFormat> {
        if matches!(self, Self::Auto | Self::Markdown) && ends_in(&name(file), HTML.iter().chain(&TEXT)) {
            None
        } else {
            self.records(file)
        }
    }

    /// Whether to read a page as HTML.
    pub fn is_html(self, source: &Source, text: &str) -> bool {
        match self {
            Self::Text | Self::Markdown | Self::Jsonl | Self::Warc | Self::Parquet => false,
            Self::Html => true,
            // Tools write extracted text to files that keep the name of the HTML page.
            Self::Auto => markup::is_html(text) || ends_in(&name(source), &HTML) && markup::has_tag(text),
        }
    }

    /// Whether to read a page that is not HTML as Markdown.
    pub fn is_markdown(self, source: &Source, text: &str) -> bool {
        match self {
            Self::Text | Self::Html | Self::Jsonl | Self::Warc | Self::Parquet => false,
            Self::Markdown => true,
            Self::Auto => source.has_markdown_name() || markdown::is_markdown(text),
        }
    }

    /// The same for the text of a record, whose file has this format.
    pub fn is_markdown_in_record(self, text: &str) -> bool {
        match self {
            Self::Text | Self::Html => false,
            Self::Markdown => true,
            Self::Auto | Self::Jsonl | Self::Warc | Self::Parquet => markdown::is_markdown(text),
        }
    }
}
fn by_name(name: &str) -> Option<RecordFormat> {
    match name {
        _ if ends_in(name, &JSON_LINES) => Some(RecordFormat::Jsonl),
        _ if ends_in(name, &ARCHIVES) => Some(RecordFormat::Warc),
        _ if ends_in(name, &[".parquet"]) => Some(RecordFormat::Parquet),
        _ => None,
    }
}

fn ends_in<'e>(name: &str, endings: impl IntoIterator<Item = &'e &'e str>) -> bool {
    endings.into_iter().any(|ending| name.ends_with(ending))
}

/// The name of a file in lowercase, without the ending of a compression and without what downloaders add: the query of the
/// address, and a number where the name was taken. Empty for standard input.
fn name(source: &Source) -> String {
    let Source::File(path) = source else { return String::new() };
    let path = Compression::unpacked(path);
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let name = name.split_once('?').map_or(&name[..], |(name, _)| name);
    match name.rsplit_once('.') {
        Some((before, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            before.to_owned()
        }
        _ => name.to_owned(),
    }
}

impl Source {
    /// Whether its name is that of Markdown.
    pub fn has_markdown_name(&self) -> bool {
        ends_in(&name(self), &MARKDOWN)
    }

    /// Whether its name is that of JSON.
    pub fn has_json_name(&self) -> bool {
        ends_in(&name(self), &[JSON])
    }
}

fn is_packed(source: &Source) -> bool {
    matches!(source, Source::File(path) if Compression::from_path(path) != Compression::None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_formats_are_told_by_name() {
        let records = |format: InputFormat, name: &str| format.records(&Source::File(name.into()));
        for (name, format) in [
            ("a.jsonl", Some(RecordFormat::Jsonl)),
            ("a.NDJSON.gz", Some(RecordFormat::Jsonl)),
            ("a.jsonlines.zst", Some(RecordFormat::Jsonl)),
            ("c4/A.JSON.GZ", Some(RecordFormat::Jsonl)),
            ("a.jsonl.zst", Some(RecordFormat::Jsonl)),
            ("CC-MAIN-1.warc.wet.gz", Some(RecordFormat::Warc)),
            ("a.warc", Some(RecordFormat::Warc)),
            ("a.warc.zst", Some(RecordFormat::Warc)),
            ("part-0.snappy.parquet", Some(RecordFormat::Parquet)),
            ("a.json", None),
            ("a.jsonl.txt", None),
            ("jsonl", None),
        ] {
            assert_eq!(records(InputFormat::Auto, name), format, "{name}");
        }
        assert_eq!(records(InputFormat::Jsonl, "part-00000"), Some(RecordFormat::Jsonl));
        assert_eq!(records(InputFormat::Text, "a.jsonl"), None);
    }

    #[test]
    fn other_names_are_looked_into() {
        let dir = tempfile::tempdir().unwrap();
        let lines = b"{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n";
        for (name, bytes, format) in [
            ("part-00000", &lines[..], Some(RecordFormat::Jsonl)),
            ("a.json", lines, Some(RecordFormat::Jsonl)),
            ("a.jl.zst", &zstd::encode_all(&lines[..], 3).unwrap(), Some(RecordFormat::Jsonl)),
            ("a.json.zst", &zstd::encode_all(&b"[1,\n2]"[..], 3).unwrap(), None),
            ("a.json.gz", b"", Some(RecordFormat::Jsonl)),
            ("a", b"WARC/1.1\r\n", Some(RecordFormat::Warc)),
            ("data", b"PAR1\x15\0", Some(RecordFormat::Parquet)),
            ("b", b"A page.", None),
        ] {
            let path = dir.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(InputFormat::Auto.records(&Source::File(path.clone())), format, "{name}");
            assert_eq!(InputFormat::Auto.records_in_folder(&Source::File(path)), format, "{name}");
        }
        let page = Source::File(dir.path().join("a.txt"));
        std::fs::write(dir.path().join("a.txt"), lines).unwrap();
        assert_eq!(InputFormat::Auto.records(&page), Some(RecordFormat::Jsonl));
        assert_eq!(InputFormat::Auto.records_in_folder(&page), None);
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
            ("index.php?id=1", "Text <b>and</b> more"),
            ("index.html.2", "Text <b>and</b> more"),
            ("page.html.txt", "<p>One</p>"),
        ] {
            assert!(is_html(name, text), "{name} {text}");
        }
        for (name, text) in [
            ("page.txt", "The <html> tag comes first."),
            ("page.html", "a < b, <3, <no tag at all>\nA second line"),
            ("page.html.txt", "Text <b>and</b> more"),
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
