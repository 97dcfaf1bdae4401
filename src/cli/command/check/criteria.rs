//! What `dechaff check` looks for, and what it lets pass.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use dechaff::{Finding, fold_space};

use crate::cli::args::CheckArguments;
use crate::cli::args::values::{PerPath, Selector, Share};

/// Which findings are wanted.
#[derive(Debug)]
pub struct Criteria {
    /// Only these; all when it is empty.
    select: Vec<Selector>,
    /// None of these.
    ignore: Vec<Selector>,
    /// None of these in some pages.
    per_path: Vec<PerPath>,
    /// Texts that are accepted.
    allow: HashSet<String>,
    /// The least probability of a finding.
    min_score: Share,
}

/// How much chaff passes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The largest share of chaff with which a page passes.
    pub page: Option<Share>,
    /// The same of all pages together.
    pub corpus: Option<Share>,
}

/// What is done with a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaselineMode {
    /// There is none.
    None,
    /// Findings in it pass. With `shrinks`, those that are fixed are removed from it.
    Known { file: PathBuf, shrinks: bool },
    /// It is written.
    Write(PathBuf),
}

impl Criteria {
    /// As the arguments say.
    pub fn new(arguments: &CheckArguments) -> Self {
        Self {
            select: arguments.select.clone(),
            ignore: arguments.ignore.clone(),
            per_path: arguments.per_path.clone(),
            allow: arguments.allow.iter().map(|text| fold_space(text)).collect(),
            min_score: arguments.min_score,
        }
    }

    /// Whether a finding with this text, on the page at this path, is wanted.
    pub fn wants(&self, path: &str, finding: &Finding, text: &str) -> bool {
        let names = |list: &[Selector]| list.iter().any(|one| one.names(finding.rule, finding.label));
        (self.select.is_empty() || names(&self.select))
            && !names(&self.ignore)
            && !self.per_path.iter().any(|some| names(some.selectors_for(path)))
            && f64::from(finding.score) >= self.min_score.0
            && (self.allow.is_empty() || !self.allow.contains(&fold_space(text)))
    }
}

impl Limits {
    /// As the arguments say.
    pub fn new(arguments: &CheckArguments) -> Self {
        Self { page: arguments.max_noise, corpus: arguments.max_corpus_noise }
    }
}

impl BaselineMode {
    /// As the arguments say.
    pub fn new(arguments: &CheckArguments) -> Self {
        match (&arguments.baseline.baseline, &arguments.baseline.write_baseline) {
            (Some(file), _) => {
                Self::Known { file: file.clone(), shrinks: arguments.baseline.update_baseline }
            }
            (None, Some(file)) => Self::Write(file.clone()),
            (None, None) => Self::None,
        }
    }

    /// The file of the baseline.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::None => None,
            Self::Known { file, .. } | Self::Write(file) => Some(file),
        }
    }
}
