//! Makes strict JSON of what programs write in its place.

/// Numbers that JSON does not have, although Python and others write them.
const NUMBERS: [&str; 3] = ["-Infinity", "Infinity", "NaN"];

/// JSON of the same length, in which numbers such as `NaN` are replaced by another number, and halves of surrogate pairs,
/// such as `\ud800`, by U+FFFD. `None` if there are none.
pub fn strict(json: &str) -> Option<String> {
    let mut strict = String::with_capacity(json.len());
    let mut rest = json;
    let mut is_inside_string = false;
    while let Some(at) = rest.find(['"', '\\', 'N', 'I', '-']) {
        let (before, found) = rest.split_at(at);
        strict.push_str(before);
        let length = match found.as_bytes() {
            [b'"', ..] => {
                is_inside_string = !is_inside_string;
                1
            }
            _ if is_inside_string => match escape(found) {
                Escape::Half => {
                    strict.push_str("\\ufffd");
                    rest = &found["\\ufffd".len()..];
                    continue;
                }
                Escape::Other(length) => length,
            },
            _ => match NUMBERS.into_iter().find(|number| is_value(&strict, number, found)) {
                Some(number) => {
                    strict.push_str("1e");
                    strict.extend(std::iter::repeat_n('0', number.len() - 2));
                    rest = &found[number.len()..];
                    continue;
                }
                None => 1,
            },
        };
        strict.push_str(&found[..length]);
        rest = &found[length..];
    }
    strict.push_str(rest);
    (strict != json).then_some(strict)
}

/// Whether this number is a whole value: one begins after `before` and ends before a comma or the like.
fn is_value(before: &str, number: &str, from: &str) -> bool {
    let begins = before.trim_ascii_end().ends_with(['[', ',', ':']);
    let ends =
        |rest: &str| rest.starts_with([']', ',', '}']) || rest.starts_with(|c: char| c.is_ascii_whitespace());
    begins && from.strip_prefix(number).is_some_and(ends)
}

/// What a string goes on with.
enum Escape {
    /// Half a surrogate pair.
    Half,
    /// Anything else of this length.
    Other(usize),
}

fn escape(text: &str) -> Escape {
    let unit = |at: usize| {
        let digits = text.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    match (unit(0), unit(6)) {
        (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => Escape::Other(12),
        (Some(0xD800..=0xDFFF), _) => Escape::Half,
        // With the character that is escaped, which may be a quote.
        _ if text.starts_with('\\') => {
            let escaped = text[1..].chars().next();
            Escape::Other(1 + escaped.map_or(0, char::len_utf8))
        }
        _ => Escape::Other(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_json_is_replaced() {
        for (json, wanted) in [
            (r#"{"a": NaN, "b":[-Infinity,Infinity]}"#, r#"{"a": 1e0, "b":[1e0000000,1e000000]}"#),
            (r#"{"NaN": "NaN", "a\"NaN": NaN}"#, r#"{"NaN": "NaN", "a\"NaN": 1e0}"#),
            (r#""\ud800 \udc00\ud83d\ude00\ud83d""#, r#""\ufffd \ufffd\ud83d\ude00\ufffd""#),
            (r#""\ud800\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#"["\\ud800", NaN ]"#, r#"["\\ud800", 1e0 ]"#),
        ] {
            assert_eq!(strict(json).as_deref(), Some(wanted));
            assert_eq!(json.len(), wanted.len());
        }
        for json in [
            "[NaN1, 1NaN, -NaN, Infinity5, NaN",
            "",
            r#"{"NaN": "Infinity \\ud800"}"#,
            r#"{"a": -1e400, "b": null}"#,
            r#""\"#,
            r#""\u"#,
            r#""\ud8é"#,
            "\"\\é",
        ] {
            assert_eq!(strict(json), None, "{json}");
        }
    }
}
