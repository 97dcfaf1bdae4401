//! The settings of the encoder of records, and its products.

use std::sync::Arc;

use dechaff::{Cleaned, Cleaner, Page};

use crate::cli::args::MarkdownArguments;
use crate::cli::args::values::{OnError, OnShort, TextFormat};
use crate::cli::output::{RecordText, TablePiece};
use crate::cli::source::{FieldSpan, Fields, RecordError, Size};
use crate::cli::survey::{Surveyor, Tally, is_short};

/// Cleans the pages of records, and encodes the results.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub struct RecordEncoder {
    /// Cleans pages.
    pub cleaner: Cleaner,
    /// Counts pages.
    pub surveyor: Arc<Surveyor>,
    /// The names of fields.
    pub fields: Fields,
    /// The format of kept text.
    pub format: TextFormat,
    /// How Markdown is made of HTML.
    pub markdown: MarkdownArguments,
    /// What to write for each record.
    pub product: Product,
    /// Whether to add the decisions to each record.
    pub annotates: bool,
    /// Whether to add what HTML says about itself.
    pub describes: bool,
    /// Whether to remove the field with HTML.
    pub drops_html: bool,
    /// Fewest characters to keep of a page.
    pub least: u64,
    /// What to do with records of which fewer are kept.
    pub on_short: OnShort,
    /// Whether to write removed text, too.
    pub removes: bool,
    /// Whether to return the hashes of cleaned texts, which tell later that they are clean.
    pub remembers: bool,
    /// What to do with records that cannot be cleaned.
    pub on_error: OnError,
    /// The largest record.
    pub limit: Size,
}

/// What to write for each record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Product {
    /// A record.
    Records,
    /// A text file, or one per article.
    Texts,
    /// Attributes with this name, which tell where the chaff is in the text.
    Attributes(String),
}

/// The result for some records.
#[derive(Debug)]
pub struct EncodedChunk {
    /// The product.
    pub encoded: Encoded,
    /// Whether any record differs from what was read.
    pub changed: bool,
    /// What the pages add up to.
    pub tally: Tally,
    /// One message per record that could not be cleaned.
    pub problems: Vec<String>,
    /// Hashes of the cleaned texts, if they are asked for.
    pub hashes: Vec<u64>,
    /// Records that were cleaned before, and are unchanged.
    pub cleaned_before: u64,
}

/// The product of some records.
#[derive(Debug)]
pub enum Encoded {
    /// Lines of JSON.
    Lines {
        /// Records with kept text.
        kept: Vec<u8>,
        /// The same records with removed text; empty unless it is written.
        removed: Vec<u8>,
    },
    /// Texts, one file each.
    Texts(Vec<RecordText>),
    /// Rows of a table.
    Rows {
        /// Rows with kept text.
        kept: TablePiece,
        /// The same rows with removed text.
        removed: TablePiece,
    },
}

/// Builds a product from records, in order.
pub(super) trait ProductBuilder {
    /// Adds a record whose page was cleaned. On an error, nothing is added.
    fn add(&mut self, record: &TextSlot<'_>, cleaned: &Cleaned<'_>) -> Result<(), RecordError>;

    /// Adds a record that could not be cleaned; `line` is its line, or the first part of a line that is too long.
    fn add_failed(&mut self, line: &[u8], error: &RecordError);

    /// Adds the next part of a line that is too long.
    fn add_rest(&mut self, bytes: &[u8]);

    /// Adds bytes that belong to no record, such as blank lines, unchanged.
    fn pass(&mut self, bytes: &[u8]);

    /// The product.
    fn finish(self: Box<Self>) -> Encoded;
}

/// A record, and where its cleaned text goes.
#[derive(Clone, Debug)]
pub(super) struct TextSlot<'a> {
    pub(super) record: &'a str,
    /// The number of its line, or its own number, in the file.
    pub(super) number: u64,
    /// The field of the cleaned text.
    pub(super) span: FieldSpan,
    /// The line end.
    pub(super) end: &'a [u8],
    /// Whether that field holds the text that was read.
    pub(super) holds_text: bool,
    /// The field with HTML, if it is to be removed.
    pub(super) dropped: Option<FieldSpan>,
    /// Whether the record has what HTML says about itself already.
    pub(super) is_described: bool,
    /// Whether to mark that little is kept.
    pub(super) is_short: bool,
    /// The URL of its page, if it is known and needed.
    pub(super) url: Option<String>,
}

impl<'a> TextSlot<'a> {
    /// A record of which only the text changes, and whose field of the text does not hold what was read.
    pub(super) fn new(record: &'a str, number: u64, span: FieldSpan, end: &'a [u8]) -> Self {
        Self {
            record,
            number,
            span,
            end,
            holds_text: false,
            dropped: None,
            is_described: false,
            is_short: false,
            url: None,
        }
    }
}

impl RecordEncoder {
    /// Cleans a page, and tells whether fewer characters are kept than there must be. The text of such a page goes, unless it
    /// is only to be marked.
    pub fn clean<'p>(&self, page: &'p Page<'p>, on_short: OnShort) -> (Cleaned<'p>, bool) {
        let cleaned = self.cleaner.clean(page);
        let is_short = is_short(&cleaned, self.least);
        let is_emptied = is_short && on_short != OnShort::Mark;
        (if is_emptied { cleaned.emptied() } else { cleaned }, is_short)
    }

    /// Whether the URLs of pages are needed.
    pub(super) fn needs_urls(&self) -> bool {
        self.format == TextFormat::Markdown && self.markdown.has_addresses()
    }

    /// Whether the page or its text is in this field at the top of a record, or inside it.
    pub(super) fn holds_page(&self, name: &str) -> bool {
        let fields = &self.fields;
        fields.text.first() == name || fields.html.as_ref().is_some_and(|html| html.first() == name)
    }

    /// The id of a record as JSON.
    pub(super) fn id<'r>(&self, record: &'r str) -> Result<&'r str, RecordError> {
        match self.fields.id.find(record)? {
            FieldSpan::Value(range) => Ok(&record[range]),
            FieldSpan::Missing { .. } => Err(RecordError::Missing(self.fields.id.clone(), "--id-field")),
        }
    }
}
