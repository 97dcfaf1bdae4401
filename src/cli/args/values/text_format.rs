//! What the text of cleaned pages is written as.

use std::path::{Path, PathBuf};

/// The choice on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum TextFormat {
    /// Plain text
    #[default]
    Text,
    /// Markdown, with the headings, lists, tables, code and emphasis of HTML
    Markdown,
}

impl TextFormat {
    /// The file of a cleaned page, given that of its plain text.
    pub fn path_for(self, path: &Path) -> PathBuf {
        match self {
            Self::Text => path.to_owned(),
            Self::Markdown => path.with_extension(self.ending()),
        }
    }

    /// What the names of its files end in.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Markdown => "md",
        }
    }
}
