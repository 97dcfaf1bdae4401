//! Tables of Parquet files, each row a page.

#[cfg(not(feature = "parquet"))]
#[path = "absent.rs"]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet;

use std::io;

use super::FieldPath;

pub use parquet::{Rows, Table, TableReader};

/// Why a table cannot be read, and what to do.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(not(feature = "parquet"), allow(dead_code, reason = "what is not read has few flaws"))]
pub enum TableError {
    /// The system could not read it.
    #[error("cannot be read: {0} (try again or leave it out with --exclude)")]
    Io(#[from] io::Error),
    /// It is no Parquet, or not to its end.
    #[error("cannot be read as Parquet: {0} (write it anew or leave it out with --exclude)")]
    Corrupt(String),
    /// It has no such column.
    #[error("no column \"{field}\" ({option} names another; there are {there})")]
    Missing {
        /// The column.
        field: FieldPath,
        /// The option that names it.
        option: &'static str,
        /// The columns it has.
        there: String,
    },
    /// The column is something else than text.
    #[error("column \"{0}\" is {1}, not text")]
    NotText(FieldPath, &'static str),
    /// The column is part of another, and so cannot take the text of HTML.
    #[error(
        "column \"{0}\" is inside another one, which the text of HTML cannot be written to (--text-field names another)"
    )]
    Nested(FieldPath),
    /// The index of the table is at its end, so it cannot come through a pipe.
    #[error("Parquet cannot be read from a pipe (name a file)")]
    Pipe,
    /// This program reads no Parquet.
    #[cfg(not(feature = "parquet"))]
    #[error("is Parquet, which this dechaff was built without (cargo install with --features parquet)")]
    NotBuilt,
}

#[cfg(feature = "parquet")]
impl TableError {
    fn broken(error: ::parquet::errors::ParquetError) -> Self {
        use ::parquet::errors::ParquetError;
        Self::Corrupt(match error {
            ParquetError::General(reason) | ParquetError::NYI(reason) | ParquetError::EOF(reason) => reason,
            other => other.to_string(),
        })
    }
}
