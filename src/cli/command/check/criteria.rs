//! What `dechaff check` reports, and what it accepts.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use dechaff::{Finding, Label, Rule, fold_space};

use crate::cli::args::CheckArguments;
use crate::cli::args::values::{Level, PerPath, Selector, SetLevel, Share};

/// Which findings to report.
#[derive(Debug)]
pub struct Criteria {
    /// Report only these; empty means all.
    select: Vec<Selector>,
    /// Do not report these.
    ignore: Vec<Selector>,
    /// Do not report these at some paths.
    per_path: Vec<PerPath>,
    /// Texts to accept, with white space folded.
    allow: HashSet<String>,
    /// Levels that differ from those of the rules.
    levels: Vec<SetLevel>,
}

/// How much chaff is accepted.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The lowest probability of a finding that fails a page.
    pub score: Share,
    /// The largest accepted share of chaff in a page.
    pub page: Option<Share>,
    /// The largest accepted share of chaff in all pages together.
    pub corpus: Option<Share>,
}

/// What to do with a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaselineMode {
    /// Use none.
    None,
    /// Accept the findings in `file`. With `shrinks`, remove those that are fixed.
    Known { file: PathBuf, shrinks: bool },
    /// Write all findings to this file.
    Write(PathBuf),
}

impl Criteria {
    /// Reads the arguments.
    pub fn new(arguments: &CheckArguments) -> Self {
        Self {
            select: arguments.select.clone(),
            ignore: arguments.ignore.clone(),
            per_path: arguments.per_path.clone(),
            allow: arguments.allow.iter().map(|text| fold_space(text)).collect(),
            levels: arguments.level.clone(),
        }
    }

    /// Whether to report a finding with this text, on the page at this path.
    pub fn reports(&self, path: &str, finding: &Finding, text: &str) -> bool {
        let names = |list: &[Selector]| list.iter().any(|one| one.names(finding.rule, finding.label));
        (self.select.is_empty() || names(&self.select))
            && !names(&self.ignore)
            && !self.per_path.iter().any(|some| names(some.selectors_for(path)))
            && (self.allow.is_empty() || !self.allow.contains(&fold_space(text)))
    }

    /// The level of findings of this rule and label.
    pub fn level(&self, rule: Rule, label: Label) -> Level {
        let set = self.levels.iter().rev().find_map(|set| set.level(rule, label));
        set.unwrap_or_else(|| Level::of(rule))
    }
}

impl Limits {
    /// Reads the arguments.
    pub fn new(arguments: &CheckArguments) -> Self {
        Self { score: arguments.min_score, page: arguments.max_noise, corpus: arguments.max_corpus_noise }
    }
}

impl BaselineMode {
    /// Reads the arguments.
    pub fn new(arguments: &CheckArguments) -> Self {
        match (&arguments.baseline.baseline, &arguments.baseline.write_baseline) {
            (Some(file), _) => {
                Self::Known { file: file.clone(), shrinks: arguments.baseline.update_baseline }
            }
            (None, Some(file)) => Self::Write(file.clone()),
            (None, None) => Self::None,
        }
    }

    /// The file of the baseline, if there is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::None => None,
            Self::Known { file, .. } | Self::Write(file) => Some(file),
        }
    }
}
