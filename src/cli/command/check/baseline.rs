//! The baseline: known findings, identified by their content so that lines may move.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, anyhow, bail};
use dechaff::Rule;
use serde::{Deserialize, Serialize};

use crate::cli::encode::{FindingView, PageFindings, cut};
use crate::cli::output::{WriteError, write_file};
use crate::cli::source::{shown, slashed};
use crate::cli::terminal_text::excerpt;

/// The first line of the file, with the version of the format.
const HEADER: &str = "{\"dechaff-baseline\":2}";
/// Characters of a finding's text that the file shows to human readers.
const EXCERPT: usize = 60;

/// Known findings. Paths in it are relative to the folder of its file, wherever dechaff runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeMap<Key, Entry>,
    /// The folder of the file as an absolute path; empty if there is no file.
    folder: PathBuf,
    /// The working directory, which paths of pages are relative to.
    here: PathBuf,
}

/// The known findings that were found again.
#[derive(Clone, Debug, Default)]
pub struct Matched {
    counts: BTreeMap<Key, u64>,
    /// Files that were checked completely.
    files: BTreeSet<String>,
}

impl Matched {
    /// Notes that a file was checked completely.
    pub fn finish_file(&mut self, path: String) {
        self.files.insert(path);
    }
}

/// What identifies a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    path: String,
    /// Id of the record, if the path is that of a file of records.
    id: Option<String>,
    rule: Rule,
    hash: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    count: u64,
    text: String,
}

/// Findings of the baseline that are no longer in the pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stale(BTreeMap<Key, u64>);

impl Stale {
    /// Number of findings.
    pub fn count(&self) -> u64 {
        self.0.values().sum()
    }
}

/// A line of the file.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct BaselineLine {
    path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    rule: String,
    text: String,
    hash: String,
    count: u64,
}

impl Baseline {
    /// A baseline without findings, to be written to this file.
    pub fn new(file: &Path) -> Self {
        let here = env::current_dir().unwrap_or_default();
        let folder = resolve(here.join(file).parent().unwrap_or(&here));
        Self { known: BTreeMap::new(), folder, here }
    }

    /// A baseline without findings for the same file.
    pub fn emptied(&self) -> Self {
        Self { known: BTreeMap::new(), ..self.clone() }
    }

    /// The path of a page relative to the folder of the file, given its path as in reports.
    pub fn path(&self, page: &str) -> String {
        if self.folder.as_os_str().is_empty() || page.starts_with('<') {
            return page.to_owned();
        }
        let page = resolve(&self.here.join(page));
        relative(&page, &self.folder).unwrap_or_else(|| slashed(&page))
    }

