//! Text of strangers cannot control the terminal that it is printed on.

use crate::bed::{Bed, stderr, stdout};

/// An escape sequence that clears the screen, one that sets the title, and an override of the text direction.
const HOSTILE: &str =
    "A title\n\nThe harbour \u{1b}[2Jwas \u{1b}]0;title\u{7}closed \u{202e}yesterday\u{202c} for repairs.\n";

fn has_controls(text: &str) -> bool {
    text.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{202c}'])
}

#[test]
fn explain_prints_no_control_of_a_page() {
    let bed = Bed::new();
    bed.write("page.txt", HOSTILE);
    for arguments in [
        "explain page.txt",
        "explain page.txt:3",
        "explain page.txt --show evidence",
        "explain page.txt --show spans",
    ] {
        let shown = stdout(&bed.succeed(arguments));
        assert!(shown.contains("harbour"), "{arguments}: {shown}");
        assert!(!has_controls(&shown), "{arguments}: {shown:?}");
    }
}

#[test]
fn explain_replaces_controls_visibly() {
    let bed = Bed::new();
    bed.write("page.txt", HOSTILE);
    let shown = stdout(&bed.succeed("explain page.txt"));
    assert!(shown.contains("harbour \u{fffd}[2Jwas"), "{shown}");
    assert!(shown.contains("\u{fffd}yesterday\u{fffd} for"), "{shown}");
}

#[test]
fn check_prints_no_control_of_a_page() {
    let bed = Bed::new();
    bed.write("page.txt", format!("{HOSTILE}\nRead also: \u{1b}[2J\u{202e}The ferry\n"));
    for format in ["concise", "full"] {
        let found = stdout(&bed.run(&format!("check page.txt --format {format}")));
        assert!(!has_controls(&found), "{format}: {found:?}");
    }
}

#[cfg(unix)]
#[test]
fn messages_print_no_control_of_a_file_name() {
    let bed = Bed::new();
    bed.write("a\u{1b}[2J\u{202e}.txt", "\0\0\0 no text");
    let said = stderr(&bed.run("check ."));
    assert!(said.contains("a\u{fffd}[2J\u{fffd}.txt"), "{said}");
    assert!(!has_controls(&said), "{said:?}");
}
