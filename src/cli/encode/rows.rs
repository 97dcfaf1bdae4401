//! Rows of tables with cleaned text: one output row per input row.

use dechaff::Cleaned;

use super::annotation::annotation;
use super::cleaned_before::TextHashes;
use super::edits::push_string;
use super::product::{Encoded, EncodedChunk, RecordEncoder};
use crate::cli::args::values::{OnShort, TextFormat};
use crate::cli::engine::Sites;
use crate::cli::output::TablePiece;
use crate::cli::source::{Found, RecordError, Rows, utf8};
use crate::cli::survey::Tally;

/// A row after cleaning.
#[derive(Default)]
struct EncodedRow {
    kept: Option<Vec<u8>>,
    removed: Option<Vec<u8>>,
    /// The annotation as JSON; empty if the row has no page.
    note: Vec<u8>,
}

/// Cleans the pages in the rows of a table. Null stays null, and a text that is among `before` as it is.
pub(super) fn encode_rows(
    encoder: &RecordEncoder,
    file: &Found,
    sites: &Sites,
    rows: &Rows,
    before: &TextHashes,
) -> EncodedChunk {
    let (mut kept, mut removed) = (TablePiece::default(), TablePiece::default());
    let (mut tally, mut problems) = (Tally::default(), Vec::new());
    if encoder.fields.html.is_none() {
        rows.levels().clone_into(&mut kept.levels);
        rows.levels().clone_into(&mut removed.levels);
    }
    let (mut hashes, mut cleaned_before, mut all_are_known) = (Vec::new(), 0, true);
    for (index, text) in rows.texts().enumerate() {
        let is_known = text.is_some_and(|text| encoder.fields.html.is_none() && before.contains(text));
        cleaned_before += u64::from(is_known);
        all_are_known &= is_known || text.is_none();
        let clean = |text: &[u8]| {
            if is_known {
                let kept = Some(text.to_vec());
                return Ok(EncodedRow { kept, ..EncodedRow::default() });
            }
            encode_row(encoder, file, sites, rows, index, text, &mut tally)
        };
        let row = match text.map(clean) {
            None => EncodedRow::default(),
            Some(Ok(row)) => {
                hashes.extend(row.kept.as_deref().filter(|_| encoder.remembers).map(TextHashes::of));
                row
            }
            Some(Err(error)) => {
                tally.statistics.fail(&error.to_string());
                problems.push(format!("row {}: {error}", rows.name(index).number));
                failed_row(encoder, text, &error)
            }
        };
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
    let changed = encoder.annotates && !all_are_known
        || encoder.fields.html.is_some()
        || !rows.texts().eq(kept.texts.iter().map(Option::as_deref));
    let encoded = Encoded::Rows { kept, removed };
    EncodedChunk { encoded, changed, tally, problems, hashes, cleaned_before }
}

fn encode_row(
    encoder: &RecordEncoder,
    file: &Found,
    sites: &Sites,
    rows: &Rows,
    index: usize,
    text: &[u8],
    tally: &mut Tally,
) -> Result<EncodedRow, RecordError> {
    let text = encoder.fields.read(utf8(text, encoder.limit)?.into()).within(encoder.limit)?;
    let page = sites.record_page(file, || rows.name(index), &text);
    let (cleaned, is_short) = encoder.clean(&page, encoder.on_short);
    encoder.surveyor.count(file, || Some(rows.name(index)), &cleaned, tally);
    tally.statistics.short += u64::from(is_short);
    Ok(EncodedRow {
        kept: Some(match encoder.format {
            TextFormat::Auto => cleaned.text().into_bytes(),
            TextFormat::Text => cleaned.shown_text().into_bytes(),
            TextFormat::Markdown => {
                let url = if encoder.needs_urls() { rows.name(index).url } else { None };
                cleaned.markdown_with(&encoder.markdown.style(url.as_deref())).into_bytes()
            }
        }),
        removed: encoder.removes.then(|| cleaned.removed().collect::<String>().into_bytes()),
        note: if encoder.annotates {
            note(&cleaned, is_short && encoder.on_short == OnShort::Mark)
        } else {
            Vec::new()
        },
    })
}

fn note(cleaned: &Cleaned<'_>, is_short: bool) -> Vec<u8> {
    let page = cleaned.page();
    let language = page.html().and_then(|html| html.about().language.as_deref());
    annotation(page.text(), cleaned.verdicts(), cleaned.spans(), language, is_short.then_some(true))
}

/// A row that could not be cleaned. It keeps its text; if its page was HTML, the text is null.
fn failed_row(encoder: &RecordEncoder, text: Option<&[u8]>, error: &RecordError) -> EncodedRow {
    let text = text.filter(|_| encoder.fields.html.is_none()).map(<[u8]>::to_vec);
    let mut note = b"{\"error\":".to_vec();
    push_string(&mut note, &error.to_string());
    note.push(b'}');
    EncodedRow { kept: text.clone(), removed: text, note }
}
