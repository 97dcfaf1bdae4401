//! Which files to read, and how.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use crate::cli::source::{FieldPath, Fields, Glob, InputFormat, Size};

#[derive(Clone, Debug, Args)]
pub struct InputArguments {
    #[command(flatten)]
    pub reading: ReadingArguments,

    #[command(flatten)]
    pub fields: FieldArguments,

    #[command(flatten)]
    pub files: FilesArguments,
}

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct FilesArguments {
    /// Files or folders to read, or "-" for stdin (the default)
    ///
    /// Folders are read recursively. Hidden files and folders (names that begin with "."), backup files (names that end in "~"),
    /// symbolic links (see --follow) and the outputs of this run are skipped.
    #[arg(value_name = "PATH", help_heading = None)]
    pub paths: Vec<PathBuf>,

    /// In folders, read only files that match GLOB (repeatable)
    ///
    /// GLOB is matched against the path below the folder, where ** also matches "/", and against the file name.
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<Glob>,

    /// In folders, skip paths that match GLOB (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<Glob>,

    /// Follow symbolic links inside folders
    #[arg(long)]
    pub follow: bool,

    /// Largest page or record to read, in bytes or with KiB, MiB or GiB
    #[arg(long, value_name = "SIZE", default_value = "64MiB")]
    pub max_page_size: Size,

    /// Number of threads [default: the number of processors]
    ///
    /// The output is the same for any number of threads.
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct ReadingArguments {
    /// Format of the input
    ///
    /// With auto, dechaff recognizes JSONL, WARC and Parquet by their file names. A page is HTML if it begins like HTML, or if
    /// its name ends in .html, .htm or .xhtml and it contains a tag. It is Markdown if its name ends in .md or .markdown, or if
    /// it has links and headings as Markdown writes them; otherwise it is text.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = InputFormat::Auto)]
    pub input_format: InputFormat,
}

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Records")]
#[allow(clippy::struct_field_names, reason = "they are the names of the options")]
pub struct FieldArguments {
    /// Field that holds the text, which clean replaces; a.b is field b of object a
    #[arg(long, value_name = "FIELD", default_value = "text")]
    pub text_field: FieldPath,

    /// Field that holds HTML, which is then read instead of the text
    ///
    /// clean writes the cleaned text to the text field, and adds that field where it is missing.
    #[arg(long, value_name = "FIELD")]
    pub html_field: Option<FieldPath>,

    /// Field that identifies a record in messages and reports
    #[arg(long, value_name = "FIELD", default_value = "id")]
    pub id_field: FieldPath,

    /// Field that holds the URL of a record, which tells its site
    #[arg(long, value_name = "FIELD", default_value = "url")]
    pub url_field: FieldPath,
}

impl FieldArguments {
    /// The fields of records in an input of this format.
    pub fn fields(self, format: InputFormat) -> Fields {
        let Self { text_field, html_field, id_field, url_field } = self;
        Fields { text: text_field, html: html_field, id: id_field, url: url_field, site: None, format }
    }
}
