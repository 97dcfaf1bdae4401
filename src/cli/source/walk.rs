//! Finding the pages that a person named: files, and the files of folders.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use globset::GlobSet;
use walkdir::{DirEntry, WalkDir};

use super::{Compression, InputFormat, RecordFormat, Source, shown};

/// What a person named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Standard input, one page or records.
    Stdin,
    /// One page.
    File(PathBuf),
    /// Every page below it.
    Folder(PathBuf),
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Self {
        if path == Path::new("-") {
            Self::Stdin
        } else if path.is_dir() {
            Self::Folder(path)
        } else {
            // Also when there is no such file: reading it will say so, in its turn.
            Self::File(path)
        }
    }
}

impl Input {
    /// How it holds pages, if it is one file or stream with many.
    pub fn records(&self, format: InputFormat) -> Option<RecordFormat> {
        match self {
            Self::Stdin => format.stream_records(),
            Self::File(path) => format.records(path),
            Self::Folder(_) => None,
        }
    }
}

/// A page or a file of records, and where its output belongs below an output folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where to read it.
    pub source: Source,
    /// How it holds pages, if it holds many.
    pub records: Option<RecordFormat>,
    /// The path of its output: as below the input, with `.jsonl` added to the name of an archive; of a page without
    /// `.gz` and with `.txt` as the last extension.
    pub output_path: PathBuf,
}

/// A part of a folder that could not be looked into.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", shown(.path))]
pub struct WalkError {
    path: PathBuf,
    reason: String,
}

/// Which files of a folder are pages.
#[derive(Debug)]
pub struct Walk<'a> {
    /// Only files that match; all when it is empty.
    pub include: &'a GlobSet,
    /// No files and folders that match.
    pub exclude: &'a GlobSet,
    /// Whether symbolic links are followed.
    pub follow: bool,
    /// What files are.
    pub format: InputFormat,
    /// Files and folders that are this run's outputs, as canonical paths.
    pub avoid: Vec<PathBuf>,
}

impl Walk<'_> {
    /// The pages of an input. Those of a folder come in the order of their names.
    pub fn pages(&self, input: &Input) -> Vec<Result<Found, WalkError>> {
        match input {
            Input::Stdin => {
                let records = input.records(self.format);
                let output_path = if records.is_some() { "stdin.jsonl" } else { "stdin.txt" };
                vec![Ok(Found { source: Source::Stdin, records, output_path: output_path.into() })]
            }
            Input::File(path) => {
                let name = path.file_name().unwrap_or(OsStr::new("page"));
                vec![Ok(Found::new(path.clone(), Path::new(name), self.format))]
            }
            Input::Folder(root) => self.folder(root),
        }
    }

    fn folder(&self, root: &Path) -> Vec<Result<Found, WalkError>> {
        let below =
            |entry: &DirEntry| entry.path().strip_prefix(root).map(Path::to_path_buf).unwrap_or_default();
        WalkDir::new(root)
            .follow_links(self.follow)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| {
                entry.depth() == 0
                    || !(is_hidden(entry) || matches(self.exclude, &below(entry)) || self.avoids(entry))
            })
            .filter_map(|entry| match entry {
                Ok(entry) if !entry.file_type().is_file() => None,
                Ok(entry) => {
                    let output_path = below(&entry);
                    (self.include.is_empty() || matches(self.include, &output_path))
                        .then(|| Ok(Found::new(entry.into_path(), &output_path, self.format)))
                }
                Err(error) => Some(Err(WalkError::new(root, &error))),
            })
            .collect()
    }

    /// Whether the entry is an output. Only folders, and files of the same name, are worth the question.
    fn avoids(&self, entry: &DirEntry) -> bool {
        let may_be =
            |path: &PathBuf| entry.file_type().is_dir() || path.file_name() == Some(entry.file_name());
        self.avoid.iter().any(may_be)
            && fs::canonicalize(entry.path()).is_ok_and(|path| self.avoid.contains(&path))
    }
}

impl Found {
    fn new(path: PathBuf, below: &Path, format: InputFormat) -> Self {
        let records = format.records(below);
        let output_path = match records {
            Some(RecordFormat::Warc) => warc_output_path(below),
            Some(_) => below.to_owned(),
            None => Compression::unpacked(below).with_extension("txt"),
        };
        Self { source: Source::File(path), records, output_path }
    }
}

