//! The fields of a record: the page, and what names the record.

use std::borrow::Cow;
use std::fmt;

use dechaff::{Html, Markdown};

use super::super::terminal_text::sanitize;
use super::{FieldPath, FieldSpan, InputFormat, PageText, RecordError, find_fields, string};

/// Which field of a record holds what.
#[derive(Clone, Debug)]
pub struct Fields {
    /// The text.
    pub text: FieldPath,
    /// HTML, which is read instead of the text.
    pub html: Option<FieldPath>,
    /// The record's id.
    pub id: FieldPath,
    /// The record's URL.
    pub url: FieldPath,
    /// The record's site, where the URL does not tell it.
    pub site: Option<FieldPath>,
    /// The format of the input, which tells whether the text is Markdown.
    pub format: InputFormat,
}

/// The name of a record, as messages and reports show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordName {
    /// Its number; the first is 1.
    pub number: u64,
    /// What is numbered.
    pub unit: RecordUnit,
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Its URL, if it has one.
    pub url: Option<String>,
    /// The value of the site field, if there is one.
    pub site: Option<String>,
}

/// What the number of a record counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecordUnit {
    /// Lines of a JSONL file.
    Line,
    /// Records of a WARC file.
    #[default]
    Record,
    /// Rows of a table.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code, reason = "tables are Parquet"))]
    Row,
}

/// Longest id or other value of a record in a message, in characters.
const MAX_SHOWN_CHARS: usize = 100;

/// Follows the name of a file: `:12: id`, or `: record 12: id`. One line, whatever the id contains.
impl fmt::Display for RecordName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            RecordUnit::Line => write!(f, ":{}", self.number)?,
            RecordUnit::Record => write!(f, ": record {}", self.number)?,
            RecordUnit::Row => write!(f, ": row {}", self.number)?,
        }
        self.shown_id().map_or(Ok(()), |id| write!(f, ": {id}"))
    }
}

impl RecordName {
    /// A line that has only its number.
    pub fn line(number: u64) -> Self {
        Self { number, unit: RecordUnit::Line, ..Self::default() }
    }

    /// The id for a message: shortened, and safe for terminals.
    pub fn shown_id(&self) -> Option<String> {
        self.id.as_deref().map(excerpt)
    }

    /// The URL for a message: shortened, and safe for terminals.
    pub fn shown_url(&self) -> Option<String> {
        self.url.as_deref().map(excerpt)
    }
}

/// The beginning of what a record says, for a message: on one line, and safe for terminals.
pub fn excerpt(text: &str) -> String {
    let cut = text.char_indices().nth(MAX_SHOWN_CHARS);
    let short = cut.map_or_else(|| text.to_owned(), |(end, _)| format!("{}…", &text[..end]));
    sanitize(&short)
}

/// The fields of one record.
#[derive(Debug)]
pub struct RecordFields<'f, 'r> {
    fields: &'f Fields,
    record: &'r str,
    text: FieldResult,
    html: FieldResult,
    id: FieldResult,
    url: FieldResult,
    site: FieldResult,
}

/// A field, or the reason why it was not found.
type FieldResult = Result<FieldSpan, RecordError>;

impl Fields {
    /// Finds all fields in one pass over a record.
    pub fn find<'f, 'r>(&'f self, record: &'r str) -> RecordFields<'f, 'r> {
        // For an option that is not set, another field is searched again, and the result is not used.
        let html = self.html.as_ref().unwrap_or(&self.text);
        let site = self.site.as_ref().unwrap_or(&self.url);
        let beside = self.html.as_ref().and_then(|html| self.text.beside(html));
        let text = beside.as_ref().unwrap_or(&self.text);
        let [text, html, id, url, site] = find_fields([text, html, &self.id, &self.url, site], record);
        RecordFields { fields: self, record, text, html, id, url, site }
    }

    /// The page in a value of the text field, or of the HTML field if there is one.
    pub fn read<'t>(&self, value: Cow<'t, str>) -> PageText<'t> {
        if self.html.is_some() {
            PageText::Html(Box::new(Html::read(&value)))
        } else if self.format.is_markdown_in_record(&value) {
            PageText::Markdown(Box::new(Markdown::read(&value)))
        } else {
            PageText::Text(value)
        }
    }
}

impl<'r> RecordFields<'_, 'r> {
    /// The page, and the span of the text field, which takes the cleaned text.
    pub fn page(&self) -> Result<(PageText<'r>, FieldSpan), RecordError> {
        let fields = self.fields;
        let (page, field, option) = match &fields.html {
            Some(field) => (&self.html, field, "--html-field"),
            None => (&self.text, &fields.text, "--text-field"),
        };
        let FieldSpan::Value(range) = page.clone()? else {
            return Err(RecordError::Missing(field.clone(), option));
        };
        let page = fields.read(string(&self.record[range], field)?);
        let text = self.text.clone()?;
        if let (true, FieldSpan::Value(range)) = (fields.html.is_some(), &text) {
            self.check_replaceable(&self.record[range.clone()])?;
        }
        Ok((page, text))
    }

    /// The span of the HTML field.
    pub fn html(&self) -> Result<FieldSpan, RecordError> {
        self.html.clone()
    }

    /// Only a text may be replaced by the text of HTML, or null.
    fn check_replaceable(&self, json: &str) -> Result<(), RecordError> {
        let field = &self.fields.text;
        match json.as_bytes().first() {
            Some(b'"' | b'n') => Ok(()),
            _ => string(json, field).and(Err(RecordError::NotString(field.clone()))),
        }
    }

    /// The name of the record, which is line `number` of its file.
    pub fn name(&self, number: u64) -> RecordName {
        let id = self.value(&self.id, &self.fields.id);
        RecordName { number, unit: RecordUnit::Line, id, ..self.address() }
    }

    /// The part of the name that tells the record's site: its URL and the site field.
    pub fn address(&self) -> RecordName {
        let site = self.fields.site.as_ref().and_then(|field| self.value(&self.site, field));
        RecordName { url: self.value(&self.url, &self.fields.url), site, ..RecordName::default() }
    }

    /// A value that is a string or a whole number.
    fn value(&self, found: &FieldResult, field: &FieldPath) -> Option<String> {
        let Ok(FieldSpan::Value(range)) = found else { return None };
        let json = &self.record[range.clone()];
        let number = || json.parse::<i128>().ok().map(|number| number.to_string());
        string(json, field).map(Cow::into_owned).ok().or_else(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_named_on_one_line() {
        let name = |id: &str| RecordName {
            number: 12,
            unit: RecordUnit::Line,
            id: Some(id.to_owned()),
            ..RecordName::default()
        };
        assert_eq!(name("a").to_string(), ":12: a");
        assert_eq!(name("a\n\u{1b}[2J\u{202e}").to_string(), ":12: a\u{fffd}\u{fffd}[2J\u{fffd}");
        assert_eq!(name(&"ص".repeat(101)).to_string(), format!(":12: {}…", "ص".repeat(100)));
        assert_eq!(RecordName { number: 3, ..RecordName::default() }.to_string(), ": record 3");
        assert_eq!(RecordName { unit: RecordUnit::Row, ..name("a") }.to_string(), ": row 12: a");
    }
}
