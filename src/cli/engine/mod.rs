//! The engine of every command that reads pages.
//!
//! Files become pages in order and in bounded memory; any number of threads make something of them; what they make is put
//! out in the order of the input.

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

use anyhow::Result;

pub use cleaner::{cleaner, deciding_cleaner, read_pack};
pub use each_page::{Completeness, PageEvent, ReadPage, report_path};
pub use in_order::in_order;
pub use inputs::{Inputs, Reading, announce_terminal};
pub use interrupt::Interrupt;
pub use lang::{codes, packs};
pub use sites::{Sites, learn, read_templates, site_of};
pub use threads::{pool, thread_count};

use crate::cli::source::{Chunk, Found, ShardReader, StreamError, Table};

/// What is made of pages and records, on any thread.
pub trait Worker: Sync {
    /// What is made of a group of files with one page each.
    type Pages: Send;
    /// What is made of some records of a file.
    type Records: Send;

    /// How many of the next files to take together, at least one, and the bytes that what is made of them will take. The
    /// files have one page each.
    fn group(&self, files: &[Found]) -> (usize, usize);

    /// Makes something of files with one page each.
    fn pages(&self, files: &[Found]) -> Self::Pages;

    /// Makes something of some records of a file.
    fn records(&self, file: &Found, chunk: &Chunk) -> Self::Records;
}

/// Where that goes: everything comes in the order of the input, and an error ends the run.
pub trait Output<W: Worker>: Send {
    /// Takes what was made of files with one page each.
    fn pages(&mut self, files: &[Found], made: W::Pages) -> Result<()>;

    /// Begins a file of records; a table is given before its rows.
    fn begin(&mut self, file: &Found, table: Option<&Arc<Table>>) -> Result<()>;

    /// Takes what was made of the next records of the file.
    fn records(&mut self, file: &Found, made: W::Records) -> Result<()>;

    /// Ends a file of records; with an error if it could not be read, or not to its end.
    fn end(&mut self, file: &Found, error: Option<StreamError>) -> Result<()>;
}

/// Reads the files, and passes what the worker makes of them to the output. A run that is interrupted ends before the next
/// file.
///
/// # Errors
/// The first one of the output.
pub fn run<W: Worker>(
    files: &[Found],
    reading: &Reading,
    interrupt: &Interrupt,
    worker: &W,
    output: &mut impl Output<W>,
) -> Result<()> {
    // One file of records keeps all threads busy, one page does not.
    let has_records = files.iter().any(|file| file.records.is_some());
    let threads = if has_records { reading.threads } else { reading.threads.min(files.len()) };
    let mut pieces = Pieces { files, reading, interrupt, worker, next: 0, open: None };
    let work = |piece| match piece {
        Piece::Pages(range) => Made::Pages(range.clone(), worker.pages(&files[range])),
        Piece::Begin(file, table) => Made::Begin(file, table),
        Piece::Records(file, chunk) => Made::Records(file, worker.records(&files[file], &chunk)),
        Piece::End(file, error) => Made::End(file, error),
    };
    let put = |made: Made<W>| match made {
        Made::Pages(range, made) => output.pages(&files[range], made),
        Made::Begin(file, table) => output.begin(&files[file], table.as_ref()),
        Made::Records(file, made) => output.records(&files[file], made),
        Made::End(file, error) => output.end(&files[file], error),
    };
    in_order(threads, || pieces.next(), work, put)
}

/// Part of the input. The pieces of one file of records follow each other.
enum Piece {
    Pages(Range<usize>),
    Begin(usize, Option<Arc<Table>>),
    Records(usize, Chunk),
    End(usize, Option<StreamError>),
}

/// What was made of a piece.
enum Made<W: Worker> {
    Pages(Range<usize>, W::Pages),
    Begin(usize, Option<Arc<Table>>),
    Records(usize, W::Records),
    End(usize, Option<StreamError>),
}

/// Reads one file after the other.
struct Pieces<'a, W> {
    files: &'a [Found],
    reading: &'a Reading,
    interrupt: &'a Interrupt,
    worker: &'a W,
    next: usize,
    open: Option<ShardReader>,
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
                match ShardReader::open(found, self.reading.limit, &self.reading.fields) {
                    Ok(stream) => {
                        let table = stream.table();
                        self.open = Some(stream);
                        return Some((Piece::Begin(file, table), 0));
                    }
                    Err(error) => Some(error),
                }
            }
            Some(stream) => match stream.next() {
                Ok(Some((chunk, bytes))) => return Some((Piece::Records(file, chunk), bytes)),
                Ok(None) => None,
                Err(error) => Some(error),
            },
        };
        self.open = None;
        self.next += 1;
        Some((Piece::End(file, end), 0))
    }

    fn pages(&mut self) -> (Piece, usize) {
        let rest = &self.files[self.next..];
        let pages = rest.iter().take_while(|file| file.records.is_none()).count();
        let (together, bytes) = self.worker.group(&rest[..pages]);
        let range = self.next..self.next + together;
        self.next = range.end;
        (Piece::Pages(range), bytes)
    }
}
