//! The full account: all evidence of a line, and every weight that its score is the sum of.

use std::io::{self, Write};

use dechaff::LineReasons;

use super::view::View;
use crate::sink::{DIM, wrap};

/// Columns in front of what belongs to a line.
const INDENT: usize = 4;

/// Writes the view.
pub fn write(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    for (line, spans) in view.lines() {
        view.write_row(line, spans, out)?;
        let LineReasons { evidence, reasons } = &view.explained.lines[line];
        if reasons.is_empty() {
            continue;
        }
        let parts = evidence.iter().map(|(name, bucket)| format!("{name} = {bucket}"));
        for row in wrap(parts, view.columns.saturating_sub(INDENT)) {
            writeln!(out, "{:INDENT$}{DIM}{row}{DIM:#}", "")?;
        }
        let score = view.explained.cleaned.verdicts()[line].score;
        let weights: f32 = reasons.iter().map(|reason| reason.weight).sum();
        for reason in reasons.iter().filter(|reason| reason.weight != 0.0) {
            writeln!(
                out,
                "{:INDENT$}{:+8.3}  {:<10}  {}",
                "", reason.weight, reason.family, reason.evidence
            )?;
        }
        // Where every line begins, should the model have such a thing.
        let base = score - weights;
        if base.abs() >= 0.0005 {
            writeln!(out, "{:INDENT$}{base:+8.3}  base", "")?;
        }
        writeln!(out, "{:INDENT$}{:+8.3}  score\n", "", score)?;
    }
    Ok(())
}
