//! The engine of every command that reads pages.
//!
//! It reads files in order and in bounded memory, lets any number of threads work on their pages, and outputs the results in
//! the order of the input.

mod cleaner;
mod each_page;
mod in_order;
mod inputs;
mod interrupt;
mod lang;
mod sites;
mod threads;

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;

pub use cleaner::{cleaner, deciding_cleaner, read_pack};
pub use each_page::{Completeness, PageEvent, ReadPage, UnreadPage, report_path};
pub use in_order::in_order;
pub use inputs::{Inputs, Reading, announce_terminal, check_not_overwritten};
pub use interrupt::Interrupt;
pub use lang::{codes, packs};
pub use sites::{Sites, learn, read_templates, site_of};
pub use threads::{pool, thread_count};

use crate::cli::output::Progress;
use crate::cli::source::{Chunk, Found, ShardReader, StreamError, Table};

/// Processes pages and records, on any thread.
pub trait Worker: Sync {
    /// The result for a group of files with one page each.
    type Pages: Send;
    /// The result for some records of a file.
    type Records: Send;

    /// How many of the next files to process as a group, at least one, and the estimated bytes of the result. The files
    /// have one page each.
    fn group(&self, files: &[Found]) -> (usize, usize);

    /// Processes files with one page each.
    fn pages(&self, files: &[Found]) -> Self::Pages;

    /// Processes some records of a file.
    fn records(&self, file: &Found, chunk: &Chunk) -> Self::Records;
}

/// Takes the results in the order of the input. An error ends the run.
pub trait Output<W: Worker>: Send {
    /// Takes the result for files with one page each.
    fn pages(&mut self, files: &[Found], made: W::Pages) -> Result<()>;

    /// Begins a file of records. For a file of rows, `table` is its schema.
    fn begin(&mut self, _file: &Found, _table: Option<&Arc<Table>>) -> Result<()> {
        Ok(())
    }

    /// Takes the result for the next records of the file.
    fn records(&mut self, file: &Found, made: W::Records) -> Result<()>;

    /// Ends a file of records, with an error if it could not be read to its end.
    fn end(&mut self, file: &Found, error: Option<StreamError>) -> Result<()>;
}

/// Reads the files, and passes the results of the worker to the output. An interrupted run ends before the next file. What has
/// reached the output counts as progress.
///
/// # Errors
/// The first error of the output.
pub fn run<W: Worker>(
    files: &[Found],
    reading: &Reading,
    interrupt: &Interrupt,
    progress: &Progress,
    worker: &W,
    output: &mut impl Output<W>,
) -> Result<()> {
    // A single file of records keeps all threads busy; a single page does not.
    let has_records = files.iter().any(|file| file.records.is_some());
    let threads = if has_records { reading.threads } else { reading.threads.min(files.len()) };
    let mut pieces =
        Pieces { files, reading, interrupt, worker, next: 0, open: None, read: Arc::default(), counted: 0 };
    let work = |piece| match piece {
        Piece::Pages(range) => Made::Pages(range.clone(), worker.pages(&files[range])),
        Piece::Begin(file, table) => Made::Begin(file, table),
        Piece::Records(file, chunk, read) => Made::Records(file, worker.records(&files[file], &chunk), read),
        Piece::End(file, error, read) => Made::End(file, error, read),
    };
    let size = |files: &[Found]| {
        if progress.is_hidden() { 0 } else { files.iter().map(|file| file.source.size()).sum() }
    };
    let put = |made: Made<W>| match made {
        Made::Pages(range, made) => {
            progress.advance(size(&files[range.clone()]));
            output.pages(&files[range], made)
        }
        Made::Begin(file, table) => output.begin(&files[file], table.as_ref()),
        Made::Records(file, made, read) => {
            progress.advance(read);
            output.records(&files[file], made)
        }
        Made::End(file, error, read) => {
            // Of a table, or behind damage, the rest is read in no order or not at all.
            progress.advance(size(&files[file..=file]).saturating_sub(read));
            output.end(&files[file], error)
        }
    };
    in_order(threads, || pieces.next(), work, put)
}

/// A piece of the input. The pieces of a file of records are consecutive.
enum Piece {
    Pages(Range<usize>),
    Begin(usize, Option<Arc<Table>>),
    /// With the bytes that were read since the piece before.
    Records(usize, Chunk, u64),
    /// With the bytes that were read of the file.
    End(usize, Option<StreamError>, u64),
}

/// The result for a piece.
enum Made<W: Worker> {
    Pages(Range<usize>, W::Pages),
    Begin(usize, Option<Arc<Table>>),
    Records(usize, W::Records, u64),
    End(usize, Option<StreamError>, u64),
}

/// Reads the files one after the other.
struct Pieces<'a, W> {
    files: &'a [Found],
    reading: &'a Reading,
    interrupt: &'a Interrupt,
    worker: &'a W,
    next: usize,
    open: Option<ShardReader>,
    /// Bytes that were read of the open file, and those of them that went with its pieces.
    read: Arc<AtomicU64>,
    counted: u64,
}

impl<W: Worker> Pieces<'_, W> {
    /// The next piece with its size in bytes.
    fn next(&mut self) -> Option<(Piece, usize)> {
        let file = self.next;
        let end = match &mut self.open {
            None if self.interrupt.is_asked() => return None,
            None => {
                let found = self.files.get(file)?;
                if found.records.is_none() {
                    return Some(self.pages());
                }
                match ShardReader::open(found, self.reading.limit, &self.reading.fields, &self.read) {
                    Ok(stream) => {
                        let table = stream.table();
                        self.open = Some(stream);
                        return Some((Piece::Begin(file, table), 0));
                    }
                    Err(error) => Some(error),
                }
            }
            Some(stream) => match stream.next() {
                Ok(Some((chunk, bytes))) => {
                    let read = self.read.load(Ordering::Relaxed);
                    let more = read - std::mem::replace(&mut self.counted, read);
                    return Some((Piece::Records(file, chunk, more), bytes));
                }
                Ok(None) => None,
                Err(error) => Some(error),
            },
        };
        self.open = None;
        self.next += 1;
        self.read.store(0, Ordering::Relaxed);
        Some((Piece::End(file, end, std::mem::take(&mut self.counted)), 0))
    }

    fn pages(&mut self) -> (Piece, usize) {
        let rest = &self.files[self.next..];
        let pages = rest.iter().take_while(|file| file.records.is_none()).count();
        let (count, bytes) = self.worker.group(&rest[..pages]);
        let range = self.next..self.next + count;
        self.next = range.end;
        (Piece::Pages(range), bytes)
    }
}
