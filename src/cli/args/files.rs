//! Which files are read and how, as it is typed.

// The structs have no doc comments: these would take the place of what the commands say of themselves.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use globset::Glob;

use crate::cli::source::{FieldPath, Fields, InputFormat, Size};

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct FilesArguments {
    /// Files and folders of pages; "-" is standard input
    ///
    /// Of a folder every regular file is a page, in all folders below it. Files and folders whose names begin
    /// with "." are left out, symbolic links too (see --follow), and this run's own outputs.
    #[arg(value_name = "PATH", help_heading = None)]
    pub paths: Vec<PathBuf>,

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

    /// Largest page or record that is read: bytes, or with KiB, MiB, GiB
    #[arg(long, value_name = "SIZE", default_value = "64MiB")]
    pub max_page_size: Size,

    /// Pages read at the same time; as many as there are processors if not given
    ///
    /// The output does not depend on it.
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
}

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct ReadingArguments {
    /// What files are: HTML is told by its beginning, or by .html, .htm, .xhtml and a tag in it; records by their name
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = InputFormat::Auto)]
    pub input_format: InputFormat,
}

#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Records")]
#[allow(clippy::struct_field_names, reason = "so the options are called")]
pub struct FieldArguments {
    /// Field of a record with the text, which clean replaces by the cleaned one; a.b is field b of object a
    #[arg(long, value_name = "FIELD", default_value = "text")]
    pub text_field: FieldPath,

    /// Field of a record with HTML, which is read instead of the text
    ///
    /// clean writes the cleaned text to the text field, which is added where there is none.
    #[arg(long, value_name = "FIELD")]
    pub html_field: Option<FieldPath>,

    /// Field that a record is named by
    #[arg(long, value_name = "FIELD", default_value = "id")]
    pub id_field: FieldPath,

    /// Field with the address of a record, which tells its site
    #[arg(long, value_name = "FIELD", default_value = "url")]
    pub url_field: FieldPath,
}

impl From<FieldArguments> for Fields {
    fn from(arguments: FieldArguments) -> Self {
        let FieldArguments { text_field, html_field, id_field, url_field } = arguments;
        Self { text: text_field, html: html_field, id: id_field, url: url_field, site: None }
    }
}
