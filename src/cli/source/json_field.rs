//! Fields of a JSON record, found where they stand, so that all others can stay byte for byte.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Size, charset};

/// The way to a field: its name, or the names of the objects that it is in and its own, with dots between.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldPath(Vec<String>);

/// A path of a field that is none.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a field is named as it stands in the record, or as object.field")]
pub struct InvalidFieldPath;

/// Where a field stands in its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldSpan {
    /// Bytes of its value.
    Value(Range<usize>),
    /// It is not there; the object that it belongs to ends with the brace at this byte.
    Missing {
        /// Byte of the brace.
        end: usize,
        /// Whether there is no other field.
        is_only: bool,
    },
}

/// Why a record cannot be cleaned, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// It is no text.
    #[error("not UTF-8 from byte {0} on (convert the file first)")]
    NotUtf8(usize),
    /// It is no JSON object.
    #[error("no JSON object: {reason} at byte {byte} (one object a line is wanted)")]
    Syntax {
        /// What the parser says.
        reason: String,
        /// Byte of the record, the first is 1.
        byte: usize,
    },
    /// The field is not there.
    #[error("no field \"{0}\" ({option} names another)", option = .1)]
    Missing(FieldPath, &'static str),
    /// The field has several values.
    #[error("field \"{0}\" is there twice, and readers differ in which they take")]
    Duplicate(FieldPath),
    /// What should hold the field does not.
    #[error("field \"{0}\" is no object, so \"{1}\" is not in it")]
    NotObject(String, FieldPath),
    /// The field is something else than text.
    #[error("field \"{0}\" is {1}, not a string")]
    NotText(FieldPath, &'static str),
    /// The text is no Unicode.
    #[error("field \"{0}\" has half of a character, a lone surrogate such as \\ud800 (write it whole)")]
    UnpairedSurrogate(FieldPath),
    /// The record is larger than a page may be.
    #[error("larger than {0} (raise --max-page-size)")]
    TooLarge(Size),
}

impl FromStr for FieldPath {
    type Err = InvalidFieldPath;

    fn from_str(text: &str) -> Result<Self, InvalidFieldPath> {
        let names: Vec<String> = text.split('.').map(str::to_owned).collect();
        if names.iter().any(String::is_empty) { Err(InvalidFieldPath) } else { Ok(Self(names)) }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

impl FieldPath {
    /// The way to a field at the top of a record.
    pub fn top(name: &str) -> Self {
        Self(vec![name.to_owned()])
    }

    /// The names of the objects that the field is in, from the top, and its own.
    #[cfg(feature = "parquet")]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// The field's own name.
    pub fn name(&self) -> &str {
        self.0.last().map_or("", |name| name)
    }

    /// The name of the field, or of the object at the top of the record that it is in.
    pub fn first(&self) -> &str {
        self.0.first().map_or("", |name| name)
    }

    /// Finds the field in a record.
    pub fn find(&self, record: &str) -> Result<FieldSpan, RecordError> {
        let mut object = 0..record.len();
        for (depth, name) in self.0.iter().enumerate() {
            let found = members(&record[object.clone()], name).map_err(|error| match depth {
                0 => syntax(&error),
                _ => RecordError::NotObject(self.0[depth - 1].clone(), self.clone()),
            })?;
            if found.times > 1 {
                return Err(RecordError::Duplicate(self.clone()));
            }
            let is_last = depth + 1 == self.0.len();
            object = match found.value {
                // The value is borrowed from the record, so the distance is where it stands.
                Some(value) => {
                    let start = value.as_ptr() as usize - record.as_ptr() as usize;
                    start..start + value.len()
                }
                None if is_last => {
                    let end = record[object.clone()].rfind('}').unwrap_or_default();
                    return Ok(FieldSpan::Missing { end: object.start + end, is_only: found.number == 0 });
                }
                None => return Err(RecordError::NotObject(self.0[depth].clone(), self.clone())),
            };
        }
        Ok(FieldSpan::Value(object))
    }
}

/// The text of a record that is no larger than `limit`.
pub fn utf8(record: &[u8], limit: Size) -> Result<&str, RecordError> {
    if record.len() as u64 > limit.0 {
        return Err(RecordError::TooLarge(limit));
    }
    charset::utf8(record).map_err(|valid| RecordError::NotUtf8(valid + 1))
}

/// The text of a string as JSON writes it; borrowed where nothing is escaped. `path` is where it stands.
pub fn string<'a>(json: &'a str, path: &FieldPath) -> Result<Cow<'a, str>, RecordError> {
    #[derive(serde::Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    let kind = match json.as_bytes().first() {
        Some(b'"') => {
            let text = serde_json::from_str::<Text<'a>>(json);
            // Its form has been checked before, all but its escapes.
            return text.map(|text| text.0).map_err(|_| RecordError::UnpairedSurrogate(path.clone()));
        }
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'n') => "null",
        Some(b't' | b'f') => "true or false",
        _ => "a number",
    };
    Err(RecordError::NotText(path.clone(), kind))
}

