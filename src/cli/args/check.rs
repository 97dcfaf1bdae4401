//! `dechaff check` and `dechaff rules`, as they are typed.

use std::path::PathBuf;

use clap::Args;

use super::{DecidingArguments, FieldArguments, FilesArguments, ReadingArguments};
use crate::cli::args::values::PerPath;
use crate::cli::args::values::Selector;
use crate::cli::args::values::Share;
use crate::cli::args::values::{ColorWhen, FindingFormat, ProgressWhen};

/// Find chaff that is left in pages which should be clean
///
/// A finding is a piece of a line that dechaff clean would take out: with its place, a rule, a label and the probability
/// that it is chaff. Lines are numbered as in dechaff explain: those of HTML are the lines of its text. In a file of records
/// it is named by the line and the id of the record, and then by the line of its text: pages.jsonl:12: id:3:1. Findings go
/// to standard output, a summary to standard error.
///
/// Exit codes: 0 nothing found, or no more than is allowed; 1 findings; 2 something failed and is named on standard
/// error; the other pages are checked.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff check corpus                              a line a finding; exit 1 when there is any
  dechaff check corpus --format full                with the text
  dechaff check corpus --max-noise 2%               pages with up to 2 % of chaff pass
  dechaff check corpus --ignore date,glued-credit   rules and labels that do not matter
  dechaff check corpus --write-baseline known.jsonl
  dechaff check corpus --baseline known.jsonl       only what is new fails
  dechaff check corpus --format sarif > dechaff.sarif")]
pub struct CheckArguments {
    /// Only findings of these rules and labels, separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub select: Vec<Selector>,

    /// No findings of these rules and labels, separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub ignore: Vec<Selector>,

    /// Rules and labels that do not matter in pages that match; may be given again
    ///
    /// Such as forums/**=comment-section,date. Globs are matched against the path and the ends of it.
    #[arg(long, value_name = "GLOB=RULES")]
    pub per_path: Vec<PerPath>,

    /// Text of findings that are in order, whatever their white space; may be given again
    #[arg(long, value_name = "TEXT")]
    pub allow: Vec<String>,

    /// Only findings that are chaff with at least this probability, 0 to 1
    ///
    /// What a phrase gives away inside a line of text has probability 1. What stands below the end of the article
    /// goes for that, and may have little.
    #[arg(long, value_name = "P", default_value = "0")]
    pub min_score: Share,

    /// Let pages pass of which no larger share is chaff: 0.02 or 2%
    ///
    /// The share is that of characters that are not white space. Findings that are not selected do not count.
    #[arg(long, value_name = "SHARE")]
    pub max_noise: Option<Share>,

    /// Let all pages together pass if no larger share of them is chaff
    ///
    /// Findings are named nevertheless, unless --max-noise lets their page pass.
    #[arg(long, value_name = "SHARE")]
    pub max_corpus_noise: Option<Share>,

    /// Form of the findings
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = FindingFormat::Concise)]
    pub format: FindingFormat,

    /// Show instead, as a unified diff, how pages would be without their findings
    #[arg(long, conflicts_with = "format")]
    pub diff: bool,

    #[command(flatten)]
    pub baseline: BaselineArguments,

    /// Colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    pub color: ColorWhen,

    /// Bar on standard error
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ProgressWhen::Auto)]
    pub progress: ProgressWhen,

    /// No summary
    #[arg(short, long)]
    pub quiet: bool,

    #[command(flatten)]
    pub deciding: DecidingArguments,

    #[command(flatten)]
    pub reading: ReadingArguments,

    #[command(flatten)]
    pub fields: FieldArguments,

    #[command(flatten)]
    pub files: FilesArguments,
}

// No doc comment: it would take the place of what the commands say of themselves.
#[derive(Clone, Debug, Args)]
pub struct BaselineArguments {
    /// Findings that are known and pass, such as --write-baseline writes
    ///
    /// A finding is known by its page, or its file and the id of its record, its rule and its text, wherever in the page it
    /// stands.
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,

    /// Take what is gone out of the baseline; it never grows
    ///
    /// Findings of pages that are there but were not checked stay in it.
    #[arg(long, requires = "baseline")]
    pub update_baseline: bool,

    /// Write all findings to a file, and pass
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "update_baseline"])]
    pub write_baseline: Option<PathBuf>,
}

/// Show what the rules of a check mean
///
/// Exit codes: 0 done, 2 there is no such rule.
#[derive(Clone, Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff rules                   all rules, a line each
  dechaff rules glued-teaser      what it sees, why that is chaff, what it mistakes for it")]
pub struct RulesArguments {
    /// A rule
    #[arg(value_name = "ID")]
    pub id: Option<String>,
}
