//! `Cleaner.clean_column`: the pages of an Arrow array.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use arrow_array::builder::{LargeStringBuilder, StringBuilder, StringViewBuilder};
use arrow_array::{Array, ArrayRef, cast::AsArray};
use arrow_schema::DataType;
use pyo3::prelude::*;

use crate::arrow::{ArrowArray, Column};
use crate::decided::Settings;
use crate::failure::{Failure, OptionError};
use crate::input::{Kind, Raw};

/// Rows that a thread takes at once.
const ROWS: usize = 32;
/// How long Ctrl-C may go unnoticed.
const PATIENCE: Duration = Duration::from_millis(100);

/// What happens to a row that cannot be cleaned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColumnErrors {
    Raise,
    Null,
}

impl ColumnErrors {
    pub(crate) fn from_name(name: &str) -> PyResult<Self> {
        match name {
            "raise" => Ok(Self::Raise),
            "null" => Ok(Self::Null),
            other => Err(OptionError::new_err(format!("errors is {other:?} (it takes raise, null)"))),
        }
    }
}

/// Some rows of a chunk.
struct Piece<'a> {
    chunk: &'a ArrayRef,
    rows: Range<usize>,
    /// The number of rows in the chunks above.
    above: usize,
}

/// The sites of pages.
pub(crate) struct Sites {
    chunks: Vec<ArrayRef>,
    /// The number of rows up to the end of each chunk.
    ends: Vec<usize>,
}

/// The texts of some rows, one after the other.
#[derive(Default)]
struct Texts {
    text: String,
    /// Where each row ends; `None` is null.
    ends: Vec<Option<usize>>,
}

/// A row by its number, and why it could not be cleaned.
type RowFailure = (usize, Failure);

/// Cleans a column on some threads.
pub(crate) fn clean(
    py: Python<'_>,
    settings: &Arc<Settings>,
    column: &Column,
    sites: Option<&Sites>,
    kind: Kind,
    threads: usize,
    errors: ColumnErrors,
) -> PyResult<ArrowArray> {
    let pieces = pieces(&column.chunks);
    let rows: usize = column.chunks.iter().map(|chunk| chunk.len()).sum();
    if let Some(other) = sites.map(Sites::rows).filter(|other| *other != rows) {
        return Err(OptionError::new_err(format!(
            "sites has {other} rows, and the column {rows} (give one for each)"
        )));
    }
    let texts = py.detach(|| {
        let work = |piece: &Piece<'_>| piece.clean(settings, sites, kind, errors);
        in_parallel(&pieces, threads, work)
    })?;
    let texts = texts.into_iter().collect::<Result<Vec<_>, RowFailure>>();
    let texts = texts.map_err(|(row, failure)| failure.error(&format!("row {row}: ")))?;
    Ok(ArrowArray(py.detach(|| array(&column.data_type, texts))))
}

fn pieces(chunks: &[ArrayRef]) -> Vec<Piece<'_>> {
    let mut above = 0;
    let mut pieces = Vec::new();
    for chunk in chunks {
        let starts = (0..chunk.len()).step_by(ROWS);
        pieces.extend(starts.map(|start| Piece { chunk, rows: start..chunk.len().min(start + ROWS), above }));
        above += chunk.len();
    }
    pieces
}

/// Works on pieces on some threads. Returns the results in order, up to the first error: no piece is begun after one.
///
/// The threads end with the call, so that nothing is left of them in a process that forks later.
fn in_parallel<P: Sync, R: Send>(
    pieces: &[P],
    threads: usize,
    work: impl Fn(&P) -> Result<R, RowFailure> + Sync,
) -> PyResult<Vec<Result<R, RowFailure>>> {
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (send, receive) = mpsc::channel();
    let mut results: Vec<_> = pieces.iter().map(|_| None).collect();
    thread::scope(|scope| {
        for _ in 0..threads.min(pieces.len()) {
            let (send, next, stop, work) = (send.clone(), &next, &stop, &work);
            thread::Builder::new().spawn_scoped(scope, move || {
                while !stop.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(piece) = pieces.get(number) else { break };
                    let result = work(piece);
                    if result.is_err() {
                        stop.store(true, Ordering::Relaxed);
                    }
                    if send.send((number, result)).is_err() {
                        break;
                    }
                }
            })?;
        }
        drop(send);
        let mut checked = Instant::now();
        loop {
            match receive.recv_timeout(PATIENCE) {
                Ok((number, result)) => results[number] = Some(result),
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if checked.elapsed() > PATIENCE {
                checked = Instant::now();
                Python::attach(|py| py.check_signals())
                    .inspect_err(|_| stop.store(true, Ordering::Relaxed))?;
            }
        }
    })
    .map(|()| results.into_iter().map_while(|result| result).collect())
}

