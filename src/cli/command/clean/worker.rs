//! Cleans pages and records, on any thread.

use std::fs;
use std::path::Path;

use dechaff::Cleaned;
use indicatif::HumanCount;
use serde_json::json;

use super::destination::Destination;
use super::output_paths::numbered;
use crate::cli::args::values::TextFormat;
use crate::cli::encode::{AboutPage, Encoded, EncodedChunk, RecordEncoder, Statistics};
use crate::cli::engine::{Reading, Sites, Worker};
use crate::cli::output::{WriteError, compress_piece, print_pages, replace_file, write_small_file};
use crate::cli::source::{Chunk, Compression, Found, PageText, ReadError, Reader, Source};

/// Cleans pages and records. Writes pages right away; returns records, and pages that become records.
#[derive(Debug)]
pub struct CleanWorker<'a> {
    /// How pages are read.
    pub reading: &'a Reading,
    /// Number of files that a thread processes at once.
    pub group_size: usize,
    /// Cleans records, and holds the cleaner of pages.
    pub encoder: &'a RecordEncoder,
    /// The templates of sites.
    pub sites: &'a Sites,
    /// Where the results go.
    pub destination: &'a Destination,
    /// Whether to print a line per page.
    pub names_pages: bool,
    /// Whether the statistics list what each page of HTML says about itself.
    pub lists_pages: bool,
}

/// The results for a group of pages.
#[derive(Debug, Default)]
pub struct CleanedPages {
    /// Statistics of the pages.
    pub statistics: Statistics,
    /// Lines for standard error, in the order of the pages.
    pub lines: Vec<String>,
    /// Pages that were changed in place.
    pub changed: u64,
    /// Compressed records of the pages, if pages are collected.
    pub records: Vec<u8>,
    /// Bytes of these records before compression.
    pub uncompressed: u64,
    /// An error that would also stop the next page.
    pub fatal: Option<WriteError>,
}

/// Why a page could not be cleaned.
#[derive(Debug, thiserror::Error)]
enum PageFailure {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("is HTML and cannot be cleaned in place (give -o DIR instead)")]
    HtmlInPlace,
    #[error("is compressed and cannot be cleaned in place (decompress it, or give -o DIR instead)")]
    CompressedInPlace,
    #[error("cannot be cleaned in place (name a file)")]
    StdinInPlace,
}

/// Bytes of collected pages that are compressed together.
const COLLECTED_TOGETHER: usize = 1 << 20;
/// Estimated bytes of memory for the result of a page that has been written.
const BYTES_OF_RESULT: usize = 1 << 10;

impl Worker for CleanWorker<'_> {
    type Pages = CleanedPages;
    type Records = EncodedChunk;

    fn group(&self, files: &[Found]) -> (usize, usize) {
        if !matches!(self.destination, Destination::Folder { collection: Some(_), .. }) {
            let count = self.group_size.min(files.len());
            return (count, count * BYTES_OF_RESULT);
        }
        let (mut count, mut bytes) = (0, 0);
        while bytes < COLLECTED_TOGETHER && count < files.len() {
            bytes += size(&files[count].source);
            count += 1;
        }
        (count, bytes)
    }

    fn pages(&self, files: &[Found]) -> CleanedPages {
        if let Destination::Folder { collection: Some(collection), .. } = self.destination {
            return self.collect(files, Compression::from_path(Path::new(collection.extension)));
        }
        let mut reader = self.reading.reader();
        let (mut pages, mut buffer) = (CleanedPages::default(), Vec::new());
        for file in files {
            match self.page(file, &mut reader, &mut buffer, &mut pages) {
                Ok(()) => {}
                Err(PageFailure::Write(error)) if error.ends_the_run() => {
                    pages.fatal = Some(error);
                    break;
                }
                Err(failure) => pages.fail(file, &failure),
            }
        }
        pages
    }

    fn records(&self, file: &Found, chunk: &Chunk) -> EncodedChunk {
        let mut made = self.encoder.encode(file, self.sites, chunk);
        if let (Encoded::Lines { kept, removed }, false) =
            (&mut made.encoded, *self.destination == Destination::Stdout)
        {
            let compression = Compression::from_path(&file.output_path);
            *kept = compress_piece(std::mem::take(kept), compression);
            *removed = compress_piece(std::mem::take(removed), compression);
        }
        made
    }
}

