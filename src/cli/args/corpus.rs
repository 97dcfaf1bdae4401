//! Options of `dechaff clean` for JSONL, WARC and Parquet files.

use clap::Args;

use super::files::FieldArguments;

use crate::cli::args::values::{OnError, OnShort, OutputFormat};
use crate::cli::source::Size;

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Records")]
pub struct CorpusArguments {
    #[command(flatten)]
    pub fields: FieldArguments,

    /// Add an object "dechaff" to each record that tells what was decided
    ///
    /// "labels" counts the lines of each label; "spans" lists start, end, label and score of each piece of the text; "kept"
    /// lists [start, end] of the kept pieces; "removed" is the share of characters removed; "language" is the language that
    /// HTML declares. Positions are in characters of the original text or, for HTML, of the text extracted from it.
    #[arg(long)]
    pub annotate: bool,

    /// Add an object "metadata" to each record made from HTML: what the page says of itself
    ///
    /// It has the fields title, author, date, language, description and site_name, as far as the page gives them. Dates are in
    /// ISO 8601; one that may mean two days is left out. In a record that has a field "metadata", the object is named
    /// "dechaff_metadata".
    #[arg(long)]
    pub metadata: bool,

    /// Remove the field of --html-field from the records
    #[arg(long, requires = "html_field")]
    pub drop_html: bool,

    /// Do not keep the text of a page if it has fewer characters than N
    ///
    /// The output of such a page is empty. For records, see --on-short. The summary and the statistics count these pages.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true,
        help_heading = "What to keep"
    )]
    pub min_chars: u64,

    /// What to do with a record of which fewer characters are kept than --min-chars
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = OnShort::Keep)]
    pub on_short: OnShort,

    /// What to do with a record that cannot be cleaned; each is reported on stderr
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = OnError::Fail)]
    pub on_error: OnError,
}

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Records")]
pub struct CollectingArguments {
    /// What to write: text files, JSONL records or Dolma attributes
    ///
    /// Pages become records with the fields id, path and text, in files 00000.jsonl, 00001.jsonl and so on.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = OutputFormat::Auto)]
    pub output_format: OutputFormat,

    /// Name of the Dolma attributes
    #[arg(long, value_name = "NAME", default_value = "dechaff")]
    pub attributes: String,

    /// Size of a JSONL file written for pages, before compression
    #[arg(long, value_name = "SIZE", default_value = "256MiB")]
    pub shard_size: Size,
}

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Outputs that exist")]
pub struct ExistingArguments {
    /// Continue an earlier run: skip the files that it finished
    ///
    /// DIR/.dechaff lists them. A file is processed again if it, its output or the settings have changed; with --templates auto,
    /// if any input has changed.
    #[arg(long)]
    pub resume: bool,

    /// Start over: overwrite outputs that exist, which are an error without one of these options
    #[arg(long, conflicts_with = "resume")]
    pub overwrite: bool,
}
