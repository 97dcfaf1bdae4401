//! A folder for one test, the binary run inside it, and what many tests need.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use tempfile::TempDir;

/// All labels: everything is kept but blank lines at the ends.
pub const ALL: &str =
    "title,subhead,body,caption,byline,date,source,nav,share,related,tags,comment,ad,footer,other";

/// An article that any cleaner keeps between two menus that any cleaner drops.
pub const PAGE: &str = include_str!("../cmd/clean.in/pages/harbour.txt");

/// A page in which no cleaner finds anything.
pub const CLEAN: &str = include_str!("../../testdata/rules/glued-share.near.txt");

/// An article with a teaser inside one of its lines.
pub const TEASER: &str = include_str!("../../testdata/rules/glued-teaser.txt");

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

    /// The files below a folder without the notes that dechaff keeps for `--resume`.
    pub fn outputs(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut tree = self.tree(folder);
        tree.retain(|path, _| !path.iter().any(|name| name == ".dechaff"));
        tree
    }

    /// Applies a patch to the folder, as `git` does.
    pub fn apply(&self, patch: &[u8]) {
        self.write("applied.diff", patch);
        let mut git = Command::new("git");
        git.args(["apply", "--whitespace=nowarn", "--allow-empty", "applied.diff"]);
        let output = git.current_dir(self.path("")).output().expect("git is installed");
        assert!(output.status.success(), "{}", stderr(&output));
    }

    /// Makes a named pipe: whoever opens it waits until somebody opens its other end.
    #[cfg(target_os = "linux")]
    pub fn pipe(&self, below: &str) {
        assert!(Command::new("mkfifo").arg(self.path(below)).status().unwrap().success());
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

/// A file of JSON records.
pub fn jsonl<'r>(records: impl IntoIterator<Item = &'r Value>) -> String {
    records.into_iter().fold(String::new(), |mut lines, record| {
        writeln!(lines, "{record}").unwrap();
        lines
    })
}

/// The records of such a file.
pub fn parse_jsonl(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

/// Decompresses a file, as the end of its name asks for.
pub fn decompress(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut decompressed = Vec::new();
    match name.rsplit('.').next() {
        Some("gz") => drop(MultiGzDecoder::new(bytes).read_to_end(&mut decompressed).unwrap()),
        Some("zst") => drop(zstd::Decoder::new(bytes).unwrap().read_to_end(&mut decompressed).unwrap()),
        _ => decompressed = bytes.to_vec(),
    }
    decompressed
}

/// Waits for something that may take a while on a busy machine, and fails when it never happens.
#[cfg(unix)]
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    use std::thread;
    use std::time::{Duration, Instant};
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Says that a test cannot run on this machine, which is no excuse in CI.
#[cfg(unix)]
pub fn skipped(why: &str) {
    assert!(std::env::var_os("CI").is_none_or(|value| value == "false"), "cannot run in CI: {why}");
    eprintln!("skipped: {why}");
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
