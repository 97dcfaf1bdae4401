//! Where outputs may not go, and what happens when one of them cannot be written.

use std::fs;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::bed::{Bed, PAGE, jsonl, stderr, stdout};

fn refused(bed: &Bed, arguments: &str, with: &str) {
    let before = bed.files("");
    let output = bed.run(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments}: {}", stderr(&output));
    assert!(stderr(&output).contains(with), "{arguments}: {}", stderr(&output));
    assert_eq!(bed.files(""), before, "{arguments}");
}

#[test]
fn a_page_found_in_a_folder_is_not_overwritten() {
    let bed = Bed::new();
    bed.write("pages/a.txt", PAGE).write("pages/b.html", format!("<html><p>{PAGE}</html>"));
    for arguments in [
        "clean pages -o out --stats pages/a.txt",
        "clean pages --in-place --force --stats pages/a.txt",
        "check pages --write-baseline pages/a.txt",
        "report pages -o pages/b.html",
        "learn pages -o pages/a.txt",
    ] {
        refused(&bed, arguments, " is an input and would be overwritten (write the outputs elsewhere)");
    }
}

#[test]
fn what_a_command_wrote_into_the_folder_is_its_own() {
    let bed = Bed::new();
    bed.write("pages/a.txt", PAGE);
    for arguments in [
        "clean pages -o pages/out --stats pages/numbers.json",
        "check pages/a.txt pages --write-baseline pages/known.jsonl",
        "report pages -o pages/report.html --include *.txt",
        "learn pages -o pages/site.tpl --exclude *.json",
    ] {
        for _ in 0..2 {
            let output = bed.run(arguments);
            assert!(!stderr(&output).contains("overwritten"), "{arguments}: {}", stderr(&output));
        }
    }
}

#[test]
fn an_output_that_exists_is_an_error() {
    for (options, first) in [
        ("", "out/deep/a.txt"),
        ("--removed gone", "gone/deep/a.txt"),
        ("--articles split", "out/deep/a.1.txt"),
        ("--format markdown", "out/deep/a.md"),
    ] {
        let bed = Bed::new();
        bed.write("pages/deep/a.txt", PAGE).write("pages/b.jsonl", jsonl(&[json!({"text": PAGE})]));
        // What no page leads to stays.
        bed.write("out/mine.txt", "").write(first, "mine");
        let clean = format!("clean pages -o out {options}");
        let said = format!("{first} exists (--resume continues a run, --overwrite starts over)");
        refused(&bed, &clean, &said);
        bed.succeed(&format!("{clean} --overwrite"));
        assert_ne!(bed.read(first), "mine");
        refused(&bed, &clean, " exists (--resume continues a run, --overwrite starts over)");
        assert!(stderr(&bed.succeed(&format!("{clean} --resume"))).contains("skipped 2 files"));
        fs::remove_file(bed.path("out/b.jsonl")).unwrap();
        refused(&bed, &clean, " exists (--resume continues a run, --overwrite starts over)");
        assert_eq!(bed.read("out/mine.txt"), "");
    }
}

#[test]
fn collected_pages_are_not_resumed_or_overwritten() {
    let bed = Bed::new();
    bed.write("pages/a.txt", PAGE);
    for option in ["--resume", "--overwrite"] {
        refused(
            &bed,
            &format!("clean pages -o out --output-format jsonl {option}"),
            "--resume and --overwrite do not apply to pages that are collected in one file",
        );
    }
}

