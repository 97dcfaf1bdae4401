//! The spans of the page, in order and without gaps: bytes, label, fate, text.

use std::io::{self, Write};

use super::view::View;
use crate::cli::output::{DIM, quoted, style_of};

/// Writes the view.
pub fn write(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    let digits = view.page().text().len().to_string().len();
    for span in view.lines().flat_map(|(_, spans)| spans) {
        let style = if span.kept { style_of(span.label) } else { DIM };
        let fate = if span.kept { "kept" } else { "removed" };
        let range = &span.range;
        // Escaped and in full, to show white space and line terminators.
        let piece = quoted(view.explained.cleaned.piece(span));
        writeln!(
            out,
            "{:>digits$}..{:<digits$}  {style}{:<7}  {fate:<7}  {piece}{style:#}",
            range.start, range.end, span.label
        )?;
    }
    Ok(())
}
