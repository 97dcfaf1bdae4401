//! Text that is safe to print on a terminal.
//!
//! Pages, file names and record ids come from strangers. Printed as they are, an escape sequence (ESC, or the C1
//! control that stands for ESC and a letter) could move the cursor, rename the window or fill the clipboard, and a
//! bidirectional control could reorder the text around it.

use std::io::{self, Write};

/// A text on one line that cannot control a terminal. Tabs become spaces; controls become U+FFFD, so that a reader sees
/// that something was there.
pub fn sanitize(text: &str) -> String {
    text.chars().map(sanitize_char).collect()
}

/// The same for one character.
///
/// U+200E, U+200F and U+061C stay: Arabic and Hebrew text needs them, and they only affect the punctuation beside them.
pub fn sanitize_char(c: char) -> char {
    match c {
        '\t' => ' ',
        // Embeddings, overrides and isolates; line and paragraph separators.
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => {
            char::REPLACEMENT_CHARACTER
        }
        // C0, DEL and C1.
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// Writes a line to standard error in one call. A closed standard error is not an error.
pub fn say(line: &str) {
    let _ = io::stderr().write_all(format!("dechaff: {line}\n").as_bytes());
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
    fn direction_cannot_be_overridden() {
        for c in ('\u{202A}'..='\u{202E}').chain('\u{2066}'..='\u{2069}') {
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
        for text in
            ["", "l'été", "أعلن\u{200F}، \u{200E}2024\u{61C}", "می\u{200C}خواهم", "👩\u{200D}👧", "東京"]
        {
            assert_eq!(sanitize(text), text);
        }
    }
}
