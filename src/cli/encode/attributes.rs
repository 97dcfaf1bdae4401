//! Attributes of records, one line per record: where the chaff is in its text.

use dechaff::Cleaned;

use super::dolma::attributes;
use super::product::{Encoded, ProductBuilder, RecordEncoder, TextSlot};
use crate::cli::source::{FieldPath, FieldSpan, RecordError, content_length};

/// Lines of JSON in the format of Dolma.
pub(super) struct Attributes<'a> {
    encoder: &'a RecordEncoder,
    name: &'a str,
    lines: Vec<u8>,
}

impl<'a> Attributes<'a> {
    /// An empty product; `name` is the name of the attributes.
    pub(super) fn new(encoder: &'a RecordEncoder, name: &'a str) -> Self {
        Self { encoder, name, lines: Vec::new() }
    }

    fn push(&mut self, record: &str, id: &str, attributes: &[u8], end: &[u8]) {
        let to = &mut self.lines;
        to.extend_from_slice(b"{\"id\":");
        to.extend_from_slice(id.as_bytes());
        if let Ok(FieldSpan::Value(source)) = FieldPath::top("source").find(record) {
            to.extend_from_slice(b",\"source\":");
            to.extend_from_slice(record[source].as_bytes());
        }
        to.extend_from_slice(b",\"attributes\":");
        to.extend_from_slice(attributes);
        to.push(b'}');
        // Lines of attributes are no array, even if those of the documents are.
        to.extend_from_slice(end.trim_ascii_start().strip_prefix(b",").unwrap_or(end));
    }
}

impl ProductBuilder for Attributes<'_> {
    fn add(&mut self, slot: &TextSlot<'_>, cleaned: &Cleaned<'_>) -> Result<(), RecordError> {
        let id = self.encoder.id(slot.record)?;
        let json = attributes(self.name, cleaned.page().text(), cleaned.verdicts(), cleaned.spans());
        self.push(slot.record, id, &json, slot.end);
        Ok(())
    }

    /// Adds empty attributes, since Dolma matches lines of attributes with those of documents.
    fn add_failed(&mut self, line: &[u8], _: &RecordError) {
        let (record, end) = line.split_at(content_length(line));
        let record = str::from_utf8(record).unwrap_or_default();
        let id = self.encoder.id(record).unwrap_or("null");
        // A line that is too long is passed in parts, and this is the first.
        self.push(record, id, b"{}", if end.is_empty() { b"\n" } else { end });
    }

    fn add_rest(&mut self, _: &[u8]) {}

    fn pass(&mut self, bytes: &[u8]) {
        self.lines.extend_from_slice(bytes);
    }

    fn finish(self: Box<Self>) -> Encoded {
        Encoded::Lines { kept: self.lines, removed: Vec::new() }
    }
}
