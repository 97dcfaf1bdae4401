//! Names text that is no page: data that has to be read as something else.

use serde::de::IgnoredAny;

use super::compression::Beginning;
use super::format::RecordFormat;
use super::markup::after_preamble;

/// Text that is no page.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NoPage {
    /// One JSON value.
    #[error(
        "a JSON document, not a page (write its records one per line as JSONL, or give --input-format text to read it as it is)"
    )]
    Json,
    /// A file of JSON records.
    #[error("JSON lines, not a page (give it in UTF-8 with the ending .jsonl, or with --input-format jsonl)")]
    JsonLines,
    /// A web archive.
    #[error("a web archive, not a page (give it with the ending .warc, or with --input-format warc)")]
    Archive,
    /// An XML document, with the name of its root.
    #[error(
        "XML with the root <{0}>, not HTML (convert it first, or give --input-format html or text to read it as it is)"
    )]
    Xml(String),
}

/// Roots of XML documents that may come without an XML declaration.
const XML_ROOTS: [&str; 9] =
    ["rss", "feed", "urlset", "sitemapindex", "svg", "opml", "kml", "gpx", "rdf:rdf"];
/// Bytes of the beginning.
const BEGINNING: usize = 8 << 10;

impl NoPage {
    /// The reason why a text is no page. `is_html` tells whether it looks like HTML, as records of HTML may.
    pub fn of(text: &str, is_html: bool, has_json_name: bool) -> Option<Self> {
        let start = text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
        match start.as_bytes().first()? {
            b'{' | b'[' => json(start.trim_end(), has_json_name),
            b'W' if start.starts_with("WARC/") => {
                (records(start) == Some(RecordFormat::Warc)).then_some(Self::Archive)
            }
            b'<' if !is_html => xml(start).map(Self::Xml),
            _ => None,
        }
    }
}

fn records(text: &str) -> Option<RecordFormat> {
    let length = text.len().min(BEGINNING);
    Beginning { bytes: text.as_bytes()[..length].to_vec(), is_whole: length == text.len() }.records()
}

fn json(text: &str, has_json_name: bool) -> Option<NoPage> {
    if records(text) == Some(RecordFormat::Jsonl) {
        return Some(NoPage::JsonLines);
    }
    // A text may stand in square brackets, but hardly with strings or objects in them.
    let is_json = || text.contains(['"', '{']) && serde_json::from_str::<IgnoredAny>(text).is_ok();
    (text.ends_with(['}', ']']) && is_json() || has_json_name).then_some(NoPage::Json)
}

/// The root of an XML document.
fn xml(text: &str) -> Option<String> {
    let mut start = after_preamble(text)?;
    let is_declared = text.starts_with("<?xml");
    if start.starts_with("<!DOCTYPE") {
        start = after_preamble(start.split_once('>')?.1)?;
    }
    let name = start.strip_prefix('<')?;
    let length = name.find(|c: char| !(c.is_alphanumeric() || "-_.:".contains(c)))?;
    let name = &name[..length.min(100)];
    let is_known = || XML_ROOTS.contains(&&name.to_ascii_lowercase()[..]);
    (!name.is_empty() && (is_declared || is_known())).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_named() {
        for (text, no_page) in [
            ("[\n  {\"text\": \"One.\"},\n  {\"text\": \"Two.\"}\n]\n", NoPage::Json),
            ("\u{FEFF}{\n  \"text\": \"One.\"\n}", NoPage::Json),
            ("[\"One.\", \"Two.\"]", NoPage::Json),
            ("{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n", NoPage::JsonLines),
            ("WARC/1.0\r\nWARC-Type: response\r\n", NoPage::Archive),
            ("<?xml version='1.0'?>\n<!-- x -->\n<TEI><text>One.</text></TEI>", NoPage::Xml("TEI".into())),
            ("<rss version='2.0'><channel/></rss>", NoPage::Xml("rss".into())),
            ("<?xml version='1.0'?><!DOCTYPE a SYSTEM 'a.dtd'><ns:a>x</ns:a>", NoPage::Xml("ns:a".into())),
        ] {
            assert_eq!(NoPage::of(text, false, false), Some(no_page), "{text}");
        }
        assert_eq!(NoPage::of("[{\"text\": \"cut off", false, true), Some(NoPage::Json));
    }

    #[test]
    fn pages_are_not() {
        for text in [
            "",
            "The harbour.",
            "[Music]\n\nThe song begins.",
            "[1]",
            "[{\"text\": \"cut off",
            "{curly} and {more}",
            "WARC/1 is a format.",
            "<article>x",
            "<3",
            "<",
        ] {
            assert_eq!(NoPage::of(text, false, false), None, "{text}");
        }
        assert_eq!(NoPage::of("The harbour.", false, true), None);
    }
}
