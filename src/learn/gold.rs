//! Pages whose answer is known: with a label on every line, or with the text that should stay.

use serde::Deserialize;

use crate::decide::label::Label;
use crate::html::Html;
use crate::sites::host::host;
use crate::text::page::Page;

/// A page and what should become of it.
#[derive(Clone, Debug)]
pub struct GoldPage {
    /// Its name.
    pub id: String,
    /// What scores are grouped by: a language or a kind of page. May be empty.
    pub group: String,
    /// Whose page it is; pages of one site are never divided between fitting and testing. May be empty.
    pub site: String,
    /// Its whole text.
    pub text: String,
    /// The HTML that the text was, if it was.
    pub html: Option<Html>,
    /// The text that should stay.
    pub gold: String,
    /// Lines that count neither way, white space folded.
    pub free: Vec<String>,
    /// A label for each line of `text`, when every line is labelled.
    pub labels: Vec<Label>,
}

/// Why a record of a gold file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// It is no JSON, or a field has the wrong type or is missing.
    #[error(transparent)]
    Syntax(#[from] serde_json::Error),
    /// A line has a label that there is not.
    #[error(transparent)]
    Label(#[from] crate::decide::label::UnknownLabel),
    /// The record has neither `lines` nor `gold`.
    #[error("the record has neither \"lines\" nor \"gold\"")]
    NoAnswer,
    /// A mixed line does not say which part of it stays.
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
    /// Reads a JSON record: `{"id", "lines": [{"text", "label", "keep"}]}`, or `{"id", "gold"}` whose page `page` gives:
    /// its text, and the HTML that the text was, if it was.
    ///
    /// # Errors
    ///
    /// When it is no such record, or `page` fails.
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
                // What is glued to the body is cut out as a span; the line itself is body.
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

    /// The folder that its name says it is in; empty when it says none.
    pub(crate) fn folder(&self) -> &str {
        self.id.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The page, to be decided.
    pub fn page(&self) -> Page<'_> {
        self.html.as_ref().map_or_else(|| Page::new(&self.text), Page::from_html)
    }

    /// A text without the lines that count neither way.
    pub fn without_free(&self, text: &str) -> String {
        let stays = |line: &&str| !self.free.contains(&fold_space(line));
        text.lines().filter(stays).collect::<Vec<_>>().join("\n")
    }
}

/// White space at the ends taken off, inside made one space.
pub fn fold_space(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whose page it is: the host of its address; else the folder of its id when that is named like a host; else the
/// id up to its date or number.
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
