//! The detailed view: all evidence of a line, and the weights that add up to its score.

use std::io::{self, Write};

use super::view::View;
use crate::cli::output::{DIM, wrap};

/// Columns before the details of a line.
const INDENT: usize = 4;

/// Writes the view.
pub fn write(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    for (line, spans) in view.lines() {
        view.write_row(line, spans, out)?;
        let mut reasons = view.explained.reasons(line);
        if reasons.is_empty() {
            continue;
        }
        let parts = reasons.iter().map(|reason| reason.evidence.to_string());
        for row in wrap(parts, view.columns.saturating_sub(INDENT)) {
            writeln!(out, "{:INDENT$}{DIM}{row}{DIM:#}", "")?;
        }
        let score = view.explained.cleaned.verdicts()[line].score;
        writeln!(
            out,
            "{:INDENT$}{:+8.3}  {:<10}  the score of a line before any evidence",
            "",
            view.explained.base(line),
            "base"
        )?;
        reasons.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
        for reason in reasons.iter().filter(|reason| reason.weight != 0.0) {
            writeln!(
                out,
                "{:INDENT$}{:+8.3}  {:<10}  {}  {DIM}{}{DIM:#}",
                "",
                reason.weight,
                reason.evidence.family(),
                reason.evidence,
                view.words(line, reason.evidence)
            )?;
        }
        let alike = view.explained.alike(line);
        if alike != 0.0 {
            writeln!(
                out,
                "{:INDENT$}{alike:+8.3}  {:<10}  {}",
                "",
                "alike",
                view.alike_words(&reasons, alike)
            )?;
        }
        writeln!(out, "{:INDENT$}{:+8.3}  score\n", "", score)?;
    }
    Ok(())
}
