//! Formats of cleaned text.

use std::path::PathBuf;

use crate::cli::source::Found;

/// The value of `clean --format`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum TextFormat {
    /// That of the page: Markdown for Markdown, plain text for all else
    #[default]
    Auto,
    /// Plain text
    Text,
    /// Markdown, with the headings, lists, tables, code and emphasis of HTML
    Markdown,
}

impl TextFormat {
    /// The path of a cleaned page, whose path as plain text is known.
    pub fn path_for(self, page: &Found) -> PathBuf {
        match self {
            Self::Auto if page.source.has_markdown_name() => Self::Markdown.path_for(page),
            Self::Auto | Self::Text => page.output_path.clone(),
            Self::Markdown => page.output_path.with_extension(self.ending()),
        }
    }

    /// Extension of the files, without a dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Auto | Self::Text => "txt",
            Self::Markdown => "md",
        }
    }
}
