//! What to do with a record that cannot be cleaned.

/// The value of `--on-error`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum OnError {
    /// Copy it unchanged, with an error mark, and end with exit code 2
    #[default]
    Fail,
    /// Leave it out
    Skip,
    /// Copy it unchanged, with an error mark
    Pass,
}
