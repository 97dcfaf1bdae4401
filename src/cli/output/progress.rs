//! The progress bar of a run, and the messages above it.

use std::io::{self, IsTerminal};
use std::time::Duration;

use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::say;
use crate::cli::args::values::ProgressWhen;

/// A bar that counts bytes of the input, as they are stored.
#[derive(Debug)]
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar; `doing` is the activity it shows. Calls `bytes`, the size of the input as far as it is known, only if the bar is
    /// drawn.
    pub fn new(bytes: impl FnOnce() -> u64, doing: &'static str, when: ProgressWhen) -> Self {
        let drawn = match when {
            ProgressWhen::Auto => io::stderr().is_terminal(),
            ProgressWhen::Always => true,
            ProgressWhen::Never => false,
        };
        Self(if drawn { bar(bytes(), doing) } else { ProgressBar::hidden() })
    }

    /// No bar.
    pub fn hidden() -> Self {
        Self(ProgressBar::hidden())
    }

    /// Whether nobody sees it.
    pub fn is_hidden(&self) -> bool {
        self.0.is_hidden()
    }

    /// Prints a line above the bar, on standard error.
    pub fn say(&self, line: &str) {
        self.0.suspend(|| say(line));
    }

    /// Counts bytes that were read and processed.
    pub fn advance(&self, bytes: u64) {
        self.0.inc(bytes);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn bar(bytes: u64, doing: &'static str) -> ProgressBar {
    // By default, the crate would hide a bar that is not on a terminal.
    let target = ProgressDrawTarget::term_like_with_hz(Box::new(Term::stderr()), 10);
    // Of a pipe, the size is not known.
    let (length, template) = match bytes {
        0 => (None, "{prefix} {decimal_bytes}, {decimal_bytes_per_sec}"),
        _ => (
            Some(bytes),
            "{prefix} {wide_bar} {decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left",
        ),
    };
    let bar = ProgressBar::with_draw_target(length, target);
    bar.set_style(ProgressStyle::with_template(template).expect("the template is a constant"));
    bar.set_prefix(doing);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
