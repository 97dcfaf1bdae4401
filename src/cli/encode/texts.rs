//! The text of records: one text file per record, or one per article.

use dechaff::Cleaned;

use super::product::{Encoded, ProductBuilder, RecordEncoder, TextSlot};
use crate::cli::args::values::TextFormat;
use crate::cli::output::RecordText;
use crate::cli::source::{RecordError, string};

/// Texts with the ids of their records.
pub(super) struct Texts<'a> {
    encoder: &'a RecordEncoder,
    texts: Vec<RecordText>,
}

impl<'a> Texts<'a> {
    /// An empty product.
    pub(super) fn new(encoder: &'a RecordEncoder) -> Self {
        Self { encoder, texts: Vec::new() }
    }
}

impl ProductBuilder for Texts<'_> {
    fn add(&mut self, slot: &TextSlot<'_>, cleaned: &Cleaned<'_>) -> Result<(), RecordError> {
        let json = self.encoder.id(slot.record)?;
        let is_number = json.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        let id =
            if is_number { json.to_owned() } else { string(json, &self.encoder.fields.id)?.into_owned() };
        self.texts.extend(cleaned.parts().map(|part| {
            let text = match self.encoder.format {
                TextFormat::Auto => part.text(),
                TextFormat::Text => part.shown_text(),
                TextFormat::Markdown => part.markdown_with(&self.encoder.markdown.style(slot.url.as_deref())),
            };
            RecordText { number: slot.number, id: id.clone(), part: part.number(), text: text.into_bytes() }
        }));
        Ok(())
    }

    fn add_failed(&mut self, _: &[u8], _: &RecordError) {}

    fn add_rest(&mut self, _: &[u8]) {}

    fn pass(&mut self, _: &[u8]) {}

    fn finish(self: Box<Self>) -> Encoded {
        Encoded::Texts(self.texts)
    }
}
