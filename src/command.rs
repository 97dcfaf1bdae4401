//! The commands: one file each.

pub mod articles;
pub mod clean;
pub mod explain;
pub mod fit;
mod gold;
mod in_order;
mod lang;
mod model;
pub mod on_error;
pub mod output_format;
pub mod packs;
pub mod score;
mod threads;

use std::io::{self, IsTerminal};

use crate::sink::say;

/// How a command ended when nothing stopped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// All was done.
    Done,
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
