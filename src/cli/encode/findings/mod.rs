//! Findings of `dechaff check`, and the formats of its report.

mod concise;
mod full;
mod github;
mod json;
mod junit;
mod rule_docs;
mod sarif;
mod statistics;
mod unread;

use std::io::{self, Write};
use std::path::Path;

pub use rule_docs::section;
pub use statistics::RuleCounts;

use dechaff::{Finding, Html, Label, Page, Rule, fold_space};
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;
use xxhash_rust::xxh3::xxh3_64;

use crate::cli::args::values::{FindingFormat, Level};
use crate::cli::engine::UnreadPage;
use crate::cli::source::{Compression, RecordName, RecordUnit};

/// A finding as reports show it.
#[derive(Clone, Debug, Serialize)]
pub struct FindingView {
    /// Number of the line; the first is 1.
    pub line: usize,
    /// Number of the line of the file where that line begins, for HTML.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_line: Option<usize>,
    /// Number of the first character in its line; the first of the line is 1.
    pub column: usize,
    /// Number of the character after the last.
    pub end_column: usize,
    /// The range in bytes of the page's text in UTF-8.
    pub bytes: [usize; 2],
    #[serde(serialize_with = "as_text")]
    pub rule: Rule,
    #[serde(serialize_with = "as_text")]
    pub label: Label,
    #[serde(serialize_with = "as_text")]
    pub level: Level,
    /// The message of the rule.
    pub message: &'static str,
    /// Probability that it is chaff, 0 to 1, with three decimals.
    pub score: f64,
    /// The text, shortened if it is long.
    pub text: String,
    /// The text before and after it in its line, shortened if it is long.
    #[serde(skip)]
    pub around: [String; 2],
    /// A hash of its text without regard to white space.
    #[serde(skip)]
    pub key: u64,
}

/// The findings of a page to report.
#[derive(Clone, Debug)]
pub struct PageFindings {
    /// The path of the page, with `/`.
    pub path: String,
    /// The record, if the path is that of a file of records.
    pub record: Option<RecordName>,
    /// Whether line numbers are those of the text of HTML, not of the file.
    pub is_html: bool,
    /// Findings in the order of the text.
    pub findings: Vec<FindingView>,
}

/// The totals of a check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Tally {
    /// Pages checked.
    pub pages: u64,
    /// Pages that could not be checked and were reported on standard error.
    pub failed: u64,
    /// Pages with reported findings.
    pub pages_with_findings: u64,
    /// Reported findings.
    pub findings: u64,
    /// Of these, the notes, which do not fail the check.
    pub notes: u64,
    /// Findings that are in the baseline.
    pub known: u64,
    /// Findings of the baseline that are no longer in the pages.
    #[serde(rename = "gone")]
    pub fixed: u64,
    /// Characters of the pages that are not white space.
    pub characters: u64,
    /// Of these, the characters in findings, known or not.
    pub chaff: u64,
}

impl PageFindings {
    /// The name of the page: its path, followed by its record if it is one.
    pub fn name(&self) -> String {
        self.record.as_ref().map_or_else(|| self.path.clone(), |record| format!("{}{record}", self.path))
    }

    /// The position of a finding, for editors and readers.
    pub fn position(&self, finding: &FindingView) -> String {
        // Directly after the number of a record without id, the line number would read as a column.
        let is_bare = self.record.as_ref().is_some_and(|record| record.id.is_none());
        format!("{}{}{}:{}", self.name(), if is_bare { ": " } else { ":" }, finding.line, finding.column)
    }

    /// The line of the file that a finding is on, and its first and last column plus one if these are known, too. `None` if
    /// the file has no lines that readers see.
    pub fn place(&self, finding: &FindingView) -> Option<(u64, Option<[usize; 2]>)> {
        if Compression::from_path(Path::new(&self.path)) != Compression::None {
            return None;
        }
        match &self.record {
            Some(record) => (record.unit == RecordUnit::Line).then_some((record.number, None)),
            None if self.is_html => finding.source_line.map(|line| (line as u64, None)),
            None => Some((finding.line as u64, Some([finding.column, finding.end_column]))),
        }
    }
}

/// Writes the findings of a run, page by page, in order.
pub trait Report: Send {
    /// Writes what precedes the first page.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes the findings of a page, which may have none.
    fn page(&mut self, page: &PageFindings, out: &mut dyn Write) -> io::Result<()>;

