//! What stands on many pages of a site, told in files of records: `--templates`, `--site-from`, `dechaff learn`.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::bed::{Bed, stdout};

const PLACES: [&str; 12] = [
    "harbour",
    "mill",
    "library",
    "station",
    "orchard",
    "bridge",
    "school",
    "theatre",
    "market",
    "chapel",
    "quarry",
    "lighthouse",
];
/// Lines above and below each article; some of them read as if they belonged to it.
const ABOVE: &str = "Ebberston Gazette\nTown | Region | Weather | Letters\n";
const BELOW: &str =
    "The Ebberston Gazette has been printed every Thursday since 1911 in the old customs house on the quay.
Readers who would like to walk with our reporters meet on the first Sunday of each month at the fountain.
Those who keep old photographs of the town are asked to bring them to the office behind the church.
Write to the editor
Imprint
";

fn article(place: &str) -> String {
    format!(
        "Ebberston will rebuild its {place}
The council of Ebberston voted on Tuesday to rebuild the {place}, which has stood empty since the flood of last winter.
Work on the {place} is to begin in spring and to cost a million crowns, said the engineer Maud Tellis, who drew the plans.
\"We have waited long for this,\" said a neighbour of the {place}, who remembers how her father worked there as a boy.
The oldest part of the {place} will be kept; the rest has been found too weak to carry a new roof.
"
    )
}

fn pages() -> Vec<(&'static str, String)> {
    PLACES.iter().map(|place| (*place, format!("{ABOVE}{}{BELOW}", article(place)))).collect()
}

fn records(pages: &[(&str, String)]) -> String {
    let mut records = String::new();
    for (place, text) in pages {
        let record =
            json!({"id": place, "url": format!("https://Gazette.example/{place}"), "paper": 7, "text": text});
        writeln!(records, "{record}").unwrap();
    }
    records
}

/// The texts of records by their ids.
fn texts(records: &str) -> Vec<(String, String)> {
    let text = |record: &Value, name: &str| record[name].as_str().unwrap().to_owned();
    let records = records.lines().map(|record| serde_json::from_str(record).unwrap());
    records.map(|record: Value| (text(&record, "id"), text(&record, "text"))).collect()
}

/// A folder with the file of records `in/a.jsonl`, and `knows.toml`: the model, but what is known to stand on half of a
/// site's pages goes.
fn bed() -> Bed {
    let bed = Bed::new();
    let tree = "\n[[site-tree]]\nask = [\"site-share >= 0.5\"]\nvalues = [0.0, -20.0]\n";
    bed.write("knows.toml", include_str!("../../model.toml").to_owned() + tree);
    bed.write("in/a.jsonl", records(&pages()));
    bed
}

#[test]
fn records_are_of_sites() {
    let bed = bed();
    bed.succeed("clean in -o off --model knows.toml --templates off");
    for (place, text) in texts(&bed.read("off/a.jsonl")) {
        assert!(text.contains(&article(&place)) && text.contains("customs house"), "{text}");
    }
    for from in ["auto", "host", "folder", "file", "paper"] {
        let model = format!("--model knows.toml --site-from {from}");
        bed.succeed(&format!("clean in -o {from} {model}"));
        for (place, text) in texts(&bed.read(&format!("{from}/a.jsonl"))) {
            assert_eq!(text, article(&place), "{from}");
        }
        bed.succeed(&format!("learn in -o {from}.tpl --site-from {from}"));
        bed.succeed(&format!("clean in -o {from}-learnt {model} --templates {from}.tpl"));
        assert_eq!(
            bed.tree(&format!("{from}-learnt"))[std::path::Path::new("a.jsonl")],
            bed.read(&format!("{from}/a.jsonl")).into_bytes()
        );
        // What is shown and what is written over is the same.
        let diff = stdout(&bed.succeed(&format!("clean in --diff {model}")));
        assert_eq!(diff.matches("\n-Imprint\n").count(), PLACES.len(), "{from}");
        bed.write("over/a.jsonl", bed.read("in/a.jsonl"));
        bed.succeed(&format!("clean over --in-place --force {model}"));
        assert_eq!(bed.read("over/a.jsonl"), bed.read(&format!("{from}/a.jsonl")));
    }
    // Each record is a site of its own, which tells nothing.
    bed.succeed("clean in -o id --model knows.toml --site-from id");
    assert_eq!(bed.read("id/a.jsonl"), bed.read("off/a.jsonl"));
}

/// Each file by itself has too few pages to tell anything.
#[test]
fn what_was_finished_before_is_learnt_from() {
    let bed = bed();
    let pages = pages();
    bed.write("in/a.jsonl", records(&pages[..6])).write("in/b.jsonl", records(&pages[6..]));
    bed.succeed("clean in -o out --model knows.toml");
    let whole = bed.read("out/b.jsonl");
    assert!(!whole.contains("customs house"));
    std::fs::remove_file(bed.path("out/b.jsonl")).unwrap();
    bed.succeed("clean in -o out --model knows.toml --resume");
    assert_eq!(bed.read("out/b.jsonl"), whole);
    // Other templates are other settings.
    bed.succeed("clean in -o out --model knows.toml --templates off --resume");
    assert!(bed.read("out/a.jsonl").contains("customs house"));
}

