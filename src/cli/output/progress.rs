//! The progress bar of a run, and the messages above it.

use std::io::{self, IsTerminal};
use std::time::Duration;

use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::say;
use crate::cli::args::values::ProgressWhen;

/// A bar that counts files.
#[derive(Debug)]
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar for a number of files; `doing` is the activity it shows.
    pub fn new(files: usize, doing: &'static str, when: ProgressWhen) -> Self {
        let drawn = match when {
            ProgressWhen::Auto => io::stderr().is_terminal(),
            ProgressWhen::Always => true,
            ProgressWhen::Never => false,
        };
        Self(if drawn { bar(files as u64, doing) } else { ProgressBar::hidden() })
    }

    /// No bar.
    pub fn hidden() -> Self {
        Self(ProgressBar::hidden())
    }

    /// Prints a line above the bar, on standard error.
    pub fn say(&self, line: &str) {
        self.0.suspend(|| say(line));
    }

    /// Counts finished files.
    pub fn advance(&self, files: usize) {
        self.0.inc(files as u64);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn bar(files: u64, doing: &'static str) -> ProgressBar {
    // By default, the crate would hide a bar that is not on a terminal.
    let target = ProgressDrawTarget::term_like_with_hz(Box::new(Term::stderr()), 10);
    let bar = ProgressBar::with_draw_target(Some(files), target);
    let style =
        ProgressStyle::with_template("{prefix} {wide_bar} {human_pos} of {human_len} files, {eta} left");
    bar.set_style(style.expect("the template is a constant"));
    bar.set_prefix(doing);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
