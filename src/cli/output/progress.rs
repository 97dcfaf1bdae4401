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
    /// Begins a run over a number of files; `doing` names what is done to them.
    pub fn new(files: usize, doing: &'static str, when: ProgressWhen) -> Self {
        let drawn = match when {
            ProgressWhen::Auto => io::stderr().is_terminal(),
            ProgressWhen::Always => true,
            ProgressWhen::Never => false,
        };
        Self(if drawn { bar(files as u64, doing) } else { ProgressBar::hidden() })
    }

    /// A run without a bar.
    pub fn hidden() -> Self {
        Self(ProgressBar::hidden())
    }

    /// Says a line above the bar.
    pub fn say(&self, line: &str) {
        self.0.suspend(|| say(line));
    }

    /// Counts files that are done.
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
    // The crate hides a bar that is not on a terminal; whether it is drawn has been decided here.
    let target = ProgressDrawTarget::term_like_with_hz(Box::new(Term::stderr()), 10);
    let bar = ProgressBar::with_draw_target(Some(files), target);
    let style =
        ProgressStyle::with_template("{prefix} {wide_bar} {human_pos} of {human_len} files, {eta} left");
    bar.set_style(style.expect("the template is a constant"));
    bar.set_prefix(doing);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
