//! Finds the pages in the files and folders that the user named.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::output_name::page_path;
use super::{Compression, Glob, InputFormat, RecordFormat, Source, shown};

/// A PATH on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file, or a path that does not exist.
    File(PathBuf),
    /// A folder, read recursively.
    Folder(PathBuf),
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Self {
        if path == Path::new("-") {
            Self::Stdin
        } else if path.is_dir() {
            Self::Folder(path)
        } else {
            // A missing file is reported when it is read, in the order of the inputs.
            Self::File(path)
        }
    }
}

impl Input {
    /// The format of a file or stream of records; `None` for a page or a folder.
    pub fn records(&self, format: InputFormat) -> Option<RecordFormat> {
        match self {
            Self::Stdin => format.records(&Source::Stdin),
            Self::File(path) => format.records(&Source::File(path.clone())),
            Self::Folder(_) => None,
        }
    }
}

/// A page or a file of records, and the path of its output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What to read.
    pub source: Source,
    /// The format of a file of records; `None` for a page.
    pub records: Option<RecordFormat>,
    /// The path of the output below the output folder: the path below the input, as a page of text, and with `.jsonl` added
    /// to the name of a WARC file.
    pub output_path: PathBuf,
}

/// A part of a folder that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", shown(.path))]
pub struct WalkError {
    /// The folder.
    pub path: PathBuf,
    /// Why, as the rest of a sentence.
    pub reason: String,
}

/// How to search folders.
#[derive(Debug)]
pub struct Walk<'a> {
    /// Only read files that match; empty matches all.
    pub include: &'a [Glob],
    /// Skip files and folders that match.
    pub exclude: &'a [Glob],
    /// Whether to follow symbolic links.
    pub follow: bool,
    /// The format of the files.
    pub format: InputFormat,
    /// Outputs of this run, as canonical paths, to skip.
    pub avoid: Vec<PathBuf>,
}

impl Walk<'_> {
    /// The pages of an input; those of a folder in the order of their names.
    pub fn pages(&self, input: &Input) -> Vec<Result<Found, WalkError>> {
        match input {
            Input::Stdin => {
                let records = input.records(self.format);
                let output_path = if records.is_some() { "stdin.jsonl" } else { "stdin.txt" };
                vec![Ok(Found { source: Source::Stdin, records, output_path: output_path.into() })]
            }
            Input::File(path) => {
                let name = path.file_name().unwrap_or(OsStr::new("page"));
                let records = input.records(self.format);
                vec![Ok(Found::new(Source::File(path.clone()), records, Path::new(name)))]
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
                    || !(is_no_page(entry) || Glob::any(self.exclude, &below(entry)) || self.avoids(entry))
            })
            .filter_map(|entry| match entry {
                Ok(entry) if entry.file_type().is_dir() || entry.file_type().is_symlink() => None,
                Ok(entry) if !entry.file_type().is_file() => Some(Err(WalkError::special(entry.into_path()))),
                Ok(entry) => {
                    let output_path = below(&entry);
                    (self.include.is_empty() || Glob::any(self.include, &output_path)).then(|| {
                        let source = Source::File(entry.into_path());
                        let records = self.format.records_in_folder(&source);
                        Ok(Found::new(source, records, &output_path))
                    })
                }
                Err(error) => Some(Err(WalkError::new(root, &error))),
            })
            .collect()
    }

    /// Whether the entry is an output of this run. Resolving paths is slow, so only folders and files with the name of an output
    /// are resolved.
    fn avoids(&self, entry: &DirEntry) -> bool {
        let may_be =
            |path: &PathBuf| entry.file_type().is_dir() || path.file_name() == Some(entry.file_name());
        self.avoid.iter().any(may_be)
            && fs::canonicalize(entry.path()).is_ok_and(|path| self.avoid.contains(&path))
    }
}

impl Found {
    fn new(source: Source, records: Option<RecordFormat>, below: &Path) -> Self {
        let output_path = match records {
            Some(RecordFormat::Warc) => warc_output_path(below),
            Some(_) => below.to_owned(),
            None => page_path(below),
        };
        Self { source, records, output_path }
    }
}

/// `a.warc.gz` becomes `a.warc.jsonl.gz`.
fn warc_output_path(below: &Path) -> PathBuf {
    let mut name = Compression::unpacked(below).into_os_string();
    name.push(".jsonl");
    if let (true, Some(extension)) = (Compression::from_path(below) != Compression::None, below.extension()) {
        name.push(".");
        name.push(extension);
    }
    name.into()
}

impl WalkError {
    /// To open a pipe would wait for its other end.
    fn special(path: PathBuf) -> Self {
        let reason = "a pipe, socket or device (name it to read it, or skip it with --exclude)".to_owned();
        Self { path, reason }
    }

    fn new(root: &Path, error: &walkdir::Error) -> Self {
        let reason = match error.io_error() {
            Some(error) => {
                format!("cannot read folder: {error} (make it readable, or skip it with --exclude)")
            }
            None => "symbolic link to a folder above it (run without --follow, or skip it with --exclude)"
                .to_owned(),
        };
        Self { path: error.path().unwrap_or(root).to_owned(), reason }
    }
}

fn is_no_page(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    // Editors and --backup write names that end in "~". The configuration is no page; in place, it would be cleaned.
    name.starts_with(b".") || name.ends_with(b"~") || name == b"dechaff.toml"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(globs: &[&str]) -> Vec<Glob> {
        globs.iter().map(|glob| glob.parse().unwrap()).collect()
    }

    /// The output paths of a small folder, where `out` is an output.
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
    fn globs_select_files() {
        assert_eq!(output_paths(&["*.html"], &[]), "a/old/y.txt b.txt");
        assert_eq!(output_paths(&["a/**"], &["old"]), "a/out/q.txt a/z.v1.txt");
        assert_eq!(output_paths(&[], &["a/**"]), "a.txt b.txt");
        assert_eq!(output_paths(&["b.html", "y.html"], &["a/old/*"]), "b.txt");
        assert_eq!(output_paths(&["*.pdf"], &[]), "");
    }

    #[test]
    fn the_output_of_a_file_is_at_the_top() {
        let format = InputFormat::Auto;
        let walk = Walk { include: &[], exclude: &[], follow: false, format, avoid: Vec::new() };
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
