//! Collects pages in numbered files of records.

use std::path::Path;

use super::destination::Collection;
use crate::cli::output::{ShardFile, WriteError};

/// Writes records to numbered files, and starts a new file when one is full.
pub struct Collector<'a> {
    folder: &'a Path,
    collection: &'a Collection,
    number: u32,
    /// Bytes in the open file, before compression.
    bytes: u64,
    open: Option<ShardFile>,
}

impl<'a> Collector<'a> {
    /// A collector that writes to `folder`. It creates no file yet.
    pub fn new(folder: &'a Path, collection: &'a Collection) -> Self {
        Self { folder, collection, number: 0, bytes: 0, open: None }
    }

    /// Adds compressed records; `uncompressed` is their size in bytes before compression.
    pub fn put(&mut self, records: &[u8], uncompressed: u64) -> Result<(), WriteError> {
        if self.bytes > 0 && self.bytes + uncompressed > self.collection.shard_size.0 {
            self.finish_file()?;
        }
        if uncompressed == 0 {
            return Ok(());
        }
        let open = match &mut self.open {
            Some(open) => open,
            None => self.open.insert(ShardFile::create(&self.collection.path(self.folder, self.number))?),
        };
        self.bytes += uncompressed;
        open.write(records)
    }

    /// Completes the last file.
    pub fn finish(mut self) -> Result<(), WriteError> {
        self.finish_file()
    }

    fn finish_file(&mut self) -> Result<(), WriteError> {
        (self.number, self.bytes) = (self.number + 1, 0);
        self.open.take().map_or(Ok(()), ShardFile::finish)
    }
}
