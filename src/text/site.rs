//! What is known of the site that a page is of.

use std::collections::HashMap;

/// On how many pages of a site its lines stand.
///
/// Lines are known by hashes of their words, in which numbers and spelling do not count; see
/// [`PageLines`](crate::PageLines).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    pages: u32,
    counts: HashMap<u32, u32>,
}

/// Whether a hash is of a whole line: its last two bits say what it is of.
fn is_line(hash: u32) -> bool {
    hash.is_multiple_of(4)
}

impl Site {
    /// A site of so many pages, and on how many of them each hash stands.
    pub(crate) fn new(pages: u32, counts: HashMap<u32, u32>) -> Self {
        Self { pages, counts }
    }

    /// Pages that were counted.
    pub fn pages(&self) -> u32 {
        self.pages
    }

    /// How many different lines stand on this share of the pages or more, 0 to 1.
    pub fn lines_on(&self, share: f64) -> usize {
        let least = f64::from(self.pages) * share;
        let lines = self.counts.iter().filter(|(hash, _)| is_line(**hash));
        lines.filter(|(_, count)| f64::from(**count) >= least).count()
    }

    /// On how many pages stands what has this hash; 0 where it is only one, which may be the page itself.
    pub(crate) fn count(&self, hash: u32) -> u32 {
        self.counts.get(&hash).copied().unwrap_or(0)
    }

    /// The counts of what stands on more than one page.
    pub(crate) fn counts(&self) -> &HashMap<u32, u32> {
        &self.counts
    }
}
