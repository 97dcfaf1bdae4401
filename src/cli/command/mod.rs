//! The commands: one file each.

pub mod check;
pub mod clean;
pub mod config;
pub mod explain;
pub mod fit;
mod gold;
pub mod learn;
pub mod packs;
pub mod report;
pub mod rules;
pub mod score;
pub mod shell;

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
