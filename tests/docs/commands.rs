//! Every command of the documents is run, and prints what the document shows.
//!
//! `console` blocks hold commands behind `$ ` and what they print, both streams together. `sh` blocks hold commands
//! alone, which must succeed. Blocks marked `ignore` are not run: `NOT_RUN` lists their commands. A document's blocks
//! run in its order in one folder, which `Folder` prepares.
//!
//! After a wanted change, `SNAPSHOTS=overwrite cargo test --test docs` writes the new output into the documents.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;
use tempfile::TempDir;

use crate::markdown::blocks_and_prose;
use crate::{Document, documents, root};

/// Commands that need the network, another tool, minutes, or pages that are not in the repository.
const NOT_RUN: &[&str] = &[
    ".ci/run",
    "DECHAFF_HTML=pages cargo test --release --test html -- --ignored --nocapture",
    "cargo +nightly fuzz run html ../html-found fuzz/corpus/html -- -max_total_time=900 -max_len=16384 \
     -report_slow_units=1",
    "cargo test",
    "cargo test --all-features",
    "curl -s https://www.rust-lang.org/policies/code-of-conduct | dechaff clean",
    "pip install .",
];

/// Pages that the documents take as examples.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for kept in ["examples/ferry.txt", "examples/ferry.html", "examples/ferry.md", "examples/ferry.jsonl"]
        {
            folder.copy(kept, kept);
        }
        copy_tree(&root().join("testdata/seeds"), &folder.path().join("testdata/seeds"));
        copy_tree(&root().join("testdata/seeds-labelled"), &folder.path().join("testdata/seeds-labelled"));
        copy_tree(&root().join("testdata/pages"), &folder.path().join("testdata/pages"));
        folder.copy("tests/cmd/articles.in/pages/endless.txt", "tests/cmd/articles.in/pages/endless.txt");
        // What the reader has.
        folder.copy("examples/ferry.txt", "page.txt");
        folder.copy("examples/ferry.txt", "pages/ferry.txt");
        folder.copy("examples/ferry.html", "pages/2024/ferry.html");
        folder.copy("examples/ferry.jsonl", "corpus/a.jsonl");
        folder.write("my-site.toml", PACK);
        let mut gold = String::new();
        for (number, building) in BUILDINGS.iter().enumerate() {
            let (name, page) = (format!("{:02}.txt", number + 1), gazette(building));
            folder.write(&format!("gazette/{name}"), &page);
            folder.write(&format!("gold/in/{name}"), &page);
            let article: Vec<_> = page.lines().skip(2).take(5).collect();
            let record = json!({"id": name, "lang": "en", "site": building, "gold": article.join("\n")});
            let _ = writeln!(gold, "{record}");
        }
        folder.write("gold/gold.jsonl", &gold);
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn copy(&self, from: &str, to: &str) {
        self.write(to, &fs::read_to_string(root().join(from)).unwrap());
    }

    /// Runs a script with `dechaff` in its path; what it prints, both streams in the order of writing.
    fn run(&self, script: &str) -> Output {
        let script = script.replace("cargo run --release -- ", "dechaff ");
        let program = Path::new(env!("CARGO_BIN_EXE_dechaff"));
        let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
        Command::new("sh")
            .args(["-c", &format!("exec 2>&1\n{script}")])
            .current_dir(self.path())
            .env("PATH", path)
            .env("COLUMNS", "100")
            .env("NO_COLOR", "1")
            .output()
            .unwrap()
    }
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

const PACK: &str = r#"code = "harbour"
name = "Harbour Times"
native = "Harbour Times"

[read-also]
prefix = ["from our archive:"]
hit = ["From our archive: The ferry that was sold"]
miss = ["A letter from our archive shows the old quay."]
"#;

