//! The commands, one file or folder each.

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

/// How a command ended, if no error stopped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Everything was done.
    Done,
    /// Everything was done, and `check` found something.
    Findings,
    /// Some inputs failed and were reported on standard error; the rest was done.
    Failed,
    /// A signal stopped the run before everything was done.
    Interrupted,
}
