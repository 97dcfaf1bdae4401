//! The lines of a page as hashes.

use xxhash_rust::xxh3::xxh3_64;

use crate::text::page::Page;
use crate::text::reading::{Reading, Word, mix};
use crate::text::site::Site;

/// What is counted of a page: hashes of its lines, of its pairs of adjacent lines, and of the beginnings and ends of
/// its short lines.
///
/// The hashes ignore numbers, case and accents. They are the same on every machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageLines {
    /// The hash of the text.
    pub(super) page: u64,
    /// Sorted, without duplicates.
    pub(super) hashes: Box<[u32]>,
}

impl PageLines {
    /// Hashes the lines of a page.
    pub fn new(page: &Page<'_>) -> Self {
        let shown = page.shown();
        let reading = Reading::new(shown.as_ref().unwrap_or(page));
        let mut hashes = Vec::with_capacity(3 * reading.lines.len());
        for line in 0..reading.lines.len() {
            let LineHashes { whole, pair, slots } = LineHashes::new(&reading, line);
            hashes.extend([whole, pair]);
            hashes.extend(slots.into_iter().flatten());
        }
        hashes.sort_unstable();
        hashes.dedup();
        Self { page: xxh3_64(page.text().as_bytes()), hashes: hashes.into() }
    }
}

/// The hashes of one line with text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineHashes {
    pub(crate) whole: u32,
    /// Of the line and the one below.
    pub(crate) pair: u32,
    /// The first and the last words of a short line: they are equal where only a name between or beside them differs.
    pub(crate) slots: Option<[u32; 2]>,
}

impl LineHashes {
    pub(crate) fn new(reading: &Reading, line: usize) -> Self {
        /// Longer lines are sentences.
        const SHORT: std::ops::RangeInclusive<usize> = 3..=15;
        const ENDS: usize = 2;
        let key = reading.lines[line].key;
        let below = reading.lines.get(line + 1).map_or(0, |facts| facts.key);
        let words = reading.words_of(line);
        let of_words =
            |part, words: &[Word]| hash(part, words.iter().fold(0, |hash, word| mix(hash, word.full)));
        Self {
            whole: hash(Part::Line, key),
            pair: hash(Part::Pair, mix(key, below)),
            slots: SHORT.contains(&words.len()).then(|| {
                [of_words(Part::Head, &words[..ENDS]), of_words(Part::Tail, &words[words.len() - ENDS..])]
            }),
        }
    }
}

/// What a hash is of, stored in its last two bits. [`Site::lines_on`] relies on lines being 0.
#[derive(Clone, Copy)]
enum Part {
    Line,
    Pair,
    Head,
    Tail,
}

/// The upper half of a hash, which all bits of the input reach: enough to tell the lines of one site apart.
fn hash(part: Part, words: u64) -> u32 {
    (mix(words, part as u64) >> 32) as u32 & !3 | part as u32
}

impl Site {
    /// The number of pages with this line, numbers, case and accents ignored; 0 for one page, which may be the page
    /// that the line is from.
    pub fn pages_with(&self, line: &str) -> u32 {
        let reading = Reading::new(&Page::new(line));
        if reading.lines.is_empty() { 0 } else { self.count(LineHashes::new(&reading, 0).whole) }
    }
}
