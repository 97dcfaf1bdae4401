//! Cleans the pages of records, and builds a product from them.

use std::fmt::Write;

use dechaff::Page;
use serde_json::{Value, json};

use super::attributes::Attributes;
use super::cleaned_before::TextHashes;
use super::edits::push_string;
use super::json_records::JsonRecords;
use super::product::{Encoded, EncodedChunk, Product, ProductBuilder, RecordEncoder, TextSlot};
use super::rows::encode_rows;
use super::texts::Texts;
use crate::cli::args::values::OnShort;
use crate::cli::engine::Sites;
use crate::cli::source::{
    Chunk, ChunkKind, FieldSpan, Found, LineChunk, LostRecord, PageError, RecordError, RecordLine,
    RecordName, WarcPage, WarcRecord, content_length, excerpt, utf8,
};
use crate::cli::survey::Tally;

impl RecordEncoder {
    /// Cleans some records of a file. Records whose texts are among `before` stay as they are.
    pub fn encode(&self, file: &Found, sites: &Sites, chunk: &Chunk, before: &TextHashes) -> EncodedChunk {
        match chunk {
            Chunk::Lines(lines) => self.encode_lines(file, sites, lines, before),
            Chunk::WarcRecords(records) => self.encode_warc(file, sites, records),
            Chunk::Rows(rows) => encode_rows(self, file, sites, rows, before),
        }
    }

    fn encode_lines(
        &self,
        file: &Found,
        sites: &Sites,
        chunk: &LineChunk,
        before: &TextHashes,
    ) -> EncodedChunk {
        let mut run = Run { before: Some(before), ..Run::new(self, chunk.bytes.len()) };
        match chunk.kind {
            ChunkKind::Lines => chunk.lines().for_each(|line| run.line(line, file, sites)),
            ChunkKind::LongLineStart => {
                run.fail(&chunk.bytes, chunk.line, &RecordError::TooLarge(self.limit));
            }
            ChunkKind::LongLineRest => run.builder.add_rest(&chunk.bytes),
        }
        let mut made = run.finish();
        made.changed = !matches!(&made.encoded, Encoded::Lines { kept, .. } if *kept == chunk.bytes);
        made
    }

    /// Makes a record of each page. Skips responses that are neither text nor HTML, or whose status is not success.
    fn encode_warc(
        &self,
        file: &Found,
        sites: &Sites,
        records: &[Result<WarcRecord, LostRecord>],
    ) -> EncodedChunk {
        let mut run = Run::new(self, 0);
        for record in records {
            let (name, made) = match record {
                Ok(record) => (record.name(), run.warc_record(record, file, sites)),
                Err(lost) => (lost.name(), Err((&lost.error).into())),
            };
            let problem = match made {
                Ok(None) => continue,
                Ok(Some(damage)) => format!("{damage} (what there is was cleaned)"),
                Err(error) => {
                    let message = error.to_string();
                    run.tally.statistics.fail(&message);
                    message
                }
            };
            let about = name.shown_url().or_else(|| name.shown_id()).map(|about| format!(" ({about})"));
            run.problems.push(format!("record {}{}: {problem}", name.number, about.unwrap_or_default()));
        }
        run.finish()
    }

    /// Makes records of other pages. `each` calls its argument for each page, with the fields of the record, its number,
    /// the page and its file.
    pub fn encode_pages(
        &self,
        each: impl FnOnce(&mut dyn FnMut(&[(&str, Value)], u64, &Page<'_>, &Found)),
    ) -> EncodedChunk {
        let mut run = Run::new(self, 0);
        each(&mut |fields, number, page, file| run.new_record(fields, number, page, file, || None));
        run.finish()
    }

    /// The id and URL of a record for a message, as far as they can be read.
    fn label(&self, record: &str) -> String {
        let mut label = String::new();
        for field in [&self.fields.id, &self.fields.url] {
            if let Ok(FieldSpan::Value(range)) = field.find(record) {
                let value = excerpt(&record[range]);
                let _ = write!(label, "{}{field} {value}", if label.is_empty() { " (" } else { ", " });
            }
        }
        if label.is_empty() { label } else { label + ")" }
    }
}

/// The state of building a product.
struct Run<'a> {
    encoder: &'a RecordEncoder,
    builder: Box<dyn ProductBuilder + 'a>,
    tally: Tally,
    problems: Vec<String>,
    /// Texts that were cleaned before.
    before: Option<&'a TextHashes>,
    hashes: Vec<u64>,
    cleaned_before: u64,
}

impl<'a> Run<'a> {
    fn new(encoder: &'a RecordEncoder, bytes: usize) -> Self {
        let builder: Box<dyn ProductBuilder + 'a> = match &encoder.product {
            Product::Records => Box::new(JsonRecords::new(encoder, bytes)),
            Product::Texts => Box::new(Texts::new(encoder)),
            Product::Attributes(name) => Box::new(Attributes::new(encoder, name)),
        };
        Self {
            encoder,
            builder,
            tally: Tally::default(),
            problems: Vec::new(),
            before: None,
            hashes: Vec::new(),
            cleaned_before: 0,
        }
    }

