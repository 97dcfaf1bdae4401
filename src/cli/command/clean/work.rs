//! Reading, cleaning and writing pages, on any number of threads.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use dechaff::{Article, Cleaned, Cleaner};
use indicatif::HumanCount;

use super::plan::numbered;
use crate::cli::args::values::TextFormat;
use crate::cli::command::sites::Sites;
use crate::cli::command::threads;
use crate::cli::sink::{AboutPage, Characters, OutputDir, Progress, Sink, Statistics, WriteError};
use crate::cli::source::{Found, InputFormat, ReadError, Reader, Size};

/// What is done to each page.
#[derive(Debug)]
pub struct Work<'a> {
    /// What is known of the sites of pages.
    pub sites: &'a Sites,
    /// Decides what stays.
    pub cleaner: Cleaner,
    /// Whether each article is written by itself.
    pub splits: bool,
    /// Takes what stays.
    pub kept: Sink,
    /// What that is written as.
    pub format: TextFormat,
    /// Takes what goes.
    pub removed: Option<OutputDir>,
    /// What pages are read as.
    pub input_format: InputFormat,
    /// Largest page.
    pub page_limit: Size,
    /// Whether each page is named on standard error.
    pub names_pages: bool,
    /// Whether the statistics say what each page of HTML says of itself.
    pub lists_pages: bool,
}

/// Why a page could not be done.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl Work<'_> {
    /// Does the pages, and names on standard error those that fail.
    ///
    /// # Errors
    /// When writing fails in a way that concerns all pages.
    pub fn on_pages(&self, pages: &[Found], threads: usize, progress: Progress) -> Result<Statistics> {
        let run = Run {
            work: self,
            pages,
            next: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
            report: Mutex::new(Report { progress, end: None }),
        };
        // Threads take the next page when they are done with one, so a slow page holds up nobody.
        let threads = threads.min(pages.len());
        let parts = if threads <= 1 {
            vec![run.pages_of_a_thread()]
        } else {
            threads::pool(threads)?.broadcast(|_| run.pages_of_a_thread())
        };
        let mut report = run.report.into_inner().unwrap_or_else(PoisonError::into_inner);
        report.progress.end();
        if let Some(error) = report.end {
            return Err(error.into());
        }
        let mut statistics = Statistics::default();
        for part in &parts {
            statistics += part;
        }
        Ok(statistics)
    }

    /// Writes what stays of a page: one file, or a file for each article and an empty one when there is none.
    fn write(&self, place: &Path, cleaned: &Cleaned<'_>, buffer: &mut Vec<u8>) -> Result<(), WriteError> {
        let place = self.format.path_for(place);
        let is_text = self.format == TextFormat::Text;
        if !self.splits {
            if is_text {
                return self.kept.write(&place, put_together(buffer, cleaned.kept()));
            }
            return self.kept.write(&place, cleaned.markdown().as_bytes());
        }
        let articles: Vec<Article<'_, '_>> = cleaned.articles().collect();
        for index in 0..articles.len().max(1) {
            let article = articles.get(index);
            let place = numbered(&place, index + 1);
            if is_text {
                let pieces = article.into_iter().flat_map(Article::kept);
                self.kept.write(&place, put_together(buffer, pieces))?;
            } else {
                let markdown = article.map_or_else(String::new, Article::markdown);
                self.kept.write(&place, markdown.as_bytes())?;
            }
        }
        Ok(())
    }
}

/// What the threads share.
struct Run<'a> {
    work: &'a Work<'a>,
    pages: &'a [Found],
    next: AtomicUsize,
    stopped: AtomicBool,
    report: Mutex<Report>,
}

struct Report {
    progress: Progress,
    /// What ended the run early.
    end: Option<WriteError>,
}

impl Run<'_> {
    fn pages_of_a_thread(&self) -> Statistics {
        let mut desk = Desk::new(self.work);
        while !self.stopped.load(Ordering::Relaxed) {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(found) = self.pages.get(index) else { break };
            let done = desk.clean(found);
            let mut report = self.report.lock().unwrap_or_else(PoisonError::into_inner);
            let line = match done {
                Err(Failure::Write(error)) if error.ends_the_run() => {
                    self.stopped.store(true, Ordering::Relaxed);
                    report.end.get_or_insert(error);
                    break;
                }
                Err(failure) => {
                    desk.statistics.failed += 1;
                    Some(format!("{}: {failure}", found.source))
                }
                Ok(characters) => self.work.names_pages.then(|| {
                    let read = HumanCount(characters.read);
                    format!("{}: {:.1} % of {read} characters kept", found.source, characters.percent_kept())
                }),
            };
            report.progress.finished(index, line);
        }
        desk.statistics
    }
}

/// One thread's buffers and numbers.
struct Desk<'a> {
    work: &'a Work<'a>,
    reader: Reader,
    output: Vec<u8>,
    statistics: Statistics,
}

impl<'a> Desk<'a> {
    fn new(work: &'a Work<'a>) -> Self {
        let reader = Reader::new(work.page_limit, work.input_format);
        Self { work, reader, output: Vec::new(), statistics: Statistics::default() }
    }

    fn clean(&mut self, found: &Found) -> Result<Characters, Failure> {
        let read = self.reader.read(&found.source)?;
        let page = self.work.sites.place(&found.source, &found.output_path, &read);
        let cleaned = self.work.cleaner.clean(&page);
        if let Some(tree) = &self.work.removed {
            tree.write(&found.output_path, put_together(&mut self.output, cleaned.removed()))?;
        }
        self.work.write(&found.output_path, &cleaned, &mut self.output)?;
        if let Some(about) = read.about().filter(|_| self.work.lists_pages) {
            self.statistics.html.push(AboutPage::new(&found.source, about));
        }
        Ok(self.statistics.count(&cleaned))
    }
}

fn put_together<'b, 'p>(buffer: &'b mut Vec<u8>, pieces: impl Iterator<Item = &'p str>) -> &'b [u8] {
    buffer.clear();
    pieces.for_each(|piece| buffer.extend_from_slice(piece.as_bytes()));
    buffer
}
