//! How records are cleaned, and what can be made of them.

use dechaff::{Cleaned, Cleaner};

use super::statistics::Statistics;
use crate::cli::args::values::{OnError, TextFormat};
use crate::cli::output::{RecordText, TablePiece};
use crate::cli::source::{FieldSpan, Fields, RecordError, Size};

/// Cleans the pages of records.
#[derive(Clone, Debug)]
pub struct RecordEncoder {
    /// Decides what stays.
    pub cleaner: Cleaner,
    /// Which fields hold what.
    pub fields: Fields,
    /// What the text that stays is written as.
    pub format: TextFormat,
    /// What is made of a record.
    pub product: Product,
    /// Whether a record says what was decided about it.
    pub annotates: bool,
    /// Whether the text that is removed is written, too.
    pub removes: bool,
    /// What becomes of records that cannot be cleaned.
    pub on_error: OnError,
    /// The largest record.
    pub limit: Size,
}

/// What is made of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Product {
    /// A record.
    Records,
    /// A file of text, or a file for each article.
    Texts,
    /// Attributes of this name, which say where the chaff is in the text.
    Attributes(String),
}

/// What was made of some records.
#[derive(Debug)]
pub struct EncodedChunk {
    /// The product.
    pub encoded: Encoded,
    /// Whether any record differs from what was read.
    pub changed: bool,
    /// The numbers of the pages.
    pub statistics: Statistics,
    /// A line for each record that could not be cleaned.
    pub problems: Vec<String>,
}

/// The product of some records.
#[derive(Debug)]
pub enum Encoded {
    /// Lines of JSON.
    Lines {
        /// Records with the text that stays.
        kept: Vec<u8>,
        /// The same records with the text that is removed; empty unless it is wanted.
        removed: Vec<u8>,
    },
    /// Texts, each for a file of its own.
    Texts(Vec<RecordText>),
    /// Rows of a table.
    Rows {
        /// Rows with the text that stays.
        kept: TablePiece,
        /// The same rows with the text that is removed.
        removed: TablePiece,
    },
}

/// Makes one product of records that come one after the other.
pub(super) trait Make {
    /// Adds a record whose page was cleaned. Adds nothing if it fails.
    fn add(&mut self, record: &TextSlot<'_>, cleaned: &Cleaned<'_>) -> Result<(), RecordError>;

    /// Adds what stands for a record that could not be cleaned: its line, or the first part of a line that is too long.
    fn add_failed(&mut self, line: &[u8], error: &RecordError);

    /// Adds the next part of a line that is too long.
    fn add_rest(&mut self, bytes: &[u8]);

    /// Adds what has no page, such as blank lines, as it is.
    fn pass(&mut self, bytes: &[u8]);

    /// The product.
    fn finish(self: Box<Self>) -> Encoded;
}

/// A record, and where the cleaned text belongs in it.
pub(super) struct TextSlot<'a> {
    pub(super) record: &'a str,
    /// Its line or its number in the file.
    pub(super) number: u64,
    /// Where the text goes.
    pub(super) span: FieldSpan,
    /// What ends the line.
    pub(super) end: &'a [u8],
    /// Whether the text as it was read is in that place.
    pub(super) holds_text: bool,
}

impl RecordEncoder {
    /// The id of a record as JSON.
    pub(super) fn id<'r>(&self, record: &'r str) -> Result<&'r str, RecordError> {
        match self.fields.id.find(record)? {
            FieldSpan::Value(range) => Ok(&record[range]),
            FieldSpan::Missing { .. } => Err(RecordError::Missing(self.fields.id.clone(), "--id-field")),
        }
    }
}
