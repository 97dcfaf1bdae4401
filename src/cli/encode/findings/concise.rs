//! A line a finding, as compilers have it: editors jump to the place.

use std::io::{self, Write};

use super::{FindingView, PageFindings, Report};
use crate::cli::output::DIM;
use crate::cli::source::visible;

/// See the module.
pub struct Concise;

impl Report for Concise {
    fn page(&mut self, page: &PageFindings, out: &mut dyn Write) -> io::Result<()> {
        page.findings.iter().try_for_each(|finding| head(page, finding, out))
    }
}

/// Place, rule, message, score.
pub fn head(page: &PageFindings, finding: &FindingView, out: &mut dyn Write) -> io::Result<()> {
    let FindingView { rule, message, score, .. } = finding;
    let (place, style) = (visible(&page.place(finding)), crate::cli::output::style_of(finding.label));
    writeln!(out, "{place}: {style}{rule}{style:#}: {message} {DIM}({score:.2}){DIM:#}")
}
