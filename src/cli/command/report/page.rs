//! One page of the report.

use dechaff::{Cleaned, Cleaner, Label};

use super::language;
use crate::cli::engine::inputs::Files;
use crate::cli::engine::each_page::ReadPage;
use crate::cli::source::{Found, Input, Source, slashed};

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
pub fn look(read: &ReadPage<'_>, files: &Files, cleaner: &Cleaner) -> PageReport {
    let page = read.text.page();
    let cleaned = cleaner.clean(&page);
    let about = read.text.about();
    let site = about.and_then(|about| about.site.clone()).or_else(|| host(read));
    let site = site.unwrap_or_else(|| folder(read.found, files));
    let said = about.and_then(|about| about.language.as_deref()).map(language::code);
    let language = said.filter(|code| !code.is_empty()).or_else(|| {
        let kept =
            cleaned.spans().iter().filter(|span| span.kept).map(|span| &page.text()[span.range.clone()]);
        language::guess(kept).map(str::to_owned)
    });
    let mut looked = PageReport {
        path: read.name(),
        site,
        language: language.unwrap_or_else(|| "not known".to_owned()),
        ..PageReport::default()
    };
    count(&mut looked, &cleaned);
    rows(&mut looked, &cleaned);
    looked
}

fn count(looked: &mut PageReport, cleaned: &Cleaned<'_>) {
    for span in cleaned.spans() {
        let piece = &cleaned.page().text()[span.range.clone()];
        let characters = piece.chars().filter(|c| !c.is_whitespace()).count() as u64;
        looked.characters += characters;
        if cleaned.verdicts()[span.line].score.abs() < UNSURE {
            looked.uncertain += characters;
        }
        if span.kept {
            looked.kept += characters;
        } else if let Some(gone) = looked.gone.get_mut(span.label as usize) {
            *gone += characters;
        }
    }
}

fn rows(looked: &mut PageReport, cleaned: &Cleaned<'_>) {
    let page = cleaned.page();
    for lines in cleaned.spans().chunk_by(|one, other| one.line == other.line) {
        let line = lines[0].line;
        let label = cleaned.verdicts()[line].label;
        if label == Label::Blank {
            continue;
        }
        if looked.lines.len() == LINES {
            looked.more += 1;
            continue;
        }
        let kept = lines.iter().filter(|span| span.kept).map(|span| &page.text()[span.range.clone()]);
        let kept = cut(kept.collect::<String>().trim());
        looked.lines.push(Row { line: line + 1, label, text: cut(page.line(line)), kept });
    }
}

/// By bytes, not by characters: what readers see as one can be of any length.
fn cut(text: &str) -> String {
    match (0..=LONGEST.min(text.len())).rev().find(|&at| text.is_char_boundary(at)) {
        Some(end) if end < text.len() => format!("{}…", &text[..end]),
        _ => text.to_owned(),
    }
}

/// The host of a record's address.
fn host(read: &ReadPage<'_>) -> Option<String> {
    let (_, rest) = read.record.as_ref()?.url.as_deref()?.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host).to_lowercase();
    Some(host.strip_prefix("www.").map_or_else(|| host.clone(), str::to_owned))
        .filter(|host| !host.is_empty())
}

/// The first folder below the one that was named.
fn folder(found: &Found, files: &Files) -> String {
    let Source::File(path) = &found.source else { return "none".to_owned() };
    let below = files.inputs.iter().find_map(|input| match input {
        Input::Folder(root) => path.strip_prefix(root).ok(),
        _ => None,
    });
    let mut parts = below.unwrap_or(path).components();
    match (parts.next(), parts.next()) {
        (Some(first), Some(_)) => slashed(first.as_ref()),
        _ => "no folder".to_owned(),
    }
}
