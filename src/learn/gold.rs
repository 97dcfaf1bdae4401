//! Gold pages: pages with a label on every line, or with the text that should be kept.

use serde::Deserialize;

use crate::decide::label::Label;
use crate::html::Html;
use crate::sites::host::host;
use crate::text::page::Page;

/// A page with its correct result.
#[derive(Clone, Debug)]
pub struct GoldPage {
    /// The name, unique in its file.
    pub id: String,
    /// The group that it is scored in: a language or a kind of page. May be empty.
    pub group: String,
    /// The site that it is from; pages of one site are never divided between fitting and testing. May be empty.
    pub site: String,
    /// The whole text.
    pub text: String,
    /// The HTML that the text was read from, if any.
    pub html: Option<Html>,
    /// The text that should be kept.
    pub gold: String,
    /// Lines that may be kept or removed, with [folded](fold_space) white space.
    pub free: Vec<String>,
    /// The label of each line of `text`; empty if the lines are not labeled.
    pub labels: Vec<Label>,
}

/// Why a record of a gold file cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GoldError {
    /// It is not JSON, or a field is missing or of the wrong type.
    #[error(transparent)]
    Syntax(#[from] serde_json::Error),
    /// A line has an unknown label.
    #[error(transparent)]
    Label(#[from] crate::decide::label::UnknownLabel),
    /// The record has neither `lines` nor `gold`.
    #[error("the record has neither \"lines\" nor \"gold\"")]
    NoAnswer,
    /// A mixed line does not say which part of it is kept.
    #[error("a mixed line needs \"keep\": {0:?}")]
    MixedWithoutKeep(String),
}

/// One record of a gold file.
#[derive(Debug, Deserialize)]
struct Record {
    id: String,
    #[serde(default)]
    site: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    lang: String,
    #[serde(default)]
    free: Vec<String>,
    gold: Option<String>,
    lines: Option<Vec<RecordLine>>,
}

#[derive(Debug, Deserialize)]
struct RecordLine {
    text: String,
    label: String,
    keep: Option<String>,
}

impl GoldPage {
    /// Reads a JSON record: `{"id", "lines": [{"text", "label", "keep"}]}`, or `{"id", "gold"}`. For the latter, `page`
    /// gets the id and returns the text of the page, and the HTML that it was read from, if any.
    ///
    /// # Errors
    ///
    /// When it is not such a record, or `page` fails.
    pub fn parse<E: From<GoldError>>(
        json: &str,
        page: impl FnOnce(&str) -> Result<(String, Option<Html>), E>,
    ) -> Result<Self, E> {
        let record: Record = serde_json::from_str(json).map_err(GoldError::from)?;
        let group = if record.group.is_empty() { record.lang } else { record.group };
        let site = if record.site.is_empty() { site(&record.id, &record.url) } else { record.site };
        let mut parsed = Self {
            id: record.id,
            group,
            site,
            text: String::new(),
            html: None,
            gold: String::new(),
            free: record.free.iter().map(|line| fold_space(line)).collect(),
            labels: Vec::new(),
        };
        match (record.lines, record.gold) {
            (Some(lines), _) => parsed.add_lines(lines)?,
            (None, Some(gold)) => {
                parsed.gold = gold;
                (parsed.text, parsed.html) = page(&parsed.id)?;
            }
            (None, None) => return Err(GoldError::NoAnswer.into()),
        }
        Ok(parsed)
    }

    fn add_lines(&mut self, lines: Vec<RecordLine>) -> Result<(), GoldError> {
        for line in lines {
            let (label, stays) = match (&line.label[..], line.keep) {
                ("mixed", None) => return Err(GoldError::MixedWithoutKeep(line.text)),
                // Chaff glued to the body is removed as a span; the line itself is body.
                ("mixed", Some(keep)) => (Label::Body, keep),
                (word, _) => {
                    let label: Label = word.parse()?;
                    (label, if label.is_article() { line.text.clone() } else { String::new() })
                }
            };
            self.labels.push(label);
            self.text.push_str(&line.text);
            self.text.push('\n');
            if !stays.is_empty() {
                self.gold.push_str(&stays);
                self.gold.push('\n');
            }
        }
        Ok(())
    }

    /// The folder in its id; empty if it has none.
    pub(crate) fn folder(&self) -> &str {
        self.id.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The page, ready for a cleaner.
    pub fn page(&self) -> Page<'_> {
        self.html.as_ref().map_or_else(|| Page::new(&self.text), Page::from_html)
    }

    /// A text without the lines that may be kept or removed.
    pub fn without_free(&self, text: &str) -> String {
        let stays = |line: &&str| !self.free.contains(&fold_space(line));
        text.lines().filter(stays).collect::<Vec<_>>().join("\n")
    }
}

/// Removes white space at both ends, and replaces every run of white space inside by one space.
pub fn fold_space(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The site of a page: the host of its URL; else the folder of its id if that is named like a host; else the id up to
/// its date or number.
fn site(id: &str, url: &str) -> String {
    if let Some(host) = host(url) {
        return host;
    }
    match id.split_once('/') {
        Some((folder, _)) if folder.contains('.') => folder.to_owned(),
        _ => {
            let dated = |(at, _): &(usize, &str)| id[at + 1..].starts_with(|c: char| c.is_ascii_digit());
            let end = id.match_indices('_').find(dated).map_or(id.len(), |(at, _)| at);
            id[..end].to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<GoldPage, GoldError> {
        GoldPage::parse(json, |id| Ok::<_, GoldError>((format!("page {id}"), None)))
    }

    #[test]
    fn records_are_read() {
        let page = parse(
            r#"{"id": "x_2024_01", "lang": "ar", "lines": [{"text": "Read moreThe sea", "label": "mixed", "keep": "The sea"},
            {"text": "", "label": "blank"}, {"text": "Menu", "label": "nav"}]}"#,
        )
        .unwrap();
        assert_eq!((&page.text[..], &page.gold[..]), ("Read moreThe sea\n\nMenu\n", "The sea\n"));
        assert_eq!((&page.site[..], &page.group[..]), ("x", "ar"));
        assert_eq!(page.labels, [Label::Body, Label::Blank, Label::Nav]);
        assert_eq!(parse(r#"{"id": "a", "gold": "g"}"#).unwrap().text, "page a");
        assert!(matches!(parse(r#"{"id": "a"}"#), Err(GoldError::NoAnswer)));
    }

    #[test]
    fn sites() {
        assert_eq!(site("1.txt", "https://news.example/a/b"), "news.example");
        assert_eq!(site("www.kiosk.example/12.txt", ""), "www.kiosk.example");
        assert_eq!(site("de/0001.txt", ""), "de/0001.txt");
        assert_eq!(site("au-Daily_2024_05_02.txt", ""), "au-Daily");
    }
}
