//! `JUnit` XML, which every CI server shows. Each page is a test case, which fails if the page has findings.

use std::io::{self, Write};

use super::{FindingView, PageFindings, Report, Tally};
use crate::cli::encode::escape;

/// Collects test cases, and writes them at the end.
#[derive(Default)]
pub struct Junit {
    /// The cases. They follow their totals, which are known only at the end.
    cases: Vec<u8>,
}

impl Report for Junit {
    fn page(&mut self, page: &PageFindings, _: &mut dyn Write) -> io::Result<()> {
        let (name, out) = (escape(&page.name()), &mut self.cases);
        write!(out, "    <testcase classname=\"dechaff\" name=\"{name}\"")?;
        if page.findings.is_empty() {
            return writeln!(out, "/>");
        }
        let message = crate::cli::output::count(page.findings.len() as u64, "finding");
        write!(out, ">\n      <failure type=\"chaff\" message=\"{message}\">")?;
        for finding in &page.findings {
            let FindingView { rule, message, text, .. } = finding;
            let (position, text) = (escape(&page.position(finding)), escape(text));
            writeln!(out, "{position}: {rule}: {message}: {text}")?;
        }
        writeln!(out, "</failure>\n    </testcase>")
    }

    fn end(&mut self, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        let Tally { pages, pages_with_findings: failures, .. } = tally;
        let numbers = format!("name=\"dechaff\" tests=\"{pages}\" failures=\"{failures}\" errors=\"0\"");
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<testsuites {numbers}>\n  <testsuite {numbers} skipped=\"0\">")?;
        out.write_all(&self.cases)?;
        writeln!(out, "  </testsuite>\n</testsuites>")
    }
}
