//! Reading pages, of files of their own and of files of records, on any number of threads, and taking what comes of them
//! in order.

use std::ops::Range;

use anyhow::Result;

use super::in_order::in_order;
use super::threads;
use crate::cli::args::values::ProgressWhen;
use crate::cli::args::{FieldArguments, FilesArguments, ReadingArguments};
use crate::cli::sink::Progress;
use crate::cli::source::{
    Chunk, FieldPath, Fields, Found, InputFormat, PageText, Reader, RecordName, ShardReader, Size, Source,
    StreamError, slashed,
};

/// How pages are read.
#[derive(Clone, Debug)]
pub struct Pages {
    /// What files are read as.
    format: InputFormat,
    /// The largest page.
    limit: Size,
    /// What the fields of records are.
    fields: Fields,
    /// So many pages at the same time.
    pub threads: usize,
    /// Whether what cannot be read is named on standard error.
    is_loud: bool,
}

/// A page that was read.
#[derive(Debug)]
pub struct ReadPage<'a> {
    /// Its file, or the file of records that it is in.
    pub found: &'a Found,
    /// Its record in that file.
    pub record: Option<RecordName>,
    /// What was read.
    pub text: PageText<'a>,
}

/// What comes of the files, in order.
#[derive(Debug)]
pub enum PageEvent<T> {
    /// What was made of a page.
    Made(T),
    /// A page could not be read, as has been said.
    Failed,
    /// There is no more of this file; whole if none of its pages failed.
    End(usize, Completeness),
}

/// Whether all pages of a file could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// They could.
    Yes,
    /// Some could not.
    No,
}

/// Files that a thread takes at once, at most.
const TOGETHER: usize = 16;
/// Bytes that what comes of a file of one page is taken to need.
const MADE: usize = 1 << 16;

impl ReadPage<'_> {
    /// The path of its file, as reports have it.
    pub fn path(&self) -> String {
        report_path(&self.found.source)
    }

    /// What names it: its path, and its record if it has one.
    pub fn name(&self) -> String {
        let record = self.record.as_ref().map(ToString::to_string);
        format!("{}{}", self.path(), record.unwrap_or_default())
    }
}

/// The path of a file, as reports have it.
pub fn report_path(source: &Source) -> String {
    match source {
        Source::File(path) => slashed(path),
        Source::Stdin => "<stdin>".to_owned(),
    }
}

impl Pages {
    /// As the arguments say.
    pub fn new(files: &FilesArguments, reading: &ReadingArguments, fields: FieldArguments) -> Self {
        Self {
            format: reading.input_format,
            limit: files.max_page_size,
            fields: fields.into(),
            threads: threads::number(files.threads),
            is_loud: true,
        }
    }

    /// The same, with the field that names the site of a record.
    pub fn with_site(mut self, field: Option<FieldPath>) -> Self {
        self.fields.site = field;
        self
    }

    /// The same, for pages that will be read again: what cannot be read is named then.
    pub fn silent(mut self) -> Self {
        self.is_loud = false;
        self
    }