    /// Writes that a page or folder could not be read, in formats that have a place for it.
    fn unread(&mut self, _page: &UnreadPage, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes what follows the last page.
    fn end(&mut self, _tally: &Tally, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// A note that the report is not complete.
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

/// A report of the number of findings by rule.
pub fn statistics() -> Box<dyn Report> {
    Box::new(statistics::ByRule::default())
}

/// Most characters of a finding to show, as readers count them.
const LONGEST: usize = 160;
/// Most characters to show on either side of it.
const AROUND: usize = 60;

impl FindingView {
    /// The findings of a page, which are in order.
    pub fn of_page(findings: &[Finding], page: &Page<'_>, level: impl Fn(Rule, Label) -> Level) -> Vec<Self> {
        // Counted on from the finding before: a line may have thousands.
        let (mut line, mut at, mut column) = (usize::MAX, 0, 1);
        let view = |finding: &Finding| {
            let number = page.number_of(finding.line);
            if number != line {
                (line, at, column) = (number, page.lines()[page.numbered(number).start].start, 1);
            }
            column += page.text()[at..finding.range.start].chars().count();
            at = finding.range.start;
            Self::new(finding, page, column, level(finding.rule, finding.label))
        };
        findings.iter().map(view).collect()
    }

    fn new(finding: &Finding, page: &Page<'_>, column: usize, level: Level) -> Self {
        let whole = &page.text()[finding.range.clone()];
        let line = page.lines()[finding.line];
        let (before, after) =
            (&page.text()[line.start..finding.range.start], &page.text()[finding.range.end..line.end]);
        Self {
            line: page.number_of(finding.line) + 1,
            source_line: page.html().and_then(|html| source_line(html, finding.line)),
            column,
            end_column: column + whole.chars().count(),
            bytes: [finding.range.start, finding.range.end],
            rule: finding.rule,
            label: finding.label,
            level,
            message: finding.rule.message(),
            score: (f64::from(finding.score) * 1e3).round() / 1e3,
            text: cut(whole, LONGEST),
            around: [cut_front(before, AROUND), cut(after, AROUND)],
            key: key(whole),
        }
    }
}

/// The line of the HTML where a line of its text begins.
fn source_line(html: &Html, line: usize) -> Option<usize> {
    let at = html.lines().partition_point(|marks| marks.line() < line);
    html.lines().get(at).filter(|marks| marks.line() == line)?.source_line()
}

/// A hash of a text without regard to white space. Baselines contain it.
fn key(text: &str) -> u64 {
    xxh3_64(fold_space(text).as_bytes())
}

/// Unicode characters that one character as readers see it takes at most, on average. Any number of accents may be stacked
/// on a letter.
const STACKED: usize = 4;

/// Shortens a text to its beginning.
pub fn cut(text: &str, longest: usize) -> String {
    let most = text.char_indices().nth(longest * STACKED).map_or(text.len(), |(at, _)| at);
    let end = text[..most].grapheme_indices(true).nth(longest).map_or(most, |(at, _)| at);
    if end < text.len() { format!("{}…", &text[..end]) } else { text.to_owned() }
}

/// Shortens a text to its end.
fn cut_front(text: &str, longest: usize) -> String {
    let most = text.char_indices().rev().nth(longest * STACKED - 1).map_or(0, |(at, _)| at);
    let last = text[most..].grapheme_indices(true).rev().nth(longest);
    let start = last.map_or(most, |(at, first)| most + at + first.len());
    if start > 0 { format!("…{}", &text[start..]) } else { text.to_owned() }
}

fn as_text<S: serde::Serializer>(value: &impl ToString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.to_string())
}

#[cfg(test)]
mod tests {
    use dechaff::{Articles, Checker, Cleaner};

    use super::*;

    #[test]
    fn columns_count_characters_from_the_beginning_of_the_line() {
        let body = "The council of the town agreed to lend the company forty million crowns for a ship. ";
        let text = format!(
            "{0}\n{0}é.Read also: It rains. {0}é.Read also: It snows. {0}\nHome | Log in\n",
            body.repeat(2)
        );
        let page = Page::new(&text);
        let (_, findings) = Checker::new(Cleaner::default(), Articles::First).check(&page);
        assert!(findings.len() > 2, "{findings:?}");
        for (view, finding) in
            FindingView::of_page(&findings, &page, |rule, _| Level::of(rule)).iter().zip(&findings)
        {
            assert_eq!(view.column, finding.column(&page) + 1);
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(cut("harbour", 7), "harbour");
        assert_eq!(cut("harbours", 7), "harbour…");
        assert_eq!(cut_front("harbours", 7), "…arbours");
        assert_eq!(cut_front("ae\u{301}", 1), "…e\u{301}");
        assert_eq!(cut_front("harbours", 8), "harbours");
        let stacked = format!("e{}", "\u{301}".repeat(5_000_000));
        assert_eq!(cut(&stacked, 3).chars().count(), 3 * STACKED + 1);
        assert_eq!(cut_front(&stacked, 3).chars().count(), 3 * STACKED + 1);
    }

    #[test]
    fn keys_never_change() {
        // Baselines contain them.
        assert_eq!(key("Share this"), key(" Share \t this\n"));
        assert_ne!(key("Share this"), key("Sharethis"));
        assert_eq!(key("a"), 0xE6C6_32B6_1E96_4E1F);
    }
}
