//! Replaces fields of JSON records. All other fields keep their bytes.

use std::ops::Range;

use crate::cli::source::{FieldPath, FieldSpan};

/// A record with changes to apply.
#[derive(Debug)]
pub struct Edits<'a> {
    record: &'a str,
    /// Byte ranges and their replacements.
    changes: Vec<(Range<usize>, Vec<u8>)>,
    /// Whether the only field of an object is removed, so that one that is added there needs no comma.
    removes_only: bool,
}

impl<'a> Edits<'a> {
    /// A record without changes.
    pub fn new(record: &'a str) -> Self {
        Self { record, changes: Vec::new(), removes_only: false }
    }

    /// Sets a field to a value, which is JSON. A missing field is added after the others.
    pub fn set(&mut self, field: &FieldPath, span: &FieldSpan, json: &[u8]) {
        match span {
            FieldSpan::Value(range) => self.changes.push((range.clone(), json.to_vec())),
            FieldSpan::Missing { end, is_only } => {
                let comma = if *is_only { "" } else { "," };
                let mut added = comma.as_bytes().to_vec();
                push_string(&mut added, field.name());
                added.push(b':');
                added.extend_from_slice(json);
                self.changes.push((*end..*end, added));
            }
        }
    }

    /// Removes a field, with one of the commas beside it.
    pub fn remove(&mut self, span: &FieldSpan) {
        let FieldSpan::Value(value) = span else { return };
        let blank = |byte: &u8| byte.is_ascii_whitespace();
        let bytes = self.record.as_bytes();
        let trimmed = |end: usize| end - bytes[..end].iter().rev().take_while(|byte| blank(byte)).count();
        // The record is well-formed: before the value are a colon and the name, and a quote in a name has a backslash.
        let name_end = trimmed(trimmed(value.start) - 1);
        let is_quote = |at: &usize| {
            let slashes = bytes[..*at].iter().rev().take_while(|byte| **byte == b'\\').count();
            bytes[*at] == b'"' && slashes % 2 == 0
        };
        let Some(start) = (0..name_end - 1).rev().find(is_quote) else { return };
        let before = trimmed(start);
        let behind = value.end + bytes[value.end..].iter().take_while(|byte| blank(byte)).count();
        let range = match (bytes[before - 1], bytes.get(behind)) {
            (b',', _) => before - 1..value.end,
            (_, Some(b',')) => start..behind + 1,
            _ => {
                self.removes_only = true;
                start..value.end
            }
        };
        self.changes.push((range, Vec::new()));
    }

    /// Writes the changed record.
    pub fn write(mut self, to: &mut Vec<u8>) {
        self.changes.sort_by_key(|(range, _)| range.start);
        if self.removes_only
            && let Some((_, added)) =
                self.changes.iter_mut().find(|(range, json)| range.is_empty() && json.starts_with(b","))
        {
            added.remove(0);
        }
        let mut at = 0;
        for (range, json) in &self.changes {
            to.extend_from_slice(&self.record.as_bytes()[at..range.start]);
            to.extend_from_slice(json);
            at = range.end;
        }
        to.extend_from_slice(&self.record.as_bytes()[at..]);
    }
}

/// Writes a text as a JSON string, in UTF-8.
pub fn push_string(to: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(to, text).expect("serializing to memory cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(record: &str, changes: &[(&str, &str)]) -> String {
        let mut edits = Edits::new(record);
        for (field, json) in changes {
            let field: FieldPath = field.parse().unwrap();
            edits.set(&field, &field.find(record).unwrap(), json.as_bytes());
        }
        let mut written = Vec::new();
        edits.write(&mut written);
        String::from_utf8(written).unwrap()
    }

    #[test]
    fn a_field_is_removed_with_a_comma() {
        let removed = |record: &str| {
            let mut edits = Edits::new(record);
            let [html, text]: [FieldPath; 2] = ["html", "text"].map(|field| field.parse().unwrap());
            edits.remove(&html.find(record).unwrap());
            edits.set(&text, &text.find(record).unwrap(), b"7");
            let mut written = Vec::new();
            edits.write(&mut written);
            String::from_utf8(written).unwrap()
        };
        assert_eq!(removed(r#"{"a":1, "html" : "x,}" , "text":2}"#), r#"{"a":1 , "text":7}"#);
        assert_eq!(removed(r#"{ "html":"x", "text":2}"#), r#"{  "text":7}"#);
        assert_eq!(removed(r#"{"text":2,"html":"\"x\\"}"#), r#"{"text":7}"#);
        assert_eq!(removed(r#"{ "html":"x" }"#), r#"{  "text":7}"#);
        assert_eq!(removed(r#"{"a":1}"#), r#"{"a":1,"text":7}"#);
    }

    #[test]
    fn other_fields_stay_byte_for_byte() {
        let record = r#"{ "n":1.0,"big" : 12345678901234567890, "text": "x", "s": "\u00e9\/\ud800" }"#;
        let changed = set(record, &[("dechaff", "{}"), ("text", "\"y\""), ("part", "1")]);
        let wanted = r#"{ "n":1.0,"big" : 12345678901234567890, "text": "y", "s": "\u00e9\/\ud800" ,"dechaff":{},"part":1}"#;
        assert_eq!(changed, wanted);
        assert_eq!(set("{ }", &[("a", "1")]), r#"{ "a":1}"#);
        assert_eq!(set(r#"{"a":{"b":1}}"#, &[("a.c", "2"), ("a.b", "3")]), r#"{"a":{"b":3,"c":2}}"#);
    }
}