    /// Makes something of each page, and gives it in order; names on standard error what could not be read.
    pub fn each<T: Send>(
        &self,
        files: &[Found],
        progress: ProgressWhen,
        make: impl Fn(ReadPage<'_>) -> Result<T, String> + Sync,
        mut take: impl FnMut(PageEvent<T>) -> Result<()> + Send,
    ) -> Result<()> {
        // A file of records keeps all threads busy, a page one.
        let has_records = files.iter().any(|found| found.records.is_some());
        let threads = if has_records { self.threads } else { self.threads.min(files.len()) };
        // Not so many at once that the last ones leave threads idle.
        let together = (files.len() / (self.threads * 4)).clamp(1, TOGETHER);
        let mut intake = Intake { files, pages: self, together, next: 0, open: None };
        let work = |piece| match piece {
            Piece::Files(range) => self.make_of_files(files, range, &make),
            Piece::Chunk(file, load) => self.make_of_records(&files[file], &load, &make),
            Piece::End(file, broken) => {
                let broken = broken.map(|broken| Step::Failed(format!("{}: {broken}", files[file].source)));
                broken.into_iter().chain([Step::End(file)]).collect()
            }
        };
        let (mut progress, mut whole) = (Progress::new(files.len(), progress), Completeness::Yes);
        let put = |steps: Vec<Step<T>>| {
            steps.into_iter().try_for_each(|step| match step {
                Step::Made(made) => take(PageEvent::Made(made)),
                Step::Failed(line) => {
                    whole = Completeness::No;
                    if self.is_loud {
                        progress.say(&line);
                    }
                    take(PageEvent::Failed)
                }
                Step::End(file) => {
                    progress.finished(file, None);
                    take(PageEvent::End(file, std::mem::replace(&mut whole, Completeness::Yes)))
                }
            })
        };
        let done = in_order(threads, || intake.next(), work, put);
        progress.end();
        done
    }

    fn make_of_files<T>(
        &self,
        files: &[Found],
        range: Range<usize>,
        make: &impl Fn(ReadPage<'_>) -> Result<T, String>,
    ) -> Vec<Step<T>> {
        let mut reader = Reader::new(self.limit, self.format);
        let mut one = |found: usize| {
            let text = reader.read(&files[found].source).map_err(|error| error.to_string());
            text.and_then(|text| make(ReadPage { found: &files[found], record: None, text }))
        };
        let steps = |file: usize| {
            let failed = |error| Step::Failed(format!("{}: {error}", files[file].source));
            [one(file).map_or_else(failed, Step::Made), Step::End(file)]
        };
        range.flat_map(steps).collect()
    }

    fn make_of_records<T>(
        &self,
        found: &Found,
        load: &Chunk,
        make: &impl Fn(ReadPage<'_>) -> Result<T, String>,
    ) -> Vec<Step<T>> {
        let mut steps = Vec::new();
        load.each_page(&self.fields, self.limit, |name, text| {
            let place = format!("{}{name}", found.source);
            let text = text.map_err(|error| error.to_string());
            let made = text.and_then(|text| make(ReadPage { found, record: Some(name), text }));
            steps.push(made.map_or_else(|error| Step::Failed(format!("{place}: {error}")), Step::Made));
        });
        steps
    }
}

/// Some of what is to be done; that of one file follows each other.
enum Piece {
    /// Files with a page each.
    Files(Range<usize>),
    /// Records of a file.
    Chunk(usize, Chunk),
    /// There are no more in it.
    End(usize, Option<StreamError>),
}

/// What comes of it.
enum Step<T> {
    Made(T),
    Failed(String),
    End(usize),
}

/// Takes one file after the other.
struct Intake<'a> {
    files: &'a [Found],
    pages: &'a Pages,
    together: usize,
    next: usize,
    open: Option<ShardReader>,
}

impl Intake<'_> {
    fn next(&mut self) -> Option<(Piece, usize)> {
        let file = self.next;
        let rest = self.files.get(file..).filter(|rest| !rest.is_empty())?;
        let pages = rest.iter().take(self.together).take_while(|found| found.records.is_none()).count();
        if pages > 0 {
            self.next += pages;
            return Some((Piece::Files(file..self.next), pages * MADE));
        }
        let read = match &mut self.open {
            Some(stream) => stream.next(),
            None => ShardReader::open(&rest[0], self.pages.limit, &self.pages.fields)
                .and_then(|stream| self.open.insert(stream).next()),
        };
        let end = match read {
            Ok(Some((load, bytes))) => return Some((Piece::Chunk(file, load), bytes)),
            Ok(None) => None,
            Err(broken) => Some(broken),
        };
        self.open = None;
        self.next += 1;
        Some((Piece::End(file, end), 0))
    }
}
