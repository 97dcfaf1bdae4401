//! In place of Parquet where dechaff is built without it: the same names, and nothing that could be made of them.

use std::path::Path;
use std::sync::Arc;

use super::super::{Fields, RecordName};
use super::TableError;

/// What there is none of.
#[derive(Clone, Copy, Debug)]
enum Never {}

/// A file that could be read.
#[derive(Debug)]
pub struct Table(Never);

/// Some rows of a file.
#[derive(Debug)]
pub struct Rows(Never);

/// Reads the pages of a file.
#[derive(Debug)]
pub struct TableReader(Never);

impl Table {
    /// Says that it cannot be done.
    pub fn open(_: &Path, _: &Fields) -> Result<Self, TableError> {
        Err(TableError::NotBuilt)
    }

    /// What could be done with one.
    pub fn never(&self) -> ! {
        match self.0 {}
    }
}

impl TableReader {
    /// From the first row on.
    #[allow(clippy::needless_pass_by_value, reason = "as it is in the other one")]
    pub fn new(table: Arc<Table>) -> Self {
        match table.0 {}
    }

    /// Number of the row that comes next.
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
    /// The text of each row.
    pub fn texts(&self) -> std::iter::Empty<Option<&[u8]>> {
        match self.0 {}
    }

    /// The name of a row.
    pub fn name(&self, _: usize) -> RecordName {
        match self.0 {}
    }

    /// How much of each row is there.
    pub fn levels(&self) -> &[i16] {
        match self.0 {}
    }

    /// Bytes of the texts.
    pub fn bytes(&self) -> usize {
        match self.0 {}
    }
}
