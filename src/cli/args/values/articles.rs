//! Which articles of a page to keep.

use dechaff::Articles;

/// The value of `--articles`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum WhichArticles {
    /// The page's own article, which is the first one
    First,
    /// All articles, without the chaff between them
    All,
    /// All articles, each in its own file or record
    Split,
}

impl From<WhichArticles> for Articles {
    fn from(which: WhichArticles) -> Self {
        match which {
            WhichArticles::First => Self::First,
            WhichArticles::All => Self::All,
            WhichArticles::Split => Self::Split,
        }
    }
}