/// What the parser says, without the place, which is that in the record and not in the file.
fn said(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.rsplit_once(" at line ").map_or(said.clone(), |(said, _)| said.to_owned())
}

fn syntax(error: &serde_json::Error) -> RecordError {
    RecordError::Syntax { reason: said(error), byte: error.column() }
}

/// What is known of an object after one look.
#[derive(Debug, Default)]
struct Members<'a> {
    number: usize,
    times: usize,
    /// The value of the wanted member as it is written.
    value: Option<&'a str>,
}

fn members<'a>(object: &'a str, wanted: &str) -> serde_json::Result<Members<'a>> {
    let mut parser = serde_json::Deserializer::from_str(object);
    let found = Wanted(wanted).deserialize(&mut parser)?;
    parser.end()?;
    Ok(found)
}

struct Wanted<'w>(&'w str);

impl<'de> DeserializeSeed<'de> for Wanted<'_> {
    type Value = Members<'de>;

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<Self::Value, D::Error> {
        parser.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Members::default();
        while let Some(is_wanted) = map.next_key_seed(Is(self.0))? {
            found.number += 1;
            if is_wanted {
                found.times += 1;
                found.value = Some(map.next_value::<&RawValue>()?.get());
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Compares a key without making a string of it.
struct Is<'w>(&'w str);

impl<'de> DeserializeSeed<'de> for Is<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<bool, D::Error> {
        parser.deserialize_str(self)
    }
}

impl Visitor<'_> for Is<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(path: &str, record: &str) -> Result<String, String> {
        match path.parse::<FieldPath>().unwrap().find(record) {
            Ok(FieldSpan::Value(range)) => Ok(record[range].to_owned()),
            Ok(FieldSpan::Missing { end, is_only }) => Ok(format!("missing {end} {is_only}")),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn fields_are_found_where_they_stand() {
        let record = r#" {"n": 1.0, "text" :  "a \"b\"", "a": {"b":{"c": [1, 2]}, "text": "no"}, "t\u0065xt2": null} "#;
        assert_eq!(find("text", record).unwrap(), r#""a \"b\"""#);
        assert_eq!(find("n", record).unwrap(), "1.0");
        assert_eq!(find("a.b.c", record).unwrap(), "[1, 2]");
        assert_eq!(find("text2", record).unwrap(), "null");
        assert_eq!(find("x", record).unwrap(), format!("missing {} false", record.len() - 2));
        assert_eq!(find("a.b.x", r#"{"a": {"b": { }}}"#).unwrap(), "missing 14 true");
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (path, record, said) in [
            ("text", r#"{"text": "a"#, "no JSON object: EOF while parsing a string at byte 11"),
            ("text", "[1]", "no JSON object: invalid type: sequence, expected an object at byte 0"),
            ("text", r#"{"text": "a"} {}"#, "no JSON object: trailing characters at byte 15"),
            ("text", r#"{"text": "a", "text": "b"}"#, "field \"text\" is there twice"),
            ("a.b", r#"{"a": 1}"#, "field \"a\" is no object"),
            ("a.b", "{}", "field \"a\" is no object"),
        ] {
            let error = find(path, record).unwrap_err();
            assert!(error.starts_with(said), "{error}");
        }
    }

    #[test]
    fn text_is_told_from_what_is_none() {
        let text = |json| string(json, &FieldPath::top("text")).map_err(|error| error.to_string());
        assert_eq!(text(r#""a\n\u0627""#).unwrap(), "a\nا");
        assert!(matches!(text(r#""ab""#), Ok(Cow::Borrowed("ab"))));
        assert_eq!(text("null").unwrap_err(), "field \"text\" is null, not a string");
        assert_eq!(text("-1").unwrap_err(), "field \"text\" is a number, not a string");
        let error = text(r#""a\ud800""#).unwrap_err();
        assert!(error.starts_with("field \"text\" has half of a character"), "{error}");
    }

    #[test]
    fn paths_are_names_with_dots_between() {
        assert_eq!("a.b".parse(), Ok(FieldPath(vec!["a".to_owned(), "b".to_owned()])));
        for path in ["", ".", "a.", "a..b"] {
            assert_eq!(path.parse::<FieldPath>(), Err(InvalidFieldPath));
        }
    }
}
