//! Reads files of records, chunk by chunk.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::{
    Compression, Fields, Found, LineChunk, LineChunks, LostRecord, ReadError, RecordFormat, Rows, Size,
    Source, Table, TableError, TableReader, WarcReader, WarcRecord,
};

/// A file of records being read.
pub enum ShardReader {
    /// JSONL.
    Lines(LineChunks<Box<dyn Read + Send>>),
    /// WARC or WET.
    Warc(WarcReader),
    /// Parquet.
    Table(Box<TableReader>),
}

/// Consecutive records of a file.
#[derive(Debug)]
pub enum Chunk {
    /// Lines of JSONL.
    Lines(LineChunk),
    /// WARC records; for one that cannot be read, the reason.
    WarcRecords(Vec<Result<WarcRecord, LostRecord>>),
    /// Rows of Parquet.
    Rows(Rows),
}

/// Why a file of records cannot be read, or read further.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The file cannot be opened.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The Parquet file cannot be opened.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The file is in the format before WARC.
    #[error("an ARC file, the format before WARC (convert it with warcio recompress OLD.arc.gz NEW.warc.gz)")]
    Arc,
    /// The file could be read up to a line or record.
    #[error("{at}: truncated or corrupt here: {reason} (the records before it were processed)")]
    Truncated {
        /// The line or record.
        at: String,
        /// The system's message.
        reason: io::Error,
    },
    /// The Parquet file could be read up to a row.
    #[error("row {0}: truncated or corrupt here: {1}")]
    TruncatedTable(u64, TableError),
}

impl ShardReader {
    /// Opens a file and rejects records larger than `limit`. Of a Parquet file, only the columns in `fields` are read. Adds the
    /// bytes that are read of other files to `read`.
    pub fn open(
        found: &Found,
        limit: Size,
        fields: &Fields,
        read: &Arc<AtomicU64>,
    ) -> Result<Self, StreamError> {
        if found.records == Some(RecordFormat::Parquet) {
            let Source::File(path) = &found.source else { return Err(TableError::Pipe.into()) };
            return Ok(Self::Table(Box::new(TableReader::new(Arc::new(Table::open(path, fields)?)))));
        }
        let from = Compression::open(&found.source, read).map_err(ReadError::from)?;
        let is_interactive = found.source == Source::Stdin;
        Ok(if found.records == Some(RecordFormat::Warc) {
            let mut warc = WarcReader::new(from, limit);
            if warc.is_arc() {
                return Err(StreamError::Arc);
            }
            Self::Warc(warc)
        } else {
            Self::Lines(LineChunks::new(from, limit, is_interactive))
        })
    }

    /// The table, if the file is Parquet.
    pub fn table(&self) -> Option<Arc<Table>> {
        if let Self::Table(table) = self { Some(Arc::clone(table.table())) } else { None }
    }

    /// The next chunk and its size in memory in bytes; `None` at the end.
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
