//! What `dechaff clean` can be told about files of records.

// The structs have no doc comments: these would take the place of what the command says of itself.

use clap::Args;

use super::files::FieldArguments;

use crate::cli::args::values::OnError;
use crate::cli::args::values::OutputFormat;
use crate::cli::source::Size;

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Records")]
pub struct CorpusArguments {
    #[command(flatten)]
    pub fields: FieldArguments,

    /// Add to each record an object "dechaff" that says what was decided
    ///
    /// labels counts lines; spans has start, end, label and score of each piece of the text, kept has [start, end] of
    /// those that stay, in characters of the text as it was, or as it was laid out of HTML; removed is the share of
    /// characters that go; language is what HTML says of itself.
    #[arg(long)]
    pub annotate: bool,

    /// What becomes of a record that cannot be cleaned; all are named on standard error
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = OnError::Fail)]
    pub on_error: OnError,
}

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Records")]
pub struct CollectingArguments {
    /// What is written: of pages, files or records {"id", "path", "text"} in 00000.jsonl and so on; of records, records,
    /// files of text, or attributes
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = OutputFormat::Auto)]
    pub output_format: OutputFormat,

    /// Name of Dolma's attributes
    #[arg(long, value_name = "NAME", default_value = "dechaff")]
    pub attributes: String,

    /// Size of these files, before they are packed
    #[arg(long, value_name = "SIZE", default_value = "256MiB")]
    pub shard_size: Size,
}

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Records")]
pub struct ExistingArguments {
    /// Go on with an earlier run: leave out files of records that it finished
    ///
    /// DIR/.dechaff says which, and what the settings were. A file is done again when it was written since, or when
    /// settings differ.
    #[arg(long)]
    pub resume: bool,

    /// Make files of records anew that are there already; else they are an error
    #[arg(long, conflicts_with = "resume")]
    pub overwrite: bool,
}
