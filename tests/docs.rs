//! What the documents say is so: files and options that they name exist, and output that they show is what comes out.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use dechaff::Pack;

const README: &str = include_str!("../README.md");
const CONTRIBUTING: &str = include_str!("../CONTRIBUTING.md");
const DOCUMENTS: [(&str, &str); 5] = [
    ("README.md", README),
    ("CONTRIBUTING.md", CONTRIBUTING),
    ("docs/corpora.md", include_str!("../docs/corpora.md")),
    ("docs/rules.md", include_str!("../docs/rules.md")),
    ("testdata/README.md", include_str!("../testdata/README.md")),
];

/// A document in two parts: its fenced blocks with their languages, and the lines between.
fn parts(document: &str) -> (Vec<(String, String)>, String) {
    let (mut blocks, mut prose) = (Vec::new(), String::new());
    let mut open: Option<(String, String)> = None;
    for line in document.lines() {
        match (line.trim_start().strip_prefix("```"), &mut open) {
            (Some(language), None) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, block))) => block.extend([line, "\n"]),
            (None, None) => prose.extend([line, "\n"]),
        }
    }
    assert!(open.is_none(), "a block is not closed");
    (blocks, prose)
}

/// The blocks of one language.
fn blocks(document: &str, language: &str) -> Vec<String> {
    parts(document).0.into_iter().filter(|(of, _)| of == language).map(|(_, block)| block).collect()
}

/// What stands between backticks.
fn spans(prose: &str) -> impl Iterator<Item = &str> {
    prose.split('`').skip(1).step_by(2)
}

