//! Processes each page, whether it is a file or a record, and delivers the results in order.

use std::marker::PhantomData;

use anyhow::Result;

use super::inputs::{Inputs, Reading};
use super::{Interrupt, Output, Worker, run};
use crate::cli::output::Progress;
use crate::cli::source::{Chunk, Found, PageText, RecordName, Source, StreamError, WalkError, slashed};

/// A page that was read.
#[derive(Debug)]
pub struct ReadPage<'a> {
    /// The file of the page, or the file of records that contains it.
    pub file: &'a Found,
    /// The name of its record in that file.
    pub record: Option<RecordName>,
    /// Its text.
    pub text: PageText<'a>,
}

/// What happens to pages and files, in order.
#[derive(Debug)]
pub enum PageEvent<'a, T> {
    /// The result for one page or more.
    Made(T),
    /// A page could not be read, which has been reported on standard error.
    Failed(Box<UnreadPage>),
    /// The end of a file.
    End(&'a Found, Completeness),
}

/// A page, or a file of them, that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadPage {
    /// The path of the file, as reports show it.
    pub path: String,
    /// The record, if it is one.
    pub record: Option<RecordName>,
    /// Why, with what to do about it. It may quote the page.
    pub reason: String,
}

/// Whether all pages of a file could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    Complete,
    Partial,
}

/// What was made of some pages, or why one was not read.
type MadePage<T> = Result<T, Box<UnreadPage>>;

/// Estimated bytes of memory for the result of a page.
const BYTES_MADE: usize = 1 << 16;

impl ReadPage<'_> {
    /// The path of the file, as reports show it.
    pub fn path(&self) -> String {
        report_path(&self.file.source)
    }

    /// The path, followed by the record if it is one.
    pub fn name(&self) -> String {
        let record = self.record.as_ref().map(ToString::to_string);
        format!("{}{}", self.path(), record.unwrap_or_default())
    }
}

impl UnreadPage {
    /// The path, followed by the record if it is one.
    pub fn name(&self) -> String {
        let record = self.record.as_ref().map(ToString::to_string);
        format!("{}{}", self.path, record.unwrap_or_default())
    }

    /// The message on standard error.
    fn line(&self, source: &Source) -> String {
        let record = self.record.as_ref().map(ToString::to_string);
        format!("{source}{}: {}", record.unwrap_or_default(), self.reason)
    }
}

impl From<WalkError> for UnreadPage {
    fn from(error: WalkError) -> Self {
        Self { path: slashed(&error.path), record: None, reason: error.reason }
    }
}

/// The path of a file, as reports show it.
pub fn report_path(source: &Source) -> String {
    match source {
        Source::File(path) => slashed(path),
        Source::Stdin => "<stdin>".to_owned(),
    }
}

