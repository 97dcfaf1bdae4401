//! `dechaff explain`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::{DecidingArguments, ReadingArguments};
use crate::cli::args::values::{ColorWhen, ExplainFormat, Show};

/// Show what each line of a page is, and why it is kept or removed
///
/// Each line is shown with its number, a sign (+ kept, ~ kept in part, - removed), its label, its score, the score as a bar,
/// its text, and up to three reasons. The score is the log-odds that the line belongs to the article. Each reason shows what
/// it adds to the score; reasons that agree with the decision come first.
///
/// dechaff weighs the whole page, so a line with a score below 0 may be kept and one above 0 removed. Everything below the end
/// of the article is removed: a horizontal line marks the end and gives the reason. On a page with several articles (see
/// --articles), the sign is followed by the number of the article.
///
/// Exit codes: 0 success; 2 the page could not be read.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff explain page.txt                            explain each line
  dechaff explain page.txt:12                         show all evidence about line 12
  dechaff explain page.txt --show labels > page.tsv   label a page: correct the labels by hand")]
pub struct ExplainArguments {
    /// Page to explain, FILE:LINE for one line, or "-" for stdin (the default)
    pub path: Option<PathBuf>,

    /// What to show [default: lines, or evidence for FILE:LINE]
    #[arg(long, value_name = "VIEW", value_enum)]
    pub show: Option<Show>,

    /// Format of the output
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text, conflicts_with = "show")]
    pub format: ExplainFormat,

    /// Show only this line; the first line is 1
    #[arg(long, value_name = "N")]
    pub line: Option<NonZeroUsize>,

    /// Templates of the page's site, as written by dechaff learn
    #[arg(long, value_name = "FILE")]
    pub templates: Option<PathBuf>,

    /// When to color lines by label
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    pub color: ColorWhen,

    /// Do not use a pager
    ///
    /// On a terminal, dechaff pipes its output to $DECHAFF_PAGER, $PAGER, or less -R. An empty variable turns the pager off.
    #[arg(long)]
    pub no_pager: bool,

    #[command(flatten)]
    pub deciding: DecidingArguments,

    #[command(flatten)]
    pub reading: ReadingArguments,
}
