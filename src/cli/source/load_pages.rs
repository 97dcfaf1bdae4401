//! Turns records into pages.

use super::warc::WarcError;
use super::{
    Chunk, ChunkKind, Fields, HttpError, NeedsMemory, NotText, PageText, RecordError, RecordName, Size, utf8,
};

/// Why a record has no page.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The JSON record is invalid.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The WARC record is invalid.
    #[error("{0}")]
    Warc(String),
    /// The HTTP response is invalid.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The bytes are not text.
    #[error(transparent)]
    NotText(#[from] NotText),
    /// The page has too many lines for its size.
    #[error(transparent)]
    NeedsMemory(#[from] NeedsMemory),
}

impl From<&WarcError> for PageError {
    fn from(error: &WarcError) -> Self {
        Self::Warc(error.to_string())
    }
}

impl Chunk {
    /// Passes each page, or the reason why it cannot be read, to `take`, with the name of its record. Skips records that have
    /// no page: blank lines, rows that are null, and WARC records without a successful response of text or HTML.
    pub fn each_page(
        &self,
        fields: &Fields,
        limit: Size,
        mut take: impl FnMut(RecordName, Result<PageText<'_>, PageError>),
    ) {
        let mut take = |name: RecordName, page: Result<PageText<'_>, PageError>| {
            take(name, page.and_then(|page| Ok(page.within(limit)?)));
        };
        match self {
            Self::Lines(chunk) => match chunk.kind {
                ChunkKind::Lines => {
                    for line in chunk.lines().filter(|line| !line.is_blank()) {
                        match utf8(line.record, limit) {
                            Ok(record) => {
                                let found = fields.find(record);
                                let page = found.page().map(|(text, _)| text);
                                take(found.name(line.number), page.map_err(PageError::from));
                            }
                            Err(error) => take(RecordName::line(line.number), Err(error.into())),
                        }
                    }
                }
                ChunkKind::LongLineStart => {
                    take(RecordName::line(chunk.line), Err(RecordError::TooLarge(limit).into()));
                }
                ChunkKind::LongLineRest => {}
            },
            Self::WarcRecords(records) => {
                for record in records {
                    match record {
                        Ok(record) => {
                            if let Some(page) = record.page(limit).transpose() {
                                take(record.name(), page.map(|page| page.text));
                            }
                        }
                        Err(lost) => take(lost.name(), Err((&lost.error).into())),
                    }
                }
            }
            Self::Rows(rows) => {
                for (row, text) in rows.texts().enumerate() {
                    let Some(text) = text else { continue };
                    let page = utf8(text, limit).map(|text| fields.read(text.into()));
                    take(rows.name(row), page.map_err(PageError::from));
                }
            }
        }
    }
}
