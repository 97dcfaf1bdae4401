//! Text that is safe to print.
//!
//! Pages, file names, ids and URLs come from strangers. Printed as they are, an escape sequence (ESC, or the C1 control
//! that stands for ESC and a letter) could move the cursor, rename the window or fill the clipboard, a bidirectional
//! control could reorder the text around it, and a line such as `::error::` or `##[error]` could be a command to the CI
//! server that shows the log. So everything from outside is printed through this module.

use std::borrow::Cow;
use std::io::{self, Write};

/// Most characters of a record, an id, a URL or a line that a message quotes.
const EXCERPT: usize = 200;
/// Most characters of a path. Longer than an excerpt, because users copy paths.
const PATH: usize = 400;
/// Most characters of a message, which may quote several things. No message of any library is longer.
const MESSAGE: usize = 2_000;

/// A text on one line that controls neither a terminal nor a CI server. Tabs become spaces; what could control something
/// becomes U+FFFD, so that a reader sees that something was there.
pub fn sanitize(text: &str) -> String {
    let line: String = text.chars().map(sanitize_char).collect();
    match defused(&line) {
        Some(defused) => defused,
        None => line,
    }
}

/// A character that does not control a terminal.
///
/// Zero-width characters stay, because Persian, Thai, the scripts of India and emoji need them, and they move nothing.
pub fn sanitize_char(c: char) -> char {
    match c {
        '\t' => ' ',
        // All that have the property Bidi_Control, and its deprecated relatives.
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}' => {
            char::REPLACEMENT_CHARACTER
        }
        // Line and paragraph separators, C0, DEL and C1.
        '\u{2028}' | '\u{2029}' => char::REPLACEMENT_CHARACTER,
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// A text that a message quotes, or the error of a library that may quote one, on one line and safe to print. Of a long
/// one, the middle is left out.
pub fn excerpt(text: &str) -> String {
    sanitize(&without_middle(text, EXCERPT))
}

/// A path for a message, on one line and safe to print. Of a very long one, the middle is left out.
pub fn path(path: &str) -> String {
    sanitize(&without_middle(path, PATH))
}

/// A message on one line. Line breaks of libraries become spaces, and of a very long one, the middle is left out.
pub fn message(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    sanitize(&without_middle(&lines.collect::<Vec<_>>().join(" "), MESSAGE))
}

/// Lines of text that a CI server may read, otherwise byte for byte.
pub fn without_commands(text: &str) -> Cow<'_, str> {
    // Servers also end a line at a carriage return.
    let lines = || text.split_inclusive(['\n', '\r']);
    if lines().all(|line| defused(line).is_none()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(lines().map(|line| defused(line).unwrap_or_else(|| line.to_owned())).collect())
}

/// JSON with the same values that is safe to print: what could control something becomes `\u` and its number.
pub fn sanitize_json(json: String) -> String {
    let is_safe = |c: char| c == '\n' || sanitize_char(c) == c;
    if json.chars().all(is_safe) && !json.contains("##") {
        return json;
    }
    let mut safe = String::with_capacity(json.len() + 16);
    let mut before = ' ';
    // Only strings have such characters, and never behind a backslash.
    for c in json.chars() {
        if (c == '#' && before == '#') || !is_safe(c) {
            safe.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            safe.push(c);
        }
        before = c;
    }
    safe
}

/// A line that is no command to a CI server; `None` if it is none as it is.
///
/// GitHub takes `::name::` at the beginning of a line, after white space. Azure, `TeamCity` and GitHub take `##[name]` or
/// `##server[name]` anywhere.
fn defused(line: &str) -> Option<String> {
    let is_unseen =
        |c: char| c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}');
    let start = line.len() - line.trim_start_matches(is_unseen).len();
    let begins = line[start..].starts_with("::");
    let is_second = |at: usize| {
        let name = line[at + 1..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        line[..at].ends_with('#') && name.starts_with('[')
    };
    if !begins && !line.match_indices('#').any(|(at, _)| is_second(at)) {
        return None;
    }
    let replaced = line.char_indices().map(|(at, c)| match c {
        ':' if begins && at == start => char::REPLACEMENT_CHARACTER,
        '#' if is_second(at) => char::REPLACEMENT_CHARACTER,
        c => c,
    });
    Some(replaced.collect())
}

/// A text of at most `longest` characters, with an ellipsis for what is left out.
fn without_middle(text: &str, longest: usize) -> Cow<'_, str> {
    if text.chars().count() <= longest {
        return Cow::Borrowed(text);
    }
    let tail = (longest - 1) / 2;
    let start = text.char_indices().nth(longest - 1 - tail).map_or(0, |(at, _)| at);
    let end = text.char_indices().nth_back(tail - 1).map_or(text.len(), |(at, _)| at);
    Cow::Owned(format!("{}…{}", &text[..start], &text[end..]))
}

