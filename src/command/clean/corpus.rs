//! Cleaning files of records: a file in, a file of the same name and form out.

use std::io::{self, BufReader, Read};
use std::path::Path;

use anyhow::Result;
use indicatif::HumanCount;

use super::interrupt::Interrupt;
use super::ledger::Ledger;
use super::records::{CleanedBatch, Records};
use crate::command::in_order::in_order;
use crate::command::on_error::OnError;
use crate::sink::{Progress, ShardFile, Sink, Statistics, WriteError};
use crate::source::{
    Archive, Batch, Batches, Capture, CaptureError, Found, Packing, ReadError, Size, Source,
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
    /// Largest record.
    pub limit: Size,
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
    Closed(ReadError),
    #[error("{at}: breaks off here: {reason} (the records above it are done)")]
    Breaks { at: String, reason: io::Error },
}

/// A piece of the corpus; those of one file follow each other.
enum Piece {
    Batch(usize, Load),
    End(usize, Option<Broken>),
}

/// What a file is made of.
enum Load {
    Lines(Batch),
    Captures(Vec<Result<Capture, (u64, CaptureError)>>),
}

/// What came of a piece.
enum Done {
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
            Piece::Batch(shard, batch) => {
                let mut cleaned = match &batch {
                    Load::Lines(batch) => self.records.clean(batch),
                    Load::Captures(captures) => self.records.clean_captures(captures),
                };
                if self.kept.is_some() {
                    let packing = Packing::of(&self.shards[shard].place);
                    cleaned.kept = packing.piece(cleaned.kept);
                    cleaned.removed = packing.piece(cleaned.removed);
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
            None => match Stream::open(found, self.corpus.limit) {
                Ok(stream) => {
                    self.open = Some(stream);
                    return self.next();
                }
                Err(error) => Err(Broken::Closed(error.into())),
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
}

impl Stream {
    fn open(found: &Found, limit: Size) -> io::Result<Self> {
        let (from, waits): (Box<dyn Read + Send>, _) = match &found.source {
            Source::Stdin => (Box::new(io::stdin()), true),
            Source::File(path) => (Packing::open(path)?, false),
        };
        Ok(if found.is_archive {
            Self::Archive(Archive::new(Box::new(BufReader::with_capacity(1 << 16, from)), limit))
        } else {
            Self::Lines(Batches::new(from, limit, waits))
        })
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

/// What is written of one file.
struct Outputs {
    kept: Option<ShardFile>,
    removed: Option<ShardFile>,
    statistics: Statistics,
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
            Done::Batch(shard, cleaned) => {
                let found = &self.corpus.shards[shard];
                for problem in &cleaned.problems {
                    self.progress.say(&format!("{}: {problem}", found.source));
                }
                let outputs = self.outputs(shard)?;
                outputs.statistics += &cleaned.statistics;
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
        let place = &self.corpus.shards[shard].place;
        let create = |folder: Option<&Path>| {
            folder.map(|folder: &Path| ShardFile::create(&folder.join(place))).transpose()
        };
        if self.open.is_none() {
            let (kept, removed) = (create(self.corpus.kept)?, create(self.corpus.removed)?);
            self.open = Some(Outputs { kept, removed, statistics: Statistics::default() });
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
        if let Some(Outputs { kept, removed, statistics }) = self.open.take() {
            for file in [removed, kept].into_iter().flatten() {
                file.finish()?;
            }
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
