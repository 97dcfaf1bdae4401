//! Cleans pages and records, on any thread.

use std::fs::{self, Metadata};
use std::io::Write;
use std::path::Path;

use dechaff::Cleaned;
use indicatif::HumanCount;
use serde_json::json;
use xxhash_rust::xxh3::xxh3_64;

use super::destination::Destination;
use super::file_state::{InputStates, other_names};
use super::finished::{Earlier, Finished};
use super::in_place::{CleanPage, CleanedInPlace};
use super::ledger::Entry;
use super::output_paths::numbered;
use crate::cli::args::values::{OnShort, TextFormat};
use crate::cli::encode::{Encoded, EncodedChunk, RecordEncoder};
use crate::cli::engine::{Reading, Sites, Worker};
use crate::cli::output::{AtomicFile, Backup, WriteError, compress_piece, print_pages, write_small_file};
use crate::cli::source::{Chunk, Compression, Found, PageText, ReadError, Reader, RecordName, Source};
use crate::cli::survey::{Characters, Tally, Totals};

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
    /// What earlier runs did.
    pub memory: Memory<'a>,
    /// Whether to print a line per page.
    pub names_pages: bool,
}

/// What earlier runs did, and where this one adds what it does.
#[derive(Clone, Copy, Debug)]
pub struct Memory<'a> {
    /// Finished outputs, if the results go to folders.
    pub finished: Option<&'a Finished>,
    /// What is clean, if the inputs are replaced.
    pub in_place: Option<&'a CleanedInPlace>,
    /// The files of records before any was read.
    pub states: &'a InputStates,
}

/// The results for a group of pages.
#[derive(Debug, Default)]
pub struct CleanedPages {
    /// What the pages add up to.
    pub tally: Tally,
    /// Lines for standard error, in the order of the pages.
    pub lines: Vec<String>,
    /// Pages that were changed in place.
    pub changed: u64,
    /// Those of them that had other names.
    pub linked: u64,
    /// Pages that were cleaned in place before.
    pub cleaned_before: u64,
    /// Pages that an earlier run finished.
    pub skipped: usize,
    /// Their numbers.
    pub before: Totals,
    /// Pages cleaned again because they or their outputs have changed.
    pub again: u64,
    /// What to remember about the pages that are finished now.
    pub entries: Vec<Entry>,
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
    NoFileInPlace,
    #[error("changed while it was being cleaned, and was left alone (run again)")]
    ChangedMeanwhile,
}

