//! Remembers which files are finished, so that a run can resume where another was stopped, and so that no page is
//! cleaned in place twice: one file to which a line is added per finished file, in the folder `.dechaff`.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use xxhash_rust::xxh3::xxh3_64;

use crate::cli::output::{WriteError, write_atomically};
use crate::cli::survey::{Characters, Totals};

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
    states: HashMap<u64, State>,
    /// The numbers of files that have no room for them in their state, such as files of records.
    large: HashMap<u64, Totals>,
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
    /// The numbers of its pages; none if they are not counted.
    pub totals: Totals,
}

/// What is known of a slot. There may be millions, so it is small.
#[derive(Clone, Copy, Debug)]
struct State {
    hash: u64,
    /// Characters read and kept if it is one page; else there are none, or they are in [`Ledger::large`].
    read: u32,
    kept: u32,
}

/// Instead of a number of characters.
const NO_PAGE: u32 = u32::MAX;

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
        let (mut states, mut large) = (HashMap::new(), HashMap::new());
        let mut count = 0;
        for entry in lines.filter_map(Entry::read) {
            count += 1;
            if is_same {
                let state = entry.small();
                if state.read == NO_PAGE && entry.totals.pages > 0 {
                    large.insert(entry.slot, entry.totals);
                }
                states.insert(entry.slot, state);
            }
        }
        let is_sound = is_same && text.ends_with('\n') && count <= 2 * states.len() + 1_000;
        let forgotten = if is_same { 0 } else { count };
        Self { path, about: about.to_owned(), states, large, file: Mutex::new(None), forgotten, is_sound }
    }

    /// The numbers of a slot when the ledger was read.
    pub fn totals(&self, slot: u64) -> Totals {
        match self.states.get(&slot) {
            Some(State { read, kept, .. }) if *read != NO_PAGE => {
                let mut totals = Totals::default();
                let (read, kept) = (u64::from(*read), u64::from(*kept));
                totals.add_page(Characters { read, kept, removed: read - kept });
                totals
            }
            _ => self.large.get(&slot).copied().unwrap_or_default(),
        }
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
            self.states.iter().try_for_each(|(&slot, state)| {
                Entry { slot, state: state.hash, totals: self.totals(slot) }.write(file)
            })
        })
    }

    /// The state of a slot when the ledger was read.
    pub fn state(&self, slot: u64) -> Option<u64> {
        self.states.get(&slot).map(|state| state.hash)
    }

    /// Adds entries.
    pub fn add(&self, entries: &[Entry], durability: Durability) -> Result<(), WriteError> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut lines = Vec::with_capacity(entries.len() * 48);
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
        let mut words = line.split(' ');
        let mut hash = || {
            words.next().filter(|word| word.len() == 16).and_then(|word| u64::from_str_radix(word, 16).ok())
        };
        let (slot, state) = (hash()?, hash()?);
        let numbers: Vec<u64> = words.map(|word| word.parse().ok()).collect::<Option<_>>()?;
        let totals = match numbers[..] {
            [] => Totals::default(),
            [pages, emptied, read, kept] => Totals {
                pages,
                emptied,
                characters: Characters { read, kept, removed: read.checked_sub(kept)? },
            },
            _ => return None,
        };
        Some(Self { slot, state, totals })
    }

    fn small(&self) -> State {
        let Totals { pages, characters: Characters { read, kept, .. }, .. } = self.totals;
        let room = pages == 1 && read < u64::from(NO_PAGE);
        let (read, kept) = if room { (read as u32, kept as u32) } else { (NO_PAGE, 0) };
        State { hash: self.state, read, kept }
    }

    fn write(self, to: &mut (impl Write + ?Sized)) -> io::Result<()> {
        write!(to, "{:016x} {:016x}", self.slot, self.state)?;
        let Totals { pages, emptied, characters: Characters { read, kept, .. } } = self.totals;
        if pages > 0 {
            write!(to, " {pages} {emptied} {read} {kept}")?;
        }
        writeln!(to)
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
        Entry { slot, state, totals: Totals::default() }
    }

    #[test]
    fn numbers_are_remembered() {
        let dir = tempfile::tempdir().unwrap();
        let read = || Ledger::read(dir.path().join("finished"), "a");
        let totals = |pages, emptied, read, kept| Totals {
            pages,
            emptied,
            characters: Characters { read, kept, removed: read - kept },
        };
        let all =
            [totals(1, 0, 70, 30), totals(1, 1, 9, 0), totals(1, 0, 5 << 32, 7), totals(900, 3, 1_000, 10)];
        let entries = (0..).zip(all).map(|(slot, totals)| Entry { totals, ..entry(slot, 8) });
        read().add(&entries.collect::<Vec<_>>(), Durability::NotSynced).unwrap();
        for (slot, totals) in (0..).zip(all) {
            assert_eq!((read().state(slot), read().totals(slot)), (Some(8), totals), "{slot}");
        }
        assert_eq!(read().totals(77), Totals::default());
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
