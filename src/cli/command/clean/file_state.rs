//! What tells cheaply whether a file is still the one that was read.

use std::collections::HashMap;
use std::fs::{self, File, Metadata};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::ledger::hash;
use crate::cli::source::{Found, Source};

/// Bytes of a piece of the content that is looked at.
const PIECE: u64 = 4 << 10;
/// Number of pieces, spread evenly over a file. A smaller file is read as a whole.
const PIECES: u64 = 16;

/// The states of files of records before any of them is read.
#[derive(Clone, Debug, Default)]
pub struct InputStates(HashMap<PathBuf, u64>);

impl InputStates {
    /// Looks at the files of records among these.
    pub fn new(files: &[Found]) -> Self {
        let shards = files.iter().filter(|file| file.records.is_some());
        let state = |file: &Found| match &file.source {
            Source::File(path) => Some((path.clone(), file_state(file)?)),
            Source::Stdin => None,
        };
        Self(shards.filter_map(state).collect())
    }

    /// The state of a file of records; `None` for a pipe.
    pub fn of(&self, file: &Found) -> Option<u64> {
        let Source::File(path) = &file.source else { return None };
        self.0.get(path).copied()
    }
}

/// A hash of size, time of the last change and pieces of the content of a file. `None` for a pipe, which cannot be
/// recognized later.
pub fn file_state(file: &Found) -> Option<u64> {
    let Source::File(path) = &file.source else { return None };
    let about = fs::metadata(path).ok().filter(Metadata::is_file)?;
    let content = pieces(path, about.len()).ok()?;
    Some(hash(&[&times(&about), &content]))
}

/// A hash of size and times of a file. Unlike [`file_state`], it does not read the file; instead it also notices a change
/// of the file's owner or name, and calls that another state.
pub fn file_times(file: &Found) -> u64 {
    let Source::File(path) = &file.source else { return 0 };
    fs::metadata(path).map_or(0, |about| hash(&[&times(&about), &changed(&about)]))
}

/// Size and time of the last modification.
fn times(about: &Metadata) -> [u8; 24] {
    let modified = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let mut times = [0; 24];
    times[..8].copy_from_slice(&about.len().to_le_bytes());
    times[8..].copy_from_slice(&modified.unwrap_or_default().as_nanos().to_le_bytes());
    times
}

/// Whether a file has more names than one.
#[cfg(unix)]
pub fn other_names(about: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    about.nlink() > 1
}

/// Whether a file has more names than one, which cannot be seen here.
#[cfg(not(unix))]
pub fn other_names(_: &Metadata) -> bool {
    false
}

#[cfg(unix)]
fn changed(about: &Metadata) -> [u8; 16] {
    use std::os::unix::fs::MetadataExt;
    let mut changed = [0; 16];
    changed[..8].copy_from_slice(&about.ctime().to_le_bytes());
    changed[8..].copy_from_slice(&about.ctime_nsec().to_le_bytes());
    changed
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> [u8; 0] {
    []
}

fn pieces(path: &Path, size: u64) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut pieces = Vec::new();
    if size <= PIECE * PIECES {
        file.take(PIECE * PIECES).read_to_end(&mut pieces)?;
        return Ok(pieces);
    }
    for number in 0..PIECES {
        file.seek(SeekFrom::Start((size - PIECE) * number / (PIECES - 1)))?;
        file.by_ref().take(PIECE).read_to_end(&mut pieces)?;
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_shows_even_if_size_and_time_stay() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let file = Found { source: Source::File(path.clone()), records: None, output_path: "a.jsonl".into() };
        for size in [100, 10 << 20] {
            let mut bytes = vec![b'a'; size];
            fs::write(&path, &bytes).unwrap();
            let time = fs::metadata(&path).unwrap().modified().unwrap();
            let before = file_state(&file).unwrap();
            for at in [0, size - 1] {
                bytes[at] = b'b';
                fs::write(&path, &bytes).unwrap();
                File::options().append(true).open(&path).unwrap().set_modified(time).unwrap();
                assert_ne!(file_state(&file).unwrap(), before, "{at} of {size}");
                bytes[at] = b'a';
            }
            fs::write(&path, &bytes).unwrap();
            File::options().append(true).open(&path).unwrap().set_modified(time).unwrap();
            assert_eq!(file_state(&file).unwrap(), before);
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(file_state(&file), None);
    }
}
