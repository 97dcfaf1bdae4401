//! The pages in a file of records.

use std::borrow::Cow;

use dechaff::Html;

use super::{
    Chunk, ChunkKind, Fields, HttpError, HttpResponse, NotText, PageText, RecordError, RecordName,
    RecordUnit, Size, WarcError, WarcRecord, decode_as, utf8,
};

/// Why there is no page in a record.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// It is not what a record should be.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// It cannot be read out of its archive.
    #[error("{0}")]
    Warc(String),
    /// What the server answered cannot be read.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// It is something else than text.
    #[error(transparent)]
    NotText(#[from] NotText),
}

impl From<&WarcError> for PageError {
    fn from(error: &WarcError) -> Self {
        Self::Warc(error.to_string())
    }
}

impl Chunk {
    /// Gives each page, or why there is none, and the name of its record. Blank lines and rows that are null have none, and
    /// neither has what is neither text nor HTML in an archive, or what a server did not answer with success.
    pub fn each_page(
        &self,
        fields: &Fields,
        limit: Size,
        mut take: impl FnMut(RecordName, Result<PageText<'_>, PageError>),
    ) {
        match self {
            Self::Lines(chunk) => match chunk.kind {
                ChunkKind::Lines => {
                    for line in chunk.lines().filter(|line| !line.is_blank()) {
                        let record = utf8(line.record, limit);
                        let name = fields.name(record.as_ref().copied().unwrap_or_default(), line.number);
                        let page = record.and_then(|record| fields.page(record));
                        take(name, page.map(|(text, _)| text).map_err(PageError::from));
                    }
                }
                ChunkKind::LongLineStart => {
                    let name =
                        RecordName { number: chunk.line, unit: RecordUnit::Line, ..RecordName::default() };
                    take(name, Err(RecordError::TooLarge(limit).into()));
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
    /// The page and its kind, such as text/html; none when it is neither text nor HTML, or no success.
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

    /// The name of its record.
    pub fn name(&self) -> RecordName {
        RecordName {
            number: self.number,
            id: Some(self.id().to_owned()).filter(|id| !id.is_empty()),
            url: Some(self.url.clone()).filter(|url| !url.is_empty()),
            ..RecordName::default()
        }
    }
}
