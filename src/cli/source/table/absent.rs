//! Stands in for `parquet.rs` in builds without Parquet: the same names, as types without values.

use std::path::Path;
use std::sync::Arc;

use super::super::{Fields, RecordName};
use super::TableError;

/// A type without values.
#[derive(Clone, Copy, Debug)]
enum Never {}

/// An open file.
#[derive(Debug)]
pub struct Table(Never);

/// Consecutive rows of one row group.
#[derive(Debug)]
pub struct Rows(Never);

/// Reads the pages of a file.
#[derive(Debug)]
pub struct TableReader(Never);

impl Table {
    /// Always fails.
    pub fn open(_: &Path, _: &Fields) -> Result<Self, TableError> {
        Err(TableError::NotBuilt)
    }

    /// Proves to the compiler that this cannot be reached.
    pub fn never(&self) -> ! {
        match self.0 {}
    }
}

impl TableReader {
    /// A reader at the first row.
    #[allow(clippy::needless_pass_by_value, reason = "the same signature as in parquet.rs")]
    pub fn new(table: Arc<Table>) -> Self {
        match table.0 {}
    }

    /// Number of the next row; the first is 1.
    pub fn row(&self) -> u64 {
        match self.0 {}
    }

    /// The file.
    pub fn table(&self) -> &Arc<Table> {
        match self.0 {}
    }

    /// The next rows.
    pub fn next(&mut self) -> Result<Option<Rows>, TableError> {
        match self.0 {}
    }
}

impl Rows {
    /// The text or HTML of each row; `None` where it is null.
    pub fn texts(&self) -> std::iter::Empty<Option<&[u8]>> {
        match self.0 {}
    }

    /// The name of a row.
    pub fn name(&self, _: usize) -> RecordName {
        match self.0 {}
    }

    /// The definition level of each row.
    pub fn levels(&self) -> &[i16] {
        match self.0 {}
    }

    /// Total size of the texts in bytes.
    pub fn bytes(&self) -> usize {
        match self.0 {}
    }
}
