//! What a command reads, and how.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::Result;
use globset::{Glob, GlobSet, GlobSetBuilder};

use super::threads::thread_count;
use crate::cli::args::values::ProgressWhen;
use crate::cli::args::{FieldArguments, FilesArguments, ReadingArguments};
use crate::cli::output::{Progress, say};
use crate::cli::source::{FieldPath, Fields, Found, Input, InputFormat, Reader, Size, Walk};

/// The files and folders that a command was given, and what it has in common with other commands that read pages.
#[derive(Debug)]
pub struct Inputs {
    /// What was named; standard input if nothing was.
    pub roots: Vec<Input>,
    include: GlobSet,
    exclude: GlobSet,
    follow: bool,
    /// How pages are read.
    pub reading: Reading,
    /// When a progress bar is drawn.
    pub progress: ProgressWhen,
    /// Whether only errors are said.
    pub is_quiet: bool,
}

/// How pages are read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What files are taken for.
    pub format: InputFormat,
    /// The largest page.
    pub limit: Size,
    /// Which fields of records hold what.
    pub fields: Fields,
    /// How many threads work.
    pub threads: usize,
}

/// Files that a thread takes at once, at most.
const TOGETHER: usize = 16;

impl Inputs {
    /// As the arguments say. Tells a person at a terminal who named no page what is waited for.
    pub fn new(
        files: FilesArguments,
        reading: &ReadingArguments,
        fields: FieldArguments,
        progress: ProgressWhen,
        is_quiet: bool,
    ) -> Result<Self> {
        let mut roots: Vec<Input> = files.paths.into_iter().map(Input::from).collect();
        if roots.is_empty() {
            roots.push(Input::Stdin);
        }
        if roots == [Input::Stdin] && !is_quiet {
            announce_terminal();
        }
        let reading = Reading {
            format: reading.input_format,
            limit: files.max_page_size,
            fields: fields.into(),
            threads: thread_count(files.threads),
        };
        Ok(Self {
            roots,
            include: glob_set(files.include)?,
            exclude: glob_set(files.exclude)?,
            follow: files.follow,
            reading,
            progress: if is_quiet { ProgressWhen::Never } else { progress },
            is_quiet,
        })
    }

    /// The same, with the field that names the site of a record.
    #[must_use]
    pub fn with_site(mut self, field: Option<FieldPath>) -> Self {
        self.reading.fields.site = field;
        self
    }

    /// The pages and files of records in order, and how many folders could not be read, which are named on standard error.
    /// The files and folders that the run writes are left out.
    pub fn find<'a>(&self, outputs: impl IntoIterator<Item = &'a Path>) -> (Vec<Found>, u64) {
        let walk = Walk {
            include: &self.include,
            exclude: &self.exclude,
            follow: self.follow,
            format: self.reading.format,
            avoid: outputs
                .into_iter()
                .filter_map(|path| fs::canonicalize(path).ok())
                .collect::<Vec<PathBuf>>(),
        };
        let (mut files, mut failed) = (Vec::new(), 0);
        for found in self.roots.iter().flat_map(|root| walk.pages(root)) {
            match found {
                Ok(file) => files.push(file),
                Err(problem) => {
                    say(&problem.to_string());
                    failed += 1;
                }
            }
        }
        (files, failed)
    }

    /// A bar for a pass over some files.
    pub fn bar(&self, files: &[Found], doing: &'static str) -> Progress {
        Progress::new(files.len(), doing, self.progress)
    }
}

impl Reading {
    /// A reader of pages.
    pub fn reader(&self) -> Reader {
        Reader::new(self.limit, self.format)
    }

    /// How many files a thread takes at once: not so many that the last ones leave threads idle.
    pub fn together(&self, files: &[Found]) -> usize {
        (files.len() / (self.threads * 4)).clamp(1, TOGETHER)
    }
}

/// Tells a person at a terminal who named no page what is waited for.
pub fn announce_terminal() {
    if io::stdin().is_terminal() {
        say("reading from the terminal; press Ctrl-D to end input (to clean files, name their paths)");
    }
}

fn glob_set(globs: Vec<Glob>) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(glob);
    }
    set.build()
}
