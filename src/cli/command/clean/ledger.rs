//! Remembers which files of records are finished, so that a run can resume where another was stopped: one small file per
//! finished file, in the folder `.dechaff` of the outputs.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Result, bail};

use super::summary::Done;
use crate::cli::args::CleanArguments;
use crate::cli::output::{WriteError, count, say, write_file};
use crate::cli::source::{Found, Source, shown};

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

/// The finished files of a run's output folders.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The output folders. The ledger is in the first.
    outputs: Vec<PathBuf>,
    settings: String,
}

/// The state of a file of records before it was cleaned.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct Entry {
    input: String,
    bytes: u64,
    /// Time of the last modification, in nanoseconds since 1970.
    modified: u64,
    /// The key of the settings it was cleaned with.
    settings: String,
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

impl Ledger {
    /// The ledger of these output folders; `settings` is the key of the run's settings.
    pub fn new(outputs: Vec<PathBuf>, settings: String) -> Self {
        Self { outputs, settings }
    }

    /// Removes finished files of records from the list. Returns how many it removed.
    ///
    /// # Errors
    /// If an output exists and `existing` refuses that.
    pub fn skip(&self, files: &mut Vec<Found>, existing: Existing) -> Result<usize> {
        let before = files.len();
        let is_shard = |file: &&Found| file.records.is_some();
        match existing {
            Existing::Overwrite => {}
            Existing::Resume => {
                let mut stale = 0;
                files.retain(|file| {
                    let finished = is_shard(&file).then(|| self.finished_entry(file)).flatten();
                    let is_finished =
                        finished.is_some() && finished == self.entry(file) && self.has_outputs(file);
                    stale += u64::from(finished.is_some() && !is_finished);
                    !is_finished
                });
                if stale > 0 {
                    say(&format!(
                        "cleaning {} again (inputs or settings have changed)",
                        count(stale, "finished file")
                    ));
                }
            }
            Existing::Refuse => {
                let mut outputs = files.iter().filter(is_shard).flat_map(|file| self.outputs_of(file));
                if let Some(path) = outputs.find(|path| path.exists()) {
                    bail!("{} exists (--resume continues a run, --overwrite starts over)", shown(&path));
                }
            }
        }
        Ok(before - files.len())
    }

    /// The current state of a file of records. `None` for a pipe, which cannot be recognized later.
    pub fn entry(&self, file: &Found) -> Option<Entry> {
        let Source::File(path) = &file.source else { return None };
        let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Some(Entry {
            input: path.to_string_lossy().into_owned(),
            bytes: metadata.len(),
            modified: modified.as_nanos() as u64,
            settings: self.settings.clone(),
        })
    }

    /// Marks a file as finished; `entry` is its state before it was read.
    pub fn mark_finished(&self, file: &Found, entry: &Entry) -> Result<(), WriteError> {
        let json = serde_json::to_vec(entry).expect("serializing to memory cannot fail");
        write_file(&self.path_for(file), &json)
    }

    /// Writes `run.json`.
    pub fn write_run_summary(&self, done: &Done) -> Result<(), WriteError> {
        let json =
            serde_json::to_string_pretty(&done.run_summary()).expect("serializing to memory cannot fail");
        write_file(&self.folder().join("run.json"), (json + "\n").as_bytes())
    }

    fn folder(&self) -> PathBuf {
        self.outputs.first().map(|folder| folder.join(".dechaff")).unwrap_or_default()
    }

    fn path_for(&self, file: &Found) -> PathBuf {
        let mut name = file.output_path.file_name().unwrap_or_default().to_owned();
        name.push(".json");
        self.folder().join("done").join(file.output_path.with_file_name(name))
    }

    fn finished_entry(&self, file: &Found) -> Option<Entry> {
        serde_json::from_slice(&fs::read(self.path_for(file)).ok()?).ok()
    }

    fn outputs_of(&self, file: &Found) -> impl Iterator<Item = PathBuf> {
        self.outputs.iter().map(|folder| folder.join(&file.output_path))
    }

    fn has_outputs(&self, file: &Found) -> bool {
        self.outputs_of(file).all(|path| Path::exists(&path))
    }
}
