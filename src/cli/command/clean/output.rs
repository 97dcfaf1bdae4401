//! Writes cleaned pages and records to their destination, in order.

use std::sync::Arc;

use anyhow::Result;
use indicatif::HumanCount;

use super::collector::Collector;
use super::destination::{Destination, Verbosity};
use super::ledger::{Entry, Ledger};
use super::shard_output::ShardOutput;
use super::summary::Done;
use super::worker::{CleanWorker, CleanedPages};
use crate::cli::args::values::OnError;
use crate::cli::encode::{EncodedChunk, RecordEncoder, Statistics};
use crate::cli::engine::{Interrupt, Output};
use crate::cli::output::Progress;
use crate::cli::source::{Found, StreamError, Table};

/// Writes what the workers return, and adds up what was done.
pub struct CleanOutput<'a> {
    encoder: &'a RecordEncoder,
    destination: &'a Destination,
    ledger: Option<&'a Ledger>,
    interrupt: &'a Interrupt,
    progress: &'a Progress,
    names_shards: bool,
    collector: Option<Collector<'a>>,
    open: Option<OpenShard>,
    done: Done,
    /// Whether the message about an interrupt has been printed.
    has_announced: bool,
}

/// A file of records that is being cleaned.
struct OpenShard {
    output: ShardOutput,
    statistics: Statistics,
    /// Whether any record differs from what was read.
    changed: bool,
    /// The state of the file before it was read.
    entry: Option<Entry>,
}

impl<'a> CleanOutput<'a> {
    /// The output of a new run.
    pub fn new(
        encoder: &'a RecordEncoder,
        destination: &'a Destination,
        ledger: Option<&'a Ledger>,
        interrupt: &'a Interrupt,
        progress: &'a Progress,
        verbosity: Verbosity,
    ) -> Self {
        let collector = match destination {
            Destination::Folder { kept, collection: Some(collection), .. } => {
                Some(Collector::new(kept, collection))
            }
            _ => None,
        };
        Self {
            encoder,
            destination,
            ledger,
            interrupt,
            progress,
            names_shards: verbosity == Verbosity::Verbose,
            collector,
            open: None,
            done: Done::default(),
            has_announced: false,
        }
    }

    /// Completes the last file. Returns what was done; `files` are all files of the run.
    pub fn finish(mut self, files: &[Found]) -> Result<Done> {
        if let Some(collector) = self.collector.take() {
            collector.finish()?;
        }
        self.done.files = files.len() as u64;
        self.done.left = files.len() - self.done.page_files - self.done.shards;
        Ok(self.done)
    }

    fn announce_interrupt(&mut self) {
        if self.interrupt.is_asked() && !self.has_announced {
            self.has_announced = true;
            self.progress.say("stopping after the current file (press Ctrl-C again to stop at once)");
        }
    }

    /// Completes the output of a file; `is_whole` tells whether the file was read to its end. Returns a line to print, if
    /// there is one.
    fn complete(&mut self, file: &Found, shard: OpenShard, is_whole: bool) -> Result<Option<String>> {
        let OpenShard { output, statistics, changed, entry } = shard;
        let source = &file.source;
        let is_good = statistics.failed == 0 || self.encoder.on_error != OnError::Fail;
        let mut line = None;
        match self.destination {
            Destination::InPlace(_) if !is_good => {
                line = Some(format!(
                    "{source}: not changed (correct its records, or give --on-error skip or pass)"
                ));
            }
            Destination::InPlace(backup) if changed && is_whole => {
                output.replace(*backup)?;
                self.done.changed += 1;
            }
            Destination::InPlace(_) => {}
            Destination::Stdout | Destination::Folder { .. } => output.finish()?,
        }
        // A file with failures is not finished: the next run cleans it again, and reports the failures again.
        if let (Some(ledger), Some(entry), true) = (self.ledger, entry, is_good && is_whole) {
            ledger.mark_finished(file, &entry)?;
        }
        self.done.records += &statistics;
        if self.names_shards {
            let (pages, read) = (HumanCount(statistics.pages), HumanCount(statistics.characters.read));
            let kept = statistics.characters.percent_kept();
            line = Some(format!("{source}: {pages} records, {kept:.1} % of {read} characters kept"));
        }
        Ok(line)
    }
}

impl Output<CleanWorker<'_>> for CleanOutput<'_> {
    fn pages(&mut self, files: &[Found], made: CleanedPages) -> Result<()> {
        made.lines.iter().for_each(|line| self.progress.say(line));
        self.progress.advance(files.len());
        if let Some(collector) = &mut self.collector {
            collector.put(&made.records, made.uncompressed)?;
        }
        self.done.pages += &made.statistics;
        self.done.changed += made.changed;
        self.done.page_files += files.len();
        self.announce_interrupt();
        made.fatal.map_or(Ok(()), |error| Err(error.into()))
    }

    fn begin(&mut self, file: &Found, table: Option<&Arc<Table>>) -> Result<()> {
        self.open = Some(OpenShard {
            output: ShardOutput::create(file, table, self.encoder, self.destination)?,
            statistics: Statistics::default(),
            changed: false,
            entry: self.ledger.and_then(|ledger| ledger.entry(file)),
        });
        Ok(())
    }

    fn records(&mut self, file: &Found, made: EncodedChunk) -> Result<()> {
        self.announce_interrupt();
        let Some(shard) = &mut self.open else { return Ok(()) };
        let say = |problem: &String| self.progress.say(&format!("{}: {problem}", file.source));
        made.problems.iter().for_each(say);
        shard.statistics += &made.statistics;
        shard.changed |= made.changed;
        let clashes = shard.output.put(made.encoded)?;
        clashes.iter().for_each(say);
        shard.statistics.failed += clashes.len() as u64;
        Ok(())
    }

    fn end(&mut self, file: &Found, error: Option<StreamError>) -> Result<()> {
        // A Parquet file cannot be read without its end, so none of it is written.
        let is_usable = !matches!(error, Some(StreamError::TruncatedTable(..)));
        let mut line = None;
        if let Some(shard) = self.open.take().filter(|_| is_usable) {
            line = self.complete(file, shard, error.is_none())?;
        }
        self.done.shards += 1;
        if let Some(error) = error {
            self.done.broken += 1;
            let consequence = if is_usable { "" } else { "; no output written" };
            line = Some(format!("{}: {error}{consequence}", file.source));
        }
        line.iter().for_each(|line| self.progress.say(line));
        self.progress.advance(1);
        self.announce_interrupt();
        Ok(())
    }
}
