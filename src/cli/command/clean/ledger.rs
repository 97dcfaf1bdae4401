//! What earlier runs have finished, so that a run can go on where another was stopped: a small file for each file of
//! records, in the folder `.dechaff` of the outputs.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Result, bail};

use super::summary::Done;
use crate::cli::args::CleanArguments;
use crate::cli::output::{WriteError, count, say, write_file};
use crate::cli::source::{Found, Source, shown};

/// What becomes of outputs that exist already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// They are an error.
    Refuse,
    /// They are replaced.
    Overwrite,
    /// Those that are finished stay, as long as inputs and settings are the same.
    Resume,
}

/// The finished files of a folder of outputs.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The folders of outputs. The ledger is in the first.
    outputs: Vec<PathBuf>,
    settings: String,
}

/// A file of records as it was before it was cleaned.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct Entry {
    /// Its path.
    input: String,
    /// Its size.
    bytes: u64,
    /// When it was last written, in nanoseconds since 1970.
    modified: u64,
    /// The key of the settings.
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
    /// The ledger of some folders of outputs, for runs with settings of this key.
    pub fn new(outputs: Vec<PathBuf>, settings: String) -> Self {
        Self { outputs, settings }
    }

    /// Takes the files of records that are finished out of the list. Returns their number.
    ///
    /// # Errors
    /// When an output exists that must not be replaced.
    pub fn skip(&self, files: &mut Vec<Found>, existing: Existing) -> Result<usize> {
        let before = files.len();
        let is_shard = |file: &&Found| file.records.is_some();
        match existing {
            Existing::Overwrite => {}
            Existing::Resume => {
                let mut stale = 0;
                files.retain(|file| {
                    let noted = is_shard(&file).then(|| self.noted(file)).flatten();
                    let is_finished = noted.is_some() && noted == self.entry(file) && self.has_outputs(file);
                    stale += u64::from(noted.is_some() && !is_finished);
                    !is_finished
                });
                if stale > 0 {
                    say(&format!(
                        "{} cleaned again: inputs or settings have changed since",
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

    /// A file of records as it is now; `None` for a pipe, which cannot be told to be the same later.
    pub fn entry(&self, file: &Found) -> Option<Entry> {
        let Source::File(path) = &file.source else { return None };
        let about = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let modified = about.modified().ok()?.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Some(Entry {
            input: path.to_string_lossy().into_owned(),
            bytes: about.len(),
            modified: modified.as_nanos() as u64,
            settings: self.settings.clone(),
        })
    }

    /// Notes that a file is finished, as it was before it was read.
    pub fn note(&self, file: &Found, entry: &Entry) -> Result<(), WriteError> {
        let json = serde_json::to_vec(entry).expect("numbers by names are always JSON");
        write_file(&self.path_for(file), &json)
    }

    /// Writes what a run has done.
    pub fn end(&self, done: &Done) -> Result<(), WriteError> {
        let json =
            serde_json::to_string_pretty(&done.run_summary()).expect("numbers by names are always JSON");
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

    fn noted(&self, file: &Found) -> Option<Entry> {
        serde_json::from_slice(&fs::read(self.path_for(file)).ok()?).ok()
    }

    fn outputs_of(&self, file: &Found) -> impl Iterator<Item = PathBuf> {
        self.outputs.iter().map(|folder| folder.join(&file.output_path))
    }

    fn has_outputs(&self, file: &Found) -> bool {
        self.outputs_of(file).all(|path| Path::exists(&path))
    }
}
