//! The finished outputs of a run into folders.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::destination::Destination;
use super::file_state::InputStates;
use super::ledger::{Durability, Entry, FOLDER, Ledger, hash, memory, slot};
use super::output_paths::numbered;
use super::summary::Done;
use crate::cli::args::CleanArguments;
use crate::cli::args::values::TextFormat;
use crate::cli::output::{WriteError, count, say, sync_file_systems, write_atomically};
use crate::cli::source::{Found, Source, shown};
use crate::cli::survey::Totals;

/// The file with the numbers of the last run.
const NUMBERS: &str = "run.json";

/// What to do about outputs that already exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Report an error.
    Refuse,
    /// Replace them.
    Overwrite,
    /// Keep finished ones, as long as inputs and settings are the same.
    Resume,
}

impl From<&CleanArguments> for Existing {
    fn from(arguments: &CleanArguments) -> Self {
        match (arguments.existing.resume, arguments.existing.overwrite) {
            (true, _) => Self::Resume,
            (_, true) => Self::Overwrite,
            _ => Self::Refuse,
        }
    }
}

/// The finished outputs in the folders of a run.
///
/// The state of an output is a hash of what was read and of the sizes of what was written. Pages are written without waiting
/// for the disk, so after a crash of the system their sizes tell which were lost.
#[derive(Debug)]
pub struct Finished {
    ledger: Ledger,
    /// The output folders. The ledger is in the first, which has the kept text.
    outputs: Vec<PathBuf>,
    existing: Existing,
    format: TextFormat,
    splits: bool,
    /// Whether each page has outputs of its own, rather than a record among others.
    writes_pages: bool,
}

/// Files that an earlier run has finished.
#[derive(Clone, Copy, Debug, Default)]
pub struct Skipped {
    /// Number of files.
    pub files: usize,
    /// The numbers of their pages.
    pub totals: Totals,
}

/// Whether an earlier run has finished an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// It has, and the output is as this run would write it.
    Finished,
    /// It has, but inputs or outputs have changed.
    Changed,
    /// It has not.
    Unknown,
}

impl Finished {
    /// The finished outputs of a destination; `settings` is the key of the run's settings. `None` if the destination has no
    /// folders.
    pub fn open(
        destination: &Destination,
        settings: &str,
        existing: Existing,
    ) -> Result<Option<Self>, WriteError> {
        let Destination::Folder { kept, collection, format, splits, .. } = destination else {
            return Ok(None);
        };
        let ledger = Ledger::read(memory(kept)?.join("finished"), settings);
        if existing == Existing::Resume && ledger.forgotten > 0 {
            let files = count(ledger.forgotten as u64, "finished file");
            say(&format!("cleaning {files} again (inputs or settings have changed)"));
        }
        let outputs = destination.folders().unwrap_or_default();
        let writes_pages = collection.is_none();
        Ok(Some(Self { ledger, outputs, existing, format: *format, splits: *splits, writes_pages }))
    }

    /// Prepares the folders for more outputs. Those of a run with other settings are no longer finished.
    pub fn start(&self) -> Result<(), WriteError> {
        // If this run cannot write its numbers, those of the earlier one would be taken for them.
        if let Some(folder) = self.outputs.first() {
            let _ = fs::remove_file(folder.join(FOLDER).join(NUMBERS));
        }
        self.ledger.start()
    }

    /// Removes finished files of records from the list. Returns those that it removed.
    ///
    /// # Errors
    /// If an output exists and that is refused.
    pub fn skip(&self, files: &mut Vec<Found>, states: &InputStates) -> Result<Skipped> {
        let before = files.len();
        let mut totals = Totals::default();
        match self.existing {
            Existing::Overwrite => {}
            Existing::Resume => {
                let mut changed = 0;
                files.retain(|file| {
                    let earlier =
                        states.of(file).map_or(Earlier::Unknown, |state| self.earlier_shard(file, state));
                    changed += u64::from(earlier == Earlier::Changed);
                    if earlier == Earlier::Finished {
                        totals += self.totals(file);
                    }
                    earlier != Earlier::Finished
                });
                if changed > 0 {
                    let files = count(changed, "finished file");
                    say(&format!("cleaning {files} again (inputs or settings have changed)"));
                }
            }
            Existing::Refuse => {
                if let Some(path) = self.first_that_exists(files) {
                    bail!("{} exists (--resume continues a run, --overwrite starts over)", shown(&path));
                }
            }
        }
        Ok(Skipped { files: before - files.len(), totals })
    }

    /// The first output that exists. Folders that hold nothing are not searched for each of a million files.
    fn first_that_exists(&self, files: &[Found]) -> Option<PathBuf> {
        let used: Vec<_> =
            self.outputs.iter().enumerate().filter(|(_, folder)| holds_outputs(folder)).collect();
        let mut paths = files.iter().flat_map(|file| {
            used.iter().filter_map(move |(number, folder)| match file.records {
                Some(_) => Some(folder.join(&file.output_path)),
                None if !self.writes_pages => None,
                None => {
                    let path = self.page_output(*number, file);
                    let is_first = self.splits && *number == 0;
                    Some(if is_first { numbered(&path, 1) } else { path })
                }
            })
        });
        paths.find(|path| fs::symlink_metadata(path).is_ok())
    }

