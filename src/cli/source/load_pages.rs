//! Turns records into pages.

use std::borrow::Cow;

use dechaff::Html;

use super::{
    Chunk, ChunkKind, Fields, HttpError, HttpResponse, NeedsMemory, NotText, PageText, RecordError,
    RecordName, Size, WarcError, WarcRecord, decode_as, utf8,
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
                                take(record.name(), page.map(|(text, _)| text));
                            }
                        }
                        Err((number, error)) => {
                            take(RecordName { number: *number, ..RecordName::default() }, Err(error.into()));
                        }
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

impl WarcRecord {
    /// The page and its media type, such as text/html. `None` if the response is not successful, or neither text nor HTML.
    pub fn page(&self, limit: Size) -> Result<Option<(PageText<'_>, String)>, PageError> {
        if self.is_text {
            return Ok(Some((PageText::Text(decode_as(&self.block, None)?), "text/plain".to_owned())));
        }
        let response = HttpResponse::read(&self.block, limit)?;
        let is_html = matches!(&response.kind[..], "text/html" | "application/xhtml+xml");
        if !(200..300).contains(&response.status) || !is_html && response.kind != "text/plain" {
            return Ok(None);
        }
        let text = decode_as(&response.body, response.charset.as_deref())?;
        let page = if is_html {
            PageText::Html(Box::new(Html::read(&text)))
        } else {
            PageText::Text(Cow::Owned(text.into_owned()))
        };
        Ok(Some((page, response.kind)))
    }

    /// `WARC-Record-ID` without its brackets.
    pub fn id(&self) -> &str {
        self.id.trim_matches(['<', '>'])
    }

    /// The name of the record, for messages and reports.
    pub fn name(&self) -> RecordName {
        RecordName {
            number: self.number,
            id: Some(self.id().to_owned()).filter(|id| !id.is_empty()),
            url: Some(self.url.clone()).filter(|url| !url.is_empty()),
            ..RecordName::default()
        }
    }
}
