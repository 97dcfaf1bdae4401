//! Which articles of a page stay.

use dechaff::Articles;

/// The choice on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Which {
    /// The page's own article.
    First,
    /// All articles, without what stands between them.
    All,
    /// All articles, each in a file of its own.
    Split,
}

impl From<Which> for Articles {
    fn from(which: Which) -> Self {
        match which {
            Which::First => Self::First,
            Which::All => Self::All,
            Which::Split => Self::Split,
        }
    }
}
