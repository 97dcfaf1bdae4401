//! The default view: a row per line, with the heaviest reasons below it.

use std::io::{self, Write};

use dechaff::{Cleaned, Cleaner};

use super::view::{Fate, View};
use super::words::boundary_words;
use crate::cli::output::{DIM, wrap};

/// Number of reasons to show.
const REASONS: usize = 3;
/// What lines like it must add to a line's score to be a reason.
const LEAST_ALIKE: f32 = 0.5;

/// Writes the view.
pub fn write(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    view.write_header(out)?;
    let margin = view.margin();
    let first = view.lines.start;
    let boundaries = view.explained.boundaries.iter().skip_while(|boundary| boundary.line < first);
    let mut boundaries = boundaries.peekable();
    for (line, spans) in view.lines() {
        if let Some(boundary) = boundaries.next_if(|boundary| boundary.line == line) {
            writeln!(out, "{DIM}--- the article ends here ---{DIM:#}")?;
            let reasons = boundary_words(boundary).into_iter();
            for row in wrap(reasons, view.columns.saturating_sub(margin)) {
                writeln!(out, "{:margin$}{DIM}{row}{DIM:#}", "")?;
            }
        }
        view.write_row(line, spans, out)?;
        let reasons = heaviest(view, line, Fate::from_spans(spans) != Fate::Removed);
        let parts = reasons.iter().map(|(words, weight)| format!("{weight:+.2} {words}"));
        for row in wrap(parts, view.columns.saturating_sub(margin)) {
            writeln!(out, "{:margin$}{DIM}{row}{DIM:#}", "")?;
        }
    }
    Ok(())
}

/// The heaviest reasons for each line of a page, in words; none for a blank line.
pub fn reasons(cleaner: &Cleaner, cleaned: &Cleaned<'_>) -> Vec<String> {
    let explained = cleaner.explain(cleaned.page());
    let view = View::new(&explained, None, 0..cleaned.verdicts().len(), usize::MAX);
    let reasons = |(line, spans)| {
        let reasons = heaviest(&view, line, Fate::from_spans(spans) != Fate::Removed);
        let parts = reasons.iter().map(|(words, weight)| format!("{weight:+.2} {words}"));
        parts.collect::<Vec<_>>().join(" · ")
    };
    view.lines().map(reasons).collect()
}

/// The reasons to show, in words and with their weights. Reasons that support the decision come first. Evidence about the
/// whole page is left out, because it is the same for all lines. Weights of reasons with the same words are added up.
fn heaviest(view: &View<'_>, line: usize, kept: bool) -> Vec<(String, f32)> {
    let agrees = |weight: f32| (weight > 0.0) == kept;
    let heavier =
        |one: f32, other: f32| agrees(other).cmp(&agrees(one)).then(other.abs().total_cmp(&one.abs()));
    let mut reasons = view.explained.reasons(line);
    reasons.retain(|reason| reason.weight != 0.0 && !reason.evidence.is_of_page());
    reasons.sort_by(|one, other| heavier(one.weight, other.weight));
    let mut named: Vec<(String, f32)> = Vec::new();
    for reason in reasons {
        let words = view.words(line, reason.evidence);
        match named.iter().position(|(same, _)| *same == words) {
            Some(same) => named[same].1 += reason.weight,
            None if named.len() < REASONS => named.push((words, reason.weight)),
            None => break,
        }
    }
    let alike = view.explained.alike(line);
    if alike.abs() >= LEAST_ALIKE {
        named.push((view.alike_words(&view.explained.reasons(line), alike).to_owned(), alike));
    }
    named.sort_by(|one, other| heavier(one.1, other.1));
    named.truncate(REASONS);
    named
}
