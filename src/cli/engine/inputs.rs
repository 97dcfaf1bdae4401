//! What a command reads, and how.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::threads::thread_count;
use crate::cli::args::values::ProgressWhen;
use crate::cli::args::{FieldArguments, FilesArguments, InputArguments, ProgressArguments, ReadingArguments};
use crate::cli::output::{Progress, say};
use crate::cli::source::{
    Compression, FieldPath, Fields, Found, Glob, Input, InputFormat, Reader, Size, Source, Walk, WalkError,
    separate, shown, slashed,
};

/// The files and folders that a command reads, with the options that all such commands share.
#[derive(Debug)]
pub struct Inputs {
    /// The files and folders named on the command line; standard input if there are none.
    pub roots: Vec<Input>,
    include: Vec<Glob>,
    exclude: Vec<Glob>,
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
    ) -> Self {
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
            fields: fields.fields(reading.input_format),
            threads: thread_count(files.threads),
        };
        Self {
            roots,
            include: files.include,
            exclude: files.exclude,
            follow: files.follow,
            reading,
            progress: progress.when(),
            is_quiet: progress.quiet,
        }
    }

    /// The inputs of a command that takes all kinds.
    pub fn of(input: InputArguments, progress: ProgressArguments) -> Self {
        Self::new(input.files, &input.reading, input.fields, progress)
    }

    /// The files and folders named on the command line, as reports show them.
    pub fn names(&self) -> Vec<String> {
        let name = |root: &Input| match root {
            Input::Folder(path) | Input::File(path) => slashed(path),
            Input::Stdin => "<stdin>".to_owned(),
        };
        self.roots.iter().map(name).collect()
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
        let is_ours = |path: &&&Path| path.is_dir() || is_earlier_output(path);
        let walk = Walk {
            include: &self.include,
            exclude: &self.exclude,
            follow: self.follow,
            format: self.reading.format,
            avoid: outputs.iter().filter(is_ours).filter_map(|path| fs::canonicalize(path).ok()).collect(),
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
        let paths = files.iter().filter_map(|file| match &file.source {
            Source::File(path) => Some(path.as_path()),
            Source::Stdin => None,
        });
        check_not_overwritten(paths, &outputs)?;
        separate(&mut files);
        Ok((files, unread))
    }

    /// A progress bar for one pass over some files.
    pub fn bar(&self, files: &[Found], doing: &'static str) -> Progress {
        Progress::new(|| files.iter().map(|file| file.source.size()).sum(), doing, self.progress)
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
    let written: Vec<(&Path, PathBuf)> =
        outputs.iter().filter_map(|output| Some((*output, resolve(output)?))).collect();
    for input in inputs.filter(|_| !written.is_empty()) {
        // To resolve every path of a large folder would take long. A link has any name.
        let may_be = |(_, output): &(&Path, PathBuf)| output.file_name() == input.file_name();
        if !written.iter().any(may_be) && !input.is_symlink() {
            continue;
        }
        let Some(input) = resolve(input) else { continue };
        if let Some((output, _)) = written.iter().find(|(_, output)| *output == input) {
            bail!("{} is an input and would be overwritten (write the outputs elsewhere)", shown(output));
        }
    }
    Ok(())
}

/// What statistics and baselines begin with, and what is near the beginning of reports.
const OWN_MARKS: [&str; 3] =
    ["{\n  \"dechaff-statistics\": ", "{\"dechaff-baseline\":", "<title>dechaff report</title>"];

/// Whether a file is what a command of dechaff writes, so that the next run may overwrite it where it would read any other
/// file as a page. Templates begin as any file that is compressed by Zstandard, which has another name if it is a page.
fn is_earlier_output(path: &Path) -> bool {
    let mut beginning = Vec::new();
    if !path.is_file()
        || File::open(path).and_then(|file| file.take(1_000).read_to_end(&mut beginning)).is_err()
    {
        return false;
    }
    let is_template =
        beginning.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) && Compression::from_path(path) == Compression::None;
    let text = String::from_utf8_lossy(&beginning);
    is_template
        || OWN_MARKS.iter().any(|mark| text.starts_with(mark) || mark.starts_with('<') && text.contains(mark))
}

/// Prints a hint if standard input is a terminal, where the program would seem to hang.
pub fn announce_terminal() {
    if io::stdin().is_terminal() {
        say("reading from the terminal; press Ctrl-D to end input (to clean files, name their paths)");
    }
}
