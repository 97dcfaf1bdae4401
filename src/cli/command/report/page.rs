//! One page of the corpus in the report.

use dechaff::{Cleaned, Cleaner, Label};

use super::language;
use crate::cli::engine::{ReadPage, site_of};

/// What the report shows about a page.
#[derive(Clone, Debug, Default)]
pub struct PageReport {
    /// Path, and the record if it is one.
    pub path: String,
    /// Site, as the page or its record says; else its folder.
    pub site: String,
    /// Language, as the page says; else as guessed from its kept text.
    pub language: String,
    /// Characters that are not white space.
    pub characters: u64,
    /// Of these, the characters that are kept.
    pub kept: u64,
    /// Of these, the characters in lines with an uncertain score.
    pub uncertain: u64,
    /// Removed characters by label.
    pub removed: [u64; Label::ALL.len()],
    /// Lines with text, as many as are shown.
    pub lines: Vec<ReportLine>,
    /// Number of lines with text that are not shown.
    pub more: usize,
}

/// A line of a page.
#[derive(Clone, Debug)]
pub struct ReportLine {
    /// Number of the line; the first is 1.
    pub line: usize,
    pub label: Label,
    /// The line, shortened if it is long.
    pub text: String,
    /// What is kept of it, shortened if it is long.
    pub kept: String,
}

/// Most lines of a page to show.
const LINES: usize = 150;
/// Most bytes of a line to show.
const LONGEST: usize = 400;
/// Scores closer to 0 than this are uncertain: a probability of 0.27 to 0.73.
const UNSURE: f32 = 1.0;

/// Cleans a page, and returns what the report shows about it.
pub fn report(read: &ReadPage<'_>, cleaner: &Cleaner) -> PageReport {
    let page = read.text.page();
    let cleaned = cleaner.clean(&page);
    let about = read.text.about();
    let site = about.and_then(|about| about.site.clone()).or_else(|| site_of(read));
    let declared = about.and_then(|about| about.language.as_deref()).map(language::code);
    let language = declared
        .filter(|code| !code.is_empty())
        .or_else(|| language::guess(cleaned.kept()).map(str::to_owned));
    let mut report = PageReport {
        path: read.name(),
        site: site.unwrap_or_else(|| "none".to_owned()),
        language: language.unwrap_or_else(|| "unknown".to_owned()),
        ..PageReport::default()
    };
    count(&mut report, &cleaned);
    add_lines(&mut report, &cleaned);
    report
}

fn count(report: &mut PageReport, cleaned: &Cleaned<'_>) {
    for span in cleaned.spans() {
        let characters = cleaned.piece(span).chars().filter(|c| !c.is_whitespace()).count() as u64;
        report.characters += characters;
        if cleaned.verdicts()[span.line].score.abs() < UNSURE {
            report.uncertain += characters;
        }
        if span.kept {
            report.kept += characters;
        } else if let Some(removed) = report.removed.get_mut(span.label as usize) {
            *removed += characters;
        }
    }
}

fn add_lines(report: &mut PageReport, cleaned: &Cleaned<'_>) {
    let page = cleaned.page();
    for spans in cleaned.spans().chunk_by(|one, other| one.line == other.line) {
        let line = spans[0].line;
        let label = cleaned.verdicts()[line].label;
        if label == Label::Blank {
            continue;
        }
        if report.lines.len() == LINES {
            report.more += 1;
            continue;
        }
        let kept = spans.iter().filter(|span| span.kept).map(|span| cleaned.piece(span));
        let kept = cut(kept.collect::<String>().trim());
        report.lines.push(ReportLine {
            line: page.number_of(line) + 1,
            label,
            text: cut(page.line(line)),
            kept,
        });
    }
}

/// Shortens a text. It counts bytes, because what readers see as one character can have any length.
fn cut(text: &str) -> String {
    match (0..=LONGEST.min(text.len())).rev().find(|&at| text.is_char_boundary(at)) {
        Some(end) if end < text.len() => format!("{}…", &text[..end]),
        _ => text.to_owned(),
    }
}