    fn line(&mut self, line: RecordLine<'_>, file: &Found, sites: &Sites) {
        self.builder.pass(line.mark);
        if line.is_blank() {
            self.builder.pass(line.record);
            return self.builder.pass(line.end);
        }
        let record = utf8(line.record, self.encoder.limit);
        if let Err(error) = record.and_then(|record| self.record(record, line, file, sites)) {
            self.fail(&[line.record, line.end].concat(), line.number, &error);
        }
    }

    fn record(
        &mut self,
        record: &str,
        line: RecordLine<'_>,
        file: &Found,
        sites: &Sites,
    ) -> Result<(), RecordError> {
        let encoder = self.encoder;
        let fields = encoder.fields.find(record);
        let (text, span) = fields.page()?;
        let text = text.within(self.encoder.limit)?;
        if let Some(text) = text.source()
            && self.before.is_some_and(|before| before.contains(text.as_bytes()))
        {
            self.builder.pass(line.record);
            self.builder.pass(line.end);
            self.hashes.push(TextHashes::of(text.as_bytes()));
            self.cleaned_before += 1;
            return Ok(());
        }
        let page = sites.record_page(file, || fields.address(), &text);
        let holds_text = self.encoder.fields.html.is_none();
        let dropped = encoder.drops_html.then(|| fields.html()).transpose()?;
        let url = if encoder.needs_urls() { fields.address().url } else { None };
        let slot =
            TextSlot { holds_text, dropped, url, ..TextSlot::new(record, line.number, span, line.end) };
        self.add(slot, &page, file, || Some(fields.name(line.number)))
    }

    /// Makes a record of the page, if there is one. Returns what is wrong with it, if something is.
    fn warc_record(
        &mut self,
        record: &WarcRecord,
        file: &Found,
        sites: &Sites,
    ) -> Result<Option<String>, PageError> {
        let Some(page) = record.page(self.encoder.limit)? else { return Ok(None) };
        let WarcPage { text, content_type, truncated, damage } = page;
        let text = text.within(self.encoder.limit)?;
        let about = text.about();
        let mut metadata = json!({
            "content_type": content_type,
            "language": about.and_then(|about| about.language.as_deref()),
            "title": about.and_then(|about| about.title()),
        });
        if let (true, Some(about), Value::Object(fields)) = (self.encoder.describes, about, &mut metadata) {
            fields.extend(super::metadata::metadata(about));
        }
        if let Some(reason) = truncated.or_else(|| damage.clone()) {
            metadata["truncated"] = json!(reason);
        }
        let fields = [
            ("id", json!(record.id())),
            ("url", json!(record.url)),
            ("date", json!(record.date)),
            ("metadata", metadata),
        ];
        let page = sites.record_page(file, || record.name(), &text);
        self.new_record(&fields, record.number, &page, file, || Some(record.name()));
        Ok(damage)
    }

    /// Makes a record of a page that is not one, with these fields.
    fn new_record(
        &mut self,
        fields: &[(&str, Value)],
        number: u64,
        page: &Page<'_>,
        file: &Found,
        name: impl FnOnce() -> Option<RecordName>,
    ) {
        let mut record = b"{".to_vec();
        for (name, value) in fields {
            push_string(&mut record, name);
            record.push(b':');
            record.extend_from_slice(value.to_string().as_bytes());
            record.push(b',');
        }
        record.extend_from_slice(b"\"text\":\"\"}");
        let record = String::from_utf8_lossy(&record);
        let span = FieldSpan::Value(record.len() - 3..record.len() - 1);
        // A web archive tells more about its pages.
        let is_described = fields.iter().any(|(name, _)| *name == "metadata");
        let url = fields.iter().find(|(name, _)| *name == "url").and_then(|(_, url)| url.as_str());
        let url = url.map(str::to_owned);
        let slot = TextSlot { is_described, url, ..TextSlot::new(&record, number, span, b"\n") };
        self.add(slot, page, file, name).expect("a record made here is well-formed");
    }

    /// Cleans a page. `name` names its record if it is one.
    fn add(
        &mut self,
        slot: TextSlot<'_>,
        page: &Page<'_>,
        file: &Found,
        name: impl FnOnce() -> Option<RecordName>,
    ) -> Result<(), RecordError> {
        let on_short = self.encoder.on_short;
        let (cleaned, is_short) = self.encoder.clean(page, on_short);
        if !(is_short && on_short == OnShort::Drop) {
            let is_short = is_short && on_short == OnShort::Mark;
            self.builder.add(&TextSlot { is_short, ..slot }, &cleaned)?;
        }
        self.tally.statistics.short += u64::from(is_short);
        self.encoder.surveyor.count(file, name, &cleaned, &mut self.tally);
        if self.encoder.remembers {
            self.hashes.push(TextHashes::of(cleaned.text().as_bytes()));
        }
        Ok(())
    }

    fn fail(&mut self, line: &[u8], number: u64, error: &RecordError) {
        self.tally.statistics.fail(&error.to_string());
        let record = str::from_utf8(&line[..content_length(line)]).unwrap_or_default();
        self.problems.push(format!("line {number}{}: {error}", self.encoder.label(record)));
        self.builder.add_failed(line, error);
    }

    fn finish(self) -> EncodedChunk {
        let Self { builder, tally, problems, hashes, cleaned_before, .. } = self;
        let encoded = builder.finish();
        EncodedChunk { encoded, changed: true, tally, problems, hashes, cleaned_before }
    }
}