#[test]
fn an_output_that_cannot_be_written_fails_alone() {
    let bed = Bed::new();
    let records = jsonl(&[json!({"id": 1, "text": PAGE})]);
    bed.write("in/a.jsonl", &records).write("in/b.jsonl", &records).write("in/c.jsonl", &records);
    bed.write("in/a.txt", PAGE).write("in/d.txt", PAGE);
    // Folders with something in them, where outputs should be.
    bed.write("out/b.jsonl/taken", "").write("out/a.txt/taken", "");
    let output = bed.run("clean in -o out --overwrite --stats numbers.json");
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("dechaff: in/b.jsonl: cannot write out/b.jsonl: "), "{said}");
    assert!(said.contains("dechaff: in/a.txt: cannot write out/a.txt: "), "{said}");
    assert!(said.contains("2 failed (named above); cleaned text in out"), "{said}");
    for file in ["out/a.jsonl", "out/c.jsonl", "out/d.txt"] {
        assert!(!bed.read(file).is_empty());
    }
    let run: Value = serde_json::from_str(&bed.read("out/.dechaff/run.json")).unwrap();
    assert_eq!((&run["done"], &run["failed"], &run["left"]), (&json!(5), &json!(2), &json!(0)));
    assert_eq!(serde_json::from_str::<Value>(&bed.read("numbers.json")).unwrap()["failed"], 2);
    // What failed is done by the next run, and only that.
    fs::remove_dir_all(bed.path("out/b.jsonl")).unwrap();
    fs::remove_dir_all(bed.path("out/a.txt")).unwrap();
    let said = stderr(&bed.succeed("clean in -o out --resume"));
    assert!(said.contains("skipped 3 files that an earlier run finished"), "{said}");
    assert_eq!(bed.read("out/b.jsonl"), bed.read("out/a.jsonl"));
}

#[cfg(unix)]
#[test]
fn no_link_inside_the_output_leads_out_of_it() {
    use std::os::unix::fs::symlink;
    let records = jsonl(&[json!({"id": 1, "text": PAGE})]);
    for (link, options) in [
        ("out/deep", "-o out"),
        ("gone/deep", "-o out --removed gone"),
        ("out/a", "-o out --output-format text"),
        ("out/.dechaff", "-o out"),
    ] {
        let bed = Bed::new();
        bed.write("in/deep/a.txt", PAGE).write("in/a.jsonl", &records).write("victim/a.txt", "precious");
        fs::create_dir_all(bed.path(link).parent().unwrap()).unwrap();
        symlink("../victim", bed.path(link)).unwrap();
        let output = bed.run(&format!("clean in {options}"));
        assert_eq!(output.status.code(), Some(2), "{link}");
        assert!(stderr(&output).contains(link) && stderr(&output).contains("link"), "{}", stderr(&output));
        let victim = bed.tree("victim");
        assert!(victim.len() == 1 && bed.read("victim/a.txt") == "precious", "{link}: {victim:?}");
    }
    // A link at the place of an output is replaced. One that stays inside is followed.
    let bed = Bed::new();
    bed.write("in/deep/a.txt", PAGE)
        .write("in/b.txt", PAGE)
        .write("out/real/x", "")
        .write("victim", "precious");
    symlink("real", bed.path("out/deep")).unwrap();
    symlink("../victim", bed.path("out/b.txt")).unwrap();
    bed.succeed("clean in -o out --overwrite");
    assert!(bed.path("out/real/a.txt").exists() && !bed.path("out/b.txt").is_symlink());
    assert_eq!(bed.read("victim"), "precious");
}

#[cfg(unix)]
#[test]
fn an_output_that_is_replaced_stays_private() {
    use std::os::unix::fs::PermissionsExt;
    let bed = Bed::new();
    bed.write("in/a.txt", PAGE).write("in/a.jsonl", jsonl(&[json!({"text": PAGE})]));
    bed.succeed("clean in -o out");
    for file in ["out/a.txt", "out/a.jsonl"] {
        fs::set_permissions(bed.path(file), fs::Permissions::from_mode(0o600)).unwrap();
    }
    bed.succeed("clean in -o out --overwrite");
    for file in ["out/a.txt", "out/a.jsonl"] {
        assert_eq!(fs::metadata(bed.path(file)).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_read_if_it_is_named_and_named_if_it_is_found() {
    let bed = Bed::new();
    bed.write("pages/a.txt", PAGE).pipe("pages/pipe");
    let output = bed.run("clean pages -o out");
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(
        said.contains("dechaff: pages/pipe: a pipe, socket or device (name it to read it, or skip"),
        "{said}"
    );
    bed.succeed("clean pages -o out --overwrite --exclude pipe");
    let child = bed.command("clean pages/pipe").stdout(Stdio::piped()).spawn().unwrap();
    fs::write(bed.path("pages/pipe"), PAGE).unwrap();
    assert_eq!(stdout(&child.wait_with_output().unwrap()), bed.read("out/a.txt"));
}
