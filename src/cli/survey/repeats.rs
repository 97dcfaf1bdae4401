//! The lines that occur most often in a corpus. Memory does not grow with the corpus.

use std::collections::HashMap;

use dechaff::{Cleaned, Label};
use xxhash_rust::xxh3::xxh3_64;

/// The pieces of lines of some pages that are kept or removed as a whole.
#[derive(Clone, Debug, Default)]
pub struct Pieces {
    /// Their texts, shortened, one behind the other.
    texts: String,
    pieces: Vec<Piece>,
}

#[derive(Clone, Copy, Debug)]
struct Piece {
    hash: u64,
    /// Where its text ends.
    end: usize,
    label: Label,
    kept: bool,
}

/// The most frequent pieces.
#[derive(Debug, Default)]
pub struct Repeats {
    counts: HashMap<u64, Repeat>,
    /// Most occurrences that any piece may have that was forgotten.
    pub missed: u64,
}

/// A piece with the number of its occurrences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Its text, shortened.
    pub text: String,
    /// Its label where it was first seen.
    pub label: Label,
    /// How often it occurs. If pieces were forgotten, it may occur more often, by [`Repeats::missed`] at most.
    pub count: u64,
}

/// Most characters of a text.
const LONGEST: usize = 160;
/// Pieces to remember. When there are twice as many, the rarer half is forgotten.
const MOST: usize = 20_000;

impl Pieces {
    /// Adds those of a page.
    pub fn add(&mut self, cleaned: &Cleaned<'_>) {
        for span in cleaned.spans().iter().filter(|span| span.label != Label::Blank) {
            let text = cleaned.piece(span).trim();
            if text.is_empty() {
                continue;
            }
            let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(end, _)| end);
            self.texts.push_str(&text[..end]);
            let (hash, end) = (xxh3_64(text.as_bytes()), self.texts.len());
            self.pieces.push(Piece { hash, end, label: span.label, kept: span.kept });
        }
    }

    /// Counts them.
    pub fn count(&self, kept: &mut Repeats, removed: &mut Repeats) {
        let mut start = 0;
        for piece in &self.pieces {
            let text = &self.texts[start..piece.end];
            start = piece.end;
            if piece.kept { &mut *kept } else { &mut *removed }.add(piece.hash, text, piece.label);
        }
    }
}

impl Repeats {
    fn add(&mut self, hash: u64, text: &str, label: Label) {
        let new = || Repeat { text: text.to_owned(), label, count: 0 };
        self.counts.entry(hash).or_insert_with(new).count += 1;
        if self.counts.len() >= 2 * MOST {
            self.forget();
        }
    }

    /// Forgets the rarer half. Of pieces that occur equally often, their hashes choose.
    fn forget(&mut self) {
        let mut ranks: Vec<_> = self.counts.iter().map(|(&hash, repeat)| (repeat.count, hash)).collect();
        let (rarer, _, _) = ranks.select_nth_unstable(MOST);
        for &mut (count, hash) in rarer {
            self.missed = self.missed.max(count);
            self.counts.remove(&hash);
        }
    }

    /// The most frequent pieces, of those that occur more than once.
    pub fn most(&self, number: usize) -> Vec<&Repeat> {
        let mut most: Vec<_> = self.counts.iter().filter(|(_, repeat)| repeat.count > 1).collect();
        most.sort_by_key(|(hash, repeat)| (std::cmp::Reverse(repeat.count), **hash));
        most.into_iter().take(number).map(|(_, repeat)| repeat).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_is_found_among_any_number_of_lines() {
        let mut repeats = Repeats::default();
        for number in 0..5 * MOST as u64 {
            let text = format!("line {number}");
            repeats.add(xxh3_64(text.as_bytes()), &text, Label::Body);
            if number % 5 == 0 {
                repeats.add(7, "Share this", Label::Share);
            }
        }
        assert!(repeats.counts.len() < 2 * MOST && repeats.missed > 0);
        let most = repeats.most(3);
        assert_eq!(most.len(), 1);
        assert_eq!((&most[0].text[..], most[0].count), ("Share this", MOST as u64));
    }
}
