//! Findings for programs: an object each, by itself or in a list.

use std::io::{self, Write};

use serde::Serialize;

use super::{FindingView, PageFindings, Report, Tally};

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    /// The number of the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(flatten)]
    finding: &'a FindingView,
}

impl<'a> Row<'a> {
    fn new(page: &'a PageFindings, finding: &'a FindingView) -> Self {
        let record = page.record.as_ref();
        Self {
            path: &page.path,
            record: record.map(|record| record.number),
            id: record.and_then(|record| record.id.as_deref()),
            finding,
        }
    }
}

/// An object a line.
pub struct Jsonl;

impl Report for Jsonl {
    fn page(&mut self, page: &PageFindings, out: &mut dyn Write) -> io::Result<()> {
        for finding in &page.findings {
            serde_json::to_writer(&mut *out, &Row::new(page, finding))?;
            writeln!(out)?;
        }
        Ok(())
    }
}

/// One object.
#[derive(Default)]
pub struct Json {
    rows: usize,
}

impl Report for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"findings\": [")
    }

    fn page(&mut self, page: &PageFindings, out: &mut dyn Write) -> io::Result<()> {
        for finding in &page.findings {
            write!(out, "{}\n  ", if self.rows == 0 { "" } else { "," })?;
            serde_json::to_writer(&mut *out, &Row::new(page, finding))?;
            self.rows += 1;
        }
        Ok(())
    }

    fn end(&mut self, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}],\n\"summary\": ", if self.rows == 0 { "" } else { "\n" })?;
        serde_json::to_writer(&mut *out, tally)?;
        writeln!(out, "}}")
    }
}