impl CleanWorker<'_> {
    fn page(
        &self,
        file: &Found,
        reader: &mut Reader,
        buffer: &mut Vec<u8>,
        pages: &mut CleanedPages,
    ) -> Result<(), PageFailure> {
        let text = reader.read(&file.source)?;
        let page = self.sites.page_for(&file.source, &file.output_path, &text);
        let cleaned = self.encoder.cleaner.clean(&page);
        match self.destination {
            Destination::Stdout => print_pages(self.text(&cleaned, buffer))?,
            Destination::InPlace(_) => pages.changed += u64::from(self.replace(file, &text, &cleaned)?),
            Destination::Folder { .. } => self.write(&file.output_path, &cleaned, buffer)?,
        }
        if let Some(about) = text.about().filter(|_| self.lists_pages) {
            pages.statistics.html.push(AboutPage::new(&file.source, about));
        }
        let characters = pages.statistics.count(&cleaned);
        if self.names_pages {
            let read = HumanCount(characters.read);
            let kept = characters.percent_kept();
            pages.lines.push(format!("{}: {kept:.1} % of {read} characters kept", file.source));
        }
        Ok(())
    }

    /// The cleaned text of a page, in `buffer`.
    fn text<'b>(&self, cleaned: &Cleaned<'_>, buffer: &'b mut Vec<u8>) -> &'b [u8] {
        match self.encoder.format {
            TextFormat::Text => concatenate(buffer, cleaned.kept()),
            TextFormat::Markdown => concatenate(buffer, [&cleaned.markdown()[..]].into_iter()),
        }
    }

    /// Writes a page: one file, or a file for each article.
    fn write(&self, path: &Path, cleaned: &Cleaned<'_>, buffer: &mut Vec<u8>) -> Result<(), WriteError> {
        let Destination::Folder { kept, removed, .. } = self.destination else { return Ok(()) };
        if let Some(folder) = removed {
            write_small_file(&folder.join(path), concatenate(buffer, cleaned.removed()))?;
        }
        let path = kept.join(self.encoder.format.path_for(path));
        cleaned.parts().try_for_each(|part| {
            let numbered = part.number().map(|number| numbered(&path, number));
            let path = numbered.as_deref().unwrap_or(&path);
            match self.encoder.format {
                TextFormat::Text => write_small_file(path, concatenate(buffer, part.kept())),
                TextFormat::Markdown => write_small_file(path, part.markdown().as_bytes()),
            }
        })
    }

    /// Overwrites a page if anything is removed from it. Returns whether it did.
    fn replace(&self, file: &Found, text: &PageText<'_>, cleaned: &Cleaned<'_>) -> Result<bool, PageFailure> {
        let Destination::InPlace(backup) = self.destination else { return Ok(false) };
        let Source::File(path) = &file.source else { return Err(PageFailure::StdinInPlace) };
        if matches!(text, PageText::Html(_)) {
            return Err(PageFailure::HtmlInPlace);
        }
        if Compression::is_compressed(path) {
            return Err(PageFailure::CompressedInPlace);
        }
        if cleaned.spans().iter().all(|span| span.kept) {
            return Ok(false);
        }
        // Replace the target of a symbolic link, not the link.
        let path = fs::canonicalize(path).map_err(|error| WriteError::file(path, error))?;
        replace_file(&path, cleaned.text().as_bytes(), *backup)?;
        Ok(true)
    }

    /// Cleans pages into compressed records.
    fn collect(&self, files: &[Found], compression: Compression) -> CleanedPages {
        let mut pages = CleanedPages::default();
        let made = self.encoder.encode_pages(|add| {
            let mut reader = self.reading.reader();
            for (index, file) in files.iter().enumerate() {
                let text = match reader.read(&file.source) {
                    Ok(text) => text,
                    Err(error) => {
                        pages.fail(file, &error.into());
                        continue;
                    }
                };
                let page = self.sites.page_for(&file.source, &file.output_path, &text);
                let path = file.output_path.with_extension("");
                // Separated by `/` on all systems.
                let id: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
                let fields = [("id", json!(id.join("/"))), ("path", json!(file.source.path()))];
                add(&fields, index as u64 + 1, &page);
            }
        });
        pages.statistics += &made.statistics;
        if let Encoded::Lines { kept, .. } = made.encoded {
            pages.uncompressed = kept.len() as u64;
            pages.records = compress_piece(kept, compression);
        }
        pages
    }
}

impl CleanedPages {
    fn fail(&mut self, file: &Found, failure: &PageFailure) {
        self.statistics.failed += 1;
        self.lines.push(format!("{}: {failure}", file.source));
    }
}

fn concatenate<'b, 'p>(buffer: &'b mut Vec<u8>, pieces: impl Iterator<Item = &'p str>) -> &'b [u8] {
    buffer.clear();
    pieces.for_each(|piece| buffer.extend_from_slice(piece.as_bytes()));
    buffer
}

fn size(source: &Source) -> usize {
    let Source::File(path) = source else { return 0 };
    fs::metadata(path).map_or(0, |metadata| metadata.len() as usize)
}
