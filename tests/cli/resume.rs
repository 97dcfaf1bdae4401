//! `dechaff clean --resume` does again what other settings would have done otherwise, and only that.

use serde_json::{Value, json};

use crate::bed::{Bed, PAGE, TEASER, jsonl, stderr};

/// So many records; each is a page of the same site.
fn records(file: &str, number: usize) -> String {
    let record = |index: usize| {
        let text = format!("{}{file} {index}\n", if index.is_multiple_of(2) { PAGE } else { TEASER });
        json!({"id": index, "url": format!("https://news.example/{file}/{index}"), "text": text})
    };
    jsonl(&(0..number).map(record).collect::<Vec<Value>>())
}

/// Two files of records in the folder `in`.
fn bed() -> Bed {
    let bed = Bed::new();
    bed.write("in/a.jsonl", records("a", 2)).write("in/b.jsonl", records("b", 2));
    bed
}

/// Resumes a run into `out`, says how many files it found finished, and expects what a run from the start writes.
fn finished_before(bed: &Bed, settings: &str) -> usize {
    let said = stderr(&bed.succeed(&format!("clean in -o out --resume {settings}")));
    bed.succeed(&format!("clean in -o whole --overwrite {settings}"));
    assert!(bed.outputs("out") == bed.outputs("whole"), "{settings}: {said}");
    let words: Vec<&str> = said.split([' ', ',']).collect();
    let at = words.windows(3).position(|words| words[1].starts_with("file") && words[2] == "that");
    at.map_or(0, |at| words[at].parse().unwrap())
}

const PACK: &str = "code = 'xx'\nname = 'Mine'\nnative = 'Mine'\n[share]\nline = ['PHRASE']\n";

#[test]
fn an_edited_pack_does_everything_again() {
    let bed = bed();
    let settings = "--packs mine.toml --keep body,share,other";
    for phrase in ["a 0", "a 1"] {
        bed.write("mine.toml", PACK.replace("PHRASE", phrase));
        assert_eq!(finished_before(&bed, settings), 0, "{phrase}");
        assert_eq!(finished_before(&bed, settings), 2, "{phrase}");
    }
}

#[test]
fn another_model_in_the_same_file_does_everything_again() {
    let bed = bed();
    let model = include_str!("../../model.toml");
    // A tree that drops every line, and one that keeps it.
    for value in ["-20.0", "20.0"] {
        let tree = format!("\n[[tree]]\nask = [\"region-distance >= 0.5\"]\nvalues = [{value}, {value}]\n");
        bed.write("model.toml", model.to_owned() + &tree);
        assert_eq!(finished_before(&bed, "--model model.toml"), 0, "{value}");
        assert_eq!(finished_before(&bed, "--model model.toml"), 2, "{value}");
    }
}

#[test]
fn other_templates_in_the_same_file_do_everything_again() {
    let bed = bed();
    for pages in [12, 24] {
        bed.write("learnt/c.jsonl", records("c", pages)).succeed("learn learnt -o site.tpl");
        assert_eq!(finished_before(&bed, "--templates site.tpl"), 0, "{pages}");
        assert_eq!(finished_before(&bed, "--templates site.tpl"), 2, "{pages}");
    }
}

#[test]
fn another_input_does_everything_again_where_templates_are_learnt_from_all() {
    let bed = bed();
    assert_eq!(finished_before(&bed, "--templates auto"), 0);
    bed.write("in/c.jsonl", records("c", 24));
    assert_eq!(finished_before(&bed, "--templates auto"), 0);
    assert_eq!(finished_before(&bed, "--templates auto"), 3);
    bed.write("in/b.jsonl", records("b", 3));
    assert_eq!(finished_before(&bed, "--templates auto"), 0);
}

#[test]
fn another_input_alone_is_done_without_templates() {
    let bed = bed();
    assert_eq!(finished_before(&bed, "--templates off"), 0);
    bed.write("in/c.jsonl", records("c", 24));
    assert_eq!(finished_before(&bed, "--templates off"), 2);
    assert_eq!(finished_before(&bed, "--templates off"), 3);
}
