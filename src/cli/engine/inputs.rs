//! What a command reads, and how.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use globset::{Glob, GlobSet, GlobSetBuilder};

use super::threads::thread_count;
use crate::cli::args::values::ProgressWhen;
use crate::cli::args::{FieldArguments, FilesArguments, InputArguments, ProgressArguments, ReadingArguments};
use crate::cli::output::{Progress, say};
use crate::cli::source::{
    FieldPath, Fields, Found, Input, InputFormat, Reader, Size, Walk, WalkError, shown,
};

/// The files and folders that a command reads, with the options that all such commands share.
#[derive(Debug)]
pub struct Inputs {
    /// The files and folders named on the command line; standard input if there are none.
    pub roots: Vec<Input>,
    include: GlobSet,
    exclude: GlobSet,
    follow: bool,
    /// How pages are read.
    pub reading: Reading,
    /// When a progress bar is drawn.
    pub progress: ProgressWhen,
    /// Whether to print errors only.
    pub is_quiet: bool,
}

/// How pages are read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The format to read files as.
    pub format: InputFormat,
    /// The largest page.
    pub limit: Size,
    /// The names of the fields of records.
    pub fields: Fields,
    /// The number of threads.
    pub threads: usize,
}

/// Most files that a thread processes at once.
const MAX_GROUP: usize = 16;

impl Inputs {
    /// The inputs that the arguments name. Prints a hint if pages are read from the terminal.
    pub fn new(
        files: FilesArguments,
        reading: &ReadingArguments,
        fields: FieldArguments,
        progress: ProgressArguments,
    ) -> Result<Self> {
        let mut roots: Vec<Input> = files.paths.into_iter().map(Input::from).collect();
        if roots.is_empty() {
            roots.push(Input::Stdin);
        }
        if roots == [Input::Stdin] && !progress.quiet {
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
            progress: progress.when(),
            is_quiet: progress.quiet,
        })
    }

    /// The inputs of a command that takes all kinds.
    pub fn of(input: InputArguments, progress: ProgressArguments) -> Result<Self> {
        Self::new(input.files, &input.reading, input.fields, progress)
    }

    /// Sets the field that names the site of a record.
    #[must_use]
    pub fn with_site(mut self, field: Option<FieldPath>) -> Self {
        self.reading.fields.site = field;
        self
    }

    /// Finds pages and files of records, in order. Also returns how many folders could not be read; they are reported on
    /// standard error. Skips `outputs`, the files and folders that the run writes.
    ///
    /// # Errors
    /// If one of the outputs is a file that was named as an input.
    pub fn find<'a>(&self, outputs: impl IntoIterator<Item = &'a Path>) -> Result<(Vec<Found>, u64)> {
        let (files, unread) = self.find_all(outputs)?;
        Ok((files, unread.len() as u64))
    }

    /// Like [`Inputs::find`], but returns the folders that could not be read.
    pub fn find_all<'a>(
        &self,
        outputs: impl IntoIterator<Item = &'a Path>,
    ) -> Result<(Vec<Found>, Vec<WalkError>)> {
        let outputs: Vec<&Path> = outputs.into_iter().collect();
        let files = self.roots.iter().filter_map(|root| match root {
            Input::File(path) => Some(path.as_path()),
            _ => None,
        });
        check_not_overwritten(files, &outputs)?;
        let walk = Walk {
            include: &self.include,
            exclude: &self.exclude,
            follow: self.follow,
            format: self.reading.format,
            avoid: outputs.iter().filter_map(|path| fs::canonicalize(path).ok()).collect::<Vec<PathBuf>>(),
        };
        let (mut files, mut unread) = (Vec::new(), Vec::new());
        for found in self.roots.iter().flat_map(|root| walk.pages(root)) {
            match found {
                Ok(file) => files.push(file),
                Err(problem) => {
                    say(&problem.to_string());
                    unread.push(problem);
                }
            }
        }
        Ok((files, unread))
    }

    /// A progress bar for one pass over some files.
    pub fn bar(&self, files: &[Found], doing: &'static str) -> Progress {
        Progress::new(files.len(), doing, self.progress)
    }
}

impl Reading {
    /// A reader of pages.
    pub fn reader(&self) -> Reader {
        Reader::new(self.limit, self.format)
    }

    /// How many files a thread processes at once: few enough that no thread is idle at the end.
    pub fn group_size(&self, files: &[Found]) -> usize {
        (files.len() / (self.threads * 4)).clamp(1, MAX_GROUP)
    }
}

/// Fails if an output is one of the files that are read.
pub fn check_not_overwritten<'a>(inputs: impl Iterator<Item = &'a Path>, outputs: &[&Path]) -> Result<()> {
    let resolve = |path: &Path| fs::canonicalize(path).ok().filter(|path| path.is_file());
    let read: Vec<PathBuf> = inputs.filter_map(resolve).collect();
    match outputs.iter().find(|output| resolve(output).is_some_and(|output| read.contains(&output))) {
        Some(output) => {
            bail!("{} is an input and would be overwritten (write the outputs elsewhere)", shown(output))
        }
        None => Ok(()),
    }
}

/// Prints a hint if standard input is a terminal, where the program would seem to hang.
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