    /// Reads a file.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file)
            .with_context(|| format!("{} (create a baseline with --write-baseline)", shown(file)))?;
        let mut lines = text.lines();
        if lines.next() != Some(HEADER) {
            bail!("{} is not a baseline of this version (recreate it with --write-baseline)", shown(file));
        }
        let mut baseline = Self::new(file);
        for (index, line) in lines.enumerate() {
            let at = || format!("{}:{}", shown(file), index + 2);
            // The error may quote the whole line.
            let row: BaselineLine = serde_json::from_str(line)
                .map_err(|error| anyhow!("{}: {}", at(), excerpt(&error.to_string())))?;
            let rule =
                row.rule.parse().map_err(|_| anyhow!("{}: unknown rule {:?}", at(), excerpt(&row.rule)))?;
            let hash = u64::from_str_radix(&row.hash, 16).with_context(at)?;
            baseline.known.insert(
                Key { path: row.path, id: row.id, rule, hash },
                Entry { count: row.count, text: row.text },
            );
        }
        Ok(baseline)
    }

    /// Writes the baseline: one entry per line, sorted, so that versions can be compared and merged line by line.
    pub fn write(&self, file: &Path) -> Result<(), WriteError> {
        let mut text = format!("{HEADER}\n");
        for (key, entry) in &self.known {
            let row = BaselineLine {
                path: key.path.clone(),
                id: key.id.clone(),
                rule: key.rule.to_string(),
                text: entry.text.clone(),
                hash: format!("{:016x}", key.hash),
                count: entry.count,
            };
            text += &serde_json::to_string(&row).expect("serializing to memory cannot fail");
            text.push('\n');
        }
        write_file(file, text.as_bytes())
    }

    /// Moves the findings of a page into the baseline.
    pub fn add(&mut self, page: &mut PageFindings) {
        for finding in std::mem::take(&mut page.findings) {
            let text = || cut(&finding.text, EXCERPT);
            let entry = self
                .known
                .entry(self.key(page, &finding))
                .or_insert_with(|| Entry { count: 0, text: text() });
            entry.count += 1;
        }
    }

    /// Removes known findings from a page. Each entry covers as many findings as its count.
    pub fn remove_known(&self, page: &mut PageFindings, matched: &mut Matched) {
        let mut findings = std::mem::take(&mut page.findings);
        findings.retain(|finding| {
            let key = self.key(page, finding);
            let Some(entry) = self.known.get(&key) else { return true };
            let count = matched.counts.entry(key).or_default();
            *count += 1;
            *count > entry.count
        });
        page.findings = findings;
    }

    /// The findings that were not found again, in files that were checked completely and in files that no longer exist.
    pub fn stale(&self, matched: &Matched) -> Stale {
        let is_settled =
            |path: &str| matched.files.contains(path) || !fs::exists(self.folder.join(path)).unwrap_or(true);
        let left = self.known.iter().filter(|(key, _)| is_settled(&key.path)).filter_map(|(key, entry)| {
            let left = entry.count.saturating_sub(matched.counts.get(key).copied().unwrap_or(0));
            (left > 0).then(|| (key.clone(), left))
        });
        Stale(left.collect())
    }

    /// The baseline without stale findings.
    pub fn without(&self, stale: Stale) -> Self {
        let mut known = self.known.clone();
        for (key, left) in stale.0 {
            if let Some(entry) = known.get_mut(&key) {
                entry.count -= left;
            }
        }
        known.retain(|_, entry| entry.count > 0);
        Self { known, folder: self.folder.clone(), here: self.here.clone() }
    }

    fn key(&self, page: &PageFindings, finding: &FindingView) -> Key {
        let id = page.record.as_ref().and_then(|record| record.id.clone());
        Key { path: self.path(&page.path), id, rule: finding.rule, hash: finding.key }
    }
}

/// A path without `.` and `..`, by its words alone.
fn resolve(path: &Path) -> PathBuf {
    let mut resolved = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => _ = resolved.pop(),
            component => resolved.push(component),
        }
    }
    resolved
}

/// A path relative to a folder, with `/`. `None` if they are on different disks.
fn relative(path: &Path, folder: &Path) -> Option<String> {
    let (mut path, mut folder) = (path.components().peekable(), folder.components().peekable());
    path.peek().filter(|&first| Some(first) == folder.peek())?;
    while path.peek().is_some() && path.peek() == folder.peek() {
        path.next();
        folder.next();
    }
    let up = folder.map(|_| Component::ParentDir);
    Some(slashed(&up.chain(path).collect::<PathBuf>()))
}

#[cfg(test)]
pub(super) mod tests {
    use dechaff::Label;

    use super::*;
    use crate::cli::args::values::Level;
    use crate::cli::source::RecordName;

    pub fn finding(line: usize, text: &str, key: u64) -> FindingView {
        FindingView {
            line,
            source_line: None,
            column: 1,
            end_column: 2,
            bytes: [0, 1],
            rule: Rule::MenuLine,
            label: Label::Nav,
            level: Level::Error,
            message: Rule::MenuLine.message(),
            score: 1.0,
            text: text.to_owned(),
            around: Default::default(),
            key,
        }
    }

    fn page<const N: usize>(path: &str, id: Option<&str>, findings: [FindingView; N]) -> PageFindings {
        let record = id.map(|id| RecordName { number: 1, id: Some(id.to_owned()), ..RecordName::default() });
        PageFindings { path: path.to_owned(), record, is_html: false, findings: findings.into() }
    }

