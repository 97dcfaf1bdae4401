//! Cleaning files of records: a file in, a file of the same name and form out.

use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use indicatif::HumanCount;

use super::interrupt::Interrupt;
use super::ledger::Ledger;
use super::outputs::{Outputs, Wanted};
use super::records::{CleanedBatch, Records};
use crate::command::in_order::in_order;
use crate::command::on_error::OnError;
use crate::sink::{Progress, Statistics};
use crate::source::{
    Archive, Batch, Batches, Capture, CaptureError, Found, Packing, ReadError, RecordFormat, Rows, Source,
    Table, TableError, TableReader,
};

/// Files of records, and where they go.
#[derive(Debug)]
pub struct Corpus<'a> {
    /// The files.
    pub shards: &'a [Found],
    /// What is done to each record.
    pub records: Records,
    /// Folder for what stays; `None` is standard output.
    pub kept: Option<&'a Path>,
    /// Folder for what goes.
    pub removed: Option<&'a Path>,
    /// Whether each file is named on standard error.
    pub names_shards: bool,
    /// Where it is noted what is finished.
    pub ledger: Option<&'a Ledger>,
    /// Whether to stop behind the file at hand.
    pub interrupt: Interrupt,
}

/// What came of a run over files of records.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The numbers of all records.
    pub statistics: Statistics,
    /// Files that were done.
    pub done: usize,
    /// Those among them that could not be read, or not to their end.
    pub broken: u64,
}

/// A file of records that cannot be read, and how far it was.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error(transparent)]
    Closed(#[from] ReadError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("{at}: breaks off here: {reason} (the records above it are done)")]
    Breaks { at: String, reason: io::Error },
    #[error("row {0}: breaks off here: {1}; nothing of it is written")]
    TableBreaks(u64, TableError),
}

/// A piece of the corpus; those of one file follow each other.
enum Piece {
    Begin(usize, Option<Arc<Table>>),
    Batch(usize, Load),
    End(usize, Option<Broken>),
}

/// What a file is made of.
enum Load {
    Lines(Batch),
    Captures(Vec<Result<Capture, (u64, CaptureError)>>),
    Rows(Rows),
}

/// What came of a piece.
enum Done {
    Begin(usize, Option<Arc<Table>>),
    Batch(usize, Box<CleanedBatch>),
    End(usize, Option<Broken>),
}

impl Corpus<'_> {
    /// Cleans the files on a number of threads, and names on standard error what fails.
    ///
    /// # Errors
    /// When writing fails.
    pub fn clean(&self, threads: usize, progress: &mut Progress) -> Result<Outcome> {
        let mut intake = Intake { corpus: self, next: 0, open: None };
        let mut desk =
            Desk { corpus: self, progress, open: None, outcome: Outcome::default(), has_said: false };
        let work = |piece| match piece {
            Piece::Begin(shard, table) => Done::Begin(shard, table),
            Piece::Batch(shard, batch) => {
                let mut cleaned = match &batch {
                    Load::Lines(batch) => self.records.clean(batch),
                    Load::Captures(captures) => self.records.clean_captures(captures),
                    Load::Rows(rows) => self.records.clean_rows(rows),
                };
                if self.kept.is_some() {
                    cleaned.pack(&self.shards[shard].place);
                }
                Done::Batch(shard, Box::new(cleaned))
            }
            Piece::End(shard, broken) => Done::End(shard, broken),
        };
        in_order(threads, || intake.next(), work, |done| desk.put(done))?;
        Ok(desk.outcome)
    }
}

/// Reads one file after the other.
struct Intake<'a> {
    corpus: &'a Corpus<'a>,
    next: usize,
    open: Option<Stream>,
}

impl Intake<'_> {
    fn next(&mut self) -> Option<(Piece, usize)> {
        let found = self.corpus.shards.get(self.next)?;
        let read = match &mut self.open {
            Some(stream) => stream.next(),
            None if self.corpus.interrupt.is_asked() => return None,
            None => match Stream::open(found, self.corpus) {
                Ok(stream) => {
                    let table = stream.table();
                    self.open = Some(stream);
                    return Some((Piece::Begin(self.next, table), 0));
                }
                Err(broken) => Err(broken),
            },
        };
        let shard = self.next;
        let end = match read {
            Ok(Some((load, bytes))) => return Some((Piece::Batch(shard, load), bytes)),
            Ok(None) => None,
            Err(broken) => Some(broken),
        };
        self.open = None;
        self.next += 1;
        Some((Piece::End(shard, end), 0))
    }
}

/// A file that is being read.
enum Stream {
    Lines(Batches<Box<dyn Read + Send>>),
    Archive(Archive),
    Table(Box<TableReader>),
}

