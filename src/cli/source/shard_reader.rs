//! A file of records, read piece by piece.

use std::io::{self, BufReader, Read};
use std::sync::Arc;

use super::{
    Compression, Fields, Found, LineChunk, LineChunks, ReadError, RecordFormat, Rows, Size, Source, Table,
    TableError, TableReader, WarcError, WarcReader, WarcRecord,
};

/// A file that is being read.
pub enum ShardReader {
    /// Records of JSON, a line each.
    Lines(LineChunks<Box<dyn Read + Send>>),
    /// A web warc.
    Warc(WarcReader),
    /// A table.
    Table(Box<TableReader>),
}

/// What a file is made of.
#[derive(Debug)]
pub enum Chunk {
    /// Records of JSON.
    Lines(LineChunk),
    /// Pages of a web warc, and what is wrong with others, by their numbers.
    WarcRecords(Vec<Result<WarcRecord, (u64, WarcError)>>),
    /// Rows of a table.
    Rows(Rows),
}

/// A file of records that cannot be read, and how far it was.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// Not at all.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A table, not at all.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Up to somewhere.
    #[error("{at}: breaks off here: {reason} (the records above it are done)")]
    Truncated {
        /// The line or record.
        at: String,
        /// What the system says.
        reason: io::Error,
    },
    /// A table, up to a row.
    #[error("row {0}: breaks off here: {1}")]
    TruncatedTable(u64, TableError),
}

impl ShardReader {
    /// Opens a file whose records are no larger than `limit`. Of a table only the columns that are the fields are read.
    pub fn open(found: &Found, limit: Size, fields: &Fields) -> Result<Self, StreamError> {
        if found.records == Some(RecordFormat::Parquet) {
            let Source::File(path) = &found.source else { return Err(TableError::Pipe.into()) };
            return Ok(Self::Table(Box::new(TableReader::new(Arc::new(Table::open(path, fields)?)))));
        }
        let (from, waits): (Box<dyn Read + Send>, _) = match &found.source {
            Source::Stdin => (Box::new(io::stdin()), true),
            Source::File(path) => (Compression::open(path).map_err(ReadError::from)?, false),
        };
        Ok(if found.records == Some(RecordFormat::Warc) {
            Self::Warc(WarcReader::new(Box::new(BufReader::with_capacity(1 << 16, from)), limit))
        } else {
            Self::Lines(LineChunks::new(from, limit, waits))
        })
    }

    /// The table that is read, if it is one.
    pub fn table(&self) -> Option<Arc<Table>> {
        if let Self::Table(table) = self { Some(Arc::clone(table.table())) } else { None }
    }

    /// The next piece with its bytes in memory; none at the end.
    pub fn next(&mut self) -> Result<Option<(Chunk, usize)>, StreamError> {
        match self {
            Self::Lines(chunks) => match chunks.next() {
                Ok(chunk) => Ok(chunk.map(|chunk| {
                    let bytes = chunk.bytes.capacity();
                    (Chunk::Lines(chunk), bytes)
                })),
                Err(reason) => Err(StreamError::Truncated { at: format!("line {}", chunks.line()), reason }),
            },
            Self::Warc(warc) => match warc.next() {
                Ok(records) => Ok((!records.is_empty()).then(|| {
                    let bytes = records.iter().flatten().map(|record| record.block.capacity()).sum();
                    (Chunk::WarcRecords(records), bytes)
                })),
                Err(reason) => {
                    Err(StreamError::Truncated { at: format!("record {}", warc.number()), reason })
                }
            },
            Self::Table(table) => match table.next() {
                Ok(rows) => Ok(rows.map(|rows| {
                    let bytes = rows.bytes();
                    (Chunk::Rows(rows), bytes)
                })),
                Err(error) => Err(StreamError::TruncatedTable(table.row(), error)),
            },
        }
    }
}
