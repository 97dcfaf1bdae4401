//! Files, links, anchors, commands, options and languages that the documents name exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dechaff::Pack;

use crate::markdown::{anchors, blocks_and_prose, code_spans, commands, links};
use crate::{Document, documents, root};

/// Where a word leads, if it looks like a path in the repository.
fn path(word: &str) -> Option<PathBuf> {
    const FOLDERS: [&str; 9] =
        ["src", "docs", "tests", "testdata", "benches", "fuzz", ".ci", ".github", "examples"];
    const ENDINGS: [&str; 4] = ["rs", "md", "yml", "sh"];
    let word = word.trim_end_matches([',', ';', ':', '/']);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '*');
    let first = word.split('/').next()?;
    let ending = Path::new(word).extension().and_then(|ending| ending.to_str());
    let ours = FOLDERS.contains(&first) && word.len() > first.len()
        || ending.is_some_and(|ending| ENDINGS.contains(&ending));
    // Of `src/phrases/packs/*.toml` the folder must exist.
    let name = if word.contains('*') { word.rsplit_once('/')?.0 } else { word };
    (ours && word.chars().all(is_name)).then(|| root().join(name))
}

#[test]
fn files_exist() {
    let mut missing = Vec::new();
    for document in documents() {
        let (_, prose) = blocks_and_prose(&document.text);
        let mut words: Vec<_> = code_spans(&prose).map(str::to_owned).collect();
        words.extend(commands(&document.text));
        let named = words.iter().flat_map(|words| words.split(' ')).filter_map(path);
        // `src` alone is no path to `path`, and a path may be relative to the folder of its document.
        let beside = |path: &PathBuf| {
            path.strip_prefix(root()).is_ok_and(|name| document.path().with_file_name("").join(name).exists())
        };
        let gone = named.filter(|path| !path.exists() && !beside(path));
        missing.extend(gone.map(|path| format!("{}: {}", document.name, path.display())));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// A promise whose test is gone is none.
#[test]
fn tests_exist() {
    let document = Document::read("docs/reliability.md");
    let named: Vec<_> = code_spans(&document.text).filter_map(|span| span.split_once(".rs::")).collect();
    assert!(named.len() > 20, "{named:?}");
    let is_there = |(file, test): &(&str, &str)| {
        fs::read_to_string(root().join(format!("{file}.rs")))
            .is_ok_and(|text| text.contains(&format!("fn {test}()")))
    };
    let gone: Vec<_> =
        named.iter().filter(|named| *named != &("tests/cli/file", "name") && !is_there(named)).collect();
    assert!(gone.is_empty(), "{gone:#?}");
}

#[test]
fn links_lead_somewhere() {
    let mut dead = Vec::new();
    for document in documents() {
        let (_, prose) = blocks_and_prose(&document.text);
        for link in links(&prose).filter(|link| !link.contains("://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { document.path() } else { document.path().with_file_name(file) };
            let anchored = || {
                let text = fs::read_to_string(&target).unwrap();
                anchors(&blocks_and_prose(&text).1).iter().any(|there| there == anchor)
            };
            if !target.exists() || !anchor.is_empty() && !anchored() {
                dead.push(format!("{}: {link}", document.name));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

/// A page that no contents list has is not found.
#[test]
fn the_contents_list_has_every_page() {
    let contents = Document::read("docs/README.md");
    let linked: BTreeSet<_> = links(&contents.text).collect();
    for document in documents() {
        if let Some(page) = document.name.strip_prefix("docs/").filter(|page| *page != "README.md") {
            assert!(linked.contains(page), "docs/README.md does not link to {page}");
        }
    }
}

/// The arguments of a call of dechaff.
fn arguments(line: &str) -> Option<&str> {
    line.strip_prefix("dechaff ").or_else(|| line.strip_prefix("cargo run --release -- "))
}

/// What dechaff prints to standard output.
fn printed(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_dechaff")).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The words of a command's help, without punctuation at their ends.
fn help(command: &str) -> BTreeSet<String> {
    let help = printed(&["help", command]);
    let words = help.split_whitespace().map(|word| word.trim_matches([',', '[', ']', '.', ';', ')', '(']));
    words.map(str::to_owned).collect()
}

/// The commands, as the help of the program lists them.
fn subcommands() -> Vec<String> {
    let help = printed(&["--help"]);
    let list = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
    list.lines().filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect()
}

#[test]
fn commands_and_options_exist() {
    let help: BTreeMap<String, BTreeSet<String>> =
        subcommands().into_iter().map(|command| (command.clone(), help(&command))).collect();
    let mut wrong = Vec::new();
    for document in documents() {
        let name = &document.name;
        let (_, prose) = blocks_and_prose(&document.text);
        let lines = code_spans(&prose).map(str::to_owned).chain(commands(&document.text));
        let lines: Vec<_> = lines.collect();
        for call in
            lines.iter().flat_map(|line| line.split(['|', ';'])).filter_map(|part| arguments(part.trim()))
        {
            let mut words = call.split(' ').peekable();
            let Some(command) = words.next_if(|word| !word.starts_with('-')) else { continue };
            let Some(known) = help.get(command) else {
                wrong.push(format!("{name}: no command {command} ({call})"));
                continue;
            };
            let options = words.filter(|word| word.starts_with('-') && *word != "-");
            let options = options.map(|option| option.split('=').next().unwrap_or(option));
            let unknown = options.filter(|option| !known.contains(*option));
            wrong.extend(unknown.map(|option| format!("{name}: {command} has no {option} ({call})")));
        }
        let first_words = code_spans(&prose).filter_map(|span| span.split([' ', '=']).next());
        let options = first_words.filter(|word| word.starts_with("--") && word.len() > 2);
        let unknown = options.filter(|option| !help.values().any(|known| known.contains(*option)));
        wrong.extend(unknown.map(|option| format!("{name}: no command has {option}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_language_is_named() {
    let readme = Document::read("README.md").text;
    let list = Document::read("docs/languages.md").text;
    let list = list.split_whitespace().collect::<Vec<_>>().join(" ");
    let packs = Pack::builtin();
    let files = fs::read_dir(root().join("src/phrases/packs")).unwrap().count();
    assert_eq!(packs.len(), files, "a file in src/phrases/packs is no pack");
    assert!(readme.contains(&format!("{files} languages")), "the README does not say {files} languages");
    let named = packs.iter().map(|pack| format!("{} `{}`", pack.name(), pack.code()));
    let missing: Vec<_> = named.filter(|named| !list.contains(named)).collect();
    assert!(missing.is_empty(), "not in docs/languages.md: {missing:?}");
}

#[test]
fn the_plan_has_every_folder() {
    let plan = Document::read("CONTRIBUTING.md").text;
    let folders = fs::read_dir(root().join("src")).unwrap().map(Result::unwrap);
    let folders = folders.filter(|entry| entry.file_type().unwrap().is_dir());
    let names = folders.map(|entry| format!("`src/{}`", entry.file_name().into_string().unwrap()));
    let missing: Vec<_> = names.filter(|name| !plan.contains(name)).collect();
    assert!(missing.is_empty(), "not in CONTRIBUTING.md: {missing:?}");
}

/// What is read first stays short.
#[test]
fn the_front_pages_are_short() {
    for name in ["README.md", "CONTRIBUTING.md"] {
        let lines = Document::read(name).text.lines().count();
        assert!(lines <= 250, "{name} has {lines} lines; details belong in docs");
    }
}
