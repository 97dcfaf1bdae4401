//! A finding with its text.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::concise::head;
use super::{PageFindings, Report};
use crate::cli::output::DIM;
use crate::cli::source::visible;

/// See the module.
pub struct Full;

const MARKED: Style = AnsiColor::Red.on_default().bold();
/// What they enclose has a direction of its own, that of its first letter: the numbers in front do not turn it round.
const ISOLATE: [&str; 2] = ["\u{2068}", "\u{2069}"];

impl Report for Full {
    /// Brackets, not a row of carets below: in text from right to left these would point anywhere.
    fn page(&mut self, page: &PageFindings, out: &mut dyn Write) -> io::Result<()> {
        for finding in &page.findings {
            head(page, finding, out)?;
            let number = finding.line.to_string();
            let [before, after] = finding.around.each_ref().map(|text| visible(text));
            let text = visible(&finding.text);
            let [open, close] = if [&before, &text, &after].into_iter().any(|text| is_from_right(text)) {
                ISOLATE
            } else {
                [""; 2]
            };
            writeln!(out, "{DIM}{:>width$} |{DIM:#}", "", width = number.len() + 1)?;
            writeln!(out, "{DIM} {number} |{DIM:#} {open}{before}{MARKED}⟦{text}⟧{MARKED:#}{after}{close}")?;
            writeln!(out, "{DIM}{:>width$} |{DIM:#}", "", width = number.len() + 1)?;
        }
        Ok(())
    }
}

/// Whether any of a text is written from right to left.
fn is_from_right(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
            || matches!(c, '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
    })
}
