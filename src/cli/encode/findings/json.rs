//! Findings as JSON: one document, or one object per line.

use std::io::{self, Write};

use serde::Serialize;

use super::unread::Unread;
use super::{FindingView, PageFindings, Report, Tally};
use crate::cli::engine::UnreadPage;
use crate::cli::terminal_text::{excerpt, sanitize_json};

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
            writeln!(out, "{}", json(&JsonFinding::new(page, finding))?)?;
        }
        Ok(())
    }
}

/// A value on one line, safe for terminals and logs.
fn json(value: &impl Serialize) -> io::Result<String> {
    Ok(sanitize_json(serde_json::to_string(value)?))
}

#[derive(Serialize)]
struct JsonUnread<'a> {
    path: &'a str,
    /// The number of the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    reason: String,
}

/// Writes one document with all findings, what could not be read, and a summary.
#[derive(Default)]
pub struct Json {
    count: usize,
    unread: Unread,
}

impl Report for Json {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"findings\": [")
    }

    fn page(&mut self, page: &PageFindings, out: &mut dyn Write) -> io::Result<()> {
        for finding in &page.findings {
            let comma = if self.count == 0 { "" } else { "," };
            write!(out, "{comma}\n  {}", json(&JsonFinding::new(page, finding))?)?;
            self.count += 1;
        }
        Ok(())
    }

    fn unread(&mut self, page: &UnreadPage, _: &mut dyn Write) -> io::Result<()> {
        self.unread.add(page);
        Ok(())
    }

    fn end(&mut self, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}],\n\"unread\": [", if self.count == 0 { "" } else { "\n" })?;
        for (index, page) in self.unread.pages().iter().enumerate() {
            let record = page.record.as_ref();
            let row = JsonUnread {
                path: &page.path,
                record: record.map(|record| record.number),
                id: record.and_then(|record| record.id.as_deref()),
                reason: excerpt(&page.reason),
            };
            write!(out, "{}\n  {}", if index == 0 { "" } else { "," }, json(&row)?)?;
        }
        let end = if self.unread.pages().is_empty() { "" } else { "\n" };
        writeln!(out, "{end}],\n\"summary\": {}}}", json(tally)?)
    }
}
