//! Fields of a JSON record, found by their byte ranges, so that all other bytes can stay as they are.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::json_members::Members;
use super::strict_json::strict;
use super::{NeedsMemory, Size, charset};

/// The path to a field: the names of the objects around it and its own, such as `metadata.url`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldPath(Vec<String>);

/// A text that is not a field path.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("invalid field: use a name, or object.field for a nested one")]
pub struct InvalidFieldPath;

/// The byte range of a field in its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldSpan {
    /// The value.
    Value(Range<usize>),
    /// The field is missing from its object.
    Missing {
        /// Byte of the brace that closes the object.
        end: usize,
        /// Whether the object has no other fields.
        is_only: bool,
    },
}

/// Why a record cannot be cleaned.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RecordError {
    /// Bytes that are not UTF-8.
    #[error("invalid UTF-8 at byte {0} (convert the file to UTF-8 first)")]
    NotUtf8(usize),
    /// Text that is not a JSON object.
    #[error("not a JSON object: {reason} at byte {byte} (each line must be one object)")]
    Syntax {
        /// The parser's message.
        reason: String,
        /// Byte of the record; the first is 1.
        byte: usize,
    },
    /// The field is missing.
    #[error("no field \"{0}\" (choose another with {option})", option = .1)]
    Missing(FieldPath, &'static str),
    /// The field occurs more than once.
    #[error("duplicate field \"{0}\" (readers disagree on which one wins)")]
    Duplicate(FieldPath),
    /// What should contain the field is not an object.
    #[error("no field \"{1}\": \"{0}\" is not an object")]
    NotObject(String, FieldPath),
    /// The field is not a string.
    #[error("field \"{0}\" is {1}, not a string")]
    NotText(FieldPath, &'static str),
    /// The page is in a field that is about to be replaced.
    #[error(
        "the page is in field \"{0}\", which --annotate replaces (rename the field, or do without --annotate)"
    )]
    Replaced(FieldPath),
    /// The string is not valid JSON.
    #[error("field \"{0}\" is not a valid string")]
    NotString(FieldPath),
    /// The record is larger than a page may be.
    #[error("larger than {0} (raise --max-page-size)")]
    TooLarge(Size),
    /// The page has too many lines for its size.
    #[error(transparent)]
    NeedsMemory(#[from] NeedsMemory),
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
    /// The path to a field at the top of a record.
    pub fn top(name: &str) -> Self {
        Self(vec![name.to_owned()])
    }

    /// The names on the path, from the top of the record down to the field.
    #[cfg(feature = "parquet")]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// The field's own name.
    pub fn name(&self) -> &str {
        self.0.last().map_or("", |name| name)
    }

    /// The field of the same name inside this one, if `other` is inside it, too: this one is an object then.
    pub fn beside(&self, other: &Self) -> Option<Self> {
        let is_around = other.0.len() > self.0.len() && other.0.starts_with(&self.0);
        is_around.then(|| Self(self.0.iter().chain(self.0.last()).cloned().collect()))
    }

    /// The first name on the path: the field itself, or the outermost object around it.
    pub fn first(&self) -> &str {
        self.0.first().map_or("", |name| name)
    }

    /// Finds the field in a record.
    pub fn find(&self, record: &str) -> Result<FieldSpan, RecordError> {
        let [found] = find_fields([self], record);
        found
    }
}

/// Finds several fields in one pass over a record. Each result is that of [`FieldPath::find`].
pub fn find_fields<const N: usize>(
    paths: [&FieldPath; N],
    record: &str,
) -> [Result<FieldSpan, RecordError>; N] {
    let found = search(&paths, record);
    if !matches!(found.first(), Some(Err(RecordError::Syntax { .. }))) {
        return found;
    }
    // Python writes numbers such as NaN. Positions in the strict record are those in the record.
    strict(record).map_or(found, |strict| search(&paths, &strict))
}

fn search<const N: usize>(paths: &[&FieldPath; N], record: &str) -> [Result<FieldSpan, RecordError>; N] {
    let mut search = Search { record, paths, found: [const { None }; N] };
    search.object(0..record.len(), 0, &std::array::from_fn::<_, N, _>(|path| path));
    search.found.map(|found| found.expect("every path has a result"))
}

/// A search for several paths.
struct Search<'a, const N: usize> {
    record: &'a str,
    paths: &'a [&'a FieldPath; N],
    found: [Option<Result<FieldSpan, RecordError>>; N],
}

