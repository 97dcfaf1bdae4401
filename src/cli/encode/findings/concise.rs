//! One line per finding, in the form of compilers, so that editors can jump to it.

use std::io::{self, Write};

use super::{FindingView, PageFindings, Report};
use crate::cli::output::DIM;
use crate::cli::terminal_text::sanitize;

/// Writes one line per finding.
pub struct Concise;

impl Report for Concise {
    fn page(&mut self, page: &PageFindings, out: &mut dyn Write) -> io::Result<()> {
        page.findings.iter().try_for_each(|finding| write_finding(page, finding, out))
    }
}

/// Writes a finding's position, rule, message and score.
pub fn write_finding(page: &PageFindings, finding: &FindingView, out: &mut dyn Write) -> io::Result<()> {
    let FindingView { rule, message, score, .. } = finding;
    let (position, style) = (sanitize(&page.position(finding)), crate::cli::output::style_of(finding.label));
    writeln!(out, "{position}: {style}{rule}{style:#}: {message} {DIM}({score:.2}){DIM:#}")
}
