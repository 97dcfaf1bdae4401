//! In place of Parquet where dechaff is built without it: the same names, and nothing that could be made of them.

use std::path::Path;
use std::sync::Arc;

use super::TableError;
use crate::source::FieldPath;

/// A file that could be read.
#[derive(Debug)]
pub enum Table {}

/// Some rows of a file.
#[derive(Debug)]
pub enum Rows {}

/// Reads the pages of a file.
#[derive(Debug)]
pub enum TableReader {}

impl Table {
    /// Says that it cannot be done.
    pub fn open(_: &Path, _: &FieldPath, _: Option<&FieldPath>) -> Result<Self, TableError> {
        Err(TableError::Absent)
    }
}

impl TableReader {
    /// From the first row on.
    pub fn new(table: Arc<Table>) -> Self {
        match *table {}
    }

    /// Number of the row that comes next.
    pub fn row(&self) -> u64 {
        match *self {}
    }

    /// The file.
    pub fn table(&self) -> &Arc<Table> {
        match *self {}
    }

    /// The next rows.
    pub fn next(&mut self) -> Result<Option<Rows>, TableError> {
        match *self {}
    }
}

impl Rows {
    /// Number of the first one.
    pub fn first(&self) -> u64 {
        match *self {}
    }

    /// The text of each row.
    pub fn texts(&self) -> std::iter::Empty<Option<&[u8]>> {
        match *self {}
    }

    /// How much of each row is there.
    pub fn levels(&self) -> &[i16] {
        match *self {}
    }

    /// Bytes of the texts.
    pub fn bytes(&self) -> usize {
        match *self {}
    }
}
