//! In place of Parquet where dechaff is built without it.

use std::path::Path;
use std::sync::Arc;

use super::TablePiece;
use crate::cli::output::{Backup, WriteError};
use crate::cli::source::Table;

/// What there is none of.
#[derive(Debug)]
enum Never {}

/// A file that would take its place when it is finished.
#[derive(Debug)]
pub struct TableFile(Never);

impl TableFile {
    /// Never called: there is no table.
    pub fn create(_: &Path, table: &Arc<Table>, _: bool) -> Result<Self, WriteError> {
        table.never()
    }

    /// Writes the next rows.
    pub fn write(&mut self, _: TablePiece) -> Result<(), WriteError> {
        match self.0 {}
    }

    /// Puts the file in the place of an older one.
    pub fn replace(self, _: Backup) -> Result<(), WriteError> {
        match self.0 {}
    }

    /// Puts the file in its place.
    pub fn finish(self) -> Result<(), WriteError> {
        match self.0 {}
    }
}
