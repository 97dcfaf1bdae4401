//! Findings with the text around them.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::concise::write_finding;
use super::{PageFindings, Report};
use crate::cli::output::DIM;
use crate::cli::terminal_text::sanitize;

/// Writes each finding with its line.
pub struct Full;

const MARKED: Style = AnsiColor::Red.on_default().bold();
/// Characters that isolate text with its own direction, so that the line number before it does not reorder it.
const ISOLATE: [&str; 2] = ["\u{2068}", "\u{2069}"];

impl Report for Full {
    /// Marks findings with brackets. Carets below the line would miss their target in right-to-left text.
    fn page(&mut self, page: &PageFindings, out: &mut dyn Write) -> io::Result<()> {
        for finding in &page.findings {
            write_finding(page, finding, out)?;
            let number = finding.line.to_string();
            let [before, after] = finding.around.each_ref().map(|text| sanitize(text));
            let text = sanitize(&finding.text);
            let [open, close] = if [&before, &text, &after].into_iter().any(|text| has_right_to_left(text)) {
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

/// Whether any character is written from right to left.
fn has_right_to_left(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
            || matches!(c, '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
    })
}
