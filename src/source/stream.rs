//! A file of records, read piece by piece.

use std::io::{self, BufReader, Read};

use super::{Archive, Batch, Batches, Capture, CaptureError, Found, Packing, ReadError, Size, Source};

/// A file that is being read.
pub enum Stream {
    /// Records of JSON, a line each.
    Lines(Batches<Box<dyn Read + Send>>),
    /// A web archive.
    Archive(Archive),
}

/// What a file is made of.
#[derive(Debug)]
pub enum Load {
    /// Records of JSON.
    Lines(Batch),
    /// Pages of a web archive, and what is wrong with others, by their numbers.
    Captures(Vec<Result<Capture, (u64, CaptureError)>>),
}

/// A file of records that cannot be read, and how far it was.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// Not at all.
    #[error(transparent)]
    Closed(ReadError),
    /// Up to somewhere.
    #[error("{at}: breaks off here: {reason} (the records above it are done)")]
    Breaks {
        /// The line or record.
        at: String,
        /// What the system says.
        reason: io::Error,
    },
}

impl Stream {
    /// Opens a file whose records are no larger than `limit`.
    pub fn open(found: &Found, limit: Size) -> Result<Self, Broken> {
        let (from, waits): (Box<dyn Read + Send>, _) = match &found.source {
            Source::Stdin => (Box::new(io::stdin()), true),
            Source::File(path) => (Packing::open(path).map_err(|error| Broken::Closed(error.into()))?, false),
        };
        Ok(if found.is_archive {
            Self::Archive(Archive::new(Box::new(BufReader::with_capacity(1 << 16, from)), limit))
        } else {
            Self::Lines(Batches::new(from, limit, waits))
        })
    }

    /// The next piece with its bytes in memory; none at the end.
    pub fn next(&mut self) -> Result<Option<(Load, usize)>, Broken> {
        match self {
            Self::Lines(batches) => match batches.next() {
                Ok(batch) => Ok(batch.map(|batch| {
                    let bytes = batch.bytes.capacity();
                    (Load::Lines(batch), bytes)
                })),
                Err(reason) => Err(Broken::Breaks { at: format!("line {}", batches.line()), reason }),
            },
            Self::Archive(archive) => match archive.next() {
                Ok(captures) => Ok((!captures.is_empty()).then(|| {
                    let bytes = captures.iter().flatten().map(|capture| capture.block.capacity()).sum();
                    (Load::Captures(captures), bytes)
                })),
                Err(reason) => Err(Broken::Breaks { at: format!("record {}", archive.number()), reason }),
            },
        }
    }
}
