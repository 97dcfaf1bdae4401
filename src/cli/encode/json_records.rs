//! Records with cleaned text: one output record per input record, or one per article with `--articles split`.

use dechaff::{Cleaned, Span};

use super::annotation::annotation;
use super::edits::{Edits, push_string};
use super::metadata::metadata;
use super::product::{Encoded, ProductBuilder, RecordEncoder, TextSlot};
use crate::cli::args::values::{OnError, TextFormat};
use crate::cli::source::{FieldPath, FieldSpan, RecordError, content_length};

/// The field with the number of an article.
const PART: &str = "part";
/// The same field of records that have a field `part`.
const OWN_PART: &str = "dechaff_part";
/// The field with what a page of HTML says about itself.
const METADATA: &str = "metadata";
/// The same field of records that have a field `metadata`.
const OWN_METADATA: &str = "dechaff_metadata";
/// The field with the annotation, or the error. That of an earlier run is replaced.
const NOTE: &str = "dechaff";

/// Lines of JSON.
pub(super) struct JsonRecords<'a> {
    encoder: &'a RecordEncoder,
    kept: Vec<u8>,
    removed: Vec<u8>,
}

impl<'a> JsonRecords<'a> {
    /// An empty product with room for this many bytes.
    pub(super) fn new(encoder: &'a RecordEncoder, bytes: usize) -> Self {
        Self { encoder, kept: Vec::with_capacity(bytes), removed: Vec::new() }
    }

    fn push(&mut self, slot: &TextSlot<'_>, cleaned: &Cleaned<'_>) -> Result<(), RecordError> {
        let style = self.encoder.markdown.style(slot.url.as_deref());
        for part in cleaned.parts() {
            let text = match self.encoder.format {
                TextFormat::Auto => None,
                TextFormat::Text => cleaned.page().markdown().map(|_| part.shown_text()),
                TextFormat::Markdown => Some(part.markdown_with(&style)),
            };
            let record = Record { encoder: self.encoder, slot, cleaned, spans: part.spans(), kept: true };
            record.write(text, part.number(), &mut self.kept)?;
        }
        if self.encoder.removes {
            let record = Record { encoder: self.encoder, slot, cleaned, spans: cleaned.spans(), kept: false };
            record.write(None, None, &mut self.removed)?;
        }
        Ok(())
    }
}

impl ProductBuilder for JsonRecords<'_> {
    fn add(&mut self, slot: &TextSlot<'_>, cleaned: &Cleaned<'_>) -> Result<(), RecordError> {
        let (kept, removed) = (self.kept.len(), self.removed.len());
        self.push(slot, cleaned).inspect_err(|_| {
            self.kept.truncate(kept);
            self.removed.truncate(removed);
        })
    }

    fn add_failed(&mut self, line: &[u8], error: &RecordError) {
        if self.encoder.on_error == OnError::Skip {
            return;
        }
        let record = str::from_utf8(&line[..content_length(line)]).unwrap_or_default();
        let field = FieldPath::top(NOTE);
        let (Ok(span), false) = (field.find(record), self.encoder.holds_page(NOTE)) else {
            // Only an object can hold the mark, and the page is not replaced by it.
            return self.pass(line);
        };
        let mut json = b"{\"error\":".to_vec();
        push_string(&mut json, &error.to_string());
        json.push(b'}');
        let mut edits = Edits::new(record);
        edits.set(&field, &span, &json);
        let mut marked = Vec::new();
        edits.write(&mut marked);
        marked.extend_from_slice(&line[record.len()..]);
        self.pass(&marked);
    }

    fn add_rest(&mut self, bytes: &[u8]) {
        if self.encoder.on_error != OnError::Skip {
            self.pass(bytes);
        }
    }

    fn pass(&mut self, bytes: &[u8]) {
        self.kept.extend_from_slice(bytes);
        if self.encoder.removes {
            self.removed.extend_from_slice(bytes);
        }
    }

    fn finish(self: Box<Self>) -> Encoded {
        Encoded::Lines { kept: self.kept, removed: self.removed }
    }
}

/// A record about to be written.
struct Record<'a> {
    encoder: &'a RecordEncoder,
    slot: &'a TextSlot<'a>,
    cleaned: &'a Cleaned<'a>,
    spans: &'a [Span],
    /// Whether to write kept spans, or removed ones.
    kept: bool,
}

