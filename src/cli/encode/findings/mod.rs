//! Findings of a check, in the forms that people and programs read.

mod concise;
mod full;
mod github;
mod json;
mod junit;
mod sarif;

use std::io::{self, Write};
use std::path::Path;

use dechaff::{Finding, Label, Page, Rule, fold_space};
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;
use xxhash_rust::xxh3::xxh3_64;

use crate::cli::args::values::FindingFormat;
use crate::cli::source::{Compression, RecordName, RecordUnit};

/// A finding, as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct FindingView {
    /// Number of the line; the first is 1.
    pub line: usize,
    /// The first character's number in its line; that of the line's first is 1.
    pub column: usize,
    /// The number of the character behind the last.
    pub end_column: usize,
    /// The same in bytes of the page's text in UTF-8, from its beginning.
    pub bytes: [usize; 2],
    #[serde(serialize_with = "as_text")]
    pub rule: Rule,
    #[serde(serialize_with = "as_text")]
    pub label: Label,
    /// What it is, in words.
    pub message: &'static str,
    /// Probability that it is chaff, 0 to 1, with three decimals.
    pub score: f64,
    /// The text, cut when it is long.
    pub text: String,
    /// What stands in front of it in its line and behind it, cut when it is long.
    #[serde(skip)]
    pub around: [String; 2],
    /// Stands for its text, white space aside.
    #[serde(skip)]
    pub key: u64,
}

/// The findings of one page that are to be reported.
#[derive(Clone, Debug)]
pub struct PageFindings {
    /// Its path, with `/`.
    pub path: String,
    /// Its record, if the path is that of a file of records.
    pub record: Option<RecordName>,
    /// Whether lines are those of the text made of HTML, and not of the file.
    pub is_html: bool,
    /// In the order of the text.
    pub findings: Vec<FindingView>,
}

/// The numbers of a check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Tally {
    /// Pages checked.
    pub pages: u64,
    /// Pages named on standard error instead.
    pub failed: u64,
    /// Pages with findings that are reported.
    pub pages_with_findings: u64,
    /// Findings that are reported.
    pub findings: u64,
    /// Findings that the baseline knows.
    pub known: u64,
    /// Findings of the baseline that are gone.
    pub gone: u64,
    /// Characters of the pages that are not white space.
    pub characters: u64,
    /// Those of them in findings, known or not.
    pub chaff: u64,
}

impl PageFindings {
    /// What names the page: its path, or that of its file and its record.
    pub fn name(&self) -> String {
        self.record.as_ref().map_or_else(|| self.path.clone(), |record| format!("{}{record}", self.path))
    }

    /// Where a finding is, as editors and people read it.
    pub fn place(&self, finding: &FindingView) -> String {
        // Behind the number of a record that has no id, another number would read as its column.
        let is_bare = self.record.as_ref().is_some_and(|record| record.id.is_none());
        format!("{}{}{}:{}", self.name(), if is_bare { ": " } else { ":" }, finding.line, finding.column)
    }

    /// Whether the numbers of lines, or of records, are those of lines of the file as it lies there.
    pub fn has_lines(&self) -> bool {
        let is_plain = Compression::from_path(Path::new(&self.path)) == Compression::None;
        self.record.as_ref().map_or(!self.is_html, |record| record.unit == RecordUnit::Line) && is_plain
    }
}

/// Takes the findings of a run, page by page, in order.
pub trait Report: Send {
    /// What stands in front of all.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Those of a page, of which there may be none.
    fn page(&mut self, page: &PageFindings, out: &mut dyn Write) -> io::Result<()>;

    /// What stands behind all.
    fn end(&mut self, _tally: &Tally, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// What people should know of the report: that it is not complete.
    fn note(&self) -> Option<String> {
        None
    }
}

/// A report in a format.
pub fn report(format: FindingFormat) -> Box<dyn Report> {
    match format {
        FindingFormat::Concise => Box::new(concise::Concise),
        FindingFormat::Full => Box::new(full::Full),
        FindingFormat::Json => Box::new(json::Json::default()),
        FindingFormat::Jsonl => Box::new(json::Jsonl),
        FindingFormat::Github => Box::new(github::Github),
        FindingFormat::Sarif => Box::new(sarif::Sarif::default()),
        FindingFormat::Junit => Box::new(junit::Junit::default()),
    }
}

/// Characters as readers see them of a finding that are shown.
const LONGEST: usize = 160;
/// And of what stands on either side.
const AROUND: usize = 60;

impl FindingView {
    /// A finding of a page.
    pub fn new(finding: &Finding, page: &Page<'_>) -> Self {
        let whole = &page.text()[finding.range.clone()];
        let line = page.lines()[finding.line];
        let (before, after) =
            (&page.text()[line.start..finding.range.start], &page.text()[finding.range.end..line.end]);
        let column = finding.column(page) + 1;
        Self {
            line: finding.line + 1,
            column,
            end_column: column + whole.chars().count(),
            bytes: [finding.range.start, finding.range.end],
            rule: finding.rule,
            label: finding.label,
            message: finding.rule.message(),
            score: (f64::from(finding.score) * 1e3).round() / 1e3,
            text: cut(whole, LONGEST),
            around: [cut_front(before, AROUND), cut(after, AROUND)],
            key: key(whole),
        }
    }
}

/// A hash of a text in which its white space does not count. Baselines hold it.
fn key(text: &str) -> u64 {
    xxh3_64(fold_space(text).as_bytes())
}

/// The beginning of a text.
pub fn cut(text: &str, longest: usize) -> String {
    match text.grapheme_indices(true).nth(longest) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// The end of a text.
fn cut_front(text: &str, longest: usize) -> String {
    match text.grapheme_indices(true).rev().nth(longest) {
        Some((at, first)) => format!("…{}", &text[at + first.len()..]),
        None => text.to_owned(),
    }
}

fn as_text<S: serde::Serializer>(of: &impl ToString, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&of.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(cut("harbour", 7), "harbour");
        assert_eq!(cut("harbours", 7), "harbour…");
        assert_eq!(cut_front("harbours", 7), "…arbours");
        assert_eq!(cut_front("ae\u{301}", 1), "…e\u{301}");
    }

    #[test]
    fn keys_stay_what_they_are() {
        // Baselines hold them.
        assert_eq!(key("Share this"), key(" Share \t this\n"));
        assert_ne!(key("Share this"), key("Sharethis"));
        assert_eq!(key("a"), 0x089C_0207_B545_2844);
    }
}
