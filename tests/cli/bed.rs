//! A folder for one test, and the binary run inside it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use serde_json::json;
use tempfile::TempDir;

/// All labels: everything is kept but blank lines at the ends.
pub const ALL: &str =
    "title,subhead,body,caption,byline,date,source,nav,share,related,tags,comment,ad,footer,other";

/// An article that any cleaner keeps between two menus that any cleaner drops.
pub const PAGE: &str = include_str!("../cmd/clean.in/pages/harbour.txt");

/// A folder that is gone at the end of the test.
pub struct Bed(TempDir);

impl Bed {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    /// Writes a file and the folders above it.
    pub fn write(&self, below: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Copies the five sample pages into a folder.
    pub fn with_seeds(&self, folder: &str) -> &Self {
        for (name, text) in seeds() {
            self.write(&format!("{folder}/{name}"), text);
        }
        self
    }

    /// Labelled pages of testdata as records, and as the pages and texts that should stay; gives these texts.
    pub fn with_gold(&self) -> Vec<(String, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/pages");
        let (mut labelled, mut gold, mut texts) = (String::new(), String::new(), Vec::new());
        for name in ["ar-dam-sluices", "en-harbour-dredging", "th-weaver-village", "tr-lentil-soup"] {
            let rows = fs::read_to_string(folder.join(format!("{name}.tsv"))).unwrap();
            let (mut lines, mut text, mut stays) = (Vec::new(), String::new(), String::new());
            for row in rows.lines() {
                let columns: Vec<&str> = row.split('\t').collect();
                let keep = match columns[0] {
                    "mixed" => columns[2],
                    "title" | "subhead" | "body" | "caption" => columns[1],
                    _ => "",
                };
                lines.push(json!({"label": columns[0], "text": columns[1], "keep": columns.get(2)}));
                writeln!(text, "{}", columns[1]).unwrap();
                writeln!(stays, "{keep}").unwrap();
            }
            self.write(&format!("set/in/{name}.txt"), &text);
            let id = format!("{name}.txt");
            writeln!(labelled, "{}", json!({"id": id, "lang": &name[..2], "lines": lines})).unwrap();
            writeln!(gold, "{}", json!({"id": id, "group": &name[..2], "gold": stays})).unwrap();
            texts.push((id, stays));
        }
        self.write("labelled.jsonl", labelled).write("set/gold.jsonl", gold);
        texts
    }

    pub fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap()
    }

    /// The binary, to be run in the folder with arguments that are separated by spaces.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dechaff"));
        command.current_dir(self.0.path()).args(arguments.split_whitespace()).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &str) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs it and expects exit code 0.
    pub fn succeed(&self, arguments: &str) -> Output {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments}: {}", stderr(&output));
        output
    }

    /// The files below a folder by their paths in it; none when there is no folder.
    pub fn tree(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        self.files(folder).into_iter().map(|(path, (bytes, _))| (path, bytes)).collect()
    }

    /// The same with the times at which they were last written.
    pub fn files(&self, folder: &str) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let mut files = BTreeMap::new();
        collect(&self.path(folder), Path::new(""), &mut files);
        files
    }
}

fn collect(folder: &Path, below: &Path, files: &mut BTreeMap<PathBuf, (Vec<u8>, SystemTime)>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.unwrap();
        let below = below.join(entry.file_name());
        if entry.path().is_dir() {
            collect(&entry.path(), &below, files);
        } else {
            let modified = entry.metadata().unwrap().modified().unwrap();
            files.insert(below, (fs::read(entry.path()).unwrap(), modified));
        }
    }
}

pub fn seeds() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/seeds");
    let mut seeds: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap()))
        .collect();
    seeds.sort();
    assert_eq!(seeds.len(), 5);
    seeds
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
