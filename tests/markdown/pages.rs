//! Pages of Markdown: any signs in any order, and pages as crawlers write them.

use proptest::prelude::*;
use proptest::sample::select;

/// Signs of Markdown, and a few words between them.
const PIECES: [&str; 48] = [
    "word",
    "the ferry",
    "مرحبا",
    "字",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "    ",
    "# ",
    "## ",
    "- ",
    "* ",
    "1. ",
    "> ",
    "```\n",
    "~~~\n",
    "|",
    "---\n",
    "---|---\n",
    "===\n",
    "[",
    "]",
    "](",
    ")",
    "![",
    "](/a)",
    "[a]: /b\n",
    "[a]",
    "[^1]",
    "[^1]: ",
    "*",
    "**",
    "_",
    "`",
    "``",
    "~~",
    "\\",
    "<",
    ">",
    "<br>",
    "<!--",
    "-->",
    "&amp;",
    "\u{2028}",
    "\u{85}",
];

/// Any text.
pub fn signs() -> impl Strategy<Value = String> {
    prop::collection::vec(select(&PIECES[..]), 0..80).prop_map(|pieces| pieces.concat())
}

/// Words of an article, and of what is around it.
const WORDS: [&str; 24] = [
    "ferry", "harbor", "night", "the", "of", "council", "storm", "road", "bread", "price", "Monday", "after",
    "new", "said", "years", "town", "Skarvik", "boats", "with", "and", "12", "spring", "ticket", "crossing",
];
const PHRASES: [&str; 8] = [
    "Home",
    "Log in",
    "Read also",
    "Share this",
    "Tags",
    "Related stories",
    "All rights reserved",
    "Comments",
];

fn words(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(select(&WORDS[..]), count).prop_map(|words| words.join(" "))
}

/// A stretch inside a line, as crawlers write it.
fn inline() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => words(1..12),
        1 => words(1..4).prop_map(|text| format!("**{text}**")),
        1 => words(1..4).prop_map(|text| format!("_{text}_")),
        1 => words(1..3).prop_map(|text| format!("`{text}`")),
        2 => words(1..5).prop_map(|text| format!("[{text}](https://a.example/b_(c) \"{text}\")")),
        1 => words(1..3).prop_map(|text| format!("![{text}](/picture.jpg)")),
        1 => select(&PHRASES[..]).prop_map(|text| format!("[{text}](/x)")),
        1 => Just("5 \\* 3".to_owned()),
    ]
}

fn line() -> impl Strategy<Value = String> {
    prop::collection::vec(inline(), 1..5).prop_map(|parts| parts.join(" "))
}

fn block() -> impl Strategy<Value = String> {
    let items = prop::collection::vec((line(), any::<bool>()), 1..6);
    prop_oneof![
        5 => line().prop_map(|text| format!("{text} The council met on Monday, and the road will be closed.")),
        2 => (1..5usize, line()).prop_map(|(level, text)| format!("{} {text}", "#".repeat(level))),
        1 => words(1..5).prop_map(|text| format!("{text}\n=====")),
        2 => items.prop_map(|items| {
            let item = |(text, is_inside): (String, bool)| format!("{}* {text}", if is_inside { "  " } else { "" });
            let lines: Vec<String> = items.into_iter().map(item).collect();
            format!("* first\n{}", lines.join("\n"))
        }),
        1 => prop::collection::vec(words(1..4), 2..5).prop_map(|rows| {
            let rows: Vec<String> = rows.iter().map(|row| format!("| {row} | 12 |")).collect();
            format!("| a | b |\n| --- | --- |\n{}", rows.join("\n"))
        }),
        1 => line().prop_map(|text| format!("> {text}")),
        1 => words(1..9).prop_map(|text| format!("```text\n{text}\n\n  {text}\n```")),
        1 => Just("* * *".to_owned()),
        1 => Just("![A ferry](https://a.example/ferry.jpg)".to_owned()),
    ]
}

/// A page of blocks with blank lines between them.
pub fn page() -> impl Strategy<Value = String> {
    prop::collection::vec(block(), 1..14).prop_map(|blocks| blocks.join("\n\n") + "\n")
}
