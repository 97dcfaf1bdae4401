//! `dechaff report`.

use std::path::PathBuf;

use clap::Args;

use super::{DecidingArguments, InputArguments, ProgressArguments};

/// Write an HTML report on what is kept and removed in a corpus
///
/// The report is one self-contained file that loads nothing from the network. It shows the share kept by site and language,
/// the chaff by label, how many pages lose how much, and the pages to look at first, line by line. It contains text of the
/// pages, so handle it with the same care.
///
/// Exit codes: 0 success; 2 something failed, with the reason on stderr, and the report covers the rest.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  dechaff report corpus -o report.html")]
pub struct ReportArguments {
    /// Write the report to this file
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,

    /// Number of pages to show of each kind: most removed, nothing kept, uncertain
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub pages: u8,

    #[command(flatten)]
    pub progress: ProgressArguments,

    #[command(flatten)]
    pub deciding: DecidingArguments,

    #[command(flatten)]
    pub input: InputArguments,
}
