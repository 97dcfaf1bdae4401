//! `JUnit` XML, which every CI server shows. Each page is a test case, which fails if the page has findings, and has an error
//! if it could not be read.

use std::io::{self, Write};

use super::{FindingView, PageFindings, Report, Tally};
use crate::cli::encode::escape;
use crate::cli::engine::UnreadPage;
use crate::cli::terminal_text::{excerpt, sanitize};

/// Collects test cases, and writes them at the end.
#[derive(Default)]
pub struct Junit {
    /// The cases. They follow their totals, which are known only at the end.
    cases: Vec<u8>,
}

impl Report for Junit {
    fn page(&mut self, page: &PageFindings, _: &mut dyn Write) -> io::Result<()> {
        let (name, out) = (text(&page.name()), &mut self.cases);
        write!(out, "    <testcase classname=\"dechaff\" name=\"{name}\"")?;
        if page.findings.is_empty() {
            return writeln!(out, "/>");
        }
        let message = crate::cli::output::count(page.findings.len() as u64, "finding");
        write!(out, ">\n      <failure type=\"chaff\" message=\"{message}\">")?;
        for finding in &page.findings {
            let FindingView { rule, message, text: piece, .. } = finding;
            let (position, piece) = (text(&page.position(finding)), text(piece));
            writeln!(out, "{position}: {rule}: {message}: {piece}")?;
        }
        writeln!(out, "</failure>\n    </testcase>")
    }

    fn unread(&mut self, page: &UnreadPage, _: &mut dyn Write) -> io::Result<()> {
        let (name, reason) = (text(&page.name()), escape(&excerpt(&page.reason)));
        writeln!(self.cases, "    <testcase classname=\"dechaff\" name=\"{name}\">")?;
        writeln!(self.cases, "      <error type=\"unread\" message=\"{reason}\"/>\n    </testcase>")
    }

    fn end(&mut self, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        let Tally { pages, pages_with_findings: failures, failed: errors, .. } = tally;
        let tests = pages + errors;
        let numbers =
            format!("name=\"dechaff\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"");
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<testsuites {numbers}>\n  <testsuite {numbers} skipped=\"0\">")?;
        out.write_all(&self.cases)?;
        writeln!(out, "  </testsuite>\n</testsuites>")
    }
}

/// A text from outside. Servers print it in their logs, too.
fn text(text: &str) -> String {
    escape(&sanitize(text))
}
