//! Writes Parquet files piece by piece.

#[cfg(feature = "parquet")]
mod notes;
#[cfg(not(feature = "parquet"))]
#[path = "absent.rs"]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet;

pub use parquet::TableFile;

/// Some rows of the output.
#[derive(Debug, Default)]
pub struct TablePiece {
    /// The text of each row; `None` is null.
    pub texts: Vec<Option<Vec<u8>>>,
    /// The definition level of each row as it was read. Empty if the text is written to another column than that of the
    /// page.
    pub levels: Vec<i16>,
    /// The annotation of each row, a line `{"dechaff": ...}`; empty if rows are not annotated.
    pub notes: Vec<u8>,
}
