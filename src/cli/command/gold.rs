//! Files of pages whose answer is known, and the folders of their pages.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use dechaff::{GoldError, GoldPage, Html, Page};

use crate::cli::source::{InputFormat, PageText, ReadError, Reader, Size, Source, shown};

/// A JSONL file of pages whose answer is known.
#[derive(Debug)]
pub struct GoldFile {
    /// Where it is.
    pub path: PathBuf,
    /// What the report calls it.
    pub name: String,
    records: String,
    /// The folder of pages whose records have no text.
    pages: PathBuf,
}

/// Why there is no page to a record. Each is one message: sources of errors say nothing more.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The record is not as it should be.
    #[error(transparent)]
    Record(#[from] GoldError),
    /// The page that it names cannot be read.
    #[error("{0}: {1}")]
    Page(Source, ReadError),
    /// A line of the record is more than a line.
    #[error("{labels} labels for {lines} lines (split lines that have a line break in them)")]
    Lines {
        /// Lines of the record.
        labels: usize,
        /// Lines of their text.
        lines: usize,
    },
}

impl GoldFile {
    /// Reads a file, of a folder its `gold.jsonl`. Its pages are in `pages`, or in the folder `in` beside it.
    pub fn open(path: &Path, pages: Option<&Path>) -> Result<Self> {
        let path = if path.is_dir() { path.join("gold.jsonl") } else { path.to_owned() };
        let records = fs::read_to_string(&path).with_context(|| shown(&path))?;
        let pages = pages.map_or_else(|| path.with_file_name("in"), Path::to_path_buf);
        Ok(Self { name: name(&path), path, records, pages })
    }

    /// The records with the numbers of their lines.
    pub fn records(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.records.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim().is_empty())
    }

    /// The page of a record.
    pub fn page(&self, record: &str) -> Result<GoldPage, PageError> {
        let page = GoldPage::parse(record, |id| self.read(id))?;
        let (labels, lines) = (page.labels.len(), Page::new(&page.text).lines().len());
        if labels == lines || labels == 0 { Ok(page) } else { Err(PageError::Lines { labels, lines }) }
    }

    fn read(&self, id: &str) -> Result<(String, Option<Html>), PageError> {
        let source = Source::File(self.pages.join(id));
        let mut reader = Reader::new(Size::UNLIMITED, InputFormat::Auto);
        match reader.read(&source) {
            Ok(PageText::Text(text)) => Ok((text.into_owned(), None)),
            Ok(PageText::Html(html)) => Ok((html.text().to_owned(), Some(*html))),
            Err(error) => Err(PageError::Page(source, error)),
        }
    }
}

/// A set's `gold.jsonl` is called by its folder, any other file by its own name.
fn name(path: &Path) -> String {
    let folder = path.parent().filter(|_| path.file_name().is_some_and(|name| name == "gold.jsonl"));
    let name = folder.and_then(Path::file_name).or(path.file_stem()).unwrap_or(path.as_os_str());
    shown(Path::new(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_called_by_their_folder() {
        let named = |path: &str| name(Path::new(path));
        assert_eq!(named("sets/news.full/gold.jsonl"), "news.full");
        assert_eq!(named("labelled/hand.jsonl"), "hand");
        assert_eq!(named("gold.jsonl"), "gold");
    }
}
