//! `dechaff clean` when all goes well.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::bed::{ALL, Bed, PAGE, jsonl, seeds, stderr, stdout};

/// Whether `part` is `whole` with something left out.
fn is_part(part: &str, whole: &str) -> bool {
    let mut rest = whole.chars();
    part.chars().all(|wanted| rest.any(|c| c == wanted))
}

#[test]
fn standard_input_goes_to_standard_output() {
    let bed = Bed::new();
    let file = bed.write("page.txt", PAGE).succeed("clean page.txt").stdout;
    assert!(!file.is_empty());
    for arguments in ["clean", "clean -", "clean --threads 4 --verbose"] {
        let mut child = bed
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(PAGE.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        assert_eq!(output.stdout, file);
        assert_eq!(stderr(&output).contains("standard input: "), arguments.ends_with("verbose"));
    }
    bed.succeed("clean - -o out");
    assert_eq!(bed.outputs("out").into_keys().collect::<Vec<_>>(), [std::path::Path::new("stdin.txt")]);
}

#[test]
fn kept_and_removed_rebuild_the_page() {
    let bed = Bed::new();
    bed.with_seeds("pages").write("pages/crlf.txt", PAGE.replace('\n', "\r\n"));
    bed.succeed("clean pages -o kept --removed removed");
    for (name, text) in seeds().into_iter().chain([("crlf.txt".to_owned(), PAGE.replace('\n', "\r\n"))]) {
        let (kept, removed) = (bed.read(&format!("kept/{name}")), bed.read(&format!("removed/{name}")));
        assert_eq!(kept.len() + removed.len(), text.len(), "{name}");
        assert!(is_part(&kept, &text) && is_part(&removed, &text), "{name}");
        let sorted = |text: String| {
            let mut bytes = text.into_bytes();
            bytes.sort_unstable();
            bytes
        };
        assert_eq!(sorted(kept + &removed), sorted(text), "{name}");
    }
}

#[test]
fn any_number_of_threads_writes_and_says_the_same() {
    let bed = Bed::new();
    for folder in 0..12 {
        bed.with_seeds(&format!("pages/{folder}"));
        bed.write(&format!("pages/{folder}/binary"), [0; 9]).write(&format!("pages/{folder}/empty.txt"), "");
    }
    // A page that takes long, early on: those behind it must not be spoken of before it.
    bed.write("pages/0/a.txt", PAGE.repeat(500));
    let runs: Vec<_> = [1, 2, 8]
        .into_iter()
        .map(|threads| {
            let output = bed.run(&format!("clean pages -o out --removed gone --verbose --threads {threads}"));
            assert_eq!(output.status.code(), Some(2));
            let said = stderr(&output);
            let trees = (bed.outputs("out"), bed.outputs("gone"));
            std::fs::remove_dir_all(bed.path("out")).unwrap();
            std::fs::remove_dir_all(bed.path("gone")).unwrap();
            (said, trees)
        })
        .collect();
    assert_eq!(runs[0].1.0.len(), 12 * 6 + 1);
    assert_eq!(runs[0].0.lines().count(), 12 * 7 + 2);
    assert!(runs.iter().all(|run| *run == runs[0]), "{runs:#?}");
}

#[test]
fn inputs_stay_as_they_are() {
    let bed = Bed::new();
    bed.with_seeds("pages").write("pages/binary", [0; 9]).write("pages/deep/er/page.html", PAGE);
    let before = bed.files("pages");
    bed.run("clean pages -o out --removed gone --stats stats.json");
    assert_eq!(bed.outputs("out").len(), 6);
    assert_eq!(bed.files("pages"), before);
}

#[test]
fn outputs_inside_an_input_are_never_read() {
    let bed = Bed::new();
    bed.with_seeds(".");
    let arguments = "clean . -o ./cleaned --removed cleaned/gone --stats numbers.json --overwrite";
    let first = stderr(&bed.succeed(arguments));
    let trees = (bed.outputs("cleaned"), stderr(&bed.succeed(arguments)));
    assert_eq!(trees.1, first);
    assert!(first.contains("5 pages cleaned"), "{first}");
    assert_eq!(trees.0.len(), 10);
    assert_eq!(bed.outputs("cleaned"), trees.0);
}

#[test]
fn every_label_can_be_kept() {
    let bed = Bed::new();
    bed.write("page.txt", PAGE);
    assert_eq!(stdout(&bed.succeed(&format!("clean page.txt --keep {ALL}"))), PAGE);
}

#[test]
fn a_page_without_article_is_an_empty_file() {
    let bed = Bed::new();
    bed.write("pages/blank.txt", "\n \r\n\t\n").write("pages/empty.txt", "").write("pages/article.txt", PAGE);
    bed.succeed("clean pages -o out --stats numbers.json");
    assert_eq!(bed.read("out/blank.txt"), "");
    assert_eq!(bed.read("out/empty.txt"), "");
    let numbers: Value = serde_json::from_str(&bed.read("numbers.json")).unwrap();
    assert_eq!(numbers["emptied"], 2);
}

/// The sample pages, of which three have a second article below.
#[test]
fn articles_are_split() {
    let bed = Bed::new();
    bed.with_seeds("pages").write("pages/none.txt", "Home\n").write("pages/deep/one.html", PAGE);
    bed.succeed("clean pages -o first --stats first.json");
    let runs: Vec<_> = ["", " --threads 1", " --threads 3"]
        .iter()
        .map(|threads| {
            bed.succeed(&format!(
                "clean pages -o out --articles split --removed gone --stats out.json{threads}"
            ));
            let trees = (bed.outputs("out"), bed.outputs("gone"));
            std::fs::remove_dir_all(bed.path("out")).unwrap();
            std::fs::remove_dir_all(bed.path("gone")).unwrap();
            trees
        })
        .collect();
    assert!(runs.iter().all(|run| *run == runs[0]));
    let (out, gone) = &runs[0];
    for (place, first) in bed.outputs("first") {
        let file = |number: usize| out.get(&place.with_extension(format!("{number}.txt")));
        assert_eq!(file(1), Some(&first), "{place:?}");
        let length: usize = (1..).map_while(file).map(Vec::len).sum();
        let page = bed.path("pages").join(&place);
        let page = if page.exists() { page } else { page.with_extension("html") };
        assert_eq!(length + gone[&place].len(), std::fs::read(page).unwrap().len(), "{place:?}");
    }
    let numbers = |file| -> Value { serde_json::from_str(&bed.read(file)).unwrap() };
    assert_eq!(out.len() as u64, numbers("out.json")["articles"].as_u64().unwrap() + 1);
    assert_eq!(numbers("out.json")["pages_by_articles"], json!({"0": 1, "1": 3, "2": 3}));
    assert_eq!(numbers("first.json")["pages_by_articles"], json!({"0": 1, "1": 6}));
    // Together they are the same text, with a blank line between.
    for (place, parts) in [("000_92b182186863299e", 2), ("002_2023eb9965469087", 1)] {
        let all = bed.succeed(&format!("clean pages/{place}.txt --articles all")).stdout;
        let files = (1..=parts).map(|number| &out[Path::new(&format!("{place}.{number}.txt"))][..]);
        assert_eq!(text_of(&all), text_of(&files.collect::<Vec<_>>().join(&b"\n"[..])));
    }
}

fn text_of(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn statistics_count_everything() {
    let bed = Bed::new();
    bed.with_seeds("pages").write("pages/binary", [0; 9]);
    assert_eq!(bed.run("clean pages -o out --removed gone --stats made/for/it.json").status.code(), Some(2));
    let numbers: Value = serde_json::from_str(&bed.read("made/for/it.json")).unwrap();
    let texts = seeds().into_iter().map(|(_, text)| text);
    let (lines, characters) = texts.fold((0, 0), |(lines, characters), text| {
        (lines + text.lines().count(), characters + text.chars().count())
    });
    let count = |folder| {
        bed.outputs(folder)
            .into_values()
            .map(|bytes| String::from_utf8(bytes).unwrap().chars().count())
            .sum::<usize>()
    };
    assert_eq!(numbers["pages"], 5);
    assert_eq!(numbers["failed"], 1);
    assert_eq!(numbers["emptied"], 0);
    assert_eq!(numbers["lines"], lines);
    assert_eq!(numbers["characters"]["in"], characters);
    assert_eq!(numbers["characters"]["kept"], count("out"));
    assert_eq!(numbers["characters"]["removed"], count("gone"));
    assert!(numbers["seconds"].as_f64().unwrap() > 0.0);
    let decided =
        numbers["evidence"].as_object().unwrap().values().map(|count| count["lines"].as_u64().unwrap());
    assert_eq!(decided.sum::<u64>() + numbers["labels"]["blank"]["lines"].as_u64().unwrap(), lines as u64);
    for label in ALL.split(',').chain(["blank"]) {
        assert!(numbers["labels"][label]["lines"].is_u64() && numbers["labels"][label]["kept"].is_u64());
    }
}

#[test]
fn a_bar_is_drawn_when_wanted() {
    let bed = Bed::new();
    bed.with_seeds("pages");
    for (when, drawn) in [("auto", false), ("always", true), ("never", false), ("always --quiet", false)] {
        let said = stderr(&bed.succeed(&format!("clean pages -o out --overwrite --progress {when}")));
        assert_eq!(said.contains(" left"), drawn, "{when}: {said}");
    }
}

#[test]
fn the_bar_counts_bytes() {
    let bed = Bed::new();
    let records = jsonl(&[json!({"text": PAGE}), json!({"text": PAGE}), json!({"text": PAGE})]);
    bed.write("in/a.jsonl", records).write("in/b.txt", PAGE);
    for command in
        ["clean in -o out --overwrite", "check in", "report in -o report.html", "learn in -o site.tpl"]
    {
        let said = stderr(&bed.run(&format!("{command} --progress always")));
        let size = ["in/a.jsonl", "in/b.txt"].map(|file| bed.read(file).len()).iter().sum::<usize>();
        let total = format!(" of {:.2} kB, ", size as f64 / 1e3);
        assert!(said.contains(&total) && said.contains(" left"), "{command}: {total}: {said}");
    }
    // Of a pipe, the size is not known.
    let mut command = bed.command("report - --input-format jsonl -o report.html --progress always");
    let output = command.stdin(fs::File::open(bed.path("in/a.jsonl")).unwrap()).output().unwrap();
    assert!(stderr(&output).contains("Reading ") && !stderr(&output).contains(" of "), "{}", stderr(&output));
}

#[test]
fn learning_the_templates_of_a_folder_has_a_bar_of_its_own() {
    let bed = Bed::new();
    for page in 0..12 {
        bed.write(&format!("pages/{page}.txt"), PAGE);
    }
    let said =
        |templates: &str| {
            stderr(&bed.succeed(&format!(
                "clean pages -o out --overwrite --progress always --templates {templates}"
            )))
        };
    let (auto, off) = (said("auto"), said("off"));
    assert!(auto.contains("Learning templates") && auto.contains("Cleaning"), "{auto}");
    assert!(!off.contains("Learning templates") && off.contains("Cleaning"), "{off}");
}

#[cfg(unix)]
#[test]
fn links_are_followed_when_wanted() {
    let bed = Bed::new();
    bed.write("pages/a.txt", PAGE).write("elsewhere/b.txt", PAGE);
    std::os::unix::fs::symlink("../elsewhere", bed.path("pages/link")).unwrap();
    bed.succeed("clean pages -o out");
    assert_eq!(bed.outputs("out").len(), 1);
    bed.succeed("clean pages -o out --overwrite --follow");
    assert_eq!(bed.read("out/link/b.txt"), bed.read("out/a.txt"));

    std::os::unix::fs::symlink(".", bed.path("pages/loop")).unwrap();
    let output = bed.run("clean pages -o out --overwrite --follow");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).starts_with("dechaff: pages/loop: symbolic link to a folder above it ("));

    // Writing through a link into the inputs is writing an input.
    std::os::unix::fs::symlink("../elsewhere", bed.path("out/below")).unwrap();
    let before = bed.files("elsewhere");
    let output = bed.run("clean elsewhere/b.txt -o out/below");
    assert!(stderr(&output).contains("is an input and would be overwritten"), "{}", stderr(&output));
    assert_eq!(bed.files("elsewhere"), before);
}
