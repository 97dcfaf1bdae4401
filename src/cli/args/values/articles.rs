//! Which articles of a page stay.

use dechaff::Articles;

/// The choice on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum WhichArticles {
    /// The page's own article.
    First,
    /// All articles, without what stands between them.
    All,
    /// All articles, each in a file of its own.
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
