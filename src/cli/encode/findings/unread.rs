//! Pages that could not be read, for formats that list them at the end.

use crate::cli::engine::UnreadPage;

/// Most pages to list. A corpus may have any number of broken records, and the list waits in memory.
const MOST: usize = 1_000;

/// The first pages that could not be read, and the number of the others.
#[derive(Debug, Default)]
pub struct Unread {
    pages: Vec<UnreadPage>,
    left_out: u64,
}

impl Unread {
    /// Adds the next page.
    pub fn add(&mut self, page: &UnreadPage) {
        if self.pages.len() < MOST {
            self.pages.push(page.clone());
        } else {
            self.left_out += 1;
        }
    }

    /// The pages to list.
    pub fn pages(&self) -> &[UnreadPage] {
        &self.pages
    }

    /// Number of pages that are not listed.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }
}
