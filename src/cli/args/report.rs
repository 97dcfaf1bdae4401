//! `dechaff report`.

use std::path::PathBuf;

use clap::Args;

use super::{DecidingArguments, InputArguments, ProgressArguments, TemplateArguments};
use crate::cli::args::values::ReportFormat;

/// Write a report on what is kept and removed in a corpus
///
/// The report is one self-contained HTML page that loads nothing from the network. It shows the share kept by site and
/// language, the chaff by label and by rule, pages chosen at random, line by line, the lines that occur most often, and the
/// sites and pages that differ from the others. It contains text of the pages, so handle it with the same care. With --format
/// json, it is numbers only, the same as those of dechaff clean --stats; docs/statistics.schema.json describes them.
///
/// Exit codes: 0 success; 2 something failed, with the reason on stderr, and the report covers the rest.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff report corpus -o report.html
  dechaff report corpus --format json | jq .sites
  dechaff report corpus -o report.html --compare earlier.json")]
pub struct ReportArguments {
    /// Write the report to this file; only JSON may go to stdout instead
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Format of the report
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ReportFormat::Html)]
    pub format: ReportFormat,

    /// Show the numbers of an earlier run beside those of this one; FILE is its JSON
    #[arg(long, value_name = "FILE")]
    pub compare: Option<PathBuf>,

    /// Number of pages to show of each kind: most removed, nothing kept, uncertain
    #[arg(long, value_name = "N", default_value_t = 12, help_heading = "Report")]
    pub pages: u8,

    #[command(flatten)]
    pub progress: ProgressArguments,

    #[command(flatten)]
    pub showing: ShowingArguments,

    #[command(flatten)]
    pub deciding: DecidingArguments,

    #[command(flatten)]
    pub templates: TemplateArguments,

    #[command(flatten)]
    pub input: InputArguments,
}

#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Report")]
pub struct ShowingArguments {
    /// Number of pages to show in the report that are chosen at random
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub sample: u8,

    /// Choose other pages; the same seed chooses the same pages
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
}
