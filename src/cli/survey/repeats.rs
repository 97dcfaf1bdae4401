//! The lines that occur most often in a corpus. Memory does not grow with the corpus.

use dechaff::{Cleaned, Label};
use xxhash_rust::xxh3::xxh3_64;

use super::hashed::Hashed;
use super::shortened::start;

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
    counts: Hashed<u32>,
    /// What is known of pieces that occur more than once, which few do.
    texts: Hashed<(String, Label)>,
    /// How many more times than counted any piece may occur.
    pub missed: u64,
}

/// A piece with the number of its occurrences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat<'r> {
    /// Its text, shortened.
    pub text: &'r str,
    /// Its label where it was seen again.
    pub label: Label,
    /// How often it occurs. If pieces were forgotten, it may occur more often, by [`Repeats::missed`] at most.
    pub count: u64,
}

/// Most bytes of a text.
const LONGEST: usize = 240;
/// Pieces to remember. When there are twice as many, at least so many of the rarest are forgotten.
const MOST: usize = 20_000;

impl Pieces {
    /// Adds those of a page.
    pub fn add(&mut self, cleaned: &Cleaned<'_>) {
        for span in cleaned.spans().iter().filter(|span| span.label != Label::Blank) {
            let text = cleaned.piece(span).trim();
            if text.is_empty() {
                continue;
            }
            self.texts.push_str(start(text, LONGEST));
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
        let count = self.counts.entry(hash).or_default();
        *count = count.saturating_add(1);
        if *count == 2 {
            self.texts.insert(hash, (text.to_owned(), label));
        }
        if self.counts.len() >= 2 * MOST {
            self.forget();
        }
    }

    /// Forgets the rarest pieces. Each was counted as often as is added to what may be missed, or less.
    fn forget(&mut self) {
        let mut counts: Vec<u32> = self.counts.values().copied().collect();
        let (_, &mut least, _) = counts.select_nth_unstable(MOST);
        self.counts.retain(|_, count| *count > least);
        self.texts.retain(|hash, _| self.counts.contains_key(hash));
        self.missed += u64::from(least);
    }

    /// The most frequent pieces, of those that occur more than once.
    pub fn most(&self, number: usize) -> Vec<Repeat<'_>> {
        let mut most: Vec<_> =
            self.texts.iter().map(|(hash, about)| (self.counts[hash], *hash, about)).collect();
        most.sort_by_key(|(count, hash, _)| (std::cmp::Reverse(*count), *hash));
        most.truncate(number);
        most.into_iter()
            .map(|(count, _, (text, label))| Repeat { text, label: *label, count: count.into() })
            .collect()
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
        assert!(repeats.counts.len() < 2 * MOST);
        let most = repeats.most(3);
        assert_eq!(most.len(), 1);
        assert_eq!((most[0].text, most[0].count), ("Share this", MOST as u64));
        // Each time, what had occurred once was forgotten.
        assert_eq!(repeats.missed, 2);
    }
}
