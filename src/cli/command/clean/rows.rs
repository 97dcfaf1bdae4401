//! Cleaning the rows of tables: one in, one out.

use super::record_encoder::{CleanedBatch, Origin, Records};
use crate::cli::args::values::TextFormat;
use crate::cli::output::{TablePiece, annotation, push_string};
use crate::cli::source::{RecordError, RecordName, Rows, utf8};

impl Records {
    /// Cleans the pages in the rows of a table. What is null stays null.
    pub fn clean_rows(&self, rows: &Rows, of: Origin<'_>) -> CleanedBatch {
        let mut done = CleanedBatch::default();
        let (mut kept, mut removed) = (TablePiece::default(), TablePiece::default());
        if self.fields.html.is_none() {
            rows.levels().clone_into(&mut kept.levels);
            rows.levels().clone_into(&mut removed.levels);
        }
        for (index, text) in rows.texts().enumerate() {
            let name = || rows.name(index);
            let row = text.map_or(Ok(Row::default()), |text| self.clean_row(text, name, of, &mut done));
            let row = row.unwrap_or_else(|error| {
                done.statistics.failed += 1;
                done.problems.push(format!("row {}: {error}", name().number));
                // Of HTML there is no text to be passed on.
                let text = text.filter(|_| self.fields.html.is_none()).map(<[u8]>::to_vec);
                let mut note = b"{\"error\":".to_vec();
                push_string(&mut note, &error.to_string());
                note.push(b'}');
                Row { kept: text.clone(), removed: text, note }
            });
            kept.texts.push(row.kept);
            removed.texts.push(row.removed);
            if self.annotates {
                for piece in [&mut kept, &mut removed] {
                    piece.notes.extend_from_slice(b"{\"dechaff\":");
                    piece.notes.extend_from_slice(if row.note.is_empty() { b"null" } else { &row.note });
                    piece.notes.extend_from_slice(b"}\n");
                }
            }
        }
        (done.kept_rows, done.removed_rows) = (kept, removed);
        done
    }

    fn clean_row(
        &self,
        text: &[u8],
        name: impl FnOnce() -> RecordName,
        of: Origin<'_>,
        done: &mut CleanedBatch,
    ) -> Result<Row, RecordError> {
        let text = self.fields.read(utf8(text, self.limit)?.into());
        let page = of.sites.place_record(of.found, name, &text);
        let cleaned = self.cleaner.clean(&page);
        done.statistics.count(&cleaned);
        let language = text.about().and_then(|about| about.language.as_deref());
        let note = if self.annotates {
            annotation(page.text(), cleaned.verdicts(), cleaned.spans(), language)
        } else {
            Vec::new()
        };
        let pieces = |kept| {
            let spans = cleaned.spans().iter().filter(|span| span.kept == kept);
            spans.map(|span| &page.text()[span.range.clone()]).collect::<String>().into_bytes()
        };
        let kept = match self.format {
            TextFormat::Text => pieces(true),
            TextFormat::Markdown => cleaned.markdown().into_bytes(),
        };
        Ok(Row { kept: Some(kept), removed: self.removes.then(|| pieces(false)), note })
    }
}

/// What becomes of a row.
#[derive(Default)]
struct Row {
    kept: Option<Vec<u8>>,
    removed: Option<Vec<u8>>,
    /// What was decided; empty when there was nothing to decide.
    note: Vec<u8>,
}
