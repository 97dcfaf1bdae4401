//! Remembers which files are finished, so that a run can resume where another was stopped, and so that no page is
//! cleaned in place twice: one file to which a line is added per finished file, in the folder `.dechaff`.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use xxhash_rust::xxh3::xxh3_64;

use crate::cli::output::{WriteError, write_atomically};

/// The folder of what dechaff remembers, in a folder of outputs or of files that are cleaned in place.
pub const FOLDER: &str = ".dechaff";

/// The finished files of a folder.
///
/// A file has a slot, a hash of its name, and a state, a hash of what was read and written. The last line of a slot counts.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    /// What the entries are about.
    about: String,
    states: HashMap<u64, u64>,
    /// `None` before the first entry of this run.
    file: Mutex<Option<File>>,
    /// Entries of a ledger for other settings, which it no longer has.
    pub forgotten: usize,
    /// Whether lines can be added to the file as it is.
    is_sound: bool,
}

/// A finished file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub slot: u64,
    pub state: u64,
}

/// Whether entries survive a crash of the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    Synced,
    NotSynced,
}

impl Ledger {
    /// Reads a ledger. Its first line says what its entries are about; one that is about something else, or that cannot be
    /// read, has no entries.
    pub fn read(path: PathBuf, about: &str) -> Self {
        // To open a pipe would wait for its other end.
        let is_file = fs::symlink_metadata(&path).is_ok_and(|about| about.is_file());
        let text = if is_file { fs::read_to_string(&path).unwrap_or_default() } else { String::new() };
        // What follows the last line end is half a line of a killed run.
        let mut lines = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        let is_same = lines.next() == Some(&header(about));
        let mut states = HashMap::new();
        let mut count = 0;
        for entry in lines.filter_map(Entry::read) {
            count += 1;
            if is_same {
                states.insert(entry.slot, entry.state);
            }
        }
        let is_sound = is_same && text.ends_with('\n') && count <= 2 * states.len() + 1_000;
        let forgotten = if is_same { 0 } else { count };
        Self { path, about: about.to_owned(), states, file: Mutex::new(None), forgotten, is_sound }
    }

    /// Prepares the file for more entries, as the first one does. One that is about something else starts over.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn start(&self) -> Result<(), WriteError> {
        if self.is_sound {
            return Ok(());
        }
        write_atomically(&self.path, |file| {
            writeln!(file, "{}", header(&self.about))?;
            self.states.iter().try_for_each(|(&slot, &state)| Entry { slot, state }.write(file))
        })
    }

    /// The state of a slot when the ledger was read.
    pub fn state(&self, slot: u64) -> Option<u64> {
        self.states.get(&slot).copied()
    }

    /// Adds entries.
    pub fn add(&self, entries: &[Entry], durability: Durability) -> Result<(), WriteError> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut lines = Vec::with_capacity(entries.len() * 34);
        // Writing to memory cannot fail.
        let _ = entries.iter().try_for_each(|entry| entry.write(&mut lines));
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if file.is_none() {
            self.start()?;
        }
        let mut write = || -> io::Result<()> {
            let file = match &mut *file {
                Some(file) => file,
                None => file.insert(File::options().append(true).open(&self.path)?),
            };
            file.write_all(&lines)?;
            if durability == Durability::Synced { file.sync_data() } else { Ok(()) }
        };
        write().map_err(|error| WriteError::file(&self.path, error))
    }
}

fn header(about: &str) -> String {
    format!("dechaff {about}")
}

impl Entry {
    fn read(line: &str) -> Option<Self> {
        let (slot, state) = line.split_once(' ')?;
        let number = |text: &str| (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok()).flatten();
        Some(Self { slot: number(slot)?, state: number(state)? })
    }

    fn write(self, to: &mut (impl Write + ?Sized)) -> io::Result<()> {
        writeln!(to, "{:016x} {:016x}", self.slot, self.state)
    }
}

/// The folder of what dechaff remembers about another folder.
///
/// # Errors
/// If it, or a folder in it, is a link: what is remembered would be written elsewhere.
pub fn memory(folder: &Path) -> Result<PathBuf, WriteError> {
    let memory = folder.join(FOLDER);
    for path in [memory.clone(), memory.join("texts")] {
        if path.is_symlink() {
            return Err(WriteError::file(&path, io::Error::other("it is a link (remove it)")));
        }
    }
    Ok(memory)
}

/// A hash of several parts, which are not confused if they are divided in another way.
pub fn hash(parts: &[&[u8]]) -> u64 {
    let mut all = Vec::new();
    for part in parts {
        all.extend_from_slice(&(part.len() as u64).to_le_bytes());
        all.extend_from_slice(part);
    }
    xxh3_64(&all)
}

/// The slot of a file with this path below the folder of the ledger.
pub fn slot(below: &Path, settings: &str) -> u64 {
    hash(&[below.as_os_str().as_encoded_bytes(), settings.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(slot: u64, state: u64) -> Entry {
        Entry { slot, state }
    }

    #[test]
    fn the_last_entry_of_a_slot_counts_and_half_a_line_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let open = |about| {
            let ledger = Ledger::read(dir.path().join("finished"), about);
            ledger.start().unwrap();
            ledger
        };
        let ledger = open("a");
        ledger.add(&[entry(1, 7), entry(2, 8)], Durability::Synced).unwrap();
        ledger.add(&[entry(1, 9)], Durability::NotSynced).unwrap();
        assert_eq!(ledger.state(1), None);
        let path = dir.path().join("finished");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text + "0000000000000002 00000000000").unwrap();
        let ledger = open("a");
        assert_eq!((ledger.state(1), ledger.state(2), ledger.state(3)), (Some(9), Some(8), None));
        ledger.add(&[entry(3, 4)], Durability::Synced).unwrap();
        assert_eq!(open("a").state(3), Some(4));
        let other = open("b");
        assert_eq!((other.state(1), other.forgotten), (None, 3));
        assert_eq!(open("a").state(1), None);
    }

    #[test]
    fn a_ledger_is_no_longer_than_it_must_be() {
        let dir = tempfile::tempdir().unwrap();
        let open = || {
            let ledger = Ledger::read(dir.path().join("finished"), "a");
            ledger.start().unwrap();
            ledger
        };
        let many: Vec<Entry> = (0..3_000).map(|state| entry(5, state)).collect();
        open().add(&many, Durability::NotSynced).unwrap();
        assert_eq!(open().state(5), Some(2_999));
        assert!(fs::metadata(dir.path().join("finished")).unwrap().len() < 100);
    }

    #[test]
    fn parts_are_not_confused() {
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
        assert_ne!(slot(Path::new("a"), "x"), slot(Path::new("a"), "y"));
    }
}