/// `a.warc.gz` becomes `a.warc.jsonl.gz`.
fn warc_output_path(below: &Path) -> PathBuf {
    let mut name = Compression::unpacked(below).into_os_string();
    name.push(".jsonl");
    if let (true, Some(packing)) = (Compression::from_path(below) != Compression::None, below.extension()) {
        name.push(".");
        name.push(packing);
    }
    name.into()
}

impl WalkError {
    fn new(root: &Path, error: &walkdir::Error) -> Self {
        let reason = match error.io_error() {
            Some(error) => format!("cannot be looked into: {error} (make it readable or --exclude it)"),
            None => "a symbolic link to a folder above it (leave out --follow or --exclude it)".to_owned(),
        };
        Self { path: error.path().unwrap_or(root).to_owned(), reason }
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    // What editors and --backup leave behind.
    name.starts_with(b".") || name.ends_with(b"~")
}

/// Globs are matched against the path below the input, and against the name alone.
fn matches(globs: &GlobSet, below: &Path) -> bool {
    !globs.is_empty() && (globs.is_match(below) || below.file_name().is_some_and(|name| globs.is_match(name)))
}

#[cfg(test)]
mod tests {
    use globset::{Glob, GlobSetBuilder};

    use super::*;

    fn globs(globs: &[&str]) -> GlobSet {
        let mut set = GlobSetBuilder::new();
        for glob in globs {
            set.add(Glob::new(glob).unwrap());
        }
        set.build().unwrap()
    }

    /// The output_paths of a small folder's pages; outputs in `out` are avoided.
    fn output_paths(include: &[&str], exclude: &[&str]) -> String {
        let dir = tempfile::tempdir().unwrap();
        for file in
            ["b.html", "a.txt", "a/z.v1.txt", "a/old/y.html", ".git/x.txt", ".x.txt", "out/a.txt", "a/out/q"]
        {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let avoid = vec![fs::canonicalize(dir.path().join("out")).unwrap()];
        let walk = Walk {
            include: &globs(include),
            exclude: &globs(exclude),
            follow: false,
            format: InputFormat::Auto,
            avoid,
        };
        let pages = walk.pages(&Input::Folder(dir.path().to_owned()));
        let output_paths: Vec<_> = pages.into_iter().map(|found| found.unwrap().output_path).collect();
        output_paths
            .iter()
            .map(|output_path| output_path.to_str().unwrap().replace('\\', "/"))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_folder_is_read_in_order_without_hidden_files_and_outputs() {
        assert_eq!(output_paths(&[], &[]), "a/old/y.txt a/out/q.txt a/z.v1.txt a.txt b.txt");
    }

    #[test]
    fn globs_choose() {
        assert_eq!(output_paths(&["*.html"], &[]), "a/old/y.txt b.txt");
        assert_eq!(output_paths(&["a/*"], &["old"]), "a/out/q.txt a/z.v1.txt");
        assert_eq!(output_paths(&[], &["a/**"]), "a.txt b.txt");
        assert_eq!(output_paths(&["b.html", "y.html"], &["a/old/*"]), "b.txt");
        assert_eq!(output_paths(&["*.pdf"], &[]), "");
    }

    #[test]
    fn one_page_lands_at_the_top() {
        let none = GlobSet::empty();
        let format = InputFormat::Auto;
        let walk = Walk { include: &none, exclude: &none, follow: false, format, avoid: Vec::new() };
        for (path, output_path) in [
            ("pages/deep/a.html", "a.txt"),
            ("b.html.gz", "b.txt"),
            ("no-such/page", "page.txt"),
            ("corpus/a.jsonl.gz", "a.jsonl.gz"),
            ("a.warc.wet.gz", "a.warc.wet.jsonl.gz"),
            ("a.warc", "a.warc.jsonl"),
            ("b/a.parquet", "a.parquet"),
            ("-", "stdin.txt"),
        ] {
            let pages = walk.pages(&Input::from(PathBuf::from(path)));
            assert_eq!(pages[0].as_ref().unwrap().output_path, Path::new(output_path));
        }
    }
}