/// Writes a message to standard error in one call: one line, safe for terminals and CI servers, whatever it quotes. A closed
/// standard error is not an error.
pub fn say(line: &str) {
    let _ = io::stderr().write_all(format!("dechaff: {}\n", message(line)).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_are_defused() {
        // A cursor movement, an OSC sequence that sets the title, and its C1 form.
        assert_eq!(sanitize("a\u{1b}[2Jb"), "a\u{fffd}[2Jb");
        assert_eq!(sanitize("\u{1b}]0;title\u{7}"), "\u{fffd}]0;title\u{fffd}");
        assert_eq!(sanitize("\u{9d}0;title\u{9c}"), "\u{fffd}0;title\u{fffd}");
        assert_eq!(sanitize("\u{0}\u{8}\u{7f}"), "\u{fffd}\u{fffd}\u{fffd}");
    }

    #[test]
    fn direction_cannot_be_changed() {
        let marks = ['\u{61C}', '\u{200E}', '\u{200F}'];
        for c in ('\u{202A}'..='\u{202E}').chain('\u{2066}'..='\u{206F}').chain(marks) {
            assert_eq!(sanitize_char(c), char::REPLACEMENT_CHARACTER, "{c:?}");
        }
    }

    #[test]
    fn text_stays_on_one_line() {
        assert_eq!(
            sanitize("a\tb\r\nc\u{85}d\u{2028}e\u{2029}"),
            "a b\u{fffd}\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}"
        );
    }

    #[test]
    fn text_of_any_script_is_unchanged() {
        for text in [
            "",
            "l'été",
            "أعلن، 2024",
            "می\u{200C}خواهم",
            "👩\u{200D}👧",
            "東京",
            "ไทย\u{200B}ไทย",
            "a::b ## c [1]",
        ] {
            assert_eq!(sanitize(text), text);
        }
    }

    #[test]
    fn nothing_is_a_command_to_a_ci_server() {
        for (text, safe) in [
            ("::error::x", "\u{fffd}:error::x"),
            ("\t ::error::x", "  \u{fffd}:error::x"),
            ("\u{feff}::add-mask::x", "\u{feff}\u{fffd}:add-mask::x"),
            ("a ##[error]b ##vso[task]c", "a #\u{fffd}[error]b #\u{fffd}vso[task]c"),
            ("####[x]", "###\u{fffd}[x]"),
            ("##teamcity[x]", "#\u{fffd}teamcity[x]"),
            // Not hidden by what becomes another character, either.
            ("#\u{7}#[x]", "#\u{fffd}#[x]"),
        ] {
            assert_eq!(sanitize(text), safe);
            assert_eq!(sanitize(safe), safe, "once is enough");
        }
    }

    #[test]
    fn lines_keep_their_bytes_unless_they_are_commands() {
        let text = "a\u{1b}[2J ##x\r\n :: b\u{202e}\n#[x]\n".replace(" ::", "x::");
        assert!(matches!(without_commands(&text), Cow::Borrowed(_)));
        assert_eq!(without_commands("a\r::b\n\n ::c ##[d]\n"), "a\r\u{fffd}:b\n\n \u{fffd}:c #\u{fffd}[d]\n");
    }

    #[test]
    fn json_keeps_its_values() {
        let value = serde_json::json!({"a\u{9b}##[x]": "\\##[ \u{202e}\u{7f}\u{2028}\u{200f} ص \u{1b} ###", "b": [1, "##"]});
        for json in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let safe = sanitize_json(json);
            assert_eq!(serde_json::from_str::<serde_json::Value>(&safe).unwrap(), value);
            assert!(!safe.contains("##") && safe.lines().all(|line| sanitize(line) == line), "{safe}");
        }
    }

    #[test]
    fn what_is_quoted_has_a_length() {
        assert_eq!(excerpt(&"ص".repeat(200)), "ص".repeat(200));
        assert_eq!(excerpt(&"ص".repeat(5_000_000)), "ص".repeat(100) + "…" + &"ص".repeat(99));
        let long = path(&format!("pages/{}/harbour.txt", "x".repeat(1_000)));
        assert_eq!(long.chars().count(), PATH);
        assert!(
            long.starts_with("pages/x") && long.contains("x…x") && long.ends_with("x/harbour.txt"),
            "{long}"
        );
        assert_eq!(message("TOML error\n  |\n1 | a =\n\u{1b}"), "TOML error | 1 | a = \u{fffd}");
        assert_eq!(message(&"x".repeat(5_000_000)).chars().count(), MESSAGE);
    }
}
