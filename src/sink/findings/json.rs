//! Findings for programs: an object each, by itself or in a list.

use std::io::{self, Write};

use serde::Serialize;

use super::{PageFindings, Report, Shown, Tally};

#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    #[serde(flatten)]
    finding: &'a Shown,
}

/// An object a line.
pub struct Jsonl;

impl Report for Jsonl {
    fn page(&mut self, page: &PageFindings, out: &mut dyn Write) -> io::Result<()> {
        for finding in &page.findings {
            serde_json::to_writer(&mut *out, &Row { path: &page.path, finding })?;
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
            serde_json::to_writer(&mut *out, &Row { path: &page.path, finding })?;
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
