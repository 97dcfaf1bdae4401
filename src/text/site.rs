//! How many pages of a site share each line.

use std::collections::HashMap;

/// How many pages of a site share each line: what [`Templates`](crate::Templates) holds for each site.
///
/// Lines are compared by the hashes of their words, which ignore numbers, case and accents; see
/// [`PageLines`](crate::PageLines).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    pages: u32,
    counts: HashMap<u32, u32>,
}

/// Whether a hash is of a whole line: the last two bits tell the kind.
fn is_line(hash: u32) -> bool {
    hash.is_multiple_of(4)
}

impl Site {
    /// A site of `pages` pages; `counts` has the number of pages of each hash.
    pub(crate) fn new(pages: u32, counts: HashMap<u32, u32>) -> Self {
        Self { pages, counts }
    }

    /// The number of pages that were counted.
    pub fn pages(&self) -> u32 {
        self.pages
    }

    /// The number of different lines that are on at least this share of the pages, from 0 to 1.
    pub fn lines_on(&self, share: f64) -> usize {
        let least = f64::from(self.pages) * share;
        let lines = self.counts.iter().filter(|(hash, _)| is_line(**hash));
        lines.filter(|(_, count)| f64::from(**count) >= least).count()
    }

    /// The number of pages with this hash; 0 for one page, which may be the page itself.
    pub(crate) fn count(&self, hash: u32) -> u32 {
        self.counts.get(&hash).copied().unwrap_or(0)
    }

    /// The number of pages of each hash that is on more than one.
    pub(crate) fn counts(&self) -> &HashMap<u32, u32> {
        &self.counts
    }
}
