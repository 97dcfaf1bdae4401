//! Workflow commands for GitHub, which shows the first ten of a step beside the lines of a pull request, and all in the log.

use std::io::{self, Write};
use std::path::Path;

use super::{FindingView, PageFindings, Report};
use crate::cli::args::values::Level;
use crate::cli::engine::UnreadPage;
use crate::cli::source::{Compression, RecordUnit};
use crate::cli::terminal_text::{excerpt, sanitize};

/// Writes one workflow command per finding.
pub struct Github;

impl Report for Github {
    fn page(&mut self, page: &PageFindings, out: &mut dyn Write) -> io::Result<()> {
        let path = escape(&page.path, true);
        for finding in &page.findings {
            let FindingView { line, column, rule, level, message, text, .. } = finding;
            let command = command(*level);
            let location = match page.place(finding) {
                // Here the end column is that of the last character.
                Some((line, Some([start, end]))) => {
                    format!(",line={line},endLine={line},col={start},endColumn={}", end - 1)
                }
                Some((line, None)) => format!(",line={line}"),
                None => String::new(),
            };
            let within = page.record.as_ref().map_or_else(String::new, |record| {
                let id = record.shown_id().unwrap_or_else(|| format!("record {}", record.number));
                format!("{id}:{line}:{column}: ")
            });
            let text = escape(&format!("{within}{message}: {text}"), false);
            writeln!(out, "::{command} file={path}{location},title=dechaff {rule}::{text}")?;
        }
        Ok(())
    }

    fn unread(&mut self, page: &UnreadPage, out: &mut dyn Write) -> io::Result<()> {
        let (path, reason) = (escape(&page.path, true), escape(&excerpt(&page.reason), false));
        let record = page
            .record
            .as_ref()
            .map(|record| format!("{}: ", record.to_string().trim_start_matches(':').trim()));
        let record = escape(&record.unwrap_or_default(), false);
        let line = page.record.as_ref().filter(|record| {
            record.unit == RecordUnit::Line
                && Compression::from_path(Path::new(&page.path)) == Compression::None
        });
        let line = line.map_or(String::new(), |record| format!(",line={}", record.number));
        writeln!(out, "::error file={path}{line},title=dechaff cannot read this::{record}{reason}")
    }
}

/// The command for a level.
fn command(level: Level) -> &'static str {
    match level {
        Level::Note => "notice",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

/// A text inside a command. It cannot begin another one, for this server or for those that imitate it.
fn escape(text: &str, is_property: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in sanitize(text).chars() {
        match c {
            '%' => escaped.push_str("%25"),
            ':' if is_property => escaped.push_str("%3A"),
            ',' if is_property => escaped.push_str("%2C"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_page_is_no_command() {
        assert_eq!(escape("a\n::error::b, 5 %", false), "a\u{fffd}::error::b, 5 %25");
        assert_eq!(escape("a%0A##[error]b", false), "a%250A#\u{fffd}[error]b");
        assert_eq!(escape("a:b,c.txt", true), "a%3Ab%2Cc.txt");
    }
}
