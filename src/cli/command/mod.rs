//! The commands: one file each.

pub mod check;
pub mod clean;
pub mod config;
pub mod explain;
mod files;
pub mod fit;
mod gold;
mod in_order;
mod lang;
pub mod learn;
mod model;
pub mod packs;
mod pages;
pub mod report;
pub mod rules;
pub mod score;
pub mod shell;
pub mod sites;
mod threads;

use std::io::{self, IsTerminal};

use crate::cli::output::say;

/// How a command ended when nothing stopped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// All was done.
    Done,
    /// All was done, and something was found.
    Findings,
    /// Something was named on standard error; the rest was done.
    Failed,
    /// Someone asked it to stop before all was done.
    Interrupted,
}

/// Tells a person who named no page what is waited for.
fn announce_terminal() {
    if io::stdin().is_terminal() {
        say("reading a page from the terminal, up to its end (for files name their paths)");
    }
}
