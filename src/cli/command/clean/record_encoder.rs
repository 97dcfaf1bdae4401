//! Cleaning JSONL records: one in, one out, unless each article is a record of its own.

use std::fmt::Write;

use dechaff::{Article, Cleaned, Cleaner, Page, Span};

use serde_json::Value;

use crate::cli::args::values::OnError;
use crate::cli::args::values::TextFormat;
use crate::cli::command::sites::Sites;
use crate::cli::sink::{Edits, Statistics, TablePiece, TextOfRecord, annotation, push_string};
use crate::cli::source::{
    FieldPath, FieldSpan, Fields, Found, Kind, LineChunk, RecordError, RecordLine, Size, content_length, utf8,
};

/// What is done to each record.
#[derive(Clone, Debug)]
pub struct Records {
    /// Decides what stays.
    pub cleaner: Cleaner,
    /// Where the text stands and where the cleaned text is written, and what names a record.
    pub fields: Fields,
    /// Whether each article is a record of its own.
    pub splits: bool,
    /// What the text that stays is written as.
    pub format: TextFormat,
    /// What is made of a record.
    pub product: Product,
    /// Whether a record says what was decided about it.
    pub annotates: bool,
    /// Whether what is taken out is written, too.
    pub removes: bool,
    /// What becomes of records that cannot be cleaned.
    pub on_error: OnError,
    /// Largest record.
    pub limit: Size,
}

/// What is made of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Product {
    /// A record.
    Records,
    /// A file of text.
    Texts,
    /// Attributes of this name, which say what is in its text.
    Attributes(String),
}

/// Where records come from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The file that they are in.
    pub found: &'a Found,
    /// What is known of the sites of their pages.
    pub sites: &'a Sites,
}

/// What came of a batch of records.
#[derive(Debug, Default)]
pub struct CleanedBatch {
    /// Records with what stays of their text.
    pub kept: Vec<u8>,
    /// The same records with what goes.
    pub removed: Vec<u8>,
    /// Texts with what stays, when each is a file.
    pub texts: Vec<TextOfRecord>,
    /// Rows of a table with what stays of their text.
    pub kept_rows: TablePiece,
    /// The same rows with what goes.
    pub removed_rows: TablePiece,
    /// The numbers of the pages.
    pub statistics: Statistics,
    /// What is wrong with which records, by their lines.
    pub problems: Vec<String>,
}

impl Records {
    /// Cleans the records of a batch.
    pub fn clean(&self, batch: &LineChunk, of: Origin<'_>) -> CleanedBatch {
        let mut done = CleanedBatch::default();
        match batch.kind {
            Kind::Lines => {
                done.kept.reserve(batch.bytes.len());
                batch.lines().for_each(|line| self.clean_line(line, of, &mut done));
            }
            Kind::LongBeginning => {
                self.fail(&batch.bytes, batch.line, &RecordError::TooLong(self.limit), &mut done);
            }
            Kind::LongRest if self.on_error == OnError::Skip || self.product != Product::Records => {}
            Kind::LongRest => self.pass(&batch.bytes, &mut done),
        }
        done
    }

    fn clean_line(&self, line: RecordLine<'_>, of: Origin<'_>, done: &mut CleanedBatch) {
        self.pass(line.mark, done);
        if line.is_blank() {
            self.pass(line.record, done);
            return self.pass(line.end, done);
        }
        let (kept, removed) = (done.kept.len(), done.removed.len());
        let cleaned =
            utf8(line.record, self.limit).and_then(|record| self.clean_record(record, line, of, done));
        if let Err(error) = cleaned {
            done.kept.truncate(kept);
            done.removed.truncate(removed);
            self.fail(&[line.record, line.end].concat(), line.number, &error, done);
        }
    }

    fn clean_record(
        &self,
        record: &str,
        line: RecordLine<'_>,
        of: Origin<'_>,
        done: &mut CleanedBatch,
    ) -> Result<(), RecordError> {
        let (text, place) = self.fields.page(record)?;
        let page = of.sites.place_record(of.found, || self.fields.address(record), &text);
        let holds_text = self.fields.html.is_none();
        let template = Template { record, number: line.number, place, end: line.end, holds_text };
        self.write(&template, &page, done)
    }

    /// Cleans a page that was found somewhere else, and makes a record of it: the other fields, which are JSON.
    pub fn make(&self, fields: &[(&str, Value)], number: u64, page: &Page<'_>, done: &mut CleanedBatch) {
        let mut record = b"{".to_vec();
        for (name, value) in fields {
            push_string(&mut record, name);
            record.push(b':');
            record.extend_from_slice(value.to_string().as_bytes());
            record.push(b',');
        }
        record.extend_from_slice(b"\"text\":\"\"}");
        let record = String::from_utf8_lossy(&record);
        let place = FieldSpan::Value(record.len() - 3..record.len() - 1);
        let template = Template { record: &record, number, place, end: b"\n", holds_text: false };
        self.write(&template, page, done).expect("the record is well-formed");
    }

