//! Writes cleaned pages and records to their destination, in order.

use std::fs;
use std::sync::Arc;

use anyhow::Result;
use indicatif::HumanCount;

use super::collector::Collector;
use super::destination::{Destination, Verbosity};
use super::file_state::{file_state, other_names};
use super::shard_output::ShardOutput;
use super::summary::Done;
use super::worker::{CleanWorker, CleanedPages, Memory};
use crate::cli::args::values::OnError;
use crate::cli::encode::{EncodedChunk, RecordEncoder};
use crate::cli::engine::{Interrupt, Output};
use crate::cli::output::{Progress, WriteError};
use crate::cli::source::{Found, Source, StreamError, Table};
use crate::cli::survey::{Gallery, Sights, Statistics};

/// Writes what the workers return, and adds up what was done.
pub struct CleanOutput<'a> {
    encoder: &'a RecordEncoder,
    destination: &'a Destination,
    memory: Memory<'a>,
    interrupt: &'a Interrupt,
    progress: &'a Progress,
    names_shards: bool,
    collector: Option<Collector<'a>>,
    open: Option<OpenShard>,
    gallery: Gallery,
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
    /// Hashes of its cleaned texts, if it is replaced.
    hashes: Vec<u64>,
}

impl<'a> CleanOutput<'a> {
    /// The output of a new run.
    pub fn new(
        encoder: &'a RecordEncoder,
        destination: &'a Destination,
        memory: Memory<'a>,
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
            memory,
            interrupt,
            progress,
            names_shards: verbosity == Verbosity::Verbose,
            collector,
            open: None,
            gallery: Gallery::default(),
            done: Done::default(),
            has_announced: false,
        }
    }

    /// Completes the last collected file of a run that was not ended by an error, and waits for the disk.
    pub fn complete_files(&mut self) -> Result<(), WriteError> {
        if let Some(collector) = self.collector.take() {
            collector.finish()?;
        }
        match self.memory.finished {
            Some(finished) if self.done.pages.pages > 0 => finished.sync(),
            _ => Ok(()),
        }
    }

    /// What was done, and what a report shows of it; `files` are all files of the run.
    pub fn done(mut self, files: &[Found]) -> (Done, Gallery) {
        self.done.files = files.len() as u64;
        self.done.left = files.len() - self.done.page_files - self.done.shards;
        (self.done, self.gallery)
    }

    fn show(&mut self, sights: Sights) {
        let Some(selection) = &self.encoder.surveyor.selection else { return };
        self.gallery.add(sights, selection);
    }

    fn announce_interrupt(&mut self) {
        if self.interrupt.is_asked() && !self.has_announced {
            self.has_announced = true;
            self.progress.say("stopping after the current file (press Ctrl-C again to stop at once)");
        }
    }

    /// Completes the output of a file; `is_whole` tells whether the file was read to its end. Returns a line to print, if
    /// there is one.
    fn complete(
        &mut self,
        file: &Found,
        shard: OpenShard,
        is_whole: bool,
    ) -> Result<Option<String>, WriteError> {
        let OpenShard { output, statistics, changed, hashes } = shard;
        let source = &file.source;
        let is_good = statistics.failed == 0 || self.encoder.on_error != OnError::Fail;
        let state = self.memory.states.of(file);
        let mut line = None;
        match self.destination {
            Destination::InPlace(_) if !is_good => {
                line = Some(format!(
                    "{source}: not changed (correct its records, or give --on-error skip or pass)"
                ));
            }
            Destination::InPlace(_) if !is_whole => {}
            Destination::InPlace(_) if file_state(file) != state => {
                self.done.break_file("changed while it was being cleaned");
                line = Some(format!(
                    "{source}: changed while it was being cleaned, and was left alone (run again)"
                ));
            }
            Destination::InPlace(backup) => {
                if let Some(in_place) = self.memory.in_place {
                    in_place.remember_texts(file, state.filter(|_| changed), hashes)?;
                }
                if changed {
                    self.done.linked += u64::from(has_other_names(file));
                    output.replace(*backup)?;
                    self.done.changed += 1;
                }
            }
            Destination::Stdout | Destination::Folder { .. } => output.finish()?,
        }
        // A file with failures is not finished: the next run cleans it again, and reports the failures again.
        if let (Some(finished), Some(state), true) = (self.memory.finished, state, is_good && is_whole) {
            finished.add_shard(file, state, statistics.totals())?;
        }
        self.done.records += &statistics;
        if self.names_shards {
            let (pages, read) = (HumanCount(statistics.pages), HumanCount(statistics.characters.read));
            let kept = statistics.characters.percent_kept();
            line = Some(format!("{source}: {pages} records, {kept:.1} % of {read} characters kept"));
        }
        Ok(line)
    }

    /// Gives up a file of records whose output cannot be written, unless no other output can be written either.
    fn give_up(&mut self, file: &Found, error: WriteError) -> Result<()> {
        self.open = None;
        if error.ends_the_run() {
            return Err(error.into());
        }
        self.done.break_file(&error.to_string());
        self.progress.say(&format!("{}: {error}", file.source));
        Ok(())
    }
}

