//! Cleaning JSONL records: one in, one out, unless each article is a record of its own.

use std::fmt::Write;

use dechaff::{Article, Cleaned, Cleaner, Html, Page, Span};

use serde_json::Value;

use crate::command::on_error::OnError;
use crate::sink::{Edits, Statistics, TablePiece, TextOfRecord, annotation, push_string};
use crate::source::{Batch, FieldPath, Kind, Place, RecordError, Size, string, utf8};

/// What is done to each record.
#[derive(Clone, Debug)]
pub struct Records {
    /// Decides what stays.
    pub cleaner: Cleaner,
    /// Where the text stands, and where the cleaned text is written.
    pub text: FieldPath,
    /// Where HTML stands that is read instead of the text.
    pub html: Option<FieldPath>,
    /// What a message names a record by.
    pub names: [FieldPath; 2],
    /// Whether each article is a record of its own.
    pub splits: bool,
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
    pub fn clean(&self, batch: &Batch) -> CleanedBatch {
        let mut done = CleanedBatch::default();
        match batch.kind {
            Kind::Lines => {
                done.kept.reserve(batch.bytes.len());
                for (line, number) in lines(&batch.bytes).zip(batch.line..) {
                    self.clean_line(line, number, &mut done);
                }
            }
            Kind::LongBeginning => {
                self.fail(&batch.bytes, batch.line, &RecordError::TooLong(self.limit), &mut done);
            }
            Kind::LongRest if self.on_error == OnError::Skip || self.product != Product::Records => {}
            Kind::LongRest => self.pass(&batch.bytes, &mut done),
        }
        done
    }

    fn clean_line(&self, line: &[u8], number: u64, done: &mut CleanedBatch) {
        // A byte order mark is no part of the first record.
        let line = match line.strip_prefix(b"\xEF\xBB\xBF") {
            Some(behind) if number == 1 => {
                self.pass(&line[..3], done);
                behind
            }
            _ => line,
        };
        let (record, end) = line.split_at(content_length(line));
        if record.trim_ascii().is_empty() {
            return self.pass(line, done);
        }
        let (kept, removed) = (done.kept.len(), done.removed.len());
        let cleaned = if record.len() as u64 > self.limit.0 {
            Err(RecordError::TooLong(self.limit))
        } else {
            let text = utf8(record).map_err(|valid| RecordError::NotUtf8(valid + 1));
            text.and_then(|text| self.clean_record(&text, number, end, done))
        };
        if let Err(error) = cleaned {
            done.kept.truncate(kept);
            done.removed.truncate(removed);
            self.fail(line, number, &error, done);
        }
    }

    fn clean_record(
        &self,
        record: &str,
        number: u64,
        end: &[u8],
        done: &mut CleanedBatch,
    ) -> Result<(), RecordError> {
        let (place, html, text);
        let page = if let Some(field) = &self.html {
            let Place::Value(range) = field.find(record)? else {
                return Err(RecordError::Missing(field.clone(), "--html-field"));
            };
            html = Html::read(&string(&record[range], field)?);
            place = self.text.find(record)?;
            Page::of_html(&html)
        } else {
            place = self.text.find(record)?;
            let Place::Value(range) = &place else {
                return Err(RecordError::Missing(self.text.clone(), "--text-field"));
            };
            text = string(&record[range.clone()], &self.text)?;
            Page::new(&text)
        };
        let holds_text = self.html.is_none();
        self.write(&Template { record, number, place, end, holds_text }, &page, done)
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
        let place = Place::Value(record.len() - 3..record.len() - 1);
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
                let spans = articles.get(index).map_or(&[][..], Article::spans);
                written.write(spans, true, Some(index + 1), &mut done.kept)?;
            }
        } else {
            written.write(cleaned.spans(), true, None, &mut done.kept)?;
        }
        if self.removes {
            written.write(cleaned.spans(), false, None, &mut done.removed)?;
        }
        done.statistics.count(&cleaned);
        Ok(())
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
        for field in &self.names {
            if let Ok(Place::Value(range)) = field.find(record) {
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
    place: Place,
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
    /// Writes the record with those of the spans that stay, or those that go; as a part, if it is one.
    fn write(
        &self,
        spans: &[Span],
        kept: bool,
        part: Option<usize>,
        to: &mut Vec<u8>,
    ) -> Result<(), RecordError> {
        let text = self.cleaned.page().text();
        let Template { record, place, end, holds_text, .. } = self.template;
        let mut edits = Edits::of(record);
        let stays_whole =
            spans.len() == self.cleaned.spans().len() && spans.iter().all(|span| span.kept == kept);
        // A text that stays as it is stays as it is written.
        if !(stays_whole && *holds_text) {
            let pieces = spans.iter().filter(|span| span.kept == kept).map(|span| &text[span.range.clone()]);
            let mut json = Vec::new();
            push_string(&mut json, &pieces.collect::<String>());
            edits.set(&self.records.text, place, &json);
        }
        let mut set = |name, json: &[u8]| {
            let field = FieldPath::top(name);
            field.find(record).map(|place| edits.set(&field, &place, json))
        };
        if let Some(part) = part {
            set("part", part.to_string().as_bytes())?;
        }
        if self.records.annotates {
            let language = self.cleaned.page().html().and_then(|html| html.about.language.as_deref());
            set("dechaff", &annotation(text, self.cleaned.verdicts(), spans, language))?;
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

/// The lines of some bytes with their terminators.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let (line, behind) = rest.split_at(length);
        rest = behind;
        (!line.is_empty()).then_some(line)
    })
}

/// Length of a line without its terminator.
pub(super) fn content_length(line: &[u8]) -> usize {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line).len()
}