#[test]
fn captures_are_of_sites() {
    let bed = bed();
    let mut archive = String::new();
    for (place, text) in pages() {
        write!(
            archive,
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <{place}>\r\nWARC-Target-URI: https://gazette.example/{place}\r\n\
             Content-Length: {}\r\n\r\n{text}\r\n\r\n",
            text.len()
        )
        .unwrap();
    }
    bed.write("wet/a.wet", archive);
    bed.succeed("clean wet -o out --model knows.toml");
    let cleaned = texts(&bed.read("out/a.wet.jsonl"));
    assert_eq!(cleaned.len(), PLACES.len());
    for (place, text) in cleaned {
        assert_eq!(text, article(&place));
    }
    bed.succeed("learn in -o of-records.tpl");
    bed.succeed("clean wet -o learnt --model knows.toml --templates of-records.tpl");
    assert_eq!(bed.read("learnt/a.wet.jsonl"), bed.read("out/a.wet.jsonl"));
}

#[cfg(feature = "parquet")]
#[test]
fn rows_are_of_sites() {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Int64Array, StringArray};

    use crate::tables::{texts_of, write};

    let bed = bed();
    let column = |values: Vec<String>| Arc::new(StringArray::from(values)) as ArrayRef;
    let pages = pages();
    let text = column(pages.iter().map(|(_, text)| text.clone()).collect());
    let url = column(pages.iter().map(|(place, _)| format!("https://gazette.example/{place}")).collect());
    let paper = Arc::new(Int64Array::from(vec![7; pages.len()]));
    write(&bed.path("table/a.parquet"), vec![("paper", paper), ("text", text), ("url", url)]);
    for from in ["auto", "paper"] {
        let model = format!("--model knows.toml --site-from {from}");
        bed.succeed(&format!("clean table -o {from} {model}"));
        let cleaned = texts_of(&bed.path(&format!("{from}/a.parquet")));
        assert_eq!(cleaned, PLACES.map(|place| Some(article(place))));
        bed.succeed(&format!("learn in -o {from}.tpl --site-from {from}"));
        bed.succeed(&format!("clean table -o {from}-learnt {model} --templates {from}.tpl"));
        assert_eq!(texts_of(&bed.path(&format!("{from}-learnt/a.parquet"))), cleaned);
    }
    bed.succeed("clean table -o off --model knows.toml --templates off");
    let kept = texts_of(&bed.path("off/a.parquet"));
    assert_eq!(kept.iter().flatten().count(), PLACES.len());
    assert!(kept.iter().flatten().all(|text| text.contains("customs house")));
}

/// With the model that ships: a sentence like any other, but that it stands on every page.
#[test]
fn a_sentence_that_repeats_goes() {
    const WHO: [&str; 5] =
        ["The council", "A local farmer", "The harbour master", "A young engineer", "The school board"];
    const DID: [&str; 7] =
        ["announced", "rejected", "described", "measured", "repaired", "questioned", "surveyed"];
    const WHAT: [&str; 8] = [
        "a new bridge over the river",
        "the budget for next year",
        "a rare kind of owl",
        "the broken weather station",
        "plans for a night market",
        "the results of a long study",
        "an unusual harvest of pears",
        "a train that never arrives",
    ];
    const HOW: [&str; 6] = [
        "after months of debate in the town hall",
        "while neighbours watched from the quay",
        "despite the heavy rain on Tuesday",
        "and said more would follow in spring",
        "with help from two volunteers",
        "according to documents seen by this paper",
    ];
    const ASKS: &str = "We use the support of our readers to keep this newspaper free, and every small gift helps us to send \
                        reporters to places that others have forgotten.";
    let words = |number: usize| {
        let at = |list: &[&'static str], step: usize| list[number * step % list.len()];
        format!("{} {} {} {}", at(&WHO, 3), at(&DID, 5), at(&WHAT, 3), at(&HOW, 5))
    };
    let bed = Bed::new();
    for page in 0..24 {
        let mut text = format!("Home\nNews\nSport\nContact us\n{}\n", words(page));
        for paragraph in 0..7 {
            let number = 100 + page * 31 + paragraph * 13;
            writeln!(text, "{}. {}.", words(number), words(number + 1)).unwrap();
            if paragraph == 3 {
                writeln!(text, "{ASKS}").unwrap();
            }
        }
        bed.write(
            &format!("in/{page}.txt"),
            text + "Share this\n© 2024 Quay Courier. All rights reserved.\n",
        );
    }
    bed.succeed("clean in -o alone --templates off");
    bed.succeed("clean in -o of-site");
    for page in 0..24 {
        assert!(bed.read(&format!("alone/{page}.txt")).contains(ASKS), "{page}");
        let cleaned = bed.read(&format!("of-site/{page}.txt"));
        assert!(!cleaned.contains(ASKS), "{page}: {cleaned}");
        assert_eq!(cleaned.lines().filter(|line| line.ends_with('.')).count(), 7, "{page}: {cleaned}");
    }
    bed.succeed("learn in -o site.tpl");
    let explained = stdout(&bed.succeed("explain in/7.txt:10 --templates site.tpl"));
    assert!(explained.contains("on 24 of 24 pages of its site"), "{explained}");
}
