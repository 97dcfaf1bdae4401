//! When to show progress bars and colors.

/// The value of `--progress`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ProgressWhen {
    /// If stderr is a terminal
    Auto,
    /// Even if stderr is a file or a pipe
    Always,
    /// Never
    Never,
}

/// The value of `--color`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Even in a file or a pipe
    Always,
    /// Never
    Never,
}
