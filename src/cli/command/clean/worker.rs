//! What is made of pages and records, on any thread.

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
use crate::cli::output::{WriteError, compress_piece, print, replace_file, write_file};
use crate::cli::source::{Chunk, Compression, Found, PageText, ReadError, Reader, Source};

/// Cleans pages and records. Pages are written right away; records, and pages that become records, are given back.
#[derive(Debug)]
pub struct CleanWorker<'a> {
    /// How pages are read.
    pub reading: &'a Reading,
    /// Files that a thread takes at once.
    pub together: usize,
    /// Cleans records, and holds the cleaner of pages.
    pub encoder: &'a RecordEncoder,
    /// What is known of the sites of pages.
    pub sites: &'a Sites,
    /// Where the results go.
    pub destination: &'a Destination,
    /// Whether each page is named on standard error.
    pub names_pages: bool,
    /// Whether the statistics list what each page of HTML says about itself.
    pub lists_pages: bool,
}

/// What was made of a group of pages.
#[derive(Debug, Default)]
pub struct CleanedPages {
    /// The numbers of the pages.
    pub statistics: Statistics,
    /// Lines for standard error, in the order of the pages.
    pub lines: Vec<String>,
    /// Pages that were changed in place.
    pub changed: u64,
    /// Records of the pages, compressed, where they are collected.
    pub records: Vec<u8>,
    /// Bytes of these records before they were compressed.
    pub uncompressed: u64,
    /// An error that the next page would meet as well.
    pub fatal: Option<WriteError>,
}

/// Why a page could not be cleaned.
#[derive(Debug, thiserror::Error)]
enum PageFailure {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("is HTML, whose cleaned pages are text (give -o DIR instead of --in-place)")]
    HtmlInPlace,
    #[error("is compressed (decompress it, or give -o DIR instead of --in-place)")]
    CompressedInPlace,
    #[error("cannot be cleaned in place (name a file)")]
    StdinInPlace,
}

/// Bytes of pages that are collected and compressed together.
const COLLECTED_TOGETHER: usize = 1 << 20;
/// Bytes that the result of a written page is taken to need.
const BYTES_OF_RESULT: usize = 1 << 10;

impl Worker for CleanWorker<'_> {
    type Pages = CleanedPages;
    type Records = EncodedChunk;

    fn group(&self, files: &[Found]) -> (usize, usize) {
        if !matches!(self.destination, Destination::Folder { collection: Some(_), .. }) {
            let together = self.together.min(files.len());
            return (together, together * BYTES_OF_RESULT);
        }
        let (mut together, mut bytes) = (0, 0);
        while bytes < COLLECTED_TOGETHER && together < files.len() {
            bytes += size(&files[together].source);
            together += 1;
        }
        (together, bytes)
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
            Destination::Stdout => print(self.text(&cleaned, buffer))?,
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

    /// The text of a whole page.
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
            write_file(&folder.join(path), concatenate(buffer, cleaned.removed()))?;
        }
        let path = kept.join(self.encoder.format.path_for(path));
        cleaned.parts().try_for_each(|part| {
            let numbered = part.number().map(|number| numbered(&path, number));
            let path = numbered.as_deref().unwrap_or(&path);
            match self.encoder.format {
                TextFormat::Text => write_file(path, concatenate(buffer, part.kept())),
                TextFormat::Markdown => write_file(path, part.markdown().as_bytes()),
            }
        })
    }

    /// Overwrites a page, if anything of it is removed. Tells whether it did.
    fn replace(&self, file: &Found, text: &PageText<'_>, cleaned: &Cleaned<'_>) -> Result<bool, PageFailure> {
        let Destination::InPlace(backup) = self.destination else { return Ok(false) };
        let Source::File(path) = &file.source else { return Err(PageFailure::StdinInPlace) };
        if matches!(text, PageText::Html(_)) {
            return Err(PageFailure::HtmlInPlace);
        }
        if Compression::from_path(path) != Compression::None {
            return Err(PageFailure::CompressedInPlace);
        }
        if cleaned.spans().iter().all(|span| span.kept) {
            return Ok(false);
        }
        // The target of a link is replaced, not the link.
        let path = fs::canonicalize(path).map_err(|error| WriteError::file(path, error))?;
        replace_file(&path, cleaned.text().as_bytes(), *backup)?;
        Ok(true)
    }

    /// Makes records of pages.
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
                // The same on all systems.
                let id: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
                let fields = [("id", json!(id.join("/"))), ("path", json!(file.source.to_string()))];
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
    fs::metadata(path).map_or(0, |about: fs::Metadata| about.len() as usize)
}
