//! What was cleaned in place, so that nothing is cleaned twice by the same settings.
//!
//! The folder `.dechaff` in each folder that a run was asked to clean holds one ledger of pages and, for each file of
//! records, the hashes of its texts. A file is looked for in the ledgers of all folders above it, because it may be named in
//! many ways.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;

use super::file_state::file_state;
use super::ledger::{Durability, Entry, FOLDER, Ledger, memory, slot};
use crate::cli::encode::TextHashes;
use crate::cli::engine::Inputs;
use crate::cli::output::{FolderLock, WriteError, say, write_atomically};
use crate::cli::source::{Found, Input, Source};
use crate::cli::survey::Totals;

/// The name of the ledger.
const LEDGER: &str = "cleaned";
/// The folder of the hashes of texts.
const TEXTS: &str = "texts";
/// What the entries of the ledger are about.
const ABOUT: &str = "in place";

/// The files that were cleaned in place.
#[derive(Debug)]
pub struct CleanedInPlace {
    settings: String,
    /// Those of the folders to clean come first.
    homes: Vec<Home>,
    /// The folders that hold the files of this run, each as it was given, with its homes and its path below them.
    folders: HashMap<PathBuf, Vec<(usize, PathBuf)>>,
    /// The texts of the files of records that were looked at last.
    texts: Mutex<VecDeque<(PathBuf, Arc<TextHashes>)>>,
}

/// A folder with a ledger.
#[derive(Debug)]
struct Home {
    folder: PathBuf,
    ledger: Ledger,
}

/// A page that is about to be replaced, or to stay because nothing is removed from it.
#[derive(Clone, Copy, Debug)]
pub struct CleanPage {
    home: usize,
    entry: Entry,
}

/// Files of records whose texts stay in memory: as many as threads may work on at once, at least.
const TEXTS_IN_MEMORY: usize = 8;

impl CleanedInPlace {
    /// Reads the ledgers of the inputs, and creates those that are missing. Also keeps other runs away from the inputs.
    pub fn open(inputs: &Inputs, files: &[Found], settings: String) -> Result<(Self, Vec<FolderLock>)> {
        let (mut homes, mut locks) = (Vec::<Home>::new(), Vec::new());
        for (folder, is_whole) in roots(inputs) {
            // Runs over files of one folder take turns, and in the same order of folders. To wait for a run over a whole
            // folder could take long.
            locks.push(if is_whole { FolderLock::new(&folder)? } else { FolderLock::wait(&folder, say) });
            let ledger = Ledger::read(memory(&folder)?.join(LEDGER), ABOUT);
            homes.push(Home { folder, ledger });
        }
        let own = homes.len();
        let mut folders = HashMap::new();
        for file in files {
            let Source::File(path) = &file.source else { continue };
            let folder = folder_of(path);
            if folders.contains_key(folder) {
                continue;
            }
            let Ok(whole) = fs::canonicalize(folder) else { continue };
            let mut found = Vec::new();
            for above in whole.ancestors() {
                let known = homes.iter().position(|home| home.folder == above);
                let has_ledger = || {
                    let exists = |name| above.join(FOLDER).join(name).exists();
                    (exists(LEDGER) || exists(TEXTS)) && is_believed(above, &whole)
                };
                if known.is_none() && has_ledger() {
                    locks.push(FolderLock::shared(above)?);
                    let ledger = Ledger::read(above.join(FOLDER).join(LEDGER), ABOUT);
                    homes.push(Home { folder: above.to_owned(), ledger });
                }
                let Some(at) = known.or_else(|| homes.iter().position(|home| home.folder == above)) else {
                    continue;
                };
                found.push((at, whole.strip_prefix(above).unwrap_or(&whole).to_owned()));
            }
            // Those that this run writes to come first. A folder behind a link is below none of them.
            found.sort_by_key(|(at, _)| *at);
            if own > 0 && found.first().is_none_or(|(at, _)| *at >= own) {
                found.insert(0, (0, whole));
            }
            folders.insert(folder.to_owned(), found);
        }
        Ok((Self { settings, homes, folders, texts: Mutex::default() }, locks))
    }

    /// Where the templates of an unfinished run are kept: the pages that it has not cleaned yet must be cleaned with them.
    pub fn templates(&self) -> Option<PathBuf> {
        let name = format!("templates-{}", self.settings);
        self.homes.first().map(|home| home.folder.join(FOLDER).join(name))
    }

    /// Forgets the templates once all files of the run are cleaned.
    pub fn forget_templates(&self) {
        if let Some(file) = self.templates() {
            // A run that learned none has no such file.
            let _ = fs::remove_file(file);
        }
    }

    /// Whether a page with this content was cleaned before.
    pub fn is_clean(&self, path: &Path, content: u64) -> bool {
        self.slots(path).any(|(home, slot)| self.homes[home].ledger.state(slot) == Some(content))
    }

