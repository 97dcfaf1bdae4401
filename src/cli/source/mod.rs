//! Where pages come from: finds files, reads them, and decodes them to text.

mod charset;
mod compression;
mod envelope;
mod fields;
mod format;
mod glob;
mod gzip;
mod head;
mod http;
mod json_field;
mod json_members;
mod line_chunks;
mod load_pages;
mod magic;
mod markdown;
mod markup;
mod no_page;
mod output_name;
mod read;
mod recognize;
mod shard_reader;
mod size;
mod stdin;
mod strict_json;
mod table;
mod walk;
mod warc;
mod zstd_dictionary;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::terminal_text;

pub use charset::{NotText, decode_as};
pub use compression::Compression;
pub use fields::{Fields, RecordName, RecordUnit, excerpt};
pub use format::{InputFormat, RecordFormat};
pub use glob::Glob;
pub use http::{Body, HttpError, HttpResponse};
pub use json_field::{FieldPath, FieldSpan, RecordError, find_fields, string, utf8};
pub use line_chunks::{ChunkKind, LineChunk, LineChunks, RecordLine, content_length};
pub use load_pages::PageError;
pub use output_name::separate;
pub use read::{NeedsMemory, PageText, ReadError, Reader};
pub use shard_reader::{Chunk, ShardReader, StreamError};
pub use size::Size;
pub use table::{Rows, Table, TableError, TableReader};
pub use walk::{Found, Input, Walk, WalkError};
pub use warc::{LostRecord, WarcPage, WarcReader, WarcRecord};

/// What to read: a page, or a file of many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file, or a named pipe or device that was named explicitly.
    File(PathBuf),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::File(path) => write!(f, "{}", shown(path)),
        }
    }
}

impl Source {
    /// The path as it is, for data.
    pub fn path(&self) -> String {
        match self {
            Self::Stdin => self.to_string(),
            Self::File(path) => path.to_string_lossy().into_owned(),
        }
    }

    /// The size of a file in bytes, as it is stored; 0 if it is not known.
    pub fn size(&self) -> u64 {
        let Self::File(path) = self else { return 0 };
        fs::metadata(path).map_or(0, |about| about.len())
    }
}

/// A path for a message: on one line and safe for terminals, whatever the name contains.
pub fn shown(path: &Path) -> String {
    terminal_text::path(&path.to_string_lossy())
}

/// A path for a report, the same on every system: with `/`, and without a leading `./`.
pub fn slashed(path: &Path) -> String {
    let path = path.to_string_lossy();
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() };
    path.strip_prefix("./").map_or(path.clone(), str::to_owned)
}