impl Stream {
    fn open(found: &Found, corpus: &Corpus<'_>) -> std::result::Result<Self, Broken> {
        let Records { text, html, limit, .. } = &corpus.records;
        if found.records == Some(RecordFormat::Parquet) {
            let Source::File(path) = &found.source else { return Err(TableError::Pipe.into()) };
            let table = Table::open(path, text, html.as_ref())?;
            return Ok(Self::Table(Box::new(TableReader::new(Arc::new(table)))));
        }
        let (from, waits): (Box<dyn Read + Send>, _) = match &found.source {
            Source::Stdin => (Box::new(io::stdin()), true),
            Source::File(path) => (Packing::open(path).map_err(ReadError::from)?, false),
        };
        Ok(if found.records == Some(RecordFormat::Warc) {
            Self::Archive(Archive::new(Box::new(BufReader::with_capacity(1 << 16, from)), *limit))
        } else {
            Self::Lines(Batches::new(from, *limit, waits))
        })
    }

    /// The table that is read, if it is one.
    fn table(&self) -> Option<Arc<Table>> {
        if let Self::Table(table) = self { Some(Arc::clone(table.table())) } else { None }
    }

    /// The next piece with its bytes.
    fn next(&mut self) -> std::result::Result<Option<(Load, usize)>, Broken> {
        match self {
            Self::Lines(batches) => match batches.next() {
                Ok(batch) => Ok(batch.map(|batch| {
                    let bytes = batch.bytes.capacity();
                    (Load::Lines(batch), bytes)
                })),
                Err(reason) => Err(Broken::Breaks { at: format!("line {}", batches.line()), reason }),
            },
            Self::Archive(archive) => match archive.next() {
                Ok(captures) => Ok((!captures.is_empty()).then(|| {
                    let bytes = captures.iter().flatten().map(|capture| capture.block.capacity()).sum();
                    (Load::Captures(captures), bytes)
                })),
                Err(reason) => Err(Broken::Breaks { at: format!("record {}", archive.number()), reason }),
            },
            Self::Table(table) => match table.next() {
                Ok(rows) => Ok(rows.map(|rows| {
                    let bytes = rows.bytes();
                    (Load::Rows(rows), bytes)
                })),
                Err(error) => Err(Broken::TableBreaks(table.row(), error)),
            },
        }
    }
}

/// Writes what comes of the files, in their order.
struct Desk<'a> {
    corpus: &'a Corpus<'a>,
    progress: &'a mut Progress,
    open: Option<Outputs>,
    outcome: Outcome,
    /// Whether it has been said that the run will end behind this file.
    has_said: bool,
}

impl Desk<'_> {
    fn put(&mut self, done: Done) -> Result<()> {
        if self.corpus.interrupt.is_asked() && !self.has_said {
            self.has_said = true;
            self.progress.say(
                "asked to stop: the file at hand is finished first (press Ctrl-C again to stop at once)",
            );
        }
        match done {
            Done::Begin(shard, table) => {
                self.open = Some(Outputs::create(Wanted {
                    kept: self.corpus.kept,
                    removed: self.corpus.removed,
                    place: &self.corpus.shards[shard].place,
                    table: table.as_ref(),
                    records: &self.corpus.records,
                })?);
            }
            Done::Batch(shard, cleaned) => {
                let found = &self.corpus.shards[shard];
                for problem in &cleaned.problems {
                    self.progress.say(&format!("{}: {problem}", found.source));
                }
                if let Some(outputs) = &mut self.open {
                    for problem in outputs.put(*cleaned)? {
                        self.progress.say(&format!("{}: {problem}", found.source));
                    }
                }
            }
            Done::End(shard, broken) => self.end(shard, broken)?,
        }
        Ok(())
    }

    fn end(&mut self, shard: usize, broken: Option<Broken>) -> Result<()> {
        let found = &self.corpus.shards[shard];
        let source = &found.source;
        let mut line = None;
        let outputs = self.open.take();
        // A table without its end is none: what was written of it goes.
        if let Some(outputs) = outputs.filter(|_| !matches!(broken, Some(Broken::TableBreaks(..)))) {
            let statistics = outputs.finish()?;
            // What ends in failure is done again, to fail again: nothing is silent.
            let is_good = statistics.failed == 0 || self.corpus.records.on_error != OnError::Fail;
            if let Some(ledger) = self.corpus.ledger.filter(|_| is_good && broken.is_none()) {
                ledger.note(found)?;
            }
            self.outcome.statistics += &statistics;
            line = self.corpus.names_shards.then(|| {
                let (pages, read) = (HumanCount(statistics.pages), HumanCount(statistics.characters.read));
                let share = statistics.characters.percent_kept();
                format!("{source}: {pages} records, {share:.1} % of {read} characters kept")
            });
        }
        self.outcome.done += 1;
        if let Some(broken) = broken {
            self.outcome.broken += 1;
            line = Some(format!("{source}: {broken}"));
        }
        self.progress.finished(shard, line);
        Ok(())
    }
}
