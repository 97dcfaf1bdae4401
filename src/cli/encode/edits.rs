//! JSON records with some fields replaced, and all others left byte for byte.

use std::ops::Range;

use crate::cli::source::{FieldPath, FieldSpan};

/// Changes to one record, not yet made.
#[derive(Debug)]
pub struct Edits<'a> {
    record: &'a str,
    /// What takes the place of which bytes.
    changes: Vec<(Range<usize>, Vec<u8>)>,
}

impl<'a> Edits<'a> {
    /// No changes yet.
    pub fn new(record: &'a str) -> Self {
        Self { record, changes: Vec::new() }
    }

    /// Gives a field another value, which is JSON; a field that is not there is added behind the others.
    pub fn set(&mut self, field: &FieldPath, place: &FieldSpan, json: &[u8]) {
        match place {
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

    /// Writes the record as it is now.
    pub fn write(mut self, to: &mut Vec<u8>) {
        self.changes.sort_by_key(|(range, _)| range.start);
        let mut at = 0;
        for (range, json) in &self.changes {
            to.extend_from_slice(&self.record.as_bytes()[at..range.start]);
            to.extend_from_slice(json);
            at = range.end;
        }
        to.extend_from_slice(&self.record.as_bytes()[at..]);
    }
}

/// Writes a text as JSON writes a string, in UTF-8.
pub fn push_string(to: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(to, text).expect("a text is always JSON");
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
    fn other_fields_stay_byte_for_byte() {
        let record = r#"{ "n":1.0,"big" : 12345678901234567890, "text": "x", "s": "\u00e9\/\ud800" }"#;
        let changed = set(record, &[("dechaff", "{}"), ("text", "\"y\""), ("part", "1")]);
        let wanted = r#"{ "n":1.0,"big" : 12345678901234567890, "text": "y", "s": "\u00e9\/\ud800" ,"dechaff":{},"part":1}"#;
        assert_eq!(changed, wanted);
        assert_eq!(set("{ }", &[("a", "1")]), r#"{ "a":1}"#);
        assert_eq!(set(r#"{"a":{"b":1}}"#, &[("a.c", "2"), ("a.b", "3")]), r#"{"a":{"b":3,"c":2}}"#);
    }
}
