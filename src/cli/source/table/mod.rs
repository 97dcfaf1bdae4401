//! Parquet files, one page per row.

#[cfg(not(feature = "parquet"))]
#[path = "absent.rs"]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet;

use std::io;

use super::FieldPath;
#[cfg(feature = "parquet")]
use super::excerpt;

pub use parquet::{Rows, Table, TableReader};

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(feature = "parquet"), allow(dead_code, reason = "most errors come from reading a file"))]
pub enum TableError {
    /// The system could not read it.
    #[error("cannot read: {0} (try again, or skip it with --exclude)")]
    Io(#[from] io::Error),
    /// Not a Parquet file, or a truncated one.
    #[error("cannot read as Parquet: {0} (recreate the file, or skip it with --exclude)")]
    Corrupt(String),
    /// The column does not exist.
    #[error("no column \"{field}\" (choose another with {option}; columns: {columns})")]
    Missing {
        /// The column.
        field: FieldPath,
        /// The option that names it.
        option: &'static str,
        /// The columns of the file.
        columns: String,
    },
    /// The column does not hold text.
    #[error("column \"{0}\" is {1}, not text")]
    NotText(FieldPath, &'static str),
    /// The column belongs to a group, so it cannot take the text of HTML.
    #[error(
        "column \"{0}\" is nested, so the cleaned text cannot be written to it (choose a top-level column with --text-field)"
    )]
    Nested(FieldPath),
    /// A Parquet file has its index at its end, so it cannot be streamed.
    #[error("cannot read Parquet from a pipe (give a file)")]
    Pipe,
    /// This build has no Parquet support.
    #[cfg(not(feature = "parquet"))]
    #[error("this build cannot read Parquet (reinstall with cargo install --features parquet)")]
    NotBuilt,
}

#[cfg(feature = "parquet")]
impl TableError {
    fn corrupt(error: ::parquet::errors::ParquetError) -> Self {
        use ::parquet::errors::ParquetError;
        Self::Corrupt(excerpt(&match error {
            ParquetError::General(reason) | ParquetError::NYI(reason) | ParquetError::EOF(reason) => reason,
            other => other.to_string(),
        }))
    }
}