/// Commands: the lines of shell blocks without their comments, those that end in a backslash joined.
fn shell_lines(document: &str) -> Vec<String> {
    let joined = blocks(document, "sh").concat().replace("\\\n", " ");
    joined.lines().map(|line| line.split(" #").next().unwrap_or(line).trim().to_owned()).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn dechaff(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dechaff"));
    command.args(arguments);
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap().replace("\r\n", "\n")
}

fn clean(page: &str) -> Output {
    let mut child = dechaff(&["clean"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(page.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn the_example_is_real() {
    let blocks = blocks(README, "text");
    let (before, after) = (&blocks[0], &blocks[1]);
    assert_eq!(text(&clean(before).stdout), *after);
}

#[test]
fn the_first_command_says_what_the_readme_says() {
    let folder = tempfile::tempdir().unwrap();
    let seeds = root().join("testdata/seeds");
    let output =
        dechaff(&["clean"]).arg(seeds).args(["-o", "cleaned"]).current_dir(&folder).output().unwrap();
    assert_eq!(text(&output.stderr), blocks(README, "text")[2]);
}

#[test]
fn the_articles_are_those_of_the_readme() {
    let folder = tempfile::tempdir().unwrap();
    let line = shell_lines(README).into_iter().find(|line| line.contains("--articles split")).unwrap();
    let seeds = root().join("testdata/seeds");
    let words = arguments(&line).unwrap().split(' ');
    let words = words.map(|word| if word == "testdata/seeds" { seeds.to_str().unwrap() } else { word });
    let output = dechaff(&words.collect::<Vec<_>>()).current_dir(&folder).output().unwrap();
    let shown = blocks(README, "text");
    let said = text(&output.stderr);
    let at = shown.iter().rposition(|block| *block == said).unwrap_or_else(|| panic!("not shown: {said}"));
    let mut names: Vec<String> = fs::read_dir(folder.path().join("articles"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.join("\n") + "\n", shown[at + 1]);
}

/// Where a word of a document leads, if it looks like a path in the project.
fn path(word: &str) -> Option<PathBuf> {
    const FOLDERS: [&str; 8] = ["src", "docs", "tests", "testdata", "benches", ".ci", ".github", "examples"];
    const ENDINGS: [&str; 4] = ["rs", "md", "yml", "sh"];
    let word = word.trim_end_matches([',', ';', ':', '/']);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '*');
    let first = word.split('/').next()?;
    let ending = Path::new(word).extension().and_then(|ending| ending.to_str());
    let ours = FOLDERS.contains(&first) && word.len() > first.len()
        || ending.is_some_and(|ending| ENDINGS.contains(&ending));
    // For `src/phrases/packs/*.toml` the folder has to be there.
    let name = if word.contains('*') { word.rsplit_once('/')?.0 } else { word };
    (ours && word.chars().all(is_name)).then(|| root().join(name))
}

#[test]
fn files_exist() {
    let mut missing = Vec::new();
    for (name, document) in DOCUMENTS {
        let (_, prose) = parts(document);
        let links = prose.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        let linked = links.filter(|link| !link.is_empty() && !link.contains("://"));
        let linked = linked.map(|link| root().join(name).with_file_name(link));
        let words = spans(&prose).map(str::to_owned).chain(shell_lines(document));
        let named: Vec<PathBuf> =
            words.flat_map(|words| words.split(' ').filter_map(path).collect::<Vec<_>>()).collect();
        let gone = linked.chain(named).filter(|path| !path.exists());
        missing.extend(gone.map(|path| format!("{name}: {}", path.display())));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The arguments that a line of a document gives to dechaff, if it does.
fn arguments(line: &str) -> Option<&str> {
    line.strip_prefix("dechaff ").or_else(|| line.strip_prefix("cargo run --release -- "))
}

/// The words of a command's help, without signs at their ends.
fn help(command: &str) -> Option<Vec<String>> {
    let output = dechaff(&["help", command]).output().unwrap();
    let words = text(&output.stdout);
    let words = words
        .split_whitespace()
        .map(|word| word.trim_matches([',', '[', ']', '.', ';', ')', '(']).to_owned());
    output.status.success().then(|| words.collect())
}

#[test]
fn commands_and_options_exist() {
    let mut wrong = Vec::new();
    for (name, document) in DOCUMENTS {
        let (_, prose) = parts(document);
        let commands = spans(&prose).map(str::to_owned).chain(shell_lines(document));
        for line in
            commands.flat_map(|line| line.split('|').map(|part| part.trim().to_owned()).collect::<Vec<_>>())
        {
            let mut words =
                arguments(&line).into_iter().flat_map(|arguments| arguments.split(' ')).peekable();
            let Some(command) = words.next_if(|word| !word.starts_with('-')) else { continue };
            let Some(help) = help(command) else {
                wrong.push(format!("{name}: no command {command} ({line})"));
                continue;
            };
            let options = words.filter(|word| word.starts_with('-') && *word != "-");
            let unknown = options.filter(|option| !help.iter().any(|word| word == option));
            wrong.extend(unknown.map(|option| format!("{name}: {command} has no {option} ({line})")));
        }
        let every_help = [
            "clean",
            "learn",
            "check",
            "rules",
            "report",
            "config",
            "completions",
            "man",
            "explain",
            "packs",
            "score",
            "fit",
        ]
        .into_iter()
        .filter_map(help)
        .flatten()
        .collect::<Vec<_>>();
        for option in
            spans(&prose).filter_map(|span| span.split(' ').next()).filter(|word| word.starts_with("--"))
        {
            if !every_help.iter().any(|word| word == option) {
                wrong.push(format!("{name}: no command has {option}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_language_is_named() {
    let readme = README.split_whitespace().collect::<Vec<_>>().join(" ");
    let packs = Pack::builtin();
    let files = fs::read_dir(root().join("src/phrases/packs")).unwrap().count();
    assert_eq!(packs.len(), files, "src/phrases/packs has something that is no pack");
    assert!(readme.contains(&format!("{files} languages")), "the README does not say {files} languages");
    let missing: Vec<_> = packs
        .iter()
        .map(|pack| format!("{} `{}`", pack.name(), pack.code()))
        .filter(|named| !readme.contains(named))
        .collect();
    assert!(missing.is_empty(), "not in the README: {missing:?}");
}

/// A plan that leaves out a room misleads.
#[test]
fn the_plan_has_every_module() {
    let names = fs::read_dir(root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let modules = names.filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "rs"));
    let missing: Vec<_> = modules.filter(|name| !CONTRIBUTING.contains(&format!("`src/{name}`"))).collect();
    assert!(missing.is_empty(), "not in CONTRIBUTING.md: {missing:?}");
}