    /// The numbers of a file that an earlier run has finished.
    pub fn totals(&self, file: &Found) -> Totals {
        self.ledger.totals(slot(&file.output_path, ""))
    }

    fn earlier_shard(&self, file: &Found, state: u64) -> Earlier {
        self.earlier(slot(&file.output_path, ""), || self.shard(file, state))
    }

    /// Whether an earlier run has finished a page, if this run resumes one; `content` is a hash of the page.
    pub fn earlier_page(&self, file: &Found, content: u64) -> Earlier {
        if self.existing != Existing::Resume {
            return Earlier::Unknown;
        }
        self.earlier(slot(&file.output_path, ""), || self.page(file, content))
    }

    fn earlier(&self, slot: u64, now: impl FnOnce() -> Option<Entry>) -> Earlier {
        match self.ledger.state(slot) {
            None => Earlier::Unknown,
            Some(state) if now().is_some_and(|entry| entry.state == state) => Earlier::Finished,
            Some(_) => Earlier::Changed,
        }
    }

    /// The entry of a file of records whose outputs are written; `state` is that of the file before it was read.
    pub fn shard(&self, file: &Found, state: u64) -> Option<Entry> {
        let Source::File(path) = &file.source else { return None };
        let sizes = self.shard_outputs(file).map(|path| size(&path)).collect::<Option<Vec<_>>>()?;
        let state = hash(&[path.as_os_str().as_encoded_bytes(), &state.to_le_bytes(), &sizes.concat()]);
        Some(Entry { slot: slot(&file.output_path, ""), state, totals: Totals::default() })
    }

    /// The entry of a page whose outputs are written; `content` is a hash of the page.
    pub fn page(&self, file: &Found, content: u64) -> Option<Entry> {
        let mut sizes = Vec::new();
        for number in 0..self.outputs.len() {
            let path = self.page_output(number, file);
            if self.splits && number == 0 {
                sizes.extend((1..).map_while(|number| size(&numbered(&path, number))));
            } else {
                sizes.push(size(&path)?);
            }
        }
        let state = hash(&[&content.to_le_bytes(), &sizes.concat()]);
        Some(Entry { slot: slot(&file.output_path, ""), state, totals: Totals::default() })
    }

    /// Adds finished pages.
    pub fn add_pages(&self, entries: &[Entry]) -> Result<(), WriteError> {
        self.ledger.add(entries, Durability::NotSynced)
    }

    /// Adds a finished file of records; `state` is that of the file before it was read, `totals` are the numbers of its pages.
    pub fn add_shard(&self, file: &Found, state: u64, totals: Totals) -> Result<(), WriteError> {
        if self.outputs.iter().any(|folder| folder.join(&file.output_path).is_dir()) {
            // Of a folder of texts the size says nothing.
            self.sync()?;
        }
        let entry = self.shard(file, state).map(|entry| Entry { totals, ..entry });
        self.ledger.add(entry.as_slice(), Durability::Synced)
    }

    /// Waits until all outputs are on the disk.
    pub fn sync(&self) -> Result<(), WriteError> {
        sync_file_systems(&self.outputs)
    }

    /// Writes `run.json`.
    pub fn write_run_summary(&self, done: &Done) -> Result<(), WriteError> {
        let json =
            serde_json::to_string_pretty(&done.run_summary()).expect("serializing to memory cannot fail");
        let path = self.outputs.first().map(|folder| folder.join(FOLDER).join(NUMBERS));
        path.map_or(Ok(()), |path| write_atomically(&path, |file| writeln!(file, "{json}")))
    }

    /// The path of a page in one of the folders. The article's text has the format of the run, what was removed is text.
    fn page_output(&self, number: usize, file: &Found) -> PathBuf {
        let format = if number == 0 { self.format } else { TextFormat::Text };
        self.outputs[number].join(format.path_for(file))
    }

    fn shard_outputs(&self, file: &Found) -> impl Iterator<Item = PathBuf> {
        self.outputs.iter().map(|folder| folder.join(&file.output_path))
    }
}

/// Whether there is anything in a folder but what dechaff keeps for itself.
fn holds_outputs(folder: &Path) -> bool {
    let is_output = |entry: &fs::DirEntry| entry.file_name() != FOLDER;
    fs::read_dir(folder).is_ok_and(|mut entries| entries.any(|entry| entry.as_ref().is_ok_and(is_output)))
}

/// The size of a file in bytes; that of a folder counts as 0.
fn size(path: &Path) -> Option<[u8; 8]> {
    let about = fs::symlink_metadata(path).ok()?;
    Some(if about.is_dir() { 0 } else { about.len() }.to_le_bytes())
}
