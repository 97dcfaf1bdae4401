//! When a progress bar is drawn, and when colors are used.

/// When a bar is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ProgressWhen {
    /// When standard error is a terminal.
    Auto,
    /// Also when it goes to a file.
    Always,
    /// Not at all.
    Never,
}

/// When a report is coloured.
#[allow(clippy::doc_markdown, reason = "the help shows it as it stands")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Also in a file or a pipe.
    Always,
    /// Not at all.
    Never,
}
