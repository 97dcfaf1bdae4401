//! One page of the report.

use dechaff::{Cleaned, Cleaner, Label};

use super::language;
use crate::cli::engine::{ReadPage, site_of};

/// What the report needs of a page.
#[derive(Clone, Debug, Default)]
pub struct PageReport {
    /// Its path.
    pub path: String,
    /// What it says of its site, or the folder that it is in.
    pub site: String,
    /// The language that it says it is in, or what stays of it seems to be in.
    pub language: String,
    /// Characters that are not white space, and those of them that stay.
    pub characters: u64,
    /// See there.
    pub kept: u64,
    /// Those in lines that might as well have gone the other way.
    pub uncertain: u64,
    /// Those that go, by label.
    pub gone: [u64; Label::ALL.len()],
    /// Its lines with text, as far as they are shown.
    pub lines: Vec<Row>,
    /// Lines with text that are not.
    pub more: usize,
}

/// A line of a page.
#[derive(Clone, Debug)]
pub struct Row {
    /// Number of the line; the first is 1.
    pub line: usize,
    pub label: Label,
    /// The line, and what stays of it, cut when they are long.
    pub text: String,
    /// See there.
    pub kept: String,
}

/// Lines of a page that are shown.
const LINES: usize = 150;
/// Bytes of a line that are shown.
const LONGEST: usize = 400;
/// Log-odds below which either side is as likely as not: a probability of .27 to .73.
const UNSURE: f32 = 1.0;

/// Cleans a page and notes what came out.
pub fn report(read: &ReadPage<'_>, cleaner: &Cleaner) -> PageReport {
    let page = read.text.page();
    let cleaned = cleaner.clean(&page);
    let about = read.text.about();
    let site = about.and_then(|about| about.site.clone()).or_else(|| site_of(read));
    let said = about.and_then(|about| about.language.as_deref()).map(language::code);
    let language = said.filter(|code| !code.is_empty()).or_else(|| {
        let kept =
            cleaned.spans().iter().filter(|span| span.kept).map(|span| &page.text()[span.range.clone()]);
        language::guess(kept).map(str::to_owned)
    });
    let mut report = PageReport {
        path: read.name(),
        site: site.unwrap_or_else(|| "none".to_owned()),
        language: language.unwrap_or_else(|| "not known".to_owned()),
        ..PageReport::default()
    };
    count(&mut report, &cleaned);
    rows(&mut report, &cleaned);
    report
}

fn count(report: &mut PageReport, cleaned: &Cleaned<'_>) {
    for span in cleaned.spans() {
        let piece = &cleaned.page().text()[span.range.clone()];
        let characters = piece.chars().filter(|c| !c.is_whitespace()).count() as u64;
        report.characters += characters;
        if cleaned.verdicts()[span.line].score.abs() < UNSURE {
            report.uncertain += characters;
        }
        if span.kept {
            report.kept += characters;
        } else if let Some(gone) = report.gone.get_mut(span.label as usize) {
            *gone += characters;
        }
    }
}

fn rows(report: &mut PageReport, cleaned: &Cleaned<'_>) {
    let page = cleaned.page();
    for lines in cleaned.spans().chunk_by(|one, other| one.line == other.line) {
        let line = lines[0].line;
        let label = cleaned.verdicts()[line].label;
        if label == Label::Blank {
            continue;
        }
        if report.lines.len() == LINES {
            report.more += 1;
            continue;
        }
        let kept = lines.iter().filter(|span| span.kept).map(|span| &page.text()[span.range.clone()]);
        let kept = cut(kept.collect::<String>().trim());
        report.lines.push(Row { line: line + 1, label, text: cut(page.line(line)), kept });
    }
}

/// By bytes, not by characters: what readers see as one can be of any length.
fn cut(text: &str) -> String {
    match (0..=LONGEST.min(text.len())).rev().find(|&at| text.is_char_boundary(at)) {
        Some(end) if end < text.len() => format!("{}…", &text[..end]),
        _ => text.to_owned(),
    }
}
