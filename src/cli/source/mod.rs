//! Where pages come from: finding them, reading them, and making text of them.

mod charset;
mod compression;
mod fields;
mod format;
mod http;
mod json_field;
mod line_chunks;
mod load_pages;
mod read;
mod shard_reader;
mod size;
mod table;
mod walk;
mod warc;

use std::fmt;
use std::path::{Path, PathBuf};

pub use charset::{NotText, decode_as};
pub use compression::Compression;
pub use fields::{Fields, RecordName, RecordUnit};
pub use format::{InputFormat, RecordFormat};
pub use http::{HttpError, HttpResponse};
pub use json_field::{FieldPath, FieldSpan, RecordError, string, utf8};
pub use line_chunks::{ChunkKind, LineChunk, LineChunks, RecordLine, content_length};
pub use load_pages::PageError;
pub use read::{PageText, ReadError, Reader};
pub use shard_reader::{Chunk, ShardReader, StreamError};
pub use size::Size;
pub use table::{Rows, Table, TableError, TableReader};
pub use walk::{Found, Input, Walk};
pub use warc::{WarcError, WarcReader, WarcRecord};

/// Where the bytes of one page come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input, up to its end.
    Stdin,
    /// A file; also a named pipe or a device, when a person named it.
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

/// A path as a message shows it: on one line, whatever a scraper has put into the name.
pub fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy())
}

/// A text that cannot steer a terminal: neither its cursor nor the direction of what stands beside it.
pub fn visible(text: &str) -> String {
    let steers = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| {
            if c == '\t' {
                ' '
            } else if steers(c) {
                '\u{FFFD}'
            } else {
                c
            }
        })
        .collect()
}

/// A path as reports have it, the same on every system: with `/`, and without `./` in front.
pub fn slashed(path: &Path) -> String {
    let path = path.to_string_lossy();
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() };
    path.strip_prefix("./").map_or(path.clone(), str::to_owned)
}
