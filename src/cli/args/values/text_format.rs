//! Formats of cleaned text.

use std::path::{Path, PathBuf};

/// The value of `clean --format`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum TextFormat {
    /// Plain text
    #[default]
    Text,
    /// Markdown, with the headings, lists, tables, code and emphasis of HTML
    Markdown,
}

impl TextFormat {
    /// The path of a cleaned page, given its path as plain text.
    pub fn path_for(self, path: &Path) -> PathBuf {
        match self {
            Self::Text => path.to_owned(),
            Self::Markdown => path.with_extension(self.ending()),
        }
    }

    /// Extension of the files, without a dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Markdown => "md",
        }
    }
}
