//! What matters more in doubt.

use dechaff::Favor;

/// The value of `--favor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum WhichFavor {
    /// Remove only what is surely chaff, and look for no end of the article: for text that is cleaned already
    Recall,
    /// As much of the article, and as little chaff, as possible
    Balanced,
    /// Keep only what is surely article
    Precision,
}

impl From<WhichFavor> for Favor {
    fn from(which: WhichFavor) -> Self {
        match which {
            WhichFavor::Recall => Self::Recall,
            WhichFavor::Balanced => Self::Balanced,
            WhichFavor::Precision => Self::Precision,
        }
    }
}
