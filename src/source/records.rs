//! The pages in a file of records.

use std::borrow::Cow;
use std::fmt;

use dechaff::Html;

use super::{
    Answer, AnswerError, Capture, CaptureError, FieldPath, Kind, Load, NotText, PageText, Place, RecordError,
    Size, decode_as, string, utf8, visible,
};

/// Which fields of a record hold what.
#[derive(Clone, Debug)]
pub struct Fields {
    /// Where the text stands.
    pub text: FieldPath,
    /// Where HTML stands that is read instead of the text.
    pub html: Option<FieldPath>,
    /// What a record is known by.
    pub id: FieldPath,
    /// Its address.
    pub url: FieldPath,
    /// What names its site, if that is not its address.
    pub site: Option<FieldPath>,
}

/// A record, as reports name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordName {
    /// Number of its line, or in a web archive its own; the first is 1.
    pub number: u64,
    /// Whether it is a line of its file.
    pub is_line: bool,
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Its address, if it says one.
    pub url: Option<String>,
    /// The name of its site, if it was asked for and is there.
    pub site: Option<String>,
}

/// Why there is no page in a record.
#[derive(Debug, thiserror::Error)]
pub enum NoPage {
    /// It is not what a record should be.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// It cannot be read out of its archive.
    #[error("{0}")]
    Capture(String),
    /// What the server answered cannot be read.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// It is something else than text.
    #[error(transparent)]
    Text(#[from] NotText),
}

impl From<&CaptureError> for NoPage {
    fn from(error: &CaptureError) -> Self {
        Self::Capture(error.to_string())
    }
}

/// Characters of an id that are shown.
const SHOWN: usize = 100;

/// Behind the name of a file: `:12: id`, or `: record 12: id`; on one line, whatever the id is.
impl fmt::Display for RecordName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.is_line { ":" } else { ": record " }, self.number)?;
        self.shown_id().map_or(Ok(()), |id| write!(f, ": {id}"))
    }
}

impl RecordName {
    /// The id as a message shows it: without what could steer a terminal, and no longer than a message should be.
    pub fn shown_id(&self) -> Option<String> {
        let id = self.id.as_ref()?;
        let cut = id.char_indices().nth(SHOWN).map_or(id.clone(), |(end, _)| format!("{}…", &id[..end]));
        Some(visible(&cut))
    }
}

impl Fields {
    /// The page in a record, and where its text stands or belongs.
    pub fn page<'r>(&self, record: &'r str) -> Result<(PageText<'r>, Place), RecordError> {
        if let Some(field) = &self.html {
            let Place::Value(range) = field.find(record)? else {
                return Err(RecordError::Missing(field.clone(), "--html-field"));
            };
            let html = Html::read(&string(&record[range], field)?);
            return Ok((PageText::Html(Box::new(html)), self.text.find(record)?));
        }
        let place = self.text.find(record)?;
        let Place::Value(range) = &place else {
            return Err(RecordError::Missing(self.text.clone(), "--text-field"));
        };
        Ok((PageText::Text(string(&record[range.clone()], &self.text)?), place))
    }

    fn name(&self, record: &str, number: u64) -> RecordName {
        let value = |field: &FieldPath| match field.find(record) {
            Ok(Place::Value(range)) => string(&record[range.clone()], field)
                .map(Cow::into_owned)
                .ok()
                .or_else(|| record[range.clone()].parse::<i128>().ok().map(|number| number.to_string())),
            _ => None,
        };
        RecordName {
            number,
            is_line: true,
            id: value(&self.id),
            url: value(&self.url),
            site: self.site.as_ref().and_then(value),
        }
    }
}

impl Load {
    /// Gives each page, or why there is none, and the name of its record. Blank lines have none, and neither has what is
    /// neither text nor HTML in an archive, or what a server did not answer with success.
    pub fn each_page(
        &self,
        fields: &Fields,
        limit: Size,
        mut take: impl FnMut(RecordName, Result<PageText<'_>, NoPage>),
    ) {
        match self {
            Self::Lines(batch) => match batch.kind {
                Kind::Lines => {
                    for line in batch.lines().filter(|line| !line.is_blank()) {
                        let record = utf8(line.record, limit);
                        let name = fields.name(record.as_deref().unwrap_or_default(), line.number);
                        let page = record.and_then(|record| fields.page(record));
                        take(name, page.map(|(text, _)| text).map_err(NoPage::from));
                    }
                }
                Kind::LongBeginning => {
                    let name = RecordName { number: batch.line, is_line: true, ..RecordName::default() };
                    take(name, Err(RecordError::TooLong(limit).into()));
                }
                Kind::LongRest => {}
            },
            Self::Captures(captures) => {
                for capture in captures {
                    match capture {
                        Ok(capture) => {
                            if let Some(page) = capture.page(limit).transpose() {
                                take(capture.name(), page.map(|(text, _)| text));
                            }
                        }
                        Err((number, error)) => {
                            take(RecordName { number: *number, ..RecordName::default() }, Err(error.into()));
                        }
                    }
                }
            }
        }
    }
}

impl Capture {
    /// The page and its kind, such as text/html; none when it is neither text nor HTML, or no success.
    pub fn page(&self, limit: Size) -> Result<Option<(PageText<'_>, String)>, NoPage> {
        if self.is_text {
            return Ok(Some((PageText::Text(decode_as(&self.block, None)?), "text/plain".to_owned())));
        }
        let answer = Answer::read(&self.block, limit)?;
        let is_html = matches!(&answer.kind[..], "text/html" | "application/xhtml+xml");
        if !(200..300).contains(&answer.status) || !is_html && answer.kind != "text/plain" {
            return Ok(None);
        }
        let text = decode_as(&answer.body, answer.charset.as_deref())?;
        let page = if is_html {
            PageText::Html(Box::new(Html::read(&text)))
        } else {
            PageText::Text(Cow::Owned(text.into_owned()))
        };
        Ok(Some((page, answer.kind)))
    }

    /// `WARC-Record-ID` without its brackets.
    pub fn id(&self) -> &str {
        self.id.trim_matches(['<', '>'])
    }

    fn name(&self) -> RecordName {
        RecordName {
            number: self.number,
            is_line: false,
            id: Some(self.id().to_owned()).filter(|id| !id.is_empty()),
            url: Some(self.url.clone()).filter(|url| !url.is_empty()),
            site: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_named_on_one_line() {
        let name = |id: &str| RecordName { number: 12, is_line: true, id: Some(id.to_owned()), url: None };
        assert_eq!(name("a").to_string(), ":12: a");
        assert_eq!(name("a\n\u{1b}[2J\u{202e}").to_string(), ":12: a\u{fffd}\u{fffd}[2J\u{fffd}");
        assert_eq!(name(&"ص".repeat(101)).to_string(), format!(":12: {}…", "ص".repeat(100)));
        assert_eq!(RecordName { number: 3, ..RecordName::default() }.to_string(), ": record 3");
    }
}