impl Inputs {
    /// Calls `make` for each page, on any number of threads, and `take` with the results in order. `make` adds a page to what
    /// it made of pages before. Reports pages that cannot be read on standard error.
    pub fn each_page<T: Default + Send>(
        &self,
        files: &[Found],
        progress: &Progress,
        make: impl Fn(ReadPage<'_>, &mut T) + Sync,
        take: impl FnMut(PageEvent<'_, T>) -> Result<()> + Send,
    ) -> Result<()> {
        each_page(&self.reading, files, progress, |line| progress.say(line), make, take)
    }
}

/// Like [`Inputs::each_page`], but passes messages about pages that cannot be read to `say`.
pub fn each_page<T: Default + Send>(
    reading: &Reading,
    files: &[Found],
    progress: &Progress,
    say: impl Fn(&str) + Send,
    make: impl Fn(ReadPage<'_>, &mut T) + Sync,
    take: impl FnMut(PageEvent<'_, T>) -> Result<()> + Send,
) -> Result<()> {
    let worker = EachPage { reading, group_size: reading.group_size(files), make, makes: PhantomData };
    let mut output = EventOutput { take, say, completeness: Completeness::Complete };
    run(files, reading, &Interrupt::default(), progress, &worker, &mut output)
}

struct EachPage<'a, T, F> {
    reading: &'a Reading,
    group_size: usize,
    make: F,
    makes: PhantomData<fn() -> T>,
}

impl<T, F> Worker for EachPage<'_, T, F>
where
    T: Default + Send,
    F: Fn(ReadPage<'_>, &mut T) + Sync,
{
    type Pages = Vec<MadePage<T>>;
    type Records = Vec<MadePage<T>>;

    fn group(&self, files: &[Found]) -> (usize, usize) {
        let count = self.group_size.min(files.len());
        (count, count * BYTES_MADE)
    }

    fn pages(&self, files: &[Found]) -> Self::Pages {
        let mut reader = self.reading.reader();
        let page = |file: &Found| {
            let text = reader.read(&file.source).map_err(|error| unread(file, None, error.to_string()))?;
            let mut made = T::default();
            (self.make)(ReadPage { file, record: None, text }, &mut made);
            Ok(made)
        };
        files.iter().map(page).collect()
    }

    fn records(&self, file: &Found, chunk: &Chunk) -> Self::Records {
        let mut all: Vec<MadePage<T>> = Vec::new();
        chunk.each_page(&self.reading.fields, self.reading.limit, |name, text| {
            match (text, all.last_mut()) {
                (Ok(text), Some(Ok(made))) => (self.make)(ReadPage { file, record: Some(name), text }, made),
                (Ok(text), _) => {
                    let mut made = T::default();
                    (self.make)(ReadPage { file, record: Some(name), text }, &mut made);
                    all.push(Ok(made));
                }
                (Err(error), _) => all.push(Err(unread(file, Some(name), error.to_string()))),
            }
        });
        all
    }
}

fn unread(file: &Found, record: Option<RecordName>, reason: String) -> Box<UnreadPage> {
    Box::new(UnreadPage { path: report_path(&file.source), record, reason })
}

struct EventOutput<F, S> {
    take: F,
    say: S,
    completeness: Completeness,
}

impl<F, S> EventOutput<F, S> {
    fn take<T>(&mut self, file: &Found, made: MadePage<T>) -> Result<()>
    where
        F: FnMut(PageEvent<'_, T>) -> Result<()>,
        S: Fn(&str),
    {
        match made {
            Ok(made) => (self.take)(PageEvent::Made(made)),
            Err(page) => {
                (self.say)(&page.line(&file.source));
                self.completeness = Completeness::Partial;
                (self.take)(PageEvent::Failed(page))
            }
        }
    }

    fn end<T>(&mut self, file: &Found) -> Result<()>
    where
        F: FnMut(PageEvent<'_, T>) -> Result<()>,
    {
        let completeness = std::mem::replace(&mut self.completeness, Completeness::Complete);
        (self.take)(PageEvent::End(file, completeness))
    }
}

impl<W, T, F, S> Output<W> for EventOutput<F, S>
where
    W: Worker<Pages = Vec<MadePage<T>>, Records = Vec<MadePage<T>>>,
    F: FnMut(PageEvent<'_, T>) -> Result<()> + Send,
    S: Fn(&str) + Send,
{
    fn pages(&mut self, files: &[Found], made: W::Pages) -> Result<()> {
        files.iter().zip(made).try_for_each(|(file, made)| {
            self.take(file, made)?;
            self.end(file)
        })
    }

    fn records(&mut self, file: &Found, made: W::Records) -> Result<()> {
        made.into_iter().try_for_each(|made| self.take(file, made))
    }

    fn end(&mut self, file: &Found, error: Option<StreamError>) -> Result<()> {
        if let Some(error) = error {
            self.take(file, Err(unread(file, None, error.to_string())))?;
        }
        EventOutput::end(self, file)
    }
}
