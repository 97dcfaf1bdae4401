//! Cleaning files of records: a file in, a file of the same name and form out.

use std::fs;
use std::path::Path;

use anyhow::Result;
use indicatif::HumanCount;

use super::interrupt::Interrupt;
use super::ledger::Ledger;
use super::records::{CleanedBatch, Records};
use crate::command::in_order::in_order;
use crate::command::on_error::OnError;
use crate::sink::{Backup, Progress, ShardFile, Sink, Statistics, WriteError};
use crate::source::{Broken, Found, Load, Packing, Size, Source, Stream};

/// Files of records, and where they go.
#[derive(Debug)]
pub struct Corpus<'a> {
    /// The files.
    pub shards: &'a [Found],
    /// What is done to each record.
    pub records: Records,
    /// Where what stays goes.
    pub kept: Kept<'a>,
    /// Folder for what goes.
    pub removed: Option<&'a Path>,
    /// Largest record.
    pub limit: Size,
    /// Whether each file is named on standard error.
    pub names_shards: bool,
    /// Where it is noted what is finished.
    pub ledger: Option<&'a Ledger>,
    /// Whether to stop behind the file at hand.
    pub interrupt: Interrupt,
}

/// Where what stays of files of records goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept<'a> {
    /// To standard output.
    Stdout,
    /// To a folder.
    Folder(&'a Path),
    /// To where they are, if anything goes. One that cannot be read to its end, or with records that fail, stays as it is.
    InPlace(Backup),
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
    Batch(usize, Load),
    End(usize, Option<Broken>),
}

/// What came of a piece.
enum Done {
    Batch(usize, Box<CleanedBatch>, Changes),
    End(usize, Option<Broken>),
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
            Piece::Batch(shard, batch) => {
                let (mut cleaned, changes) = match &batch {
                    Load::Lines(batch) => {
                        let cleaned = self.records.clean(batch);
                        let changes = cleaned.kept != batch.bytes;
                        (cleaned, changes)
                    }
                    Load::Captures(captures) => (self.records.clean_captures(captures), true),
                };
                if self.kept != Kept::Stdout {
                    let packing = Packing::of(&self.shards[shard].place);
                    cleaned.kept = packing.piece(cleaned.kept);
                    cleaned.removed = packing.piece(cleaned.removed);
                }
                Done::Batch(shard, Box::new(cleaned), changes)
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
            None => match Stream::open(found, self.corpus.limit) {
                Ok(stream) => {
                    self.open = Some(stream);
                    return self.next();
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

/// Writes what comes of the files, in their order.
struct Desk<'a> {
    corpus: &'a Corpus<'a>,
    progress: &'a mut Progress,
    open: Option<Outputs>,
    outcome: Outcome,
    /// Whether it has been said that the run will end behind this file.
    has_said: bool,
}

/// What is written of one file.
struct Outputs {
    kept: Option<ShardFile>,
    removed: Option<ShardFile>,
    statistics: Statistics,
    changes: Changes,
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
            Done::Batch(shard, cleaned, changes) => {
                let found = &self.corpus.shards[shard];
                for problem in &cleaned.problems {
                    self.progress.say(&format!("{}: {problem}", found.source));
                }
                let outputs = self.outputs(shard)?;
                outputs.statistics += &cleaned.statistics;
                outputs.changes |= changes;
                match &mut outputs.kept {
                    Some(file) => file.write(&cleaned.kept)?,
                    None => Sink::Stdout.write(&found.place, &cleaned.kept)?,
                }
                if let Some(file) = &mut outputs.removed {
                    file.write(&cleaned.removed)?;
                }
            }
            Done::End(shard, broken) => self.end(shard, broken)?,
        }
        Ok(())
    }

    fn outputs(&mut self, shard: usize) -> Result<&mut Outputs, WriteError> {
        let Found { source, place, .. } = &self.corpus.shards[shard];
        let create = |folder: &Path| ShardFile::create(&folder.join(place));
        if self.open.is_none() {
            let kept = match (self.corpus.kept, source) {
                (Kept::Folder(folder), _) => Some(create(folder)?),
                // A link stays one.
                (Kept::InPlace(_), Source::File(path)) => {
                    let place = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
                    Some(ShardFile::create(&place)?)
                }
                _ => None,
            };
            let removed = self.corpus.removed.map(create).transpose()?;
            self.open = Some(Outputs { kept, removed, statistics: Statistics::default(), changes: false });
        }
        Ok(self.open.as_mut().expect("it has just been made"))
    }

    fn end(&mut self, shard: usize, broken: Option<Broken>) -> Result<()> {
        let found = &self.corpus.shards[shard];
        let source = &found.source;
        if !matches!(broken, Some(Broken::Closed(_))) {
            self.outputs(shard)?;
        }
        let mut line = None;
        if let Some(Outputs { kept, removed, statistics, changes }) = self.open.take() {
            let is_good = statistics.failed == 0 || self.corpus.records.on_error != OnError::Fail;
            for file in [removed, kept].into_iter().flatten() {
                match self.corpus.kept {
                    Kept::InPlace(backup) if changes && is_good && broken.is_none() => {
                        self.outcome.changed += 1;
                        file.replace(backup)?;
                    }
                    Kept::InPlace(_) if !is_good => {
                        let what = "left as it is (mend its records, or give --on-error skip or pass)";
                        line = Some(format!("{source}: {what}"));
                    }
                    Kept::InPlace(_) => {}
                    _ => file.finish()?,
                }
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
            line = Some(format!("{source}: {broken}"));
        }
        self.progress.finished(shard, line);
        Ok(())
    }
}
