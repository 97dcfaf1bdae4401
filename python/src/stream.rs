//! `Cleaner.clean_all`: pages on several threads, in order and in bounded memory.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::process;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::PyIterator;

use crate::decided::{Decided, Settings};
use crate::failure::{Failure, OptionError};
use crate::input::{Input, Kind};
use crate::page::Page;

/// Pages for each thread that are read ahead or wait for an earlier one, and their bytes.
const PAGES: usize = 64;
const BYTES: usize = 8 << 20;
/// Pages that a thread takes at once, if so many wait: waking a thread takes as long as cleaning a short page.
const TOGETHER: usize = 16;
/// How long Ctrl-C may go unnoticed.
const PATIENCE: Duration = Duration::from_millis(100);

/// What happens to a page that cannot be cleaned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Errors {
    Raise,
    Return,
}

impl Errors {
    pub(crate) fn from_name(name: &str) -> PyResult<Self> {
        match name {
            "raise" => Ok(Self::Raise),
            "return" => Ok(Self::Return),
            other => Err(OptionError::new_err(format!("errors is {other:?} (it takes raise, return)"))),
        }
    }
}

/// An iterator over cleaned pages, from `Cleaner.clean_all`.
#[pyclass(module = "dechaff")]
pub(crate) struct Pages {
    settings: Arc<Settings>,
    /// `None` after its end.
    source: Option<Py<PyIterator>>,
    /// The exception that ended it.
    end: Option<PyErr>,
    kind: Kind,
    threads: usize,
    errors: Errors,
    queue: Arc<Queue>,
    /// The process that the threads are of; 0 before they start.
    process: u32,
    /// The number of pages that were read, and that were returned.
    read: u64,
    returned: u64,
    /// The bytes of the pages between, and those that no thread can clean.
    waiting: VecDeque<(usize, Option<PyErr>)>,
    bytes: usize,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    /// Notified when there is work, and at the end.
    work: Condvar,
    /// Notified when there are results.
    done: Condvar,
}

#[derive(Default)]
struct State {
    /// Pages to clean with their numbers.
    jobs: VecDeque<(u64, Input)>,
    results: BTreeMap<u64, Result<Decided, Failure>>,
    ended: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Cleans pages until the end.
    fn work(&self, settings: &Settings, kind: Kind, threads: usize) {
        let mut state = self.lock();
        loop {
            state = self
                .work
                .wait_while(state, |state| state.jobs.is_empty() && !state.ended)
                .unwrap_or_else(PoisonError::into_inner);
            if state.ended {
                return;
            }
            let count = (state.jobs.len() / threads).clamp(1, TOGETHER);
            let jobs: Vec<_> = state.jobs.drain(..count).collect();
            drop(state);
            let results =
                jobs.into_iter().map(|(number, input)| (number, settings.decide(input, kind, None)));
            let results: Vec<_> = results.collect();
            state = self.lock();
            state.results.extend(results);
            self.done.notify_one();
        }
    }

    /// Waits a while for a result.
    fn wait(&self, number: u64) {
        let wanted = |state: &mut State| !state.results.contains_key(&number);
        drop(self.done.wait_timeout_while(self.lock(), PATIENCE, wanted));
    }
}

#[pymethods]
impl Pages {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        self.start()?;
        let mut pulled = 0;
        loop {
            let number = self.returned;
            let is_ready = match self.waiting.front() {
                Some((_, Some(_))) => true,
                Some((_, None)) => self.queue.lock().results.contains_key(&number),
                None => false,
            };
            // Two for each page that is returned, so that the threads do not run out of work.
            if (!is_ready || pulled < 2) && self.source.is_some() && self.has_room() {
                self.pull(py);
                pulled += 1;
            } else if is_ready {
                return self.take(py).map(Some);
            } else if self.waiting.is_empty() {
                self.finish();
                return self.end.take().map_or(Ok(None), Err);
            } else {
                py.detach(|| self.queue.wait(number));
                py.check_signals()?;
            }
        }
    }
}

impl Pages {
    pub(crate) fn new(
        settings: Arc<Settings>,
        source: Py<PyIterator>,
        kind: Kind,
        threads: usize,
        errors: Errors,
    ) -> Self {
        Self {
            settings,
            source: Some(source),
            end: None,
            kind,
            threads,
            errors,
            queue: Arc::default(),
            process: 0,
            read: 0,
            returned: 0,
            waiting: VecDeque::new(),
            bytes: 0,
        }
    }

    fn has_room(&self) -> bool {
        self.waiting.len() < PAGES * self.threads && self.bytes < BYTES * self.threads
    }

    /// Starts the threads, if they were not started before.
    fn start(&mut self) -> PyResult<()> {
        if self.process == process::id() {
            return Ok(());
        }
        if self.process != 0 {
            return Err(OptionError::new_err(
                "clean_all was called before os.fork (call it again in the child)",
            ));
        }
        let start = || -> io::Result<()> {
            for _ in 0..self.threads {
                let (queue, settings) = (Arc::clone(&self.queue), Arc::clone(&self.settings));
                let (kind, threads) = (self.kind, self.threads);
                thread::Builder::new().spawn(move || queue.work(&settings, kind, threads))?;
            }
            Ok(())
        };
        start()
            .map_err(|error| PyOSError::new_err(format!("cannot start {} threads: {error}", self.threads)))?;
        self.process = process::id();
        Ok(())
    }

    /// Reads a page of the source, or notes its end.
    fn pull(&mut self, py: Python<'_>) {
        let Some(source) = &self.source else { return };
        let page = match source.bind(py).clone().next() {
            Some(Ok(page)) => page,
            end => {
                self.end = end.and_then(Result::err);
                self.source = None;
                return;
            }
        };
        let number = self.read;
        self.read += 1;
        match Input::new(&page) {
            Ok(input) => {
                let bytes = input.len();
                self.bytes += bytes;
                self.waiting.push_back((bytes, None));
                self.queue.lock().jobs.push_back((number, input));
                self.queue.work.notify_one();
            }
            Err(error) => self.waiting.push_back((0, Some(error))),
        }
    }

    /// Takes the next page, which is ready.
    fn take(&mut self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let number = self.returned;
        self.returned += 1;
        let (bytes, error) = self.waiting.pop_front().unwrap_or_default();
        self.bytes -= bytes;
        let result = match (error, self.queue.lock().results.remove(&number)) {
            (Some(error), _) => Err(error),
            (None, Some(result)) => result.map_err(PyErr::from),
            (None, None) => Err(OptionError::new_err("a page is missing")),
        };
        match (result, self.errors) {
            (Ok(decided), _) => Ok(Py::new(py, Page::new(Arc::clone(&self.settings), decided))?.into_any()),
            (Err(error), Errors::Return) => Ok(error.into_value(py).into_any()),
            (Err(error), Errors::Raise) => Err(error),
        }
    }

    /// Lets the threads end.
    fn finish(&self) {
        let mut state = self.queue.lock();
        state.ended = true;
        state.jobs.clear();
        self.queue.work.notify_all();
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        // In a child process, there are no threads, and one of them may have taken the lock with it.
        if self.process == process::id() {
            self.finish();
        }
    }
}
