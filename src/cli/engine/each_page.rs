//! Processes each page, whether it is a file or a record, and delivers the results in order.

use std::sync::Arc;

use anyhow::Result;

use super::inputs::{Inputs, Reading};
use super::{Interrupt, Output, Worker, run};
use crate::cli::output::Progress;
use crate::cli::source::{Chunk, Found, PageText, RecordName, Source, StreamError, Table, slashed};

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
    /// The result for a page.
    Made(T),
    /// A page could not be read, which has been reported.
    Failed,
    /// The end of a file.
    End(&'a Found, Completeness),
}

/// Whether all pages of a file could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    Complete,
    Partial,
}

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

/// The path of a file, as reports show it.
pub fn report_path(source: &Source) -> String {
    match source {
        Source::File(path) => slashed(path),
        Source::Stdin => "<stdin>".to_owned(),
    }
}

impl Inputs {
    /// Calls `make` for each page, on any number of threads, and `take` with the results in order. Reports pages that cannot
    /// be read on standard error.
    pub fn each_page<T: Send>(
        &self,
        files: &[Found],
        progress: &Progress,
        make: impl Fn(ReadPage<'_>) -> Result<T, String> + Sync,
        take: impl FnMut(PageEvent<'_, T>) -> Result<()> + Send,
    ) -> Result<()> {
        each_page(&self.reading, files, progress, |line| progress.say(line), make, take)
    }
}

/// Like [`Inputs::each_page`], but passes messages about pages that cannot be read to `say`.
pub fn each_page<T: Send>(
    reading: &Reading,
    files: &[Found],
    progress: &Progress,
    say: impl Fn(&str) + Send,
    make: impl Fn(ReadPage<'_>) -> Result<T, String> + Sync,
    take: impl FnMut(PageEvent<'_, T>) -> Result<()> + Send,
) -> Result<()> {
    let worker = EachPage { reading, group_size: reading.group_size(files), make };
    let mut output = EventOutput { take, say, progress, completeness: Completeness::Complete };
    run(files, reading, &Interrupt::default(), &worker, &mut output)
}

struct EachPage<'a, F> {
    reading: &'a Reading,
    group_size: usize,
    make: F,
}

impl<T, F> Worker for EachPage<'_, F>
where
    T: Send,
    F: Fn(ReadPage<'_>) -> Result<T, String> + Sync,
{
    type Pages = Vec<Result<T, String>>;
    type Records = Vec<Result<T, String>>;

    fn group(&self, files: &[Found]) -> (usize, usize) {
        let count = self.group_size.min(files.len());
        (count, count * BYTES_MADE)
    }

    fn pages(&self, files: &[Found]) -> Self::Pages {
        let mut reader = self.reading.reader();
        let page = |file: &Found| {
            let text = reader.read(&file.source).map_err(|error| error.to_string());
            let made = text.and_then(|text| (self.make)(ReadPage { file, record: None, text }));
            made.map_err(|error| format!("{}: {error}", file.source))
        };
        files.iter().map(page).collect()
    }

    fn records(&self, file: &Found, chunk: &Chunk) -> Self::Records {
        let mut made = Vec::new();
        chunk.each_page(&self.reading.fields, self.reading.limit, |name, text| {
            let label = format!("{}{name}", file.source);
            let text = text.map_err(|error| error.to_string());
            let page = text.and_then(|text| (self.make)(ReadPage { file, record: Some(name), text }));
            made.push(page.map_err(|error| format!("{label}: {error}")));
        });
        made
    }
}

struct EventOutput<'a, F, S> {
    take: F,
    say: S,
    progress: &'a Progress,
    completeness: Completeness,
}

impl<F, S> EventOutput<'_, F, S> {
    fn take<T>(&mut self, made: Result<T, String>) -> Result<()>
    where
        F: FnMut(PageEvent<'_, T>) -> Result<()>,
        S: Fn(&str),
    {
        match made {
            Ok(made) => (self.take)(PageEvent::Made(made)),
            Err(line) => {
                (self.say)(&line);
                self.completeness = Completeness::Partial;
                (self.take)(PageEvent::Failed)
            }
        }
    }

    fn end<T>(&mut self, file: &Found) -> Result<()>
    where
        F: FnMut(PageEvent<'_, T>) -> Result<()>,
    {
        self.progress.advance(1);
        let completeness = std::mem::replace(&mut self.completeness, Completeness::Complete);
        (self.take)(PageEvent::End(file, completeness))
    }
}

impl<W, T, F, S> Output<W> for EventOutput<'_, F, S>
where
    W: Worker<Pages = Vec<Result<T, String>>, Records = Vec<Result<T, String>>>,
    F: FnMut(PageEvent<'_, T>) -> Result<()> + Send,
    S: Fn(&str) + Send,
{
    fn pages(&mut self, files: &[Found], made: W::Pages) -> Result<()> {
        files.iter().zip(made).try_for_each(|(file, made)| {
            self.take(made)?;
            self.end(file)
        })
    }

    fn begin(&mut self, _: &Found, _: Option<&Arc<Table>>) -> Result<()> {
        Ok(())
    }

    fn records(&mut self, _: &Found, made: W::Records) -> Result<()> {
        made.into_iter().try_for_each(|made| self.take(made))
    }

    fn end(&mut self, file: &Found, error: Option<StreamError>) -> Result<()> {
        if let Some(error) = error {
            self.take(Err(format!("{}: {error}", file.source)))?;
        }
        EventOutput::end(self, file)
    }
}
