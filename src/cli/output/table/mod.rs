//! Tables of Parquet files, written piece by piece.

#[cfg(feature = "parquet")]
mod notes;
#[cfg(not(feature = "parquet"))]
#[path = "absent.rs"]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet;

pub use parquet::TableFile;

/// What becomes of some rows.
#[derive(Debug, Default)]
pub struct TablePiece {
    /// The text of each; none is null.
    pub texts: Vec<Option<Vec<u8>>>,
    /// How much of each row is there, as it was read, if the column that was read is the one that is written.
    pub levels: Vec<i16>,
    /// What was decided about each, a line `{"dechaff": ...}`; empty when it is not wanted.
    pub notes: Vec<u8>,
}