impl Record<'_> {
    /// The name of a field that is added: another one if the record has such a field of its own, which stays.
    fn free_name(&self, name: &'static str, other: &'static str) -> Result<&'static str, RecordError> {
        let is_free = matches!(FieldPath::top(name).find(self.slot.record)?, FieldSpan::Missing { .. });
        Ok(if is_free { name } else { other })
    }

    /// Writes the record. Its text is that of its spans, unless `text` gives another; `part` is the number of the article.
    fn write(&self, text: Option<String>, part: Option<usize>, to: &mut Vec<u8>) -> Result<(), RecordError> {
        let Self { encoder, slot, cleaned, spans, kept } = *self;
        let mut edits = Edits::new(slot.record);
        let is_whole = spans.len() == cleaned.spans().len() && spans.iter().all(|span| span.kept == kept);
        // A text that is kept whole keeps its JSON bytes.
        if text.is_some() || !(is_whole && slot.holds_text) {
            let pieces = || spans.iter().filter(|span| span.kept == kept).map(|span| cleaned.piece(span));
            let mut json = Vec::new();
            push_string(&mut json, &text.unwrap_or_else(|| pieces().collect()));
            edits.set(&encoder.fields.text, &slot.span, &json);
        }
        let mut set = |name, json: &[u8]| {
            let field = FieldPath::top(name);
            field.find(slot.record).map(|span| edits.set(&field, &span, json))
        };
        if let Some(part) = part {
            set(self.free_name(PART, OWN_PART)?, part.to_string().as_bytes())?;
        }
        let about = cleaned.page().html().map(dechaff::Html::about);
        if let Some(about) = about.filter(|_| encoder.describes && !slot.is_described) {
            let json = serde_json::to_vec(&metadata(about)).expect("serializing to memory cannot fail");
            set(self.free_name(METADATA, OWN_METADATA)?, &json)?;
        }
        if encoder.annotates || slot.is_short {
            if encoder.holds_page(NOTE) {
                return Err(RecordError::Replaced(FieldPath::top(NOTE)));
            }
            let language = about.and_then(|about| about.language.as_deref());
            let text = cleaned.page().text();
            let short = slot.is_short.then_some(true);
            set(
                NOTE,
                &if encoder.annotates {
                    annotation(text, cleaned.verdicts(), spans, language, short)
                } else {
                    b"{\"short\":true}".to_vec()
                },
            )?;
        }
        slot.dropped.iter().for_each(|span| edits.remove(span));
        edits.write(to);
        to.extend_from_slice(slot.end);
        // The last line of a stream may have no line end, and another part may follow.
        if part.is_some() && !slot.end.ends_with(b"\n") {
            to.push(b'\n');
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use dechaff::{Articles, Cleaner, Cues, KeepSet, Label, Model, Page};

    use super::*;
    use crate::cli::args::MarkdownArguments;
    use crate::cli::args::values::OnShort;
    use crate::cli::encode::product::Product;
    use crate::cli::source::{Fields, InputFormat, Size};

    const ALL: [Label; Label::ALL.len()] = Label::ALL;

    fn encoder(keep: &[Label], articles: Articles, on_error: OnError) -> RecordEncoder {
        let keep: KeepSet = keep.iter().copied().collect();
        let fields = Fields {
            text: FieldPath::top("text"),
            html: None,
            id: FieldPath::top("id"),
            url: FieldPath::top("url"),
            site: None,
            format: InputFormat::Auto,
        };
        RecordEncoder {
            cleaner: Cleaner::new(Cues::builtin(), Model::builtin(), keep).with_articles(articles),
            surveyor: std::sync::Arc::default(),
            fields,
            markdown: MarkdownArguments::default(),
            format: TextFormat::Auto,
            product: Product::Records,
            annotates: false,
            describes: false,
            drops_html: false,
            least: 0,
            on_short: OnShort::Keep,
            removes: false,
            remembers: false,
            on_error,
            limit: Size::UNLIMITED,
        }
    }

    fn written(records: JsonRecords<'_>) -> String {
        match Box::new(records).finish() {
            Encoded::Lines { kept, .. } => String::from_utf8(kept).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// Cleans the text of a record with this line end.
    fn cleaned(encoder: &RecordEncoder, record: &str, end: &str) -> String {
        let value: serde_json::Value = serde_json::from_str(record).unwrap();
        let page = Page::new(value["text"].as_str().unwrap());
        let span = encoder.fields.text.find(record).unwrap();
        let slot = TextSlot { holds_text: true, ..TextSlot::new(record, 1, span, end.as_bytes()) };
        let mut records = JsonRecords::new(encoder, 0);
        records.add(&slot, &encoder.cleaner.clean(&page)).unwrap();
        written(records)
    }

    /// What is written for a record that cannot be cleaned.
    fn failed(on_error: OnError, line: &str) -> String {
        let encoder = encoder(&ALL, Articles::default(), on_error);
        let mut records = JsonRecords::new(&encoder, 0);
        records.add_failed(line.as_bytes(), &RecordError::NotUtf8(3));
        written(records)
    }

    #[test]
    fn a_failed_record_is_marked_unless_it_is_skipped() {
        let error = RecordError::NotUtf8(3);
        let marked = format!("{{\"text\":1,\"dechaff\":{{\"error\":\"{error}\"}}}}\r\n");
        assert_eq!(failed(OnError::Fail, "{\"text\":1}\r\n"), marked);
        assert_eq!(failed(OnError::Pass, "{\"text\":1}\r\n"), marked);
        assert_eq!(failed(OnError::Skip, "{\"text\":1}\r\n"), "");
        // A mark of an earlier run is replaced.
        assert_eq!(failed(OnError::Pass, "{\"text\":1,\"dechaff\":7}\r\n"), marked);
    }

    #[test]
    fn a_failed_line_that_is_no_object_stays_as_it_is() {
        for line in ["[1, 2]\n", "{\"text\": \"cut of", ""] {
            assert_eq!(failed(OnError::Fail, line), line);
            assert_eq!(failed(OnError::Skip, line), "");
        }
    }

    #[test]
    fn a_text_that_is_kept_whole_keeps_its_json_bytes() {
        let record = r#"{"n":1.0,"text" : "Caf\u00e9 \/ Bar\n"}"#;
        let keeps_all = encoder(&ALL, Articles::default(), OnError::Fail);
        assert_eq!(cleaned(&keeps_all, record, "\r\n"), format!("{record}\r\n"));
        let keeps_none = encoder(&[], Articles::default(), OnError::Fail);
        assert_eq!(cleaned(&keeps_none, record, "\n"), "{\"n\":1.0,\"text\" : \"\"}\n");
    }

    #[test]
    fn a_part_always_has_a_line_end() {
        let record =
            r#"{"text":"The council agreed on Tuesday to lend the company 40 million crowns for a ship.\n"}"#;
        let part = record.replace('}', ",\"part\":1}");
        let split = encoder(&[Label::Body], Articles::Split, OnError::Fail);
        assert_eq!(cleaned(&split, record, ""), format!("{part}\n"));
        assert_eq!(cleaned(&split, record, "\r\n"), format!("{part}\r\n"));
        // A whole record keeps the line end that was read.
        let whole = encoder(&[Label::Body], Articles::default(), OnError::Fail);
        assert_eq!(cleaned(&whole, record, ""), record);
    }

    #[test]
    fn a_field_of_the_record_is_not_overwritten_by_the_number_of_an_article() {
        let text =
            r#""text":"The council agreed on Tuesday to lend the company 40 million crowns for a ship.\n""#;
        let split = encoder(&[Label::Body], Articles::Split, OnError::Fail);
        let record = format!(r#"{{"part":{{"of":"a book"}},{text}}}"#);
        let numbered = format!(r#"{{"part":{{"of":"a book"}},{text},"dechaff_part":1}}"#);
        assert_eq!(cleaned(&split, &record, "\n"), format!("{numbered}\n"));
        // That of an earlier run is replaced.
        assert_eq!(cleaned(&split, &numbered, "\n"), format!("{numbered}\n"));
    }

    #[test]
    fn a_page_inside_the_annotation_is_not_overwritten_by_it() {
        let mut annotates = encoder(&ALL, Articles::default(), OnError::Fail);
        annotates.annotates = true;
        annotates.fields.text = "dechaff.text".parse().unwrap();
        let record = r#"{"dechaff":{"text":"One."}}"#;
        let page = Page::new("One.");
        let span = annotates.fields.text.find(record).unwrap();
        let slot = TextSlot { holds_text: true, ..TextSlot::new(record, 1, span, b"\n") };
        let mut records = JsonRecords::new(&annotates, 0);
        let error = records.add(&slot, &annotates.cleaner.clean(&page)).unwrap_err();
        assert!(error.to_string().contains("\"dechaff\""), "{error}");
        records.add_failed(record.as_bytes(), &error);
        assert_eq!(written(records), record);
    }
}
