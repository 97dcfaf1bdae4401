//! Cleaning files of records: a file in, a file of the same name and form out.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use indicatif::HumanCount;

use super::interrupt::Interrupt;
use super::ledger::Ledger;
use super::outputs::{Kept, Outputs, Wanted};
use super::record_encoder::{CleanedBatch, Origin, Records};
use crate::cli::args::values::OnError;
use crate::cli::command::in_order::in_order;
use crate::cli::command::sites::Sites;
use crate::cli::sink::{Progress, Statistics};
use crate::cli::source::{Chunk, Found, ShardReader, StreamError, Table};

/// Files of records, and where they go.
#[derive(Debug)]
pub struct Corpus<'a> {
    /// The files.
    pub shards: &'a [Found],
    /// What is done to each record.
    pub records: Records,
    /// What is known of the sites of their pages.
    pub sites: &'a Sites,
    /// Where what stays goes.
    pub kept: Kept<'a>,
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
    /// Those that were written over.
    pub changed: u64,
}

/// A piece of the corpus; those of one file follow each other.
enum Piece {
    Begin(usize, Option<Arc<Table>>),
    LineChunk(usize, Chunk),
    End(usize, Option<StreamError>),
}

/// What came of a piece.
enum Done {
    Begin(usize, Option<Arc<Table>>),
    LineChunk(usize, Box<CleanedBatch>, Changes),
    End(usize, Option<StreamError>),
}

/// Whether anything is another than it was.
type Changes = bool;

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
            Piece::LineChunk(shard, load) => {
                let found = &self.shards[shard];
                let (mut cleaned, changes) = self.clean_load(&load, found);
                if self.kept != Kept::Stdout {
                    cleaned.pack(&found.output_path);
                }
                Done::LineChunk(shard, Box::new(cleaned), changes)
            }
            Piece::End(shard, broken) => Done::End(shard, broken),
        };
        in_order(threads, || intake.next(), work, |done| desk.put(done))?;
        Ok(desk.outcome)
    }

    fn clean_load(&self, load: &Chunk, found: &Found) -> (CleanedBatch, Changes) {
        let (records, of) = (&self.records, Origin { found, sites: self.sites });
        match load {
            Chunk::Lines(batch) => {
                let cleaned = records.clean(batch, of);
                let changes = cleaned.kept != batch.bytes;
                (cleaned, changes)
            }
            Chunk::WarcRecords(captures) => (records.clean_captures(captures, of), true),
            Chunk::Rows(rows) => {
                let cleaned = records.clean_rows(rows, of);
                let has_more = records.annotates || records.fields.html.is_some();
                let changes =
                    has_more || !rows.texts().eq(cleaned.kept_rows.texts.iter().map(Option::as_deref));
                (cleaned, changes)
            }
        }
    }
}

/// Reads one file after the other.
struct Intake<'a> {
    corpus: &'a Corpus<'a>,
    next: usize,
    open: Option<ShardReader>,
}

impl Intake<'_> {
    fn next(&mut self) -> Option<(Piece, usize)> {
        let found = self.corpus.shards.get(self.next)?;
        let read = match &mut self.open {
            Some(stream) => stream.next(),
            None if self.corpus.interrupt.is_asked() => return None,
            None => match ShardReader::open(found, self.corpus.records.limit, &self.corpus.records.fields) {
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
            Ok(Some((load, bytes))) => return Some((Piece::LineChunk(shard, load), bytes)),
            Ok(None) => None,
            Err(broken) => Some(broken),
        };
        self.open = None;
        self.next += 1;
        Some((Piece::End(shard, end), 0))
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
                    found: &self.corpus.shards[shard],
                    table: table.as_ref(),
                    records: &self.corpus.records,
                })?);
            }
            Done::LineChunk(shard, cleaned, changes) => {
                let found = &self.corpus.shards[shard];
                for problem in &cleaned.problems {
                    self.progress.say(&format!("{}: {problem}", found.source));
                }
                if let Some(outputs) = &mut self.open {
                    outputs.changes |= changes;
                    for problem in outputs.put(*cleaned)? {
                        self.progress.say(&format!("{}: {problem}", found.source));
                    }
                }
            }
            Done::End(shard, broken) => self.end(shard, broken)?,
        }
        Ok(())
    }

    fn end(&mut self, shard: usize, broken: Option<StreamError>) -> Result<()> {
        let found = &self.corpus.shards[shard];
        let source = &found.source;
        let mut line = None;
        let outputs = self.open.take();
        // A table without its end is none: what was written of it goes.
        let is_whole = !matches!(broken, Some(StreamError::TruncatedTable(..)));
        if let Some(mut outputs) = outputs.filter(|_| is_whole) {
            let statistics = std::mem::take(&mut outputs.statistics);
            let is_good = statistics.failed == 0 || self.corpus.records.on_error != OnError::Fail;
            match self.corpus.kept {
                Kept::InPlace(_) if !is_good => {
                    let what = "left as it is (mend its records, or give --on-error skip or pass)";
                    line = Some(format!("{source}: {what}"));
                }
                Kept::InPlace(backup) if outputs.changes && broken.is_none() => {
                    self.outcome.changed += 1;
                    outputs.replace(backup)?;
                }
                Kept::InPlace(_) => {}
                Kept::Stdout | Kept::Folder(_) => outputs.finish()?,
            }
            // What ends in failure is done again, to fail again: nothing is silent.
            if let Some(ledger) = self.corpus.ledger.filter(|_| is_good && broken.is_none()) {
                ledger.note(found)?;
            }
            self.outcome.statistics += &statistics;
            if self.corpus.names_shards {
                let (pages, read) = (HumanCount(statistics.pages), HumanCount(statistics.characters.read));
                let share = statistics.characters.percent_kept();
                line = Some(format!("{source}: {pages} records, {share:.1} % of {read} characters kept"));
            }
        }
        self.outcome.done += 1;
        if let Some(broken) = broken {
            self.outcome.broken += 1;
            let nothing = if is_whole { "" } else { "; nothing of it is written" };
            line = Some(format!("{source}: {broken}{nothing}"));
        }
        self.progress.finished(shard, line);
        Ok(())
    }
}
