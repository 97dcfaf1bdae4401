//! The five sample pages come out exactly as they are labelled, and nearly so in every form they may arrive in.

use std::fs;
use std::path::{Path, PathBuf};

use dechaff::{Bag, Cleaner, Label, Page, fold_space};
use encoding_rs::WINDOWS_1256;

const PAGES: [&str; 5] = [
    "000_92b182186863299e",
    "001_00ac5b59dcfb230f",
    "002_2023eb9965469087",
    "003_df132a9e59cdaa42",
    "004_3b5fffeedfb46d11",
];

/// A line of a labelled page.
struct Line {
    label: String,
    text: String,
    /// What stays of it; empty when nothing does.
    stays: String,
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

/// Reads `label TAB line`, and `mixed TAB line TAB what stays`.
fn labelled(page: &str) -> Vec<Line> {
    let rows = fs::read_to_string(folder("seeds-labelled").join(page).with_extension("tsv")).unwrap();
    let line = |row: &str| {
        let columns: Vec<&str> = row.split('\t').collect();
        let stays = match columns[..] {
            ["mixed", _, stays] => stays,
            [label, text] if label.parse::<Label>().unwrap().is_article() => text,
            [_, _] => "",
            _ => panic!("{page}: {row}"),
        };
        Line { label: columns[0].to_owned(), text: columns[1].to_owned(), stays: stays.to_owned() }
    };
    rows.lines().map(line).collect()
}

fn join<'l>(lines: impl IntoIterator<Item = &'l str>, terminator: &str) -> String {
    lines.into_iter().collect::<Vec<_>>().join(terminator)
}

/// The lines with text, white space folded: what counts when a page is compared with its labels.
fn text_lines(text: &str) -> Vec<String> {
    text.lines().map(fold_space).filter(|line| !line.is_empty()).collect()
}

fn gold(lines: &[Line]) -> String {
    join(lines.iter().map(|line| &*line.stays), "\n")
}

fn clean(cleaner: &Cleaner, text: &str) -> String {
    cleaner.clean(&Page::new(text)).text()
}

/// Cleans each page in some form and expects the lines that stay, each and only these.
fn comes_out_exactly(form: impl Fn(&[Line]) -> String) {
    let cleaner = Cleaner::default();
    for page in PAGES {
        let lines = labelled(page);
        let kept = clean(&cleaner, &form(&lines)).replace('\r', "\n");
        is_exactly(page, &kept, &gold(&lines));
    }
}

fn is_exactly(page: &str, kept: &str, gold: &str) {
    let (kept, gold) = (text_lines(kept), text_lines(gold));
    let without = |lines: &[String], others: &[String]| -> Vec<String> {
        lines.iter().filter(|line| !others.contains(line)).cloned().collect()
    };
    let (lost, left) = (without(&gold, &kept), without(&kept, &gold));
    assert!(kept == gold, "{page}: lost {lost:#?}, not taken out {left:#?}");
}

#[test]
fn labelled_copies_are_of_the_samples() {
    for page in PAGES {
        let sample = fs::read_to_string(folder("seeds").join(page).with_extension("txt")).unwrap();
        let lines = labelled(page);
        assert_eq!(join(lines.iter().map(|line| &*line.text), "\n"), sample.replace("\r\n", "\n"), "{page}");
        assert!(lines.iter().all(|line| line.text.contains(&line.stays)), "{page}");
    }
}

#[test]
fn as_they_are() {
    comes_out_exactly(|lines| join(lines.iter().map(|line| &*line.text), "\n"));
}

#[test]
fn without_blank_lines() {
    let blank = |line: &&Line| line.text.trim().is_empty();
    comes_out_exactly(|lines| join(lines.iter().filter(|line| !blank(line)).map(|line| &*line.text), "\n"));
}

#[test]
fn with_crlf() {
    comes_out_exactly(|lines| join(lines.iter().map(|line| &*line.text), "\r\n"));
}

#[test]
fn with_cr() {
    comes_out_exactly(|lines| join(lines.iter().map(|line| &*line.text), "\r"));
}

/// Without its end marks a paragraph looks more like a headline: not every line can be right, but nearly all.
#[test]
fn without_end_marks() {
    let cleaner = Cleaner::default();
    for page in PAGES {
        let lines = labelled(page);
        let kept = clean(&cleaner, &join(lines.iter().map(without_end_mark), "\n"));
        let score = Bag::new(&kept).score(&Bag::new(&gold(&lines)));
        assert!(score.f1 >= 0.95, "{page}: {score:?}\n{kept}");
    }
}

fn without_end_mark(line: &Line) -> &str {
    match &line.label[..] {
        "body" | "mixed" => line.text.trim_end_matches(|c: char| !c.is_alphanumeric()),
        _ => &line.text,
    }
}

/// The program decodes such pages; `tests/cli/encodings.rs` checks that they come out as those in UTF-8 do.
#[test]
fn without_what_windows_1256_lacks() {
    let has = |c: &char| !WINDOWS_1256.encode(&c.to_string()).2;
    let within = |text: &str| text.chars().filter(has).collect::<String>();
    let cleaner = Cleaner::default();
    for page in PAGES {
        let lines = labelled(page);
        let kept = clean(&cleaner, &within(&join(lines.iter().map(|line| &*line.text), "\n")));
        is_exactly(page, &kept, &within(&gold(&lines)));
    }
}
