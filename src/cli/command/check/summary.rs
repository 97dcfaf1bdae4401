//! The summary of a check in Markdown, as GitHub shows it on the page of a run.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use crate::cli::encode::{PageFindings, RuleCounts};
use crate::cli::output::WriteError;
use crate::cli::terminal_text::excerpt;

/// Most pages to list.
const PAGES: usize = 10;

/// The findings by rule, and the pages with most chaff.
#[derive(Debug, Default)]
pub struct Summary {
    rules: RuleCounts,
    /// The name of each page, its findings and its chaff in characters, the most chaff first.
    pages: Vec<(String, usize, u64)>,
}

impl Summary {
    /// Counts a page and its chaff in characters.
    pub fn add(&mut self, page: &PageFindings, chaff: u64) {
        self.rules.add(page);
        if page.findings.is_empty() {
            return;
        }
        let at = self.pages.partition_point(|&(_, _, more)| more >= chaff);
        if at < PAGES {
            self.pages.insert(at, (page.name(), page.findings.len(), chaff));
            self.pages.truncate(PAGES);
        }
    }

    /// Appends the summary to a file. `line` is the summary of the run in one line.
    pub fn append_to(&self, file: &Path, line: &str) -> Result<(), WriteError> {
        let opened = OpenOptions::new().create(true).append(true).open(file);
        opened
            .and_then(|mut file| file.write_all(self.markdown(line).as_bytes()))
            .map_err(|error| WriteError::file(file, error))
    }

    fn markdown(&self, line: &str) -> String {
        let mut text = format!("### dechaff check\n\n{}\n", cell(line));
        // Writing to a string cannot fail.
        if !self.pages.is_empty() {
            text.push_str("\n| rule | findings | |\n| --- | --: | --- |\n");
            for (rule, count) in self.rules.sorted() {
                let _ = writeln!(text, "| {rule} | {count} | {} |", rule.message());
            }
            text.push_str(
                "\n| page with most chaff | findings | characters of chaff |\n| --- | --: | --: |\n",
            );
            for (name, findings, chaff) in &self.pages {
                let _ = writeln!(text, "| {} | {findings} | {chaff} |", cell(name));
            }
        }
        text
    }
}

/// Text that Markdown shows as it is. It may be the name of a page that somebody else made.
fn cell(text: &str) -> String {
    let mut safe = String::new();
    for c in excerpt(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            c if c.is_ascii_punctuation()
                && !matches!(c, '/' | '.' | ',' | ':' | ';' | '%' | '-' | '(' | ')') =>
            {
                safe.push('\\');
                safe.push(c);
            }
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_with_most_chaff_come_first_and_the_list_has_an_end() {
        let mut summary = Summary::default();
        let finding = crate::cli::command::check::baseline::tests::finding(1, "Home", 7);
        for number in 0..30_u64 {
            let name = format!("{number}.txt");
            let findings = vec![finding.clone()];
            summary.add(&PageFindings { path: name, record: None, is_html: false, findings }, number);
        }
        assert_eq!(summary.pages.len(), PAGES);
        let text = summary.markdown("30 findings");
        assert!(text.contains("| menu-line | 30 |"), "{text}");
        assert!(text.find("29.txt") < text.find("20.txt") && !text.contains("19.txt"), "{text}");
    }

    #[test]
    fn names_of_pages_are_no_markdown() {
        assert_eq!(cell("a|b<img>*c*[d](e)\n`"), "a\\|b&lt;img\\>\\*c\\*\\[d\\](e)\u{fffd}\\`");
    }
}
