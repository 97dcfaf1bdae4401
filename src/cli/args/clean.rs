//! `dechaff clean`.

use std::path::PathBuf;

use clap::Args;

use super::corpus::{CollectingArguments, CorpusArguments, ExistingArguments};
use super::{
    DecidingArguments, FilesArguments, MarkdownArguments, ProgressArguments, ReadingArguments,
    ReplacingArguments, ShowingArguments, TemplateArguments,
};
use crate::cli::args::values::TextFormat;

/// Write pages without their chaff
///
/// A page is text or HTML, in UTF-8, UTF-16 or a legacy charset. The output is UTF-8 text. Without a PATH, or with "-",
/// dechaff reads one page from stdin. The output of one page goes to stdout, unless -o names a folder.
///
/// A JSONL file has one page per line. dechaff recognizes .jsonl, .jsonl.gz, .jsonl.zst, .json.gz and .json.zst; use
/// --input-format jsonl for other names. The output file has the same name and compression, with one output record per
/// input record, in order; all fields but the text stay byte for byte. A WARC or WET file (.warc, .warc.gz, .wet, .wet.gz)
/// becomes a JSONL file: a.warc.gz becomes a.warc.jsonl.gz. A Parquet file (.parquet) has one page per row, and stays Parquet.
///
/// Exit codes: 0 success; 2 something failed, with the reason on stderr, and the rest was processed; 130 interrupted before
/// all files were processed. The first Ctrl-C lets dechaff finish the current file; the second one stops it at once.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  dechaff clean page.txt                  print a cleaned page
  dechaff clean pages -o cleaned          clean a folder into cleaned/
  dechaff clean pages -o cleaned --articles split
                                          write each article to its own file: page.1.txt, page.2.txt
  dechaff clean pages -o cleaned --removed removed --stats stats.json
                                          also write what was removed, and the numbers
  dechaff clean pages -o cleaned --report report.html
                                          also write a page that shows what was removed
  dechaff clean pages -o cleaned --format markdown
                                          keep headings, lists, tables and emphasis of HTML
  dechaff clean page.html --format markdown --links keep --base-url https://example.org/news/
                                          also keep links, and make them absolute
  dechaff clean pages --diff              preview the changes
  dechaff clean pages --in-place --backup
                                          modify the pages, and keep copies of them
  dechaff clean --input-format jsonl < in > out
                                          clean JSONL records in a pipeline
  dechaff clean corpus -o cleaned --resume
                                          continue an interrupted run")]
pub struct CleanArguments {
    /// Write cleaned pages to this folder, which is created if missing
    ///
    /// A page keeps its path below PATH, without .gz. An extension of text or HTML becomes .txt, any other name gets .txt, and
    /// pages that would share an output keep their full names. With --articles split, the number of the article comes before
    /// .txt. JSONL and Parquet files keep their names.
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,

    /// Write the removed text to this folder, with the same file names as under -o
    #[arg(long, value_name = "DIR")]
    pub removed: Option<PathBuf>,

    /// Format of the cleaned text
    ///
    /// Markdown files end in .md. Of HTML, a link becomes its text (see --links), and characters that are special in Markdown are
    /// escaped.
    /// Each line of a plain text page becomes a paragraph. Of Markdown, whole lines are kept as they are; with text, a reader's
    /// view of them is written. The text under --removed is as it was read.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = TextFormat::Auto)]
    pub format: TextFormat,

    #[command(flatten)]
    pub replacing: ReplacingArguments,

    /// Write the numbers of the run to this file, as JSON
    ///
    /// They are the same as those of dechaff report --format json. docs/statistics.schema.json describes them.
    #[arg(long, value_name = "FILE")]
    pub stats: Option<PathBuf>,

    /// Write an HTML report on the run to this file, as dechaff report does
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,

    #[command(flatten)]
    pub progress: ProgressArguments,

    /// Print each page's name and the share of it that was kept
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,

    #[command(flatten)]
    pub showing: ShowingArguments,

    #[command(flatten)]
    pub deciding: DecidingArguments,

    #[command(flatten)]
    pub templates: TemplateArguments,

    #[command(flatten)]
    pub reading: ReadingArguments,

    #[command(flatten)]
    pub files: FilesArguments,

    #[command(flatten)]
    pub markdown: MarkdownArguments,

    #[command(flatten)]
    pub corpus: CorpusArguments,

    #[command(flatten)]
    pub collecting: CollectingArguments,

    #[command(flatten)]
    pub existing: ExistingArguments,
}
