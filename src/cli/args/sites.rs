//! Options about sites and their templates, and `dechaff learn`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::{InputArguments, ProgressArguments};
use crate::cli::args::values::{SiteFrom, TemplatesFrom};
use crate::cli::source::Size;

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Sites")]
pub struct TemplateArguments {
    /// Templates of sites: auto to learn them from the input, off, or a file that dechaff learn wrote
    ///
    /// A template is the lines that many pages of a site share. With auto, dechaff reads all files twice, and first counts on
    /// how many pages of its site each line occurs.
    #[arg(long, value_name = "auto|off|FILE", default_value = "auto")]
    pub templates: TemplatesFrom,

    /// Use no template for sites with fewer pages than this
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub template_min_pages: u32,

    #[command(flatten)]
    pub sites: SiteArguments,
}

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Sites")]
pub struct SiteArguments {
    /// What makes pages one site: the same folder, host or file, or the same value in FIELD of their records
    ///
    /// With auto, it is the host if the URL is known (from the record or the HTML), otherwise the folder.
    #[arg(long, value_name = "auto|folder|host|file|FIELD", default_value = "auto")]
    pub site_from: SiteFrom,

    /// Memory for counting lines; when it is full, only a sample of the pages of large sites is counted
    #[arg(long, value_name = "SIZE", default_value = "512MiB")]
    pub template_memory: Size,
}

/// Learn the templates of sites: on how many pages each line occurs
///
/// The file contains no text, only hashes of pages and lines; digits and spelling variants do not count. Files can be merged,
/// and the result is byte for byte the same as learning all pages at once. A file written with --min-pages is smaller and
/// tells nothing about single pages, but cannot be merged.
///
/// Exit codes: 0 success; 2 something failed, with the reason on stderr, and the rest was learned.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("what").required(true).args(["output", "show"]),
    after_long_help = "Examples:
  dechaff learn pages -o site.tpl
  dechaff clean page.html --templates site.tpl
  dechaff learn --merge a.tpl b.tpl -o both.tpl
  dechaff learn --show site.tpl                    list the sites, and how many lines their pages share"
)]
pub struct LearnArguments {
    /// Write the templates to this file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Merge the template files given as PATH
    #[arg(long, requires = "output")]
    pub merge: bool,

    /// Show the sites in a template file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "merge", "paths"])]
    pub show: Option<PathBuf>,

    /// Write only lines that occur on at least N pages of their site; at least 2
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..))]
    pub min_pages: Option<u32>,

    #[command(flatten)]
    pub progress: ProgressArguments,

    #[command(flatten)]
    pub sites: SiteArguments,

    #[command(flatten)]
    pub input: InputArguments,
}
