//! What to do with a record of which less is kept than `--min-chars`.

/// The value of `--on-short`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum OnShort {
    /// Write it with an empty text
    #[default]
    Keep,
    /// Leave it out
    Drop,
    /// Write it with the text that is kept, and "short": true in its object "dechaff"
    Mark,
}