    /// The texts of a page's findings that are not in the baseline.
    fn unknown(known: &Baseline, mut page: PageFindings, matched: &mut Matched) -> Vec<String> {
        known.remove_known(&mut page, matched);
        matched.finish_file(page.path);
        page.findings.into_iter().map(|finding| finding.text).collect()
    }

    #[test]
    fn known_findings_pass_wherever_they_move() {
        let mut known = Baseline::default();
        let first = [finding(1, "Home", 7), finding(2, "News", 8), finding(9, "Home", 7)];
        known.add(&mut page("here", None, first));
        let mut matched = Matched::default();
        let second = page("here", None, [finding(5, "Home", 7), finding(6, "Sport", 9)]);
        assert_eq!(unknown(&known, second, &mut matched), ["Sport"]);
        // One of two "Home", and "News".
        let stale = known.stale(&matched);
        assert_eq!(stale.count(), 2);
        let shrunk = known.without(stale);
        assert_eq!(shrunk.known.len(), 1);
        assert_eq!(shrunk.stale(&matched).count(), 0);
        // One finding more than the count.
        let twice = page("here", None, [finding(1, "Home", 7), finding(2, "Home", 7)]);
        assert_eq!(unknown(&shrunk, twice, &mut Matched::default()).len(), 1);
    }

    #[test]
    fn a_record_is_known_by_its_id() {
        let mut known = Baseline::default();
        known.add(&mut page("a.jsonl", Some("1"), [finding(1, "Home", 7)]));
        let matched = &mut Matched::default();
        assert_eq!(unknown(&known, page("a.jsonl", Some("2"), [finding(1, "Home", 7)]), matched), ["Home"]);
        assert_eq!(known.stale(matched).count(), 1);
        assert!(unknown(&known, page("a.jsonl", Some("1"), [finding(3, "Home", 7)]), matched).is_empty());
        assert_eq!(known.stale(matched).count(), 0);
    }

    #[test]
    fn it_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("known.jsonl");
        let mut known = Baseline::new(&file);
        known.add(&mut page("b", None, [finding(1, "\"Home\"\n", u64::MAX), finding(2, "x", 0)]));
        known.add(&mut page("a", None, [finding(1, "ص", 5)]));
        known.add(&mut page("a", Some("ص \""), [finding(1, "ص", 5)]));
        known.write(&file).unwrap();
        assert_eq!(Baseline::read(&file).unwrap(), known);
        fs::write(&file, "{}\n").unwrap();
        assert!(Baseline::read(&file).unwrap_err().to_string().contains("is not a baseline"));
        fs::write(&file, format!("{HEADER}\n{{\"path\": 1}}\n")).unwrap();
        assert!(Baseline::read(&file).unwrap_err().to_string().contains("known.jsonl:2: "));
        fs::write(&file, format!("{HEADER}\n{{\"{}\": 1}}\n", "x".repeat(5_000_000))).unwrap();
        assert!(Baseline::read(&file).unwrap_err().to_string().chars().count() < 400);
    }

    #[test]
    fn paths_are_relative_to_the_file() {
        let mut known = Baseline::new(Path::new("sub/known.jsonl"));
        assert_eq!(known.path("sub/pages/a.txt"), "pages/a.txt");
        assert_eq!(known.path("./sub/../b.txt"), "../b.txt");
        assert_eq!(known.path("<stdin>"), "<stdin>");
        // The same page from another folder.
        known.here.push("sub");
        assert_eq!(known.path("pages/a.txt"), "pages/a.txt");
        assert_eq!(known.path("./pages/a.txt"), "pages/a.txt");
    }

    #[test]
    fn pages_that_were_not_checked_stay_known() {
        let mut known = Baseline::default();
        known.add(&mut page("Cargo.toml", None, [finding(1, "Home", 7)]));
        known.add(&mut page("no such file", None, [finding(1, "Home", 7), finding(2, "Home", 7)]));
        assert_eq!(known.stale(&Matched::default()).count(), 2);
    }
}