    /// A page that is clean if it has this content.
    pub fn clean_page(&self, path: &Path, content: u64) -> Option<CleanPage> {
        let (home, slot) = self.slots(path).next()?;
        Some(CleanPage { home, entry: Entry { slot, state: content, totals: Totals::default() } })
    }

    /// Remembers pages. This comes before they are replaced: if the run is killed in between, they do not have the content
    /// that was remembered, and are cleaned by the next run.
    pub fn remember(&self, pages: &[CleanPage]) -> Result<(), WriteError> {
        for (at, home) in self.homes.iter().enumerate() {
            let entries: Vec<Entry> =
                pages.iter().filter(|page| page.home == at).map(|page| page.entry).collect();
            home.ledger.add(&entries, Durability::Synced)?;
        }
        Ok(())
    }

    /// The texts of a file of records that were cleaned before.
    pub fn texts(&self, file: &Found) -> Arc<TextHashes> {
        let Source::File(path) = &file.source else { return Arc::default() };
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, found)) = texts.iter().find(|(known, _)| known == path) {
            return Arc::clone(found);
        }
        let state = file_state(file);
        let read: Vec<u64> = self.texts_files(path).flat_map(|file| read_texts(&file, state)).collect();
        let found = Arc::new(TextHashes::from(read));
        texts.push_back((path.clone(), Arc::clone(&found)));
        if texts.len() > TEXTS_IN_MEMORY {
            texts.pop_front();
        }
        found
    }

    /// Remembers the texts of a file of records. This comes before the file is replaced. `replaces` is the state of the file
    /// that it replaces, if it does: if the run is killed in between, the file still has that state, and the texts are those of
    /// no file.
    pub fn remember_texts(
        &self,
        file: &Found,
        replaces: Option<u64>,
        texts: Vec<u64>,
    ) -> Result<(), WriteError> {
        let Source::File(path) = &file.source else { return Ok(()) };
        let Some(to) = self.texts_files(path).next() else { return Ok(()) };
        let texts = TextHashes::from(texts);
        if replaces.is_none() && texts == *self.texts(file) {
            return Ok(());
        }
        write_atomically(&to, |to| {
            to.write_all(&replaces.unwrap_or_default().to_le_bytes())?;
            let bytes: Vec<u8> = texts.as_slice().iter().flat_map(|text| text.to_le_bytes()).collect();
            to.write_all(&bytes)
        })
    }

    /// The homes of a file, with its slot there.
    fn slots(&self, path: &Path) -> impl Iterator<Item = (usize, u64)> {
        let homes = self.folders.get(folder_of(path)).into_iter().flatten();
        let name = path.file_name().unwrap_or_default();
        homes.map(move |(home, below)| (*home, slot(&below.join(name), &self.settings)))
    }

    /// The files that may hold the texts of a file of records. The first is the one to write.
    fn texts_files(&self, path: &Path) -> impl Iterator<Item = PathBuf> {
        self.slots(path)
            .map(|(home, slot)| self.homes[home].folder.join(FOLDER).join(TEXTS).join(format!("{slot:016x}")))
    }
}

/// The folders that were named, or that hold files that were named, and whether the whole folder was named.
fn roots(inputs: &Inputs) -> BTreeMap<PathBuf, bool> {
    let mut roots = BTreeMap::new();
    for root in &inputs.roots {
        let (folder, is_whole) = match root {
            Input::Folder(path) => (path.as_path(), true),
            Input::File(path) => (folder_of(path), false),
            Input::Stdin => continue,
        };
        // What does not exist is reported when it is read.
        if let Ok(folder) = fs::canonicalize(folder) {
            *roots.entry(folder).or_default() |= is_whole;
        }
    }
    roots
}

fn read_texts(file: &Path, state: Option<u64>) -> Vec<u64> {
    // To open a pipe would wait for its other end.
    let is_file = fs::symlink_metadata(file).is_ok_and(|about| about.is_file());
    let bytes = if is_file { fs::read(file).unwrap_or_default() } else { Vec::new() };
    let mut numbers =
        bytes.chunks_exact(8).filter_map(|bytes| Some(u64::from_le_bytes(bytes.try_into().ok()?)));
    let replaced = numbers.next();
    if replaced.is_some() && replaced == state { Vec::new() } else { numbers.collect() }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}

/// Whether what is remembered in a folder above another is of its owner, or of the administrator. What anybody else put
/// there is not believed.
#[cfg(unix)]
fn is_believed(above: &Path, folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let owner =
        |path: &Path| fs::symlink_metadata(path).ok().filter(fs::Metadata::is_dir).map(|about| about.uid());
    owner(&above.join(FOLDER)).is_some_and(|user| user == 0 || owner(folder) == Some(user))
}

#[cfg(not(unix))]
fn is_believed(_: &Path, _: &Path) -> bool {
    true
}
