//! The baseline: findings that are known, by their content, so that lines may move.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use dechaff::Rule;
use serde::{Deserialize, Serialize};

use crate::sink::{Shown, WriteError, cut, write_whole};
use crate::source::shown;

/// The first line of the file: a program that knows another form must not misread it.
const HEAD: &str = "{\"dechaff-baseline\":1}";
/// Characters of a finding's text that are in the file, for people.
const EXCERPT: usize = 60;

/// Known findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<Key, Entry>);

/// How often each of them was met.
#[derive(Clone, Debug, Default)]
pub struct Met {
    counts: BTreeMap<Key, u64>,
    pages: BTreeSet<String>,
}

/// What a finding is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    path: String,
    rule: Rule,
    hash: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    count: u64,
    text: String,
}

/// What is in the baseline, but not in the pages any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gone(BTreeMap<Key, u64>);

impl Gone {
    /// Findings.
    pub fn count(&self) -> u64 {
        self.0.values().sum()
    }
}

/// A row of the file.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Row {
    path: String,
    rule: String,
    text: String,
    hash: String,
    count: u64,
}

impl Baseline {
    /// Reads a file.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file)
            .with_context(|| format!("{} (make a baseline with --write-baseline)", shown(file)))?;
        let mut lines = text.lines();
        if lines.next() != Some(HEAD) {
            bail!("{} is no baseline of this version (make it anew with --write-baseline)", shown(file));
        }
        let mut known = BTreeMap::new();
        for (index, line) in lines.enumerate() {
            let at = || format!("{}:{}", shown(file), index + 2);
            let row: Row = serde_json::from_str(line).with_context(at)?;
            let rule = row.rule.parse().with_context(at)?;
            let hash = u64::from_str_radix(&row.hash, 16).with_context(at)?;
            known.insert(Key { path: row.path, rule, hash }, Entry { count: row.count, text: row.text });
        }
        Ok(Self(known))
    }

    /// Writes it: a line an entry, sorted, so that two versions of it compare and merge line by line.
    pub fn write(&self, file: &Path) -> Result<(), WriteError> {
        let mut text = format!("{HEAD}\n");
        for (key, entry) in &self.0 {
            let row = Row {
                path: key.path.clone(),
                rule: key.rule.to_string(),
                text: entry.text.clone(),
                hash: format!("{:016x}", key.hash),
                count: entry.count,
            };
            text += &serde_json::to_string(&row).expect("texts and numbers by names are always JSON");
            text.push('\n');
        }
        write_whole(file, text.as_bytes())
    }

    /// Adds the findings of a page.
    pub fn add(&mut self, path: &str, findings: impl Iterator<Item = Shown>) {
        for finding in findings {
            let text = || cut(&finding.text, EXCERPT);
            let entry = self.0.entry(key(path, &finding)).or_insert_with(|| Entry { count: 0, text: text() });
            entry.count += 1;
        }
    }

    /// The findings of a page that are not in it. One that is there once is known once.
    pub fn unknown(&self, path: &str, mut findings: Vec<Shown>, met: &mut Met) -> Vec<Shown> {
        met.pages.insert(path.to_owned());
        findings.retain(|finding| {
            let key = key(path, finding);
            let Some(entry) = self.0.get(&key) else { return true };
            let count = met.counts.entry(key).or_default();
            *count += 1;
            *count > entry.count
        });
        findings
    }

    /// What was not met: of pages that were checked, and of those that are not there any more.
    pub fn gone(&self, met: &Met) -> Gone {
        let is_over = |path: &str| met.pages.contains(path) || !fs::exists(path).unwrap_or(true);
        let left = self.0.iter().filter(|(key, _)| is_over(&key.path)).filter_map(|(key, entry)| {
            let left = entry.count.saturating_sub(met.counts.get(key).copied().unwrap_or(0));
            (left > 0).then(|| (key.clone(), left))
        });
        Gone(left.collect())
    }

    /// The same without what is gone.
    pub fn without(&self, gone: Gone) -> Self {
        let mut known = self.0.clone();
        for (key, left) in gone.0 {
            if let Some(entry) = known.get_mut(&key) {
                entry.count -= left;
            }
        }
        known.retain(|_, entry| entry.count > 0);
        Self(known)
    }
}

fn key(path: &str, finding: &Shown) -> Key {
    Key { path: path.to_owned(), rule: finding.rule, hash: finding.key }
}

#[cfg(test)]
mod tests {
    use dechaff::Label;

    use super::*;

    fn finding(line: usize, text: &str, key: u64) -> Shown {
        Shown {
            line,
            column: 1,
            end_column: 2,
            bytes: [0, 1],
            rule: Rule::MenuLine,
            label: Label::Nav,
            message: Rule::MenuLine.message(),
            score: 1.0,
            text: text.to_owned(),
            around: Default::default(),
            key,
        }
    }

    #[test]
    fn what_is_known_passes_wherever_it_stands() {
        let mut known = Baseline::default();
        known.add("here", [finding(1, "Home", 7), finding(2, "News", 8), finding(9, "Home", 7)].into_iter());
        let mut met = Met::default();
        let pages = vec![finding(5, "Home", 7), finding(6, "Sport", 9)];
        let new = known.unknown("here", pages, &mut met);
        assert_eq!(new.iter().map(|one| &one.text[..]).collect::<Vec<_>>(), ["Sport"]);
        // One of two "Home", and "News".
        let gone = known.gone(&met);
        assert_eq!(gone.count(), 2);
        let shrunk = known.without(gone);
        assert_eq!(shrunk.0.len(), 1);
        assert_eq!(shrunk.gone(&met).count(), 0);
        // Once more than it is known is once too often.
        let twice = vec![finding(1, "Home", 7), finding(2, "Home", 7)];
        assert_eq!(shrunk.unknown("here", twice, &mut Met::default()).len(), 1);
    }

    #[test]
    fn it_is_read_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("known.jsonl");
        let mut known = Baseline::default();
        known.add("b", [finding(1, "\"Home\"\n", u64::MAX), finding(2, "x", 0)].into_iter());
        known.add("a", [finding(1, "ص", 5)].into_iter());
        known.write(&file).unwrap();
        assert_eq!(Baseline::read(&file).unwrap(), known);
        fs::write(&file, "{}\n").unwrap();
        assert!(Baseline::read(&file).unwrap_err().to_string().contains("is no baseline"));
        fs::write(&file, format!("{HEAD}\n{{\"path\": 1}}\n")).unwrap();
        assert!(Baseline::read(&file).unwrap_err().to_string().ends_with("known.jsonl:2"));
    }

    #[test]
    fn pages_that_were_not_checked_stay_known() {
        let mut known = Baseline::default();
        known.add("Cargo.toml", [finding(1, "Home", 7)].into_iter());
        known.add("no such file", [finding(1, "Home", 7), finding(2, "Home", 7)].into_iter());
        assert_eq!(known.gone(&Met::default()).count(), 2);
    }
}