    fn write(
        &self,
        template: &Template<'_>,
        page: &Page<'_>,
        done: &mut CleanedBatch,
    ) -> Result<(), RecordError> {
        let cleaned = self.cleaner.clean(page);
        let written = Written { records: self, template, cleaned: &cleaned };
        if let Product::Attributes(name) = &self.product {
            self.push_attributes(name, template.record, &cleaned, template.end, done)?;
        } else if self.product == Product::Texts {
            self.push_texts(template.record, template.number, &cleaned, done)?;
        } else if self.splits {
            let articles: Vec<Article<'_, '_>> = cleaned.articles().collect();
            for index in 0..articles.len().max(1) {
                let article = articles.get(index);
                let spans = article.map_or(&[][..], Article::spans);
                let markdown = || article.map_or_else(String::new, Article::markdown);
                written.write(spans, self.markdown(markdown), true, Some(index + 1), &mut done.kept)?;
            }
        } else {
            let markdown = self.markdown(|| cleaned.markdown());
            written.write(cleaned.spans(), markdown, true, None, &mut done.kept)?;
        }
        if self.removes {
            written.write(cleaned.spans(), None, false, None, &mut done.removed)?;
        }
        done.statistics.count(&cleaned);
        Ok(())
    }

    /// The text as Markdown, if that is wanted.
    pub(super) fn markdown(&self, markdown: impl FnOnce() -> String) -> Option<String> {
        (self.format == TextFormat::Markdown).then(markdown)
    }

    /// Names a record that cannot be cleaned, and does with it what is wished.
    fn fail(&self, line: &[u8], number: u64, error: &RecordError, done: &mut CleanedBatch) {
        done.statistics.failed += 1;
        let record = str::from_utf8(&line[..content_length(line)]).unwrap_or_default();
        done.problems.push(format!("line {number}{}: {error}", self.name(record)));
        match &self.product {
            Product::Records => {}
            // There is no file to pass on to.
            Product::Texts => return,
            // Rows of attributes are those of the documents, whatever is in them.
            Product::Attributes(_) => return self.push_no_attributes(line, done),
        }
        let mark = FieldPath::top("dechaff");
        match mark.find(record) {
            _ if self.on_error == OnError::Skip => {}
            Ok(place) => {
                let mut edits = Edits::of(record);
                let mut json = b"{\"error\":".to_vec();
                push_string(&mut json, &error.to_string());
                json.push(b'}');
                edits.set(&mark, &place, &json);
                let mut marked = Vec::new();
                edits.write(&mut marked);
                marked.extend_from_slice(&line[record.len()..]);
                self.pass(&marked, done);
            }
            // What is no object takes no mark.
            Err(_) => self.pass(line, done),
        }
    }

    /// Writes as it is what cannot be cleaned, or need not, such as blank lines.
    pub(super) fn pass(&self, bytes: &[u8], done: &mut CleanedBatch) {
        if self.product == Product::Texts {
            return;
        }
        done.kept.extend_from_slice(bytes);
        if self.removes {
            done.removed.extend_from_slice(bytes);
        }
    }

    /// What a record calls itself, as far as it can be read.
    fn name(&self, record: &str) -> String {
        let mut named = String::new();
        for field in [&self.fields.id, &self.fields.url] {
            if let Ok(FieldSpan::Value(range)) = field.find(record) {
                // On one line, and no longer than a message should be.
                let value: String = record[range].chars().filter(|c| !c.is_control()).take(100).collect();
                let _ = write!(named, "{}{field} {value}", if named.is_empty() { " (" } else { ", " });
            }
        }
        if named.is_empty() { named } else { named + ")" }
    }
}

/// A record that takes a page's text.
struct Template<'a> {
    record: &'a str,
    /// Its line, or its number.
    number: u64,
    /// Where the text goes.
    place: FieldSpan,
    /// What ends the line.
    end: &'a [u8],
    /// Whether the text stands there already, as it was.
    holds_text: bool,
}

/// A record about to be written.
struct Written<'a> {
    records: &'a Records,
    template: &'a Template<'a>,
    cleaned: &'a Cleaned<'a>,
}

impl Written<'_> {
    /// Writes the record with those of the spans that stay, or those that go, as plain text if there is no other; as a
    /// part, if it is one.
    fn write(
        &self,
        spans: &[Span],
        text: Option<String>,
        kept: bool,
        part: Option<usize>,
        to: &mut Vec<u8>,
    ) -> Result<(), RecordError> {
        let page = self.cleaned.page().text();
        let Template { record, place, end, holds_text, .. } = self.template;
        let mut edits = Edits::of(record);
        let stays_whole =
            spans.len() == self.cleaned.spans().len() && spans.iter().all(|span| span.kept == kept);
        // A text that stays as it is stays as it is written.
        if text.is_some() || !(stays_whole && *holds_text) {
            let pieces = spans.iter().filter(|span| span.kept == kept).map(|span| &page[span.range.clone()]);
            let mut json = Vec::new();
            push_string(&mut json, &text.unwrap_or_else(|| pieces.collect()));
            edits.set(&self.records.fields.text, place, &json);
        }
        let mut set = |name, json: &[u8]| {
            let field = FieldPath::top(name);
            field.find(record).map(|place| edits.set(&field, &place, json))
        };
        if let Some(part) = part {
            set("part", part.to_string().as_bytes())?;
        }
        if self.records.annotates {
            let language = self.cleaned.page().html().and_then(|html| html.about().language.as_deref());
            set("dechaff", &annotation(page, self.cleaned.verdicts(), spans, language))?;
        }
        edits.write(to);
        to.extend_from_slice(end);
        // The last line of a stream may have no end; a part behind it must not be glued to it.
        if self.records.splits && end.is_empty() {
            to.push(b'\n');
        }
        Ok(())
    }
}
