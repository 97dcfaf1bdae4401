//! SARIF 2.1.0, for code scanning.

use std::fmt::Write as _;
use std::io::{self, Write};

use dechaff::Rule;
use serde_json::{Value, json};

use super::unread::Unread;
use super::{FindingView, PageFindings, Report, Tally, rule_docs};
use crate::cli::args::values::Level;
use crate::cli::engine::UnreadPage;
use crate::cli::terminal_text::{excerpt, sanitize_json};

/// GitHub refuses a run with more results.
const MOST: usize = 25_000;

/// Writes results one by one, up to the limit.
#[derive(Default)]
pub struct Sarif {
    results: usize,
    left_out: usize,
    unread: Unread,
}

impl Report for Sarif {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let schema = "https://json.schemastore.org/sarif-2.1.0.json";
        let rules: Vec<Value> = Rule::ALL.into_iter().map(rule).collect();
        let tool = json!({"driver": {
            "name": "dechaff",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "informationUri": env!("CARGO_PKG_HOMEPAGE"),
            "rules": rules,
        }});
        write!(
            out,
            "{{\"$schema\": \"{schema}\", \"version\": \"2.1.0\", \"runs\": [{{\n\"tool\": {tool},\n"
        )?;
        // Columns count characters; the default are UTF-16 code units.
        write!(out, "\"columnKind\": \"unicodeCodePoints\",\n\"results\": [")
    }

    fn page(&mut self, page: &PageFindings, out: &mut dyn Write) -> io::Result<()> {
        for finding in &page.findings {
            if self.results == MOST {
                self.left_out += 1;
                continue;
            }
            let (comma, result) = (if self.results == 0 { "" } else { "," }, result(page, finding));
            write!(out, "{comma}\n  {}", sanitize_json(result.to_string()))?;
            self.results += 1;
        }
        Ok(())
    }

    fn unread(&mut self, page: &UnreadPage, _: &mut dyn Write) -> io::Result<()> {
        self.unread.add(page);
        Ok(())
    }

    fn end(&mut self, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
        let note = |level: &str, text: String| json!({"level": level, "message": {"text": text}});
        let mut notes: Vec<Value> = self.unread.pages().iter().map(unread_note).collect();
        if self.unread.left_out() > 0 {
            let more = crate::cli::output::count(self.unread.left_out(), "more page");
            notes.push(note("error", format!("{more} could not be read (named on standard error)")));
        }
        notes.extend(self.note().map(|text| note("warning", text)));
        let invocation =
            json!({"executionSuccessful": tally.failed == 0, "toolExecutionNotifications": notes});
        writeln!(out, "\n],\n\"invocations\": [{}]}}]}}", sanitize_json(invocation.to_string()))
    }

    fn note(&self) -> Option<String> {
        let left_out = crate::cli::output::count(self.left_out as u64, "finding");
        (self.left_out > 0)
            .then(|| format!("{left_out} left out: a SARIF file holds at most {MOST} (check fewer pages)"))
    }
}

fn rule(rule: Rule) -> Value {
    let section = rule_docs::section(rule);
    json!({
        "id": rule.id(),
        "name": name(rule),
        "shortDescription": {"text": sentence(rule.message())},
        "fullDescription": {"text": rule_docs::summary(rule)},
        "help": {"text": section, "markdown": format!("## {section}")},
        "helpUri": rule_docs::address(rule),
        "defaultConfiguration": {"level": Level::of(rule).name()},
    })
}

/// `GluedTeaser`: SARIF wants a name for readers that is written like an identifier.
fn name(rule: Rule) -> String {
    format!("{rule:?}")
}

/// A message with a capital letter and a full stop.
fn sentence(message: &str) -> String {
    let mut characters = message.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).chain(['.']).collect()
}

fn result(page: &PageFindings, finding: &FindingView) -> Value {
    let FindingView { line, column, .. } = finding;
    let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri(&page.path)}}});
    let (mut within, mut fingerprint) = (String::new(), format!("{:016x}", finding.key));
    if let Some((line, columns)) = page.place(finding) {
        location["physicalLocation"]["region"] = match columns {
            Some([start, end]) => json!({"startLine": line, "startColumn": start, "endColumn": end}),
            None => json!({"startLine": line}),
        };
    }
    if let Some(record) = &page.record {
        let name = record.shown_id().unwrap_or_else(|| record.number.to_string());
        let whole = json!({"name": name, "fullyQualifiedName": page.name(), "kind": "record"});
        location["logicalLocations"] = json!([whole]);
        within = format!("{name}:{line}:{column}: ");
        fingerprint = format!("{fingerprint}/{}", record.id.as_deref().unwrap_or_default());
    }
    json!({
        "ruleId": finding.rule.id(),
        "ruleIndex": finding.rule as usize,
        "level": finding.level.name(),
        "message": {"text": format!("{within}{}: {}", finding.message, finding.text)},
        "locations": [location],
        // A hash of the content identifies a finding even if lines are added above it.
        "partialFingerprints": {"dechaff/v1": fingerprint},
        "rank": (finding.score * 1e3).round() / 10.0,
        "properties": {"label": finding.label.name(), "score": finding.score},
    })
}

fn unread_note(page: &UnreadPage) -> Value {
    let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri(&page.path)}}});
    if let Some(record) = &page.record {
        location["logicalLocations"] = json!([{"fullyQualifiedName": page.name(), "kind": "record"}]);
        location["logicalLocations"][0]["name"] =
            json!(record.shown_id().unwrap_or_else(|| record.number.to_string()));
    }
    let text = format!("{}: {}", page.name(), excerpt(&page.reason));
    json!({"level": "error", "message": {"text": text}, "locations": [location]})
}

/// A path as a URI reference, with percent-encoding.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("pages/a b.txt"), "pages/a%20b.txt");
        assert_eq!(uri("c:/ص"), "c%3A/%D8%B5");
        assert_eq!(uri("/a"), "file:///a");
    }
}