const BUILDINGS: [&str; 12] = [
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

/// A page of a site whose template has sentences, which read like the article.
fn gazette(building: &str) -> String {
    format!(
        "Ebberston Gazette
Town | Region | Weather | Letters
Ebberston will rebuild its {building}
The council of Ebberston voted on Tuesday to rebuild the {building}, which has stood empty since the flood of last winter.
Work on the {building} is to begin in spring and to cost a million crowns, said the engineer Maud Tellis, who drew the plans.
\"We have waited long for this,\" said a neighbour of the {building}, who remembers how her father worked there as a boy.
The oldest part of the {building} will be kept; the rest has been found too weak to carry a new roof.
The Ebberston Gazette has been printed every Thursday since 1911 in the old customs house on the quay.
Readers who would like to walk with our reporters meet on the first Sunday of each month at the fountain.
Write to the editor
Imprint
"
    )
}

/// The document with what its commands print, and what is wrong with them.
fn run(document: &Document) -> (String, String) {
    let folder = Folder::new();
    let (mut actual, mut failures) = (String::new(), String::new());
    let mut lines = document.text.lines().peekable();
    while let Some(line) = lines.next() {
        actual.extend([line, "\n"]);
        let Some(language) = line.strip_prefix("```").filter(|language| !language.is_empty()) else {
            continue;
        };
        let block: Vec<_> = std::iter::from_fn(|| lines.next_if(|line| *line != "```")).collect();
        match language {
            "console" => actual += &session(&folder, &block, &document.name, &mut failures),
            "sh" => {
                let output = folder.run(&format!("set -e\n{}", block.join("\n")));
                if !output.status.success() {
                    let _ =
                        writeln!(failures, "{}: {block:#?} fails: {}", document.name, text(&output.stdout));
                }
                actual += &joined(&block);
            }
            _ => actual += &joined(&block),
        }
        actual.extend(lines.next().map(|fence| format!("{fence}\n")));
    }
    (actual, failures)
}

fn joined(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [*line, "\n"]).collect()
}

/// A block of commands, each with what it prints.
fn session(folder: &Folder, block: &[&str], name: &str, failures: &mut String) -> String {
    let mut actual = String::new();
    let mut lines = block.iter().peekable();
    while let Some(line) = lines.next() {
        // What an earlier version printed stands between two commands.
        let Some(first) = line.strip_prefix("$ ") else { continue };
        let mut command = first.to_owned();
        actual.extend([line, "\n"]);
        while command.ends_with('\\') {
            let Some(next) = lines.next() else { break };
            command.extend(["\n", next]);
            actual.extend([next, "\n"]);
        }
        let output = folder.run(&command);
        if !output.status.success() {
            let _ = writeln!(failures, "{name}: `{command}` fails: {}", text(&output.stdout));
        }
        actual += &text(&output.stdout);
        if !actual.ends_with('\n') {
            actual.push('\n');
        }
    }
    actual
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The first lines in which two texts differ.
fn difference(shown: &str, actual: &str) -> String {
    let number = shown.lines().zip(actual.lines()).take_while(|(shown, actual)| shown == actual).count();
    let from = |text: &str| {
        text.lines().skip(number).take(12).fold(String::new(), |all, line| all + "  " + line + "\n")
    };
    format!("line {}, shown:\n{}printed:\n{}", number + 1, from(shown), from(actual))
}

#[test]
fn commands_print_what_is_shown() {
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|what| what == "overwrite");
    let documents = documents();
    let results: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = documents.iter().map(|document| scope.spawn(move || run(document))).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let mut wrong = String::new();
    for (document, (actual, failures)) in documents.iter().zip(results) {
        wrong += &failures;
        if actual == document.text {
            continue;
        }
        if overwrite {
            fs::write(document.path(), actual).unwrap();
        } else {
            let _ = writeln!(wrong, "{}, {}", document.name, difference(&document.text, &actual));
        }
    }
    assert!(wrong.is_empty(), "{wrong}\nSNAPSHOTS=overwrite cargo test --test docs updates the documents");
}

#[test]
fn commands_that_are_not_run_are_listed() {
    let mut ignored = BTreeSet::new();
    for document in documents() {
        for block in blocks_and_prose(&document.text).0.iter().filter(|block| block.is_ignored()) {
            ignored.extend(block.commands());
        }
    }
    let listed: BTreeSet<String> = NOT_RUN.iter().map(|&command| command.to_owned()).collect();
    let new: Vec<_> = ignored.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&ignored).collect();
    assert!(new.is_empty() && gone.is_empty(), "not in NOT_RUN: {new:#?}\nin no document: {gone:#?}");
}
