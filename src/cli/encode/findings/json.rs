//! Findings as JSON: one document, or one object per line.

use std::io::{self, Write};

use serde::Serialize;

use super::{FindingView, PageFindings, Report, Tally};

#[derive(Serialize)]
struct JsonFinding<'a> {
    path: &'a str,
    /// The number of the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(flatten)]
    finding: &'a FindingView,
}

impl<'a> JsonFinding<'a> {
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

/// Writes one object per line.
pub struct Jsonl;

impl Report for Jsonl {
    fn page(&mut self, page: &PageFindings, out: &mut dyn Write) -> io::Result<()> {
        for finding in &page.findings {
            serde_json::to_writer(&mut *out, &JsonFinding::new(page, finding))?;
            writeln!(out)?;
        }
        Ok(())
    }
}

/// Writes one document with all findings and a summary.
#[derive(Default)]
pub struct Json {
    count: usize,
}

impl Report for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"findings\": [")
    }

    fn page(&mut self, page: &PageFindings, out: &mut dyn Write) -> io::Result<()> {
        for finding in &page.findings {
            write!(out, "{}\n  ", if self.count == 0 { "" } else { "," })?;
            serde_json::to_writer(&mut *out, &JsonFinding::new(page, finding))?;
            self.count += 1;
        }
        Ok(())
    }

    fn end(&mut self, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}],\n\"summary\": ", if self.count == 0 { "" } else { "\n" })?;
        serde_json::to_writer(&mut *out, tally)?;
        writeln!(out, "}}")
    }
}