impl<const N: usize> Search<'_, N> {
    /// Looks in an object for those of the paths that lead through it. `depth` is the number of objects around it.
    fn object(&mut self, object: Range<usize>, depth: usize, wanted: &[usize]) {
        let (record, paths) = (self.record, self.paths);
        let name_of = |path: usize| &paths[path].0[depth][..];
        let mut names: Vec<&str> = wanted.iter().map(|&path| name_of(path)).collect();
        names.sort_unstable();
        names.dedup();
        let members = match Members::read(&record[object.clone()], &names) {
            Ok(members) => members,
            Err(error) => {
                for &path in wanted {
                    self.found[path] = Some(Err(not_an_object(&error, paths[path], depth)));
                }
                return;
            }
        };
        for (name, member) in names.iter().zip(&members.wanted) {
            let mut nested = Vec::new();
            for &path in wanted.iter().filter(|&&path| name_of(path) == *name) {
                let field = paths[path];
                let is_last = depth + 1 == field.0.len();
                self.found[path] = Some(match &member.value {
                    _ if member.times > 1 => Err(RecordError::Duplicate(field.clone())),
                    Some(value) if is_last => Ok(FieldSpan::Value(range_in(record, value))),
                    Some(_) => {
                        nested.push(path);
                        continue;
                    }
                    None if is_last => {
                        let end = record[object.clone()].rfind('}').unwrap_or_default();
                        Ok(FieldSpan::Missing { end: object.start + end, is_only: members.number == 0 })
                    }
                    None => Err(RecordError::NotObject(field.0[depth].clone(), field.clone())),
                });
            }
            if let Some(value) = member.value.filter(|_| !nested.is_empty()) {
                self.object(range_in(record, value), depth + 1, &nested);
            }
        }
    }
}

/// The range of a value that was borrowed from its record.
fn range_in(record: &str, value: &str) -> Range<usize> {
    let start = value.as_ptr() as usize - record.as_ptr() as usize;
    start..start + value.len()
}

/// The error of a path when the parser found no object at this depth.
fn not_an_object(error: &serde_json::Error, path: &FieldPath, depth: usize) -> RecordError {
    match depth {
        0 => RecordError::Syntax { reason: reason(error), byte: error.column() },
        _ => RecordError::NotObject(path.0[depth - 1].clone(), path.clone()),
    }
}

/// Longest message of the parser, in characters.
const MAX_REASON_CHARS: usize = 80;

/// The parser's message without its position, which is that in the record and not in the file.
fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let reason = message.rsplit_once(" at line ").map_or(&message[..], |(reason, _)| reason);
    // If the record is a string, the parser shows all of it.
    match reason.char_indices().nth(MAX_REASON_CHARS) {
        Some((end, _)) => format!("{}…", &reason[..end]),
        None => reason.to_owned(),
    }
}

/// The text of a record that is no larger than `limit`.
pub fn utf8(record: &[u8], limit: Size) -> Result<&str, RecordError> {
    if record.len() as u64 > limit.0 {
        return Err(RecordError::TooLarge(limit));
    }
    charset::utf8(record).map_err(|valid| RecordError::NotUtf8(valid + 1))
}

