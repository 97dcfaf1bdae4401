//! Gold files, and the folders of their pages.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use dechaff::{GoldError, GoldPage, Html};

use crate::cli::source::{InputFormat, PageText, ReadError, Reader, Size, Source, shown};

/// A JSONL file of pages whose correct text is known.
#[derive(Debug)]
pub struct GoldFile {
    /// Path of the file.
    pub path: PathBuf,
    /// Name in reports.
    pub name: String,
    records: String,
    /// Folder of the pages whose records contain no text.
    pages: PathBuf,
}

/// Why the page of a record could not be loaded. Each message is complete without the error's source.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The record is malformed.
    #[error(transparent)]
    Record(#[from] GoldError),
    /// The page that the record names cannot be read.
    #[error("{0}: {1}")]
    Page(Source, ReadError),
    /// The record does not have one label per line.
    #[error("{labels} labels for {lines} lines (split lines that have a line break in them)")]
    Lines {
        /// Number of labels in the record.
        labels: usize,
        /// Number of lines in its text.
        lines: usize,
    },
}

impl GoldFile {
    /// Reads a gold file, or the `gold.jsonl` of a folder. Its pages are in `pages`, or by default in the folder `in`
    /// beside the file.
    pub fn open(path: &Path, pages: Option<&Path>) -> Result<Self> {
        let path = if path.is_dir() { path.join("gold.jsonl") } else { path.to_owned() };
        let records = fs::read_to_string(&path).with_context(|| shown(&path))?;
        let pages = pages.map_or_else(|| path.with_file_name("in"), Path::to_path_buf);
        Ok(Self { name: name(&path), path, records, pages })
    }

    /// The records, each with its line number.
    pub fn records(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.records.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim().is_empty())
    }

    /// The page of a record.
    pub fn page(&self, record: &str) -> Result<GoldPage, PageError> {
        let page = GoldPage::parse(record, |id| self.read(id))?;
        let (labels, lines) = (page.labels.len(), page.page().numbers());
        if labels == lines || labels == 0 { Ok(page) } else { Err(PageError::Lines { labels, lines }) }
    }

    fn read(&self, id: &str) -> Result<(String, Option<Html>), PageError> {
        let source = Source::File(self.pages.join(id));
        let mut reader = Reader::new(Size::UNLIMITED, InputFormat::Auto);
        match reader.read(&source) {
            Ok(PageText::Text(text)) => Ok((text.into_owned(), None)),
            Ok(PageText::Markdown(page)) => {
                let shown = page.shown().clone();
                Ok((shown.text().to_owned(), Some(shown)))
            }
            Ok(PageText::Html(html)) => Ok((html.text().to_owned(), Some(*html))),
            Err(error) => Err(PageError::Page(source, error)),
        }
    }
}

/// The name of a set: that of the folder for a `gold.jsonl`, else that of the file without extension.
fn name(path: &Path) -> String {
    let folder = path.parent().filter(|_| path.file_name().is_some_and(|name| name == "gold.jsonl"));
    let name = folder.and_then(Path::file_name).or(path.file_stem()).unwrap_or(path.as_os_str());
    shown(Path::new(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_named_after_their_folder() {
        let name_of = |path: &str| name(Path::new(path));
        assert_eq!(name_of("sets/news.full/gold.jsonl"), "news.full");
        assert_eq!(name_of("labeled/hand.jsonl"), "hand");
        assert_eq!(name_of("gold.jsonl"), "gold");
    }
}
