//! What the arguments of `dechaff check` mean.

use std::collections::HashSet;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use anyhow::Result;
use dechaff::{Checker, Finding, fold_space};

use crate::cli::args::values::PerPath;
use crate::cli::args::values::Selector;
use crate::cli::args::values::Share;
use crate::cli::args::values::{ColorWhen, FindingFormat, ProgressWhen};
use crate::cli::args::{CheckArguments, DecidingArguments};
use crate::cli::command::files::Files;
use crate::cli::command::pages::Pages;
use crate::cli::command::{announce_terminal, model};
use crate::cli::source::{Found, Input, WalkError};

/// A run, as wished.
#[derive(Debug)]
pub struct Options {
    /// What to read.
    files: Files,
    /// And how.
    pub pages: Pages,
    /// What finds.
    pub checker: Checker,
    /// Only these; all when it is empty.
    select: Vec<Selector>,
    /// None of these.
    ignore: Vec<Selector>,
    /// None of these in some pages.
    per_path: Vec<PerPath>,
    /// Texts that are in order.
    allow: HashSet<String>,
    /// The least probability of a finding.
    min_score: Share,
    /// The largest share of chaff with which a page passes.
    pub max_noise: Option<Share>,
    /// And all pages together.
    pub max_corpus_noise: Option<Share>,
    /// The form of the report.
    pub format: FindingFormat,
    /// Which findings are known.
    pub keeping: BaselineMode,
    /// Whether what would go is shown instead.
    pub shows_diff: bool,
    /// Whether a terminal shows it.
    pub for_terminal: bool,
    /// When it is coloured.
    pub color: ColorWhen,
    /// When a bar is drawn.
    pub progress: ProgressWhen,
    /// Whether there is no summary.
    pub is_quiet: bool,
}

/// What is done with a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BaselineMode {
    /// There is none.
    Nothing,
    /// What is in it passes; what is gone may be taken out.
    Known { file: PathBuf, shrinks: bool },
    /// It is made.
    Write(PathBuf),
}

impl TryFrom<CheckArguments> for Options {
    type Error = anyhow::Error;

    fn try_from(arguments: CheckArguments) -> Result<Self> {
        let DecidingArguments { keep, articles, knowledge } = arguments.deciding;
        let pages = Pages::new(&arguments.files, &arguments.reading, arguments.fields);
        let files = Files::new(arguments.files, arguments.reading.input_format)?;
        if files.inputs == [Input::Stdin] && !arguments.progress.quiet {
            announce_terminal();
        }
        let keeping = match (arguments.baseline.baseline, arguments.baseline.write_baseline) {
            (Some(file), _) => BaselineMode::Known { file, shrinks: arguments.baseline.update_baseline },
            (None, Some(file)) => BaselineMode::Write(file),
            (None, None) => BaselineMode::Nothing,
        };
        Ok(Self {
            files,
            pages,
            checker: Checker::new(
                model::cleaner(&knowledge.lang, &knowledge.packs, knowledge.model.as_deref(), keep)?,
                articles.into(),
            ),
            select: arguments.select,
            ignore: arguments.ignore,
            per_path: arguments.per_path,
            allow: arguments.allow.iter().map(|text| fold_space(text)).collect(),
            min_score: arguments.min_score,
            max_noise: arguments.max_noise,
            max_corpus_noise: arguments.max_corpus_noise,
            format: arguments.format,
            keeping,
            shows_diff: arguments.diff,
            for_terminal: io::stdout().is_terminal(),
            color: arguments.color,
            progress: arguments.progress.when(),
            is_quiet: arguments.progress.quiet,
        })
    }
}

impl Options {
    /// The pages and files of records, and what could not be looked into.
    pub fn find(&self) -> (Vec<Found>, Vec<WalkError>) {
        self.files.find(match &self.keeping {
            BaselineMode::Nothing => None,
            BaselineMode::Known { file, .. } | BaselineMode::Write(file) => Some(file.as_path()),
        })
    }

    /// Whether a finding is wanted.
    pub fn wants(&self, path: &str, finding: &Finding, text: &str) -> bool {
        let names = |list: &[Selector]| list.iter().any(|one| one.names(finding.rule, finding.label));
        (self.select.is_empty() || names(&self.select))
            && !names(&self.ignore)
            && !self.per_path.iter().any(|some| names(some.selectors_for(path)))
            && f64::from(finding.score) >= self.min_score.0
            && (self.allow.is_empty() || !self.allow.contains(&fold_space(text)))
    }
}
