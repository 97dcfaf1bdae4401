//! `dechaff report`, as it is typed.

use std::path::PathBuf;

use clap::Args;

use super::{DecidingArguments, FieldArguments, FilesArguments, ProgressArguments, ReadingArguments};

/// Write an HTML page on what is kept of a corpus and what goes
///
/// One file that needs nothing else and asks no network: share kept by site and language, chaff by label, pages by share
/// taken out, and the pages to look at first, line by line. It holds text of these pages, so treat it like them.
///
/// Exit codes: 0 done, 2 something failed and is named on standard error; the other pages are in the report.
#[derive(Debug, Args)]
#[command(after_long_help = "Example:
  dechaff report corpus -o report.html")]
pub struct ReportArguments {
    /// File for the report
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,

    /// Pages shown of each kind: most taken out, nothing kept, uncertain
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub pages: u8,

    #[command(flatten)]
    pub progress: ProgressArguments,

    #[command(flatten)]
    pub deciding: DecidingArguments,

    #[command(flatten)]
    pub reading: ReadingArguments,

    #[command(flatten)]
    pub fields: FieldArguments,

    #[command(flatten)]
    pub files: FilesArguments,
}
