//! A file of records, read piece by piece.

use std::io::{self, BufReader, Read};
use std::sync::Arc;

use super::{
    Archive, Batch, Batches, Capture, CaptureError, Fields, Found, Packing, ReadError, RecordFormat, Rows,
    Size, Source, Table, TableError, TableReader,
};

/// A file that is being read.
pub enum Stream {
    /// Records of JSON, a line each.
    Lines(Batches<Box<dyn Read + Send>>),
    /// A web archive.
    Archive(Archive),
    /// A table.
    Table(Box<TableReader>),
}

/// What a file is made of.
#[derive(Debug)]
pub enum Load {
    /// Records of JSON.
    Lines(Batch),
    /// Pages of a web archive, and what is wrong with others, by their numbers.
    Captures(Vec<Result<Capture, (u64, CaptureError)>>),
    /// Rows of a table.
    Rows(Rows),
}

/// A file of records that cannot be read, and how far it was.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// Not at all.
    #[error(transparent)]
    Closed(#[from] ReadError),
    /// A table, not at all.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Up to somewhere.
    #[error("{at}: breaks off here: {reason} (the records above it are done)")]
    Breaks {
        /// The line or record.
        at: String,
        /// What the system says.
        reason: io::Error,
    },
    /// A table, up to a row.
    #[error("row {0}: breaks off here: {1}")]
    TableBreaks(u64, TableError),
}

impl Stream {
    /// Opens a file whose records are no larger than `limit`. Of a table only the columns that are the fields are read.
    pub fn open(found: &Found, limit: Size, fields: &Fields) -> Result<Self, Broken> {
        if found.records == Some(RecordFormat::Parquet) {
            let Source::File(path) = &found.source else { return Err(TableError::Pipe.into()) };
            return Ok(Self::Table(Box::new(TableReader::new(Arc::new(Table::open(path, fields)?)))));
        }
        let (from, waits): (Box<dyn Read + Send>, _) = match &found.source {
            Source::Stdin => (Box::new(io::stdin()), true),
            Source::File(path) => (Packing::open(path).map_err(ReadError::from)?, false),
        };
        Ok(if found.records == Some(RecordFormat::Warc) {
            Self::Archive(Archive::new(Box::new(BufReader::with_capacity(1 << 16, from)), limit))
        } else {
            Self::Lines(Batches::new(from, limit, waits))
        })
    }

    /// The table that is read, if it is one.
    pub fn table(&self) -> Option<Arc<Table>> {
        if let Self::Table(table) = self { Some(Arc::clone(table.table())) } else { None }
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
            Self::Table(table) => match table.next() {
                Ok(rows) => Ok(rows.map(|rows| {
                    let bytes = rows.bytes();
                    (Load::Rows(rows), bytes)
                })),
                Err(error) => Err(Broken::TableBreaks(table.row(), error)),
            },
        }
    }
}
