//! Records with cleaned text: one output record per input record, or one per article with `--articles split`.

use dechaff::{Cleaned, Span};

use super::annotation::annotation;
use super::edits::{Edits, push_string};
use super::product::{Encoded, ProductBuilder, RecordEncoder, TextSlot};
use crate::cli::args::values::{OnError, TextFormat};
use crate::cli::source::{FieldPath, RecordError, content_length};

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
        for part in cleaned.parts() {
            let markdown = (self.encoder.format == TextFormat::Markdown).then(|| part.markdown());
            let record = Record { encoder: self.encoder, slot, cleaned, spans: part.spans(), kept: true };
            record.write(markdown, part.number(), &mut self.kept)?;
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
        let field = FieldPath::top("dechaff");
        let Ok(span) = field.find(record) else {
            // Only an object can hold the mark.
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
            set("part", part.to_string().as_bytes())?;
        }
        if encoder.annotates {
            let page = cleaned.page();
            let language = page.html().and_then(|html| html.about().language.as_deref());
            set("dechaff", &annotation(page.text(), cleaned.verdicts(), spans, language))?;
        }
        edits.write(to);
        to.extend_from_slice(slot.end);
        // The last line of a stream may have no line end, and another part may follow.
        if part.is_some() && slot.end.is_empty() {
            to.push(b'\n');
        }
        Ok(())
    }
}
