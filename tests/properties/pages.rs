//! Texts that a page may hold, the odd ones more often than in life.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use dechaff::Pack;
use proptest::prelude::*;
use proptest::sample::select;

/// What ends a line.
pub const TERMINATORS: [&str; 8] = ["\n", "\r\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}"];

/// Between two pieces of a line: mostly nothing, for that is where cues hide.
const JOINTS: [&str; 16] = [
    "", "", "", "", " ", " ", "  ", ": ", " | ", " - ", ". ", "。", "\u{a0}", "\u{200f}", "\u{ad}", "\u{640}",
];

/// Numbers, dates, addresses, and what trips up those who count in bytes, units or graphemes.
const ODD: &str = "12 ٣٤٥ २०२६ ๒๕๖๙ 1.2.2026 2026-02-01 2020年3月 ٠٢/٠٣/٢٠٢٠ 9:30 12h30 10:44:07 137°C 0.5 \
    1234567890123456789012345678901234567890 @harbour #tags https://example.org/a?b=c#d ©2026 • 1) ... … ؟! \" » () \0 \
    \u{feff} \u{200b} \u{200d} \u{301}\u{301}\u{301} \u{64b}\u{651} 👩\u{200d}👩\u{200d}👧\u{200d}👦 🇸🇾 𠀀𠀁 𝐁𝐨𝐥𝐝𝟙 \u{e000}\u{10ffff}";

const BLANK: [&str; 6] = ["", " ", "\t\t", "\u{a0}", "\u{3000} ", "\u{2003}\u{1680}"];

static PHRASES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let packs = Pack::builtin();
    packs.iter().flat_map(Pack::phrases).map(|(_, _, phrase)| phrase.to_owned()).collect()
});

/// Lines of the test pages: prose and chaff in forty languages.
static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lines = real().iter().flat_map(|page| page.lines()).map(str::to_owned);
    lines.filter(|line| !line.trim().is_empty()).collect()
});

static REAL: LazyLock<Vec<String>> = LazyLock::new(|| {
    // Labelled pages have the text in the second column.
    let unlabelled = |text: String| -> String {
        text.lines().filter_map(|line| line.split('\t').nth(1)).flat_map(|line| [line, "\n"]).collect()
    };
    let labelled = files("testdata/pages", "tsv").into_iter().map(unlabelled);
    labelled.chain(files("testdata/seeds", "txt")).collect()
});

/// The pages in `testdata`, as a scraper would have left them.
pub fn real() -> &'static [String] {
    &REAL
}

fn files(folder: &str, extension: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// A page of any kind of lines, divided by any terminators.
pub fn page() -> impl Strategy<Value = String> {
    let lines = prop::collection::vec((line(), select(&TERMINATORS[..])), 0..24);
    (lines, line()).prop_map(|(lines, last)| {
        lines.into_iter().flat_map(|(line, terminator)| [line, terminator.to_owned()]).chain([last]).collect()
    })
}

/// What may stand where a text has lost its line ends.
pub fn gap() -> impl Strategy<Value = &'static str> {
    select(&[" ", "   ", "\t", "\u{a0} ", "", " | ", "\u{3000}"][..])
}

/// Pages of the tests one below the other, or any page.
pub fn articles() -> impl Strategy<Value = String> {
    let several = prop::collection::vec((select(&REAL[..]), select(&BLANK[..])), 1..4)
        .prop_map(|pages| pages.iter().flat_map(|(page, blank)| [page.as_str(), blank, "\n"]).collect());
    prop_oneof![several, page()]
}

/// A page's lines without terminators; the last one is not empty.
pub fn lines() -> impl Strategy<Value = Vec<String>> {
    let ends_a_line = |c: char| TERMINATORS.iter().any(|terminator| terminator.contains(c));
    let line = line().prop_map(move |line| line.replace(ends_a_line, ""));
    prop::collection::vec(line, 0..24).prop_map(|lines| [lines, vec!["end".to_owned()]].concat())
}

/// A line of some hundred kilobytes.
pub fn huge_line() -> impl Strategy<Value = String> {
    (glued(), 100..400_000usize).prop_map(|(line, size)| line.repeat(size / line.len().max(1) + 1))
}

/// Thousands of lines of a few characters, many of them alike.
pub fn tiny_lines() -> impl Strategy<Value = String> {
    let tiny = prop_oneof![odd(), select(&BLANK[..]), select(&["a", "؟", "News", "字", "أخبار", "ก"][..])];
    prop::collection::vec((tiny, select(&TERMINATORS[..])), 1000..8000)
        .prop_map(|lines| lines.into_iter().flat_map(|(line, terminator)| [line, terminator]).collect())
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => glued(),
        6 => paragraph(),
        2 => any::<String>(),
        2 => select(&LINES[..]),
        1 => select(&PHRASES[..]),
        2 => select(&BLANK[..]).prop_map(str::to_owned),
    ]
}

/// Whole lines of the test pages with phrases between them: it stays, and what is in it goes.
fn paragraph() -> impl Strategy<Value = String> {
    let piece = (select(&LINES[..]), select(&JOINTS[..]), phrase(), select(&JOINTS[..]));
    prop::collection::vec(piece, 1..5).prop_map(|pieces| {
        pieces.iter().flat_map(|(line, joint, phrase, last)| [&line[..], joint, phrase, last]).collect()
    })
}

/// Pieces joined with and without spaces.
fn glued() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => phrase(),
        3 => prose(),
        2 => odd().prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec((piece, select(&JOINTS[..])), 1..7)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(piece, joint)| [piece, joint.to_owned()]).collect())
}

fn odd() -> impl Strategy<Value = &'static str> {
    select(ODD.split(' ').collect::<Vec<_>>())
}

/// A phrase of the packs, sometimes in capitals, torn off, or with a mark behind every letter.
fn phrase() -> impl Strategy<Value = String> {
    (select(&PHRASES[..]), 0..8u8, any::<prop::sample::Index>()).prop_map(|(phrase, change, at)| match change
    {
        0 => phrase.to_uppercase(),
        1 => phrase.chars().take(at.index(phrase.chars().count())).collect(),
        2 => phrase.chars().flat_map(|c| [c, '\u{640}']).collect(),
        _ => phrase,
    })
}

/// A part of a line of the test pages, cut anywhere.
fn prose() -> impl Strategy<Value = String> {
    (select(&LINES[..]), any::<prop::sample::Index>(), 1..80usize).prop_map(|(line, start, length)| {
        let start = start.index(line.chars().count());
        line.chars().skip(start).take(length).collect()
    })
}
