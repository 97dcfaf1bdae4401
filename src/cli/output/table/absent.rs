//! A stand-in for Parquet files if dechaff is built without the feature `parquet`.

use std::path::Path;
use std::sync::Arc;

use super::TablePiece;
use crate::cli::output::{Backup, WriteError};
use crate::cli::source::Table;

/// A type without values.
#[derive(Debug)]
enum Never {}

/// A Parquet file. None can exist without the feature.
#[derive(Debug)]
pub struct TableFile(Never);

impl TableFile {
    /// Cannot be called, because there is no table.
    pub fn create(_: &Path, table: &Arc<Table>, _: bool) -> Result<Self, WriteError> {
        table.never()
    }

    /// Writes the next rows.
    pub fn write(&mut self, _: TablePiece) -> Result<(), WriteError> {
        match self.0 {}
    }

    /// Replaces the file at the path with the complete one.
    pub fn replace(self, _: Backup) -> Result<(), WriteError> {
        match self.0 {}
    }

    /// Moves the complete file to its path.
    pub fn finish(self) -> Result<(), WriteError> {
        match self.0 {}
    }
}
