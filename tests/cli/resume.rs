//! `dechaff clean --resume` does again what other settings would have done otherwise, and only that.

use std::fs::{self, File};

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

/// Writes a file whose size and time stay.
fn replace_unseen(bed: &Bed, path: &str, from: &str, to: &str) {
    assert_eq!(from.len(), to.len());
    let time = fs::metadata(bed.path(path)).unwrap().modified().unwrap();
    let (before, after) = (bed.read(path), bed.read(path).replacen(from, to, 1));
    assert_ne!(before, after);
    bed.write(path, after);
    File::options().append(true).open(bed.path(path)).unwrap().set_modified(time).unwrap();
}

#[test]
fn an_input_that_was_replaced_is_done_again_even_if_size_and_time_are_the_same() {
    let bed = bed();
    bed.write("in/c.txt", format!("{PAGE}one\n"));
    for templates in ["auto", "off"] {
        let settings = format!("--templates {templates}");
        fs::remove_dir_all(bed.path("out")).ok();
        assert_eq!(finished_before(&bed, &settings), 0);
        assert_eq!(finished_before(&bed, &settings), 3);
        // With templates, every page counts for every other.
        let others = if templates == "auto" { 0 } else { 2 };
        replace_unseen(&bed, "in/a.jsonl", "harbour", "hangars");
        assert_eq!(finished_before(&bed, &settings), others);
        replace_unseen(&bed, "in/c.txt", "harbour", "hangars");
        assert_eq!(finished_before(&bed, &settings), others);
        assert_eq!(finished_before(&bed, &settings), 3);
    }
}

#[test]
fn pages_are_resumed() {
    for options in ["", "--removed gone", "--articles split", "--format markdown"] {
        let bed = Bed::new();
        bed.with_seeds("in").with_seeds("in/deep");
        let settings = format!("--templates off {options}");
        assert_eq!(finished_before(&bed, &settings), 0);
        assert_eq!(finished_before(&bed, &settings), 10);
        // An output that is gone, one that is cut off, and a page that was edited.
        let outputs: Vec<_> = bed.outputs("out").into_iter().filter(|(_, text)| text.len() > 9).collect();
        let (gone, cut) = (&outputs[0].0, &outputs[outputs.len() - 1].0);
        fs::remove_file(bed.path("out").join(gone)).unwrap();
        File::options().write(true).open(bed.path("out").join(cut)).unwrap().set_len(9).unwrap();
        bed.write("in/new.txt", PAGE).write("in/deep/000_92b182186863299e.txt", PAGE);
        let found = finished_before(&bed, &settings);
        assert!((7..=9).contains(&found), "{options}: {found}");
        assert_eq!(finished_before(&bed, &settings), 11, "{options}");
        // Other settings have finished nothing.
        assert_eq!(finished_before(&bed, &format!("{settings} --keep body")), 0, "{options}");
    }
}

#[test]
fn a_run_over_pages_writes_its_numbers() {
    let bed = Bed::new();
    bed.with_seeds("in").succeed("clean in -o out --resume");
    bed.write("in/new.txt", PAGE).succeed("clean in -o out --resume --templates off");
    bed.write("in/newer.txt", PAGE).succeed("clean in -o out --resume --templates off");
    let run: Value = serde_json::from_str(&bed.read("out/.dechaff/run.json")).unwrap();
    // Pages and characters are those of the whole folder, whichever run cleaned them.
    let numbers = ["done", "skipped", "left", "pages", "failed"].map(|name| run[name].as_u64().unwrap());
    assert_eq!(numbers, [1, 6, 0, 7, 0]);
    bed.write("in/a.jsonl", records("a", 3)).succeed("clean in -o out --resume --templates off");
    bed.succeed("clean in -o out --resume --templates off");
    bed.succeed("clean in -o whole --templates off --stats stats.json");
    let run: Value = serde_json::from_str(&bed.read("out/.dechaff/run.json")).unwrap();
    let whole: Value = serde_json::from_str(&bed.read("stats.json")).unwrap();
    assert_eq!((&run["done"], &run["pages"]), (&json!(0), &json!(10)));
    assert_eq!((&run["characters"], &run["emptied"]), (&whole["characters"], &whole["emptied"]));
    assert_eq!(run["interrupted"], false);
}

/// The run waits for its first input, which is a pipe, while the second is replaced.
#[cfg(target_os = "linux")]
#[test]
fn an_input_that_is_replaced_during_the_run_is_done_again() {
    let bed = Bed::new();
    bed.write("in/b.jsonl", records("b", 2)).pipe("a.jsonl");
    let mut child = bed.command("clean a.jsonl in -o out --templates off").spawn().unwrap();
    let pipe = File::options().write(true).open(bed.path("a.jsonl")).unwrap();
    bed.write("in/b.jsonl", records("c", 3));
    drop(pipe);
    assert!(child.wait().unwrap().success());
    fs::remove_file(bed.path("out/a.jsonl")).unwrap();
    assert_eq!(finished_before(&bed, "--templates off"), 0);
    assert_eq!(finished_before(&bed, "--templates off"), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_ends_a_run_over_pages_with_its_numbers() {
    use std::process::Stdio;
    let bed = Bed::new();
    bed.with_seeds("in").pipe("pipe");
    let child = bed.command("clean pipe in -o out --threads 1").stderr(Stdio::piped()).spawn().unwrap();
    let pipe = File::options().write(true).open(bed.path("pipe")).unwrap();
    crate::shards::interrupt(&child);
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("stopped; 5 files left (run again with --resume)"),
        "{}",
        stderr(&output)
    );
    let run: Value = serde_json::from_str(&bed.read("out/.dechaff/run.json")).unwrap();
    assert_eq!((&run["done"], &run["left"], &run["interrupted"]), (&json!(1), &json!(5), &json!(true)));
    fs::remove_file(bed.path("out/pipe.txt")).unwrap();
    finished_before(&bed, "--templates off");
}
