//! Rows of tables with cleaned text: one output row per input row.

use dechaff::Cleaned;

use super::annotation::annotation;
use super::edits::push_string;
use super::product::{Encoded, EncodedChunk, RecordEncoder};
use super::statistics::Statistics;
use crate::cli::args::values::TextFormat;
use crate::cli::engine::Sites;
use crate::cli::output::TablePiece;
use crate::cli::source::{Found, RecordError, Rows, utf8};

/// A row after cleaning.
#[derive(Default)]
struct EncodedRow {
    kept: Option<Vec<u8>>,
    removed: Option<Vec<u8>>,
    /// The annotation as JSON; empty if the row has no page.
    note: Vec<u8>,
}

/// Cleans the pages in the rows of a table. Null stays null.
pub(super) fn encode_rows(encoder: &RecordEncoder, file: &Found, sites: &Sites, rows: &Rows) -> EncodedChunk {
    let (mut kept, mut removed) = (TablePiece::default(), TablePiece::default());
    let (mut statistics, mut problems) = (Statistics::default(), Vec::new());
    if encoder.fields.html.is_none() {
        rows.levels().clone_into(&mut kept.levels);
        rows.levels().clone_into(&mut removed.levels);
    }
    for (index, text) in rows.texts().enumerate() {
        let clean = |text| encode_row(encoder, file, sites, rows, index, text, &mut statistics);
        let row = text.map_or(Ok(EncodedRow::default()), clean).unwrap_or_else(|error| {
            problems.push(format!("row {}: {error}", rows.name(index).number));
            failed_row(encoder, text, &error)
        });
        kept.texts.push(row.kept);
        removed.texts.push(row.removed);
        if encoder.annotates {
            let note = if row.note.is_empty() { b"null" } else { &row.note[..] };
            for piece in [&mut kept, &mut removed] {
                piece.notes.extend_from_slice(b"{\"dechaff\":");
                piece.notes.extend_from_slice(note);
                piece.notes.extend_from_slice(b"}\n");
            }
        }
    }
    statistics.failed += problems.len() as u64;
    let changed = encoder.annotates
        || encoder.fields.html.is_some()
        || !rows.texts().eq(kept.texts.iter().map(Option::as_deref));
    EncodedChunk { encoded: Encoded::Rows { kept, removed }, changed, statistics, problems }
}

fn encode_row(
    encoder: &RecordEncoder,
    file: &Found,
    sites: &Sites,
    rows: &Rows,
    index: usize,
    text: &[u8],
    statistics: &mut Statistics,
) -> Result<EncodedRow, RecordError> {
    let text = encoder.fields.read(utf8(text, encoder.limit)?.into()).within(encoder.limit)?;
    let page = sites.record_page(file, || rows.name(index), &text);
    let cleaned = encoder.cleaner.clean(&page);
    statistics.count(&cleaned);
    Ok(EncodedRow {
        kept: Some(match encoder.format {
            TextFormat::Text => cleaned.text().into_bytes(),
            TextFormat::Markdown => cleaned.markdown().into_bytes(),
        }),
        removed: encoder.removes.then(|| cleaned.removed().collect::<String>().into_bytes()),
        note: if encoder.annotates { note(&cleaned) } else { Vec::new() },
    })
}

fn note(cleaned: &Cleaned<'_>) -> Vec<u8> {
    let page = cleaned.page();
    let language = page.html().and_then(|html| html.about().language.as_deref());
    annotation(page.text(), cleaned.verdicts(), cleaned.spans(), language)
}

/// A row that could not be cleaned. It keeps its text; if its page was HTML, the text is null.
fn failed_row(encoder: &RecordEncoder, text: Option<&[u8]>, error: &RecordError) -> EncodedRow {
    let text = text.filter(|_| encoder.fields.html.is_none()).map(<[u8]>::to_vec);
    let mut note = b"{\"error\":".to_vec();
    push_string(&mut note, &error.to_string());
    note.push(b'}');
    EncodedRow { kept: text.clone(), removed: text, note }
}
