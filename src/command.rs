//! The commands: one file each.

pub mod clean;

/// How a command ended when nothing stopped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All was done.
    Done,
    /// Something was named on standard error; the rest was done.
    Failed,
}
