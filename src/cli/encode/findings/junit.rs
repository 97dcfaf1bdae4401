//! `JUnit` XML, which every CI server shows. Each page is a test case, which fails if the page has findings, and has an error
//! if it could not be read. Notes are output of a test case that passes.

use std::io::{self, Write};

use super::{FindingView, PageFindings, Report, Tally};
use crate::cli::args::values::Level;
use crate::cli::encode::escape;
use crate::cli::engine::UnreadPage;
use crate::cli::terminal_text::{excerpt, sanitize};

/// Collects test cases, and writes them at the end.
#[derive(Default)]
pub struct Junit {
    /// The cases. They follow their totals, which are known only at the end.
    cases: Vec<u8>,
    /// The number of cases that fail.
    failures: u64,
}

impl Report for Junit {
    fn page(&mut self, page: &PageFindings, _: &mut dyn Write) -> io::Result<()> {
        let (name, out) = (text(&page.name()), &mut self.cases);
        write!(out, "    <testcase classname=\"dechaff\" name=\"{name}\"")?;
        if page.findings.is_empty() {
            return writeln!(out, "/>");
        }
        let (notes, failures): (Vec<_>, Vec<_>) =
            page.findings.iter().partition(|finding| finding.level == Level::Note);
        writeln!(out, ">")?;
        if !failures.is_empty() {
            self.failures += 1;
            let message = crate::cli::output::count(failures.len() as u64, "finding");
            write!(out, "      <failure type=\"chaff\" message=\"{message}\">")?;
            write_lines(page, &failures, out)?;
            writeln!(out, "</failure>")?;
        }
        if !notes.is_empty() {
            write!(out, "      <system-out>")?;
            write_lines(page, &notes, out)?;
            writeln!(out, "</system-out>")?;
        }
        writeln!(out, "    </testcase>")
    }

    fn unread(&mut self, page: &UnreadPage, _: &mut dyn Write) -> io::Result<()> {
        let (name, reason) = (text(&page.name()), escape(&excerpt(&page.reason)));
        writeln!(self.cases, "    <testcase classname=\"dechaff\" name=\"{name}\">")?;
        writeln!(self.cases, "      <error type=\"unread\" message=\"{reason}\"/>\n    </testcase>")
    }

    fn end(&mut self, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        let Tally { pages, failed: errors, .. } = tally;
        let failures = self.failures;
        let tests = pages + errors;
        let numbers =
            format!("name=\"dechaff\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"");
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<testsuites {numbers}>\n  <testsuite {numbers} skipped=\"0\">")?;
        out.write_all(&self.cases)?;
        writeln!(out, "  </testsuite>\n</testsuites>")
    }
}

fn write_lines(page: &PageFindings, findings: &[&FindingView], out: &mut Vec<u8>) -> io::Result<()> {
    findings.iter().try_for_each(|finding| {
        let FindingView { rule, message, text: piece, .. } = finding;
        let (position, piece) = (text(&page.position(finding)), text(piece));
        writeln!(out, "{position}: {rule}: {message}: {piece}")
    })
}

/// A text from outside. Servers print it in their logs, too.
fn text(text: &str) -> String {
    escape(&sanitize(text))
}