/// Whether a file has more names than one.
fn has_other_names(file: &Found) -> bool {
    let Source::File(path) = &file.source else { return false };
    fs::metadata(path).is_ok_and(|about| other_names(&about))
}

impl Output<CleanWorker<'_>> for CleanOutput<'_> {
    fn pages(&mut self, files: &[Found], made: CleanedPages) -> Result<()> {
        made.lines.iter().for_each(|line| self.progress.say(line));
        if let Some(collector) = &mut self.collector {
            collector.put(&made.records, made.uncompressed)?;
        }
        let statistics = made.tally.statistics;
        self.done.pages += &statistics;
        self.show(made.tally.sights);
        self.done.changed += made.changed;
        self.done.linked += made.linked;
        self.done.cleaned_before += made.cleaned_before;
        self.done.skipped += made.skipped;
        self.done.skipped_pages += made.skipped;
        self.done.before += made.before;
        self.done.again += made.again;
        self.announce_interrupt();
        if let Some(finished) = self.memory.finished {
            finished.add_pages(&made.entries)?;
        }
        if let Some(error) = made.fatal {
            if let Destination::Folder { .. } = self.destination {
                let tried = statistics.pages + statistics.failed;
                self.done.page_files += made.skipped + tried as usize;
            }
            return Err(error.into());
        }
        self.done.page_files += files.len();
        Ok(())
    }

    fn begin(&mut self, file: &Found, table: Option<&Arc<Table>>) -> Result<()> {
        match ShardOutput::create(file, table, self.encoder, self.destination) {
            Ok(output) => {
                let (statistics, hashes) = Default::default();
                self.open = Some(OpenShard { output, statistics, changed: false, hashes });
                Ok(())
            }
            Err(error) => self.give_up(file, error),
        }
    }

    fn records(&mut self, file: &Found, made: EncodedChunk) -> Result<()> {
        self.announce_interrupt();
        self.show(made.tally.sights);
        let Some(shard) = &mut self.open else { return Ok(()) };
        let say = |problem: &String| self.progress.say(&format!("{}: {problem}", file.source));
        made.problems.iter().for_each(say);
        shard.statistics += &made.tally.statistics;
        shard.changed |= made.changed;
        shard.hashes.extend(made.hashes);
        self.done.cleaned_before += made.cleaned_before;
        match shard.output.put(made.encoded) {
            Ok(clashes) => {
                clashes.iter().for_each(say);
                clashes.iter().for_each(|clash| shard.statistics.fail(clash));
                Ok(())
            }
            Err(error) => self.give_up(file, error),
        }
    }

    fn end(&mut self, file: &Found, error: Option<StreamError>) -> Result<()> {
        // A Parquet file cannot be read without its end, so none of it is written.
        let is_usable = !matches!(error, Some(StreamError::TruncatedTable(..)));
        let mut line = None;
        if let Some(shard) = self.open.take().filter(|_| is_usable) {
            match self.complete(file, shard, error.is_none()) {
                Ok(said) => line = said,
                Err(error) => self.give_up(file, error)?,
            }
        }
        self.done.shards += 1;
        if let Some(error) = error {
            self.done.break_file(&error.to_string());
            let consequence = if is_usable { "" } else { "; no output written" };
            line = Some(format!("{}: {error}{consequence}", file.source));
        }
        line.iter().for_each(|line| self.progress.say(line));
        self.announce_interrupt();
        Ok(())
    }
}
