//! What is said about sites, and `dechaff learn`, as it is typed.

// Two of the structs have no doc comments: these would take the place of what the commands say of themselves.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::{FieldArguments, FilesArguments, ProgressArguments, ReadingArguments};
use crate::cli::args::values::{SiteFrom, TemplatesFrom};
use crate::cli::source::Size;

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Sites")]
pub struct TemplateArguments {
    /// What tells the template of a site, lines that stand on many of its pages: auto, off, or a file of dechaff learn
    ///
    /// auto reads all files twice: first it is counted on how many pages of its site each line stands.
    #[arg(long, value_name = "auto|off|FILE", default_value = "auto")]
    pub templates: TemplatesFrom,

    /// Fewest pages of a site that tell its template; of a smaller one nothing is told
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub template_min_pages: u32,

    #[command(flatten)]
    pub sites: SiteArguments,
}

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Sites")]
pub struct SiteArguments {
    /// What a site is: pages of one folder, host or file, or of records with the same value in a field
    ///
    /// auto is the host where an address says one (of a record, or of a page of HTML), else the folder.
    #[arg(long, value_name = "auto|folder|host|file|FIELD", default_value = "auto")]
    pub site_from: SiteFrom,

    /// Memory for counting; when it is full, large sites are told from a part of their pages
    #[arg(long, value_name = "SIZE", default_value = "512MiB")]
    pub template_memory: Size,
}

/// Learn the templates of sites: on how many pages each line stands
///
/// What is written holds no text: pages and lines are hashes, numbers and spelling left out. Files that were learnt apart
/// can be merged; what comes out is the same, byte for byte, as if all pages had been learnt at once. With --min-pages it
/// says nothing about any one page, is smaller, and cannot be merged.
///
/// Exit codes: 0 done, 2 something failed and is named on standard error; the rest was learnt.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("what").required(true).args(["output", "show"]),
    after_long_help = "Examples:
  dechaff learn pages -o site.tpl
  dechaff clean page.html --templates site.tpl
  dechaff learn --merge a.tpl b.tpl -o both.tpl
  dechaff learn --show site.tpl                    sites, and how much of them repeats"
)]
pub struct LearnArguments {
    /// File for what was learnt
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// The PATHs are files of dechaff learn: put them together
    #[arg(long, requires = "output")]
    pub merge: bool,

    /// Show what is in a file of dechaff learn
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "merge", "paths"])]
    pub show: Option<PathBuf>,

    /// Write only what stands on so many pages of a site or more, 2 or more
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    pub min_pages: Option<u32>,

    #[command(flatten)]
    pub progress: ProgressArguments,

    #[command(flatten)]
    pub sites: SiteArguments,

    #[command(flatten)]
    pub reading: ReadingArguments,

    #[command(flatten)]
    pub fields: FieldArguments,

    #[command(flatten)]
    pub files: FilesArguments,
}
