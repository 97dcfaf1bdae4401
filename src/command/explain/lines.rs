//! The default view: a row a line, and below it what weighed most.

use std::io::{self, Write};

use super::view::View;
use crate::sink::{DIM, wrap};

/// Reasons that are named.
const REASONS: usize = 3;

/// Writes the view.
pub fn write(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    view.write_head(out)?;
    let margin = view.margin();
    for (line, spans) in view.lines() {
        view.write_row(line, spans, out)?;
        let reasons = view.explained.lines[line].reasons.iter().take(REASONS);
        let parts = reasons.map(|reason| format!("{:+.2} {}", reason.weight, reason.evidence));
        for row in wrap(parts, view.columns.saturating_sub(margin)) {
            writeln!(out, "{:margin$}{DIM}{row}{DIM:#}", "")?;
        }
    }
    Ok(())
}
