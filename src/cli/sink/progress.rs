//! What is said during a run: a bar, and lines above it in the order of the pages.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::time::Duration;

use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::say;
use crate::cli::args::values::ProgressWhen;

/// Pages are finished in any order and spoken of in theirs.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    next: usize,
    /// Finished pages behind one that is not, with what there is to say of them.
    waiting: BTreeMap<usize, Option<String>>,
}

impl Progress {
    /// Begins a run over a number of pages.
    pub fn new(pages: usize, when: ProgressWhen) -> Self {
        let drawn = match when {
            ProgressWhen::Auto => io::stderr().is_terminal(),
            ProgressWhen::Always => true,
            ProgressWhen::Never => false,
        };
        let bar = if drawn { bar(pages as u64) } else { ProgressBar::hidden() };
        Self { bar, next: 0, waiting: BTreeMap::new() }
    }

    /// Says a line at once, above the bar.
    pub fn say(&self, line: &str) {
        self.bar.suspend(|| say(line));
    }

    /// Notes that a page is finished, with a line to say of it or none.
    pub fn finished(&mut self, page: usize, line: Option<String>) {
        self.bar.inc(1);
        self.waiting.insert(page, line);
        while let Some(line) = self.waiting.remove(&self.next) {
            self.say_of_page(line);
            self.next += 1;
        }
    }

    /// Ends the run, complete or not.
    pub fn end(&mut self) {
        for line in std::mem::take(&mut self.waiting).into_values() {
            self.say_of_page(line);
        }
        self.bar.finish_and_clear();
    }

    fn say_of_page(&self, line: Option<String>) {
        if let Some(line) = line {
            self.say(&line);
        }
    }
}

fn bar(pages: u64) -> ProgressBar {
    // The crate hides a bar that is not on a terminal; whether it is drawn has been decided here.
    let target = ProgressDrawTarget::term_like_with_hz(Box::new(Term::stderr()), 10);
    let bar = ProgressBar::with_draw_target(Some(pages), target);
    let style = ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} pages, {eta} left");
    bar.set_style(style.expect("the template is a constant"));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