/// A page that is about to be replaced.
struct Replacement<'f> {
    found: &'f Found,
    file: AtomicFile,
    /// The page when it was read.
    older: Metadata,
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
            bytes += files[count].source.size() as usize;
            count += 1;
        }
        (count, bytes)
    }

    fn pages(&self, files: &[Found]) -> CleanedPages {
        if let Destination::Folder { collection: Some(collection), .. } = self.destination {
            return self.collect(files, Compression::from_path(Path::new(collection.extension)));
        }
        if let (Destination::InPlace(backup), Some(in_place)) = (self.destination, self.memory.in_place) {
            return self.replace_all(files, *backup, in_place);
        }
        let mut reader = self.reading.reader();
        let (mut pages, mut buffer) = (CleanedPages::default(), Vec::new());
        for file in files {
            match self.page(file, &mut reader, &mut buffer, &mut pages) {
                Ok(()) => {}
                Err(failure) => pages.fail(file, failure),
            }
            if pages.fatal.is_some() {
                break;
            }
        }
        pages
    }

    fn records(&self, file: &Found, chunk: &Chunk) -> EncodedChunk {
        let before = self.memory.in_place.map(|in_place| in_place.texts(file)).unwrap_or_default();
        let mut made = self.encoder.encode(file, self.sites, chunk, &before);
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
        let raw = reader.read_raw(&file.source)?;
        let content = self.memory.finished.map(|finished| (finished, raw.hash()));
        if let Some((finished, content)) = content {
            match finished.earlier_page(file, content) {
                Earlier::Finished => {
                    pages.skipped += 1;
                    pages.before += finished.totals(file);
                    return Ok(());
                }
                Earlier::Changed => pages.again += 1,
                Earlier::Unknown => {}
            }
        }
        let text = raw.text(&file.source)?;
        let page = self.sites.page_for(&file.source, &file.output_path, &text);
        let (cleaned, is_short) = self.encoder.clean(&page, OnShort::Keep);
        match self.destination {
            Destination::Stdout => print_pages(self.text(&cleaned, buffer))?,
            Destination::InPlace(_) | Destination::Folder { .. } => {
                self.write(file, &cleaned, buffer)?;
            }
        }
        let mut totals = Totals::default();
        totals.add_page(self.count(file, &cleaned, is_short, pages));
        let entry = content.and_then(|(finished, content)| finished.page(file, content));
        pages.entries.extend(entry.map(|entry| Entry { totals, ..entry }));
        Ok(())
    }

    /// Counts a page.
    fn count(
        &self,
        file: &Found,
        cleaned: &Cleaned<'_>,
        is_short: bool,
        pages: &mut CleanedPages,
    ) -> Characters {
        pages.tally.statistics.short += u64::from(is_short);
        let characters = self.encoder.surveyor.count(file, || None::<RecordName>, cleaned, &mut pages.tally);
        if self.names_pages {
            let read = HumanCount(characters.read);
            let kept = characters.percent_kept();
            pages.lines.push(format!("{}: {kept:.1} % of {read} characters kept", file.source));
        }
        characters
    }

    /// The cleaned text of a page, in `buffer`.
    fn text<'b>(&self, cleaned: &Cleaned<'_>, buffer: &'b mut Vec<u8>) -> &'b [u8] {
        match self.encoder.format {
            TextFormat::Text if cleaned.page().markdown().is_some() => {
                concatenate(buffer, [&cleaned.shown_text()[..]].into_iter())
            }
            TextFormat::Auto | TextFormat::Text => concatenate(buffer, cleaned.kept()),
            TextFormat::Markdown => {
                let style = self.encoder.markdown.style(None);
                concatenate(buffer, [&cleaned.markdown_with(&style)[..]].into_iter())
            }
        }
    }

    /// Writes a page: one file, or a file for each article.
    fn write(&self, file: &Found, cleaned: &Cleaned<'_>, buffer: &mut Vec<u8>) -> Result<(), WriteError> {
        let Destination::Folder { kept, removed, .. } = self.destination else { return Ok(()) };
        if let Some(folder) = removed {
            write_small_file(&folder.join(&file.output_path), concatenate(buffer, cleaned.removed()))?;
        }
        let path = kept.join(self.encoder.format.path_for(file));
        cleaned.parts().try_for_each(|part| {
            let numbered = part.number().map(|number| numbered(&path, number));
            let path = numbered.as_deref().unwrap_or(&path);
            match self.encoder.format {
                TextFormat::Text if part.page().markdown().is_some() => {
                    write_small_file(path, part.shown_text().as_bytes())
                }
                TextFormat::Auto | TextFormat::Text => {
                    write_small_file(path, concatenate(buffer, part.kept()))
                }
                TextFormat::Markdown => {
                    let style = self.encoder.markdown.style(None);
                    write_small_file(path, part.markdown_with(&style).as_bytes())
                }
            }
        })
    }

    /// Cleans pages in place. What is clean is remembered before any page is replaced.
    fn replace_all(&self, files: &[Found], backup: Backup, in_place: &CleanedInPlace) -> CleanedPages {
        let mut reader = self.reading.reader();
        let (mut pages, mut clean, mut replacements) = (CleanedPages::default(), Vec::new(), Vec::new());
        for file in files {
            match self.replacement(file, &mut reader, in_place, &mut clean, &mut pages) {
                Ok(replacement) => replacements.extend(replacement),
                Err(failure) => pages.fail(file, failure),
            }
        }
        if let Err(error) = in_place.remember(&clean) {
            pages.fatal = Some(error);
        }
        for Replacement { found, file, older } in replacements {
            if pages.fatal.is_some() {
                break;
            }
            let links = other_names(&older);
            let now = file.replaced();
            let is_same =
                now.is_ok_and(|now| (now.len(), now.modified().ok()) == (older.len(), older.modified().ok()));
            let replaced = if is_same {
                file.replace(backup).map_err(Into::into)
            } else {
                Err(PageFailure::ChangedMeanwhile)
            };
            match replaced {
                Ok(()) => {
                    pages.changed += 1;
                    pages.linked += u64::from(links);
                }
                Err(failure) => pages.fail(found, failure),
            }
        }
        pages
    }

    /// Cleans a page and writes it beside itself, if anything is removed from it.
    fn replacement<'f>(
        &self,
        found: &'f Found,
        reader: &mut Reader,
        in_place: &CleanedInPlace,
        clean: &mut Vec<CleanPage>,
        pages: &mut CleanedPages,
    ) -> Result<Option<Replacement<'f>>, PageFailure> {
        let Source::File(path) = &found.source else { return Err(PageFailure::NoFileInPlace) };
        let older = fs::metadata(path).map_err(ReadError::from)?;
        if !older.is_file() {
            return Err(PageFailure::NoFileInPlace);
        }
        let raw = reader.read_raw(&found.source)?;
        if in_place.is_clean(path, raw.hash()) {
            pages.cleaned_before += 1;
            return Ok(None);
        }
        let text = raw.text(&found.source)?;
        if matches!(text, PageText::Html(_)) {
            return Err(PageFailure::HtmlInPlace);
        }
        if Compression::is_compressed(path) {
            return Err(PageFailure::CompressedInPlace);
        }
        let page = self.sites.page_for(&found.source, &found.output_path, &text);
        let (cleaned, is_short) = self.encoder.clean(&page, OnShort::Keep);
        let kept = cleaned.text();
        self.count(found, &cleaned, is_short, pages);
        if cleaned.spans().iter().all(|span| span.kept) {
            clean.extend(in_place.clean_page(path, raw.hash()));
            return Ok(None);
        }
        // Replace the target of a symbolic link, not the link.
        let target = fs::canonicalize(path).map_err(|error| WriteError::file(path, error))?;
        let mut file = AtomicFile::create(&target)?;
        file.write_all(kept.as_bytes()).map_err(|error| file.failed(error))?;
        clean.extend(in_place.clean_page(path, xxh3_64(kept.as_bytes())));
        Ok(Some(Replacement { found, file, older }))
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
                        pages.fail(file, error.into());
                        continue;
                    }
                };
                let page = self.sites.page_for(&file.source, &file.output_path, &text);
                let path = file.output_path.with_extension("");
                // Separated by `/` on all systems.
                let id: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
                let fields = [("id", json!(id.join("/"))), ("path", json!(file.source.path()))];
                add(&fields, index as u64 + 1, &page, file);
            }
        });
        pages.tally.statistics += &made.tally.statistics;
        pages.tally.sights = made.tally.sights;
        if let Encoded::Lines { kept, .. } = made.encoded {
            pages.uncompressed = kept.len() as u64;
            pages.records = compress_piece(kept, compression);
        }
        pages
    }
}

impl CleanedPages {
    fn fail(&mut self, file: &Found, failure: PageFailure) {
        match failure {
            PageFailure::Write(error) if error.ends_the_run() => self.fatal = Some(error),
            failure => {
                self.tally.statistics.fail(&failure.to_string());
                self.lines.push(format!("{}: {failure}", file.source));
            }
        }
    }
}

fn concatenate<'b, 'p>(buffer: &'b mut Vec<u8>, pieces: impl Iterator<Item = &'p str>) -> &'b [u8] {
    buffer.clear();
    pieces.for_each(|piece| buffer.extend_from_slice(piece.as_bytes()));
    buffer
}