/// The text of a JSON string, borrowed when it has no escapes. Half a surrogate pair, such as `\ud800`, becomes U+FFFD.
/// `path` names the string in errors.
pub fn string<'a>(json: &'a str, path: &FieldPath) -> Result<Cow<'a, str>, RecordError> {
    #[derive(serde::Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    let kind = match json.as_bytes().first() {
        Some(b'"') => {
            let text = serde_json::from_str::<Text<'a>>(json).map(|text| text.0).ok();
            // The syntax was checked when the field was found; only surrogates were not.
            let mended =
                || Some(serde_json::from_str::<Text<'_>>(&strict(json)?).ok()?.0.into_owned().into());
            return text.or_else(mended).ok_or_else(|| RecordError::NotString(path.clone()));
        }
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'n') => "null",
        Some(b't' | b'f') => "a boolean",
        _ => "a number",
    };
    Err(RecordError::NotText(path.clone(), kind))
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
    fn fields_are_found_by_range() {
        let record = r#" {"n": 1.0, "text" :  "a \"b\"", "a": {"b":{"c": [1, 2]}, "text": "no"}, "t\u0065xt2": null} "#;
        assert_eq!(find("text", record).unwrap(), r#""a \"b\"""#);
        assert_eq!(find("n", record).unwrap(), "1.0");
        assert_eq!(find("a.b.c", record).unwrap(), "[1, 2]");
        assert_eq!(find("text2", record).unwrap(), "null");
        assert_eq!(find("x", record).unwrap(), format!("missing {} false", record.len() - 2));
        assert_eq!(find("a.b.x", r#"{"a": {"b": { }}}"#).unwrap(), "missing 14 true");
    }

    #[test]
    fn errors_say_what_is_wrong() {
        for (path, record, error) in [
            ("text", r#"{"text": "a"#, "not a JSON object: EOF while parsing a string at byte 11"),
            ("text", "[1]", "not a JSON object: invalid type: sequence, expected an object at byte 0"),
            ("text", r#"{"text": "a"} {}"#, "not a JSON object: trailing characters at byte 15"),
            ("text", r#"{"text": "a", "text": "b"}"#, "duplicate field \"text\""),
            ("a.b", r#"{"a": 1}"#, "no field \"a.b\": \"a\" is not an object"),
            ("a.b", "{}", "no field \"a.b\": \"a\" is not an object"),
        ] {
            let found = find(path, record).unwrap_err();
            assert!(found.starts_with(error), "{found}");
        }
    }

    #[test]
    fn numbers_that_json_does_not_have_are_passed_over() {
        let record =
            r#"{"a": NaN, "b": [-Infinity, {"c": Infinity}], "\ud800": 1, "text": "NaN", "n": 1e400}"#;
        for (path, value) in
            [("text", "\"NaN\""), ("a", "NaN"), ("b", r#"[-Infinity, {"c": Infinity}]"#), ("n", "1e400")]
        {
            assert_eq!(find(path, record).as_deref(), Ok(value));
        }
        assert_eq!(find("x", record).unwrap(), format!("missing {} false", record.len() - 1));
        assert!(find("text", r#"{"a": NaN, "text": "a""#).unwrap_err().starts_with("not a JSON object"));
        assert!(find("text", r#"{"a": nan}"#).unwrap_err().starts_with("not a JSON object"));
    }

    #[test]
    fn no_error_holds_the_record() {
        let long = "long ".repeat(1000);
        for record in [
            format!("\"{long}\""),
            format!("{{\"text\": \"{long}"),
            format!("{{{long}}}"),
            format!("[\"{long}\"]"),
        ] {
            let error = find("text", &record).unwrap_err();
            assert!(error.chars().count() < 200, "{error}");
        }
    }

    #[test]
    fn any_depth_is_passed_over() {
        let deep = format!(r#"{{"deep": {}1{}, "text": "t"}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(find("text", &deep).as_deref(), Ok("\"t\""));
    }

    #[test]
    fn one_pass_finds_what_single_searches_find() {
        let paths = ["text", "a", "a.b", "a.c", "a.b.d", "x", "x.y", "text"];
        let paths: [FieldPath; 8] = paths.map(|path| path.parse().unwrap());
        for record in [
            r#"{"a": {"c": 2, "b": {"d": "deep"}}, "text": "t", "other": [1, {"text": 3}]}"#,
            r#"{"text": 1, "a": {"b": 1, "b": 2, "c": 3}, "x": {}}"#,
            r#"{"a": {}, "a": {"b": 1}, "text": "t"}"#,
            r#"{"a": 1, "x": null}"#,
            r#"{"a": {"b": []}}"#,
            "{}",
            r#"{"text": "t""#,
            "[]",
            "",
        ] {
            let found = find_fields(paths.each_ref(), record);
            for (path, found) in paths.iter().zip(found) {
                let found = found.map_err(|error| error.to_string());
                let alone = path.find(record).map_err(|error| error.to_string());
                assert_eq!(found, alone, "{path} in {record}");
            }
        }
    }

    #[test]
    fn fields_that_share_objects_are_told_apart() {
        let record = r#"{"a": {"c": 2, "b": {"d": "deep"}}, "text": "t"}"#;
        let paths = ["a.b.d", "a.c", "text", "a.x"].map(|path| path.parse::<FieldPath>().unwrap());
        let [d, c, text, x] = find_fields(paths.each_ref(), record).map(Result::unwrap);
        for (span, value) in [(d, "\"deep\""), (c, "2"), (text, "\"t\"")] {
            assert!(matches!(span, FieldSpan::Value(range) if &record[range.clone()] == value), "{value}");
        }
        assert_eq!(x, FieldSpan::Missing { end: record.find("}}").unwrap() + 1, is_only: false });
    }

    #[test]
    fn only_strings_are_text() {
        let text = |json| string(json, &FieldPath::top("text")).map_err(|error| error.to_string());
        assert_eq!(text(r#""a\n\u0627""#).unwrap(), "a\nا");
        assert!(matches!(text(r#""ab""#), Ok(Cow::Borrowed("ab"))));
        assert_eq!(text("null").unwrap_err(), "field \"text\" is null, not a string");
        assert_eq!(text("-1").unwrap_err(), "field \"text\" is a number, not a string");
        assert_eq!(text(r#""a\ud800b\u0000""#).unwrap(), "a\u{fffd}b\0");
    }

    #[test]
    fn paths_are_names_joined_by_dots() {
        assert_eq!("a.b".parse(), Ok(FieldPath(vec!["a".to_owned(), "b".to_owned()])));
        for path in ["", ".", "a.", "a..b"] {
            assert_eq!(path.parse::<FieldPath>(), Err(InvalidFieldPath));
        }
    }
}
