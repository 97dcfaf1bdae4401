//! What the fields of a record are, and what they say of it.

use std::borrow::Cow;
use std::fmt;

use dechaff::Html;

use super::{FieldPath, FieldSpan, PageText, RecordError, string, visible};

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
    /// Its number; the first is 1.
    pub number: u64,
    /// What is counted.
    pub unit: RecordUnit,
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Its address, if it says one.
    pub url: Option<String>,
    /// The name of its site, if it was asked for and is there.
    pub site: Option<String>,
}

/// What the numbers of records are those of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecordUnit {
    /// Lines of a file.
    Line,
    /// Records of a web archive.
    #[default]
    Record,
    /// Rows of a table.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code, reason = "no table can be read"))]
    Row,
}

/// Characters of an id that are shown.
const SHOWN: usize = 100;

/// Behind the name of a file: `:12: id`, or `: record 12: id`; on one line, whatever the id is.
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
    /// The id as a message shows it: without what could steer a terminal, and no longer than a message should be.
    pub fn shown_id(&self) -> Option<String> {
        let id = self.id.as_ref()?;
        let cut = id.char_indices().nth(SHOWN).map_or(id.clone(), |(end, _)| format!("{}…", &id[..end]));
        Some(visible(&cut))
    }
}

impl Fields {
    /// The page in a record, and where its text stands or belongs.
    pub fn page<'r>(&self, record: &'r str) -> Result<(PageText<'r>, FieldSpan), RecordError> {
        if let Some(field) = &self.html {
            let FieldSpan::Value(range) = field.find(record)? else {
                return Err(RecordError::Missing(field.clone(), "--html-field"));
            };
            return Ok((self.read(string(&record[range], field)?), self.text.find(record)?));
        }
        let place = self.text.find(record)?;
        let FieldSpan::Value(range) = &place else {
            return Err(RecordError::Missing(self.text.clone(), "--text-field"));
        };
        Ok((self.read(string(&record[range.clone()], &self.text)?), place))
    }

    /// The page that is the value of its field.
    pub fn read<'t>(&self, value: Cow<'t, str>) -> PageText<'t> {
        if self.html.is_some() { PageText::Html(Box::new(Html::read(&value))) } else { PageText::Text(value) }
    }

    /// The name of a record that is a line.
    pub fn name(&self, record: &str, number: u64) -> RecordName {
        RecordName { number, unit: RecordUnit::Line, id: value(&self.id, record), ..self.address(record) }
    }

    /// Of its name only what may tell its site.
    pub fn address(&self, record: &str) -> RecordName {
        let site = self.site.as_ref().and_then(|field| value(field, record));
        RecordName { url: value(&self.url, record), site, ..RecordName::default() }
    }
}

/// A field that is text or a whole number.
fn value(field: &FieldPath, record: &str) -> Option<String> {
    let Ok(FieldSpan::Value(range)) = field.find(record) else { return None };
    let json = &record[range];
    let number = || json.parse::<i128>().ok().map(|number| number.to_string());
    string(json, field).map(Cow::into_owned).ok().or_else(number)
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
