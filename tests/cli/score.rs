//! `dechaff score` measures what `dechaff clean` writes.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::bed::{Bed, stderr, stdout};

fn json_of(bed: &Bed, arguments: &str) -> Value {
    serde_json::from_str(&stdout(&bed.succeed(&format!("score {arguments} --format json")))).unwrap()
}

/// The measure said again, for scripts that put spaces between words and no signs above letters.
fn f1(text: &str, gold: &str) -> f64 {
    let bag = |text: &str| {
        let mut words = HashMap::new();
        for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
        {
            *words.entry(word.to_owned()).or_insert(0) += 1;
        }
        words
    };
    let (text, gold) = (bag(text), bag(gold));
    let both: i32 = text.iter().map(|(word, count)| *count.min(gold.get(word).unwrap_or(&0))).sum();
    f64::from(2 * both) / f64::from(text.values().sum::<i32>() + gold.values().sum::<i32>())
}

#[test]
fn what_is_scored_is_what_clean_writes() {
    let bed = Bed::new();
    let texts = bed.with_gold();
    bed.succeed("clean set/in -o out --quiet");
    let report = json_of(&bed, "set/gold.jsonl --worst 4");
    let worst = report["sets"][0]["worst"].as_array().unwrap();
    assert_eq!(worst.len(), 4);
    for (id, gold) in texts.iter().filter(|(id, _)| id.starts_with("en") || id.starts_with("tr")) {
        let page = worst.iter().find(|page| page["name"] == **id).unwrap();
        let f1 = f1(&bed.read(&format!("out/{id}")), gold);
        assert!((page["f1"].as_f64().unwrap() - f1).abs() < 1e-4, "{id} {f1}");
    }
    let scores: Vec<f64> = worst.iter().map(|page| page["f1"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted());
    let mean = scores.iter().sum::<f64>() / 4.0;
    assert!((report["sets"][0]["all"]["f1"].as_f64().unwrap() - mean).abs() < 1e-4);
}

#[test]
fn labels_and_texts_say_the_same() {
    let bed = Bed::new();
    bed.with_gold();
    let report = json_of(&bed, "labelled.jsonl set/gold.jsonl");
    let [labelled, texts] = [0, 1].map(|set| &report["sets"][set]);
    assert_eq!((&labelled["set"], &texts["set"]), (&json!("labelled"), &json!("set")));
    assert_eq!((&labelled["all"], &labelled["groups"]), (&texts["all"], &texts["groups"]));
    assert_eq!(report["mean"]["f1"], labelled["all"]["f1"]);
    assert!(labelled["labels"].is_object() && texts["labels"].is_null());
    let lines = |side: &str| (&labelled["harm"][side]["lines"], &texts["harm"][side]["lines"]);
    assert_eq!(lines("kept").0, lines("kept").1);
    assert_eq!(lines("lost").0, lines("lost").1);
}

#[test]
fn threads_and_evidence_change_no_figure() {
    let bed = Bed::new();
    bed.with_gold();
    let one = stdout(&bed.succeed("score labelled.jsonl set/gold.jsonl --threads 1"));
    assert_eq!(one, stdout(&bed.succeed("score labelled.jsonl set/gold.jsonl --threads 3")));
    let without = stdout(&bed.succeed("score labelled.jsonl --evidence 0"));
    assert!(one.starts_with(without.trim_end()), "{without}");
}

#[test]
fn what_cannot_be_read_is_named() {
    let bed = Bed::new();
    bed.with_gold();
    let records = bed.read("set/gold.jsonl")
        + "\n{\"id\": \"gone.txt\", \"gold\": \"\"}\n{\"id\": 7}\n"
        + &json!({"id": "x", "lines": [{"text": "a\u{2028}b", "label": "nav"}]}).to_string();
    bed.write("set/more.jsonl", records);
    let output = bed.run("score set/more.jsonl --evidence 0");
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).starts_with("more: 4 pages, 3 failed (named above)\n"), "{}", stdout(&output));
    let said = stderr(&output);
    let said: Vec<&str> = said.lines().collect();
    assert!(said[0].starts_with("dechaff: set/more.jsonl:6: set/in/gone.txt: not found"), "{said:?}");
    assert!(said[1].starts_with("dechaff: set/more.jsonl:7: invalid type: integer"), "{said:?}");
    assert!(said[2].starts_with("dechaff: set/more.jsonl:8: 1 labels for 2 lines"), "{said:?}");

    // The others are measured all the same.
    let output = bed.run("score no-such.jsonl set/gold.jsonl --evidence 0");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output), stdout(&bed.succeed("score set/gold.jsonl --evidence 0")));
    assert!(stderr(&output).starts_with("dechaff: no-such.jsonl: "));
    bed.write("model.toml", "base = 'low'");
    let output = bed.run("score set/gold.jsonl --model model.toml");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).starts_with("dechaff: model.toml:1:"));
}
