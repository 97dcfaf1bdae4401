//! What earlier runs have finished, so that a run can go on where another was stopped: a small file for each file of
//! records, in the folder `.dechaff` of the outputs.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Result, bail};

use crate::cli::output::{Statistics, WriteError, write_whole};
use crate::cli::source::{Found, Source, shown};

/// What becomes of outputs that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// They are an error.
    Refuse,
    /// They are made anew.
    Overwrite,
    /// Those that are finished stay, as long as inputs and settings are the same.
    Resume,
}

/// The records of one folder of outputs.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The folders of outputs; the first one has the records.
    outputs: Vec<PathBuf>,
    settings: String,
}

/// A file of records as it was when it was cleaned.
#[derive(Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
struct Entry {
    /// Its path.
    input: String,
    /// Its size.
    bytes: u64,
    /// When it was last written, in nanoseconds since 1970.
    modified: u64,
    /// A number that differs when what decides differs.
    settings: String,
}

/// What is written about a run when it ends.
#[derive(Debug, serde::Serialize)]
pub struct Summary<'a> {
    /// Files of records that were cleaned.
    pub done: usize,
    /// Those that an earlier run had finished.
    pub skipped: usize,
    /// Those that a run with --resume has yet to do.
    pub left: usize,
    /// Those among the cleaned that could not be read, or not to their end.
    pub broken: u64,
    /// Whether the run was asked to stop.
    pub interrupted: bool,
    /// How long it took.
    pub seconds: f64,
    /// The numbers of the records.
    #[serde(flatten)]
    pub statistics: &'a Statistics,
}

impl Ledger {
    /// The records of some folders of outputs, for runs with settings that are told apart by `settings`.
    pub fn new(outputs: Vec<PathBuf>, settings: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        (env!("CARGO_PKG_VERSION"), settings).hash(&mut hasher);
        Self { outputs, settings: format!("{:016x}", hasher.finish()) }
    }

    /// Takes out of the files those that are finished. Returns their number.
    ///
    /// # Errors
    /// When an output exists that may not be made anew.
    pub fn skip(&self, shards: &mut Vec<Found>, existing: Existing) -> Result<usize> {
        let before = shards.len();
        match existing {
            Existing::Overwrite => {}
            Existing::Resume => shards.retain(|found| !self.has(found)),
            Existing::Refuse => {
                let outputs = shards.iter().flat_map(|found| self.outputs_of(found));
                if let Some(path) = outputs.into_iter().find(|path| path.exists()) {
                    bail!("{} exists (--resume goes on with a run, --overwrite begins anew)", shown(&path));
                }
            }
        }
        Ok(before - shards.len())
    }

    /// Notes that a file is finished.
    pub fn note(&self, found: &Found) -> Result<(), WriteError> {
        let Some(entry) = self.entry(found) else { return Ok(()) };
        let json = serde_json::to_vec(&entry).expect("numbers by names are always JSON");
        write_whole(&self.place(found), &json)
    }

    /// Writes what was done.
    pub fn end(&self, summary: &Summary<'_>) -> Result<(), WriteError> {
        let json = serde_json::to_string_pretty(summary).expect("numbers by names are always JSON");
        write_whole(&self.folder().join("run.json"), (json + "\n").as_bytes())
    }

    fn folder(&self) -> PathBuf {
        self.outputs.first().map(|folder| folder.join(".dechaff")).unwrap_or_default()
    }

    fn place(&self, found: &Found) -> PathBuf {
        let mut name = found.output_path.file_name().unwrap_or_default().to_owned();
        name.push(".json");
        self.folder().join("done").join(found.output_path.with_file_name(name))
    }

    fn outputs_of(&self, found: &Found) -> impl Iterator<Item = PathBuf> {
        self.outputs.iter().map(|folder| folder.join(&found.output_path))
    }

    fn has(&self, found: &Found) -> bool {
        let noted = fs::read(self.place(found)).ok().and_then(|json| serde_json::from_slice(&json).ok());
        noted.is_some() && noted == self.entry(found) && self.outputs_of(found).all(|path| path.exists())
    }

    /// None for what is no file: it cannot be told whether it is still the same.
    fn entry(&self, found: &Found) -> Option<Entry> {
        let Source::File(path) = &found.source else { return None };
        let about = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        let modified = about.modified().ok()?.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        Some(Entry {
            input: path_text(path),
            bytes: about.len(),
            modified: modified.as_nanos() as u64,
            settings: self.settings.clone(),
        })
    }
}

fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
