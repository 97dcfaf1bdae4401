//! The command line as it is typed. What it means is up to each command.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use dechaff::KeepSet;
use globset::Glob;

use crate::sink::ProgressWhen;
use crate::source::Size;

/// Keeps the article of a scraped page and drops the chaff around it.
#[derive(Debug, Parser)]
#[command(version, bin_name = "dechaff", arg_required_else_help = true, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Clean(CleanArguments),
}

/// Write the cleaned text of pages
///
/// Without a PATH, or with "-", one page is read from standard input. One page goes to standard output unless
/// -o names a folder. Text may be in UTF-8, UTF-16 or a legacy charset; what is written is UTF-8.
///
/// Exit codes: 0 all done, 2 something failed and is named on standard error; the other pages are done.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff clean page.txt                  the cleaned page on standard output
  dechaff clean pages -o cleaned          a folder, mirrored under cleaned/
  dechaff clean pages -o cleaned --removed removed --stats stats.json")]
pub struct CleanArguments {
    /// Files and folders of pages; "-" is standard input
    ///
    /// Of a folder every regular file is a page, in all folders below it. Files and folders whose names begin
    /// with "." are left out, symbolic links too (see --follow), and this run's own outputs.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Folder for the cleaned pages; made if need be
    ///
    /// A page keeps its path below the PATH it was found in, with .txt as the last extension.
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,

    /// Folder for what was taken out, page by page, as under -o
    #[arg(long, value_name = "DIR")]
    pub removed: Option<PathBuf>,

    /// Labels to keep, separated by commas
    ///
    /// The labels are title, subhead, body, caption, byline, date, source, nav, share, related, tags,
    /// comment, ad, footer, other.
    #[arg(
        long,
        value_name = "LABELS",
        default_value = "title,subhead,body,caption",
        hide_default_value = false
    )]
    pub keep: KeepSet,

    /// Language whose phrases mark chaff: a code such as ar; auto for all languages; none
    #[arg(long, value_name = "CODE", default_value = "auto")]
    pub lang: String,

    /// Only files of a folder that match; may be given again
    ///
    /// Globs are matched against the path below the folder, where * and ** also match "/", and against the
    /// file's name alone.
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<Glob>,

    /// No files and folders of a folder that match; may be given again
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<Glob>,

    /// Follow symbolic links inside folders
    #[arg(long)]
    pub follow: bool,

    /// Largest page that is read: bytes, or with KiB, MiB, GiB
    #[arg(long, value_name = "SIZE", default_value = "64MiB")]
    pub max_page_size: Size,

    /// Pages cleaned at the same time; as many as there are processors if not given
    ///
    /// The output does not depend on it.
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,

    /// Write the numbers of the run to a file, as JSON
    #[arg(long, value_name = "FILE")]
    pub stats: Option<PathBuf>,

    /// Bar on standard error
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ProgressWhen::Auto)]
    pub progress: ProgressWhen,

    /// Say nothing but failures
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Name each page, and the share of it that is kept
    #[arg(short, long)]
    pub verbose: bool,
}
