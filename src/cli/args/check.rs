//! `dechaff check` and `dechaff rules`.

use std::path::PathBuf;

use clap::Args;

use super::{DecidingArguments, InputArguments, ProgressArguments};
use crate::cli::args::values::{ColorWhen, FindingFormat, PerPath, Selector, SetLevel, Share};

/// Find chaff in pages that should be clean
///
/// A finding is a piece of text that dechaff clean would remove. It has a position, a rule, a label and the probability that it
/// is chaff. A page passes if none of its findings is surely chaff (see --min-score), as pages that dechaff clean wrote do. Lines are numbered as in dechaff explain; for HTML these are the lines of its text. A position in a JSONL file
/// gives the line and id of the record, then the line and column in its text: pages.jsonl:12: id:3:1. Findings go to stdout, a
/// summary to stderr.
///
/// Exit codes: 0 no findings, or no more than allowed; 1 findings that are not notes; 2 something failed, with the reason on stderr, and the rest
/// was checked.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff check corpus                              one line per finding; exit code 1 if any
  dechaff check corpus --format full                also show the text
  dechaff check corpus --max-noise 2%               accept pages with at most 2 % chaff
  dechaff check corpus --ignore date,glued-share    ignore a label and a rule
  dechaff check corpus --write-baseline known.jsonl
                                                    record the findings of today
  dechaff check corpus --baseline known.jsonl       fail only on new findings
  dechaff check corpus --format sarif > dechaff.sarif
                                                    write a file for code scanning")]
pub struct CheckArguments {
    /// Report only these rules and labels, separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub select: Vec<Selector>,

    /// Do not report these rules and labels, separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub ignore: Vec<Selector>,

    /// Do not report these rules and labels in pages whose path matches GLOB (repeatable)
    ///
    /// For example forums/**=comment-section,date. GLOB may match the whole path, or the part of it below any folder.
    #[arg(long, value_name = "GLOB=RULES")]
    pub per_path: Vec<PerPath>,

    /// Do not report findings with this text; white space does not matter (repeatable)
    #[arg(long, value_name = "TEXT")]
    pub allow: Vec<String>,

    /// Accept pages on which no finding is chaff with at least this probability, from 0 to 1
    ///
    /// Of other pages all findings are reported. A known phrase glued to a line of text has probability 1, and so has text
    /// whose label is not in --keep. Text below the end of
    /// the article is removed for its position, so its own probability may be low. 0 reports everything that dechaff clean would
    /// remove.
    #[arg(long, value_name = "P", default_value = "0.985")]
    pub min_score: Share,

    /// Set the level of a rule or label: error, warning or note (repeatable)
    ///
    /// For example date=note. Notes are reported and do not fail the check. The last one that matches counts. Lines about the
    /// article, such as its date, are warnings; all others are errors.
    #[arg(long, value_name = "RULE=LEVEL")]
    pub level: Vec<SetLevel>,

    /// Accept pages with at most SHARE chaff, such as 0.02 or 2%
    ///
    /// SHARE is a share of the characters other than white space. Findings excluded by other options do not count.
    #[arg(long, value_name = "SHARE")]
    pub max_noise: Option<Share>,

    /// Succeed if at most SHARE of all pages together is chaff
    ///
    /// Findings are still reported, except on pages that --max-noise accepts.
    #[arg(long, value_name = "SHARE")]
    pub max_corpus_noise: Option<Share>,

    /// Format of the findings
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = FindingFormat::Concise)]
    pub format: FindingFormat,

    /// Instead of findings, show a unified diff that removes them
    #[arg(long, conflicts_with = "format")]
    pub diff: bool,

    /// Instead of findings, show their number by rule
    #[arg(long, conflicts_with_all = ["format", "diff"])]
    pub statistics: bool,

    /// Append a summary in Markdown to FILE: the findings by rule, and the pages with most chaff
    ///
    /// For example --summary "$GITHUB_STEP_SUMMARY".
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,

    /// Exit with 0 also if there are findings
    #[arg(long)]
    pub exit_zero: bool,

    #[command(flatten)]
    pub baseline: BaselineArguments,

    /// When to use colors
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    pub color: ColorWhen,

    #[command(flatten)]
    pub progress: ProgressArguments,

    #[command(flatten)]
    pub deciding: DecidingArguments,

    #[command(flatten)]
    pub input: InputArguments,
}

#[derive(Debug, Args)]
pub struct BaselineArguments {
    /// Do not report the findings in this file, which --write-baseline wrote
    ///
    /// Findings match by page (or file and record id), rule and text, not by position. Paths of pages are relative to the folder
    /// of FILE, so it does not matter where dechaff runs.
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,

    /// Remove fixed findings from the baseline; new findings are never added
    ///
    /// Findings in existing pages that were not checked stay in it.
    #[arg(long, requires = "baseline")]
    pub update_baseline: bool,

    /// Write all findings to this file, and succeed
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "update_baseline"])]
    pub write_baseline: Option<PathBuf>,
}

/// Explain the rules of dechaff check
///
/// Exit codes: 0 success; 2 unknown rule.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff rules                   list all rules
  dechaff rules glued-teaser      show what the rule finds, why that is chaff, and where it is wrong")]
pub struct RulesArguments {
    /// Rule to explain
    #[arg(value_name = "ID")]
    pub id: Option<String>,
}
