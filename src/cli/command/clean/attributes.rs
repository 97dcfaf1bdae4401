//! What is made of records besides records: attributes of documents, files of text.

use dechaff::{Article, Cleaned};

use super::record_encoder::{CleanedBatch, Records};
use crate::cli::output::{TextOfRecord, attributes};
use crate::cli::source::{FieldPath, FieldSpan, RecordError, content_length, string};

impl Records {
    /// Writes where the chaff of a document is, with what the document is known by.
    pub(super) fn push_attributes(
        &self,
        name: &str,
        record: &str,
        cleaned: &Cleaned<'_>,
        end: &[u8],
        done: &mut CleanedBatch,
    ) -> Result<(), RecordError> {
        let id = self.find_id(record)?;
        let json = attributes(name, cleaned.page().text(), cleaned.verdicts(), cleaned.spans());
        push_line(record, id, &json, end, done);
        Ok(())
    }

    /// Writes a line without attributes, in place of a document that cannot be read.
    pub(super) fn push_no_attributes(&self, line: &[u8], done: &mut CleanedBatch) {
        let (record, end) = line.split_at(content_length(line));
        let record = str::from_utf8(record).unwrap_or_default();
        let id = self.find_id(record).unwrap_or("null");
        // A line that is too long comes in pieces, of which this is the first.
        push_line(record, id, b"{}", if end.is_empty() { b"\n" } else { end }, done);
    }

    /// Takes what stays of a record for a file, or for a file an article.
    pub(super) fn push_texts(
        &self,
        record: &str,
        number: u64,
        cleaned: &Cleaned<'_>,
        done: &mut CleanedBatch,
    ) -> Result<(), RecordError> {
        let json = self.find_id(record)?;
        let is_number = json.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        let id = if is_number { json.to_owned() } else { string(json, self.id())?.into_owned() };
        if !self.splits {
            let text = self.markdown(|| cleaned.markdown()).unwrap_or_else(|| cleaned.text()).into_bytes();
            done.texts.push(TextOfRecord { number, id, part: None, text });
            return Ok(());
        }
        let articles: Vec<Article<'_, '_>> = cleaned.articles().collect();
        for index in 0..articles.len().max(1) {
            let article = articles.get(index);
            let markdown = self.markdown(|| article.map_or_else(String::new, Article::markdown));
            let text =
                markdown.unwrap_or_else(|| article.map_or_else(String::new, Article::text)).into_bytes();
            done.texts.push(TextOfRecord { number, id: id.clone(), part: Some(index + 1), text });
        }
        Ok(())
    }

    fn id(&self) -> &FieldPath {
        &self.fields.id
    }

    /// What the record is known by, as JSON.
    fn find_id<'a>(&self, record: &'a str) -> Result<&'a str, RecordError> {
        match self.id().find(record)? {
            FieldSpan::Value(range) => Ok(&record[range]),
            FieldSpan::Missing { .. } => Err(RecordError::Missing(self.id().clone(), "--id-field")),
        }
    }
}

fn push_line(record: &str, id: &str, attributes: &[u8], end: &[u8], done: &mut CleanedBatch) {
    let to = &mut done.kept;
    to.extend_from_slice(b"{\"id\":");
    to.extend_from_slice(id.as_bytes());
    if let Ok(FieldSpan::Value(source)) = FieldPath::top("source").find(record) {
        to.extend_from_slice(b",\"source\":");
        to.extend_from_slice(record[source].as_bytes());
    }
    to.extend_from_slice(b",\"attributes\":");
    to.extend_from_slice(attributes);
    to.push(b'}');
    to.extend_from_slice(end);
}