impl Piece<'_> {
    fn clean(
        &self,
        settings: &Settings,
        sites: Option<&Sites>,
        kind: Kind,
        errors: ColumnErrors,
    ) -> Result<Texts, RowFailure> {
        let mut texts = Texts::default();
        for row in self.rows.clone() {
            let site = sites.and_then(|sites| sites.of(self.above + row));
            let cleaned = value(self.chunk, row).map(|raw| settings.output(raw, kind, site)).transpose();
            match cleaned {
                Ok(Some(text)) => {
                    texts.text.push_str(&text);
                    texts.ends.push(Some(texts.text.len()));
                }
                Ok(None) => texts.ends.push(None),
                Err(_) if errors == ColumnErrors::Null => texts.ends.push(None),
                Err(failure) => return Err((self.above + row, failure)),
            }
        }
        Ok(texts)
    }
}

impl Sites {
    /// The sites in a column of strings.
    pub(crate) fn new(column: Column) -> Self {
        let count = |above: &mut usize, chunk: &ArrayRef| {
            *above += chunk.len();
            Some(*above)
        };
        let ends = column.chunks.iter().scan(0, count).collect();
        Self { chunks: column.chunks, ends }
    }

    fn rows(&self) -> usize {
        self.ends.last().copied().unwrap_or_default()
    }

    /// The site of a row. Bytes name none.
    fn of(&self, row: usize) -> Option<&str> {
        let chunk = self.ends.partition_point(|end| *end <= row);
        let array = self.chunks.get(chunk)?;
        match value(array, row + array.len() - self.ends[chunk]) {
            Some(Raw::Text(site)) => Some(site),
            Some(Raw::Bytes(_)) | None => None,
        }
    }
}

/// The page in a row; `None` if it is null.
fn value(array: &ArrayRef, row: usize) -> Option<Raw<'_>> {
    if array.is_null(row) {
        return None;
    }
    Some(match array.data_type() {
        DataType::Utf8 => Raw::Text(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Raw::Text(array.as_string::<i64>().value(row)),
        DataType::Utf8View => Raw::Text(array.as_string_view().value(row)),
        DataType::Binary => Raw::Bytes(array.as_binary::<i32>().value(row)),
        DataType::LargeBinary => Raw::Bytes(array.as_binary::<i64>().value(row)),
        DataType::BinaryView => Raw::Bytes(array.as_binary_view().value(row)),
        // `Column` has no other type but null.
        _ => return None,
    })
}

/// An array of strings of the same kind as the column. One that is too long for 32-bit offsets gets 64-bit ones.
fn array(of: &DataType, texts: Vec<Texts>) -> ArrayRef {
    let rows: usize = texts.iter().map(|texts| texts.ends.len()).sum();
    let bytes: usize = texts.iter().map(|texts| texts.text.len()).sum();
    let is_short = i32::try_from(bytes).is_ok();
    match of {
        DataType::Utf8View | DataType::BinaryView => {
            let mut builder = StringViewBuilder::with_capacity(rows);
            each(texts, |text| builder.append_option(text));
            Arc::new(builder.finish())
        }
        DataType::Utf8 | DataType::Binary | DataType::Null if is_short => {
            let mut builder = StringBuilder::with_capacity(rows, bytes);
            each(texts, |text| builder.append_option(text));
            Arc::new(builder.finish())
        }
        _ => {
            let mut builder = LargeStringBuilder::with_capacity(rows, bytes);
            each(texts, |text| builder.append_option(text));
            Arc::new(builder.finish())
        }
    }
}

/// Passes on each row, and frees what was passed on.
fn each(texts: Vec<Texts>, mut take: impl FnMut(Option<&str>)) {
    for Texts { text, ends } in texts {
        let mut start = 0;
        for end in ends {
            take(end.map(|end| &text[std::mem::replace(&mut start, end)..end]));
        }
    }
}
