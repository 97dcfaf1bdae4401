//! Compiled phrases: sequences of word hashes, found by a hash of the first ones.
//!
//! Compiling tens of thousands of phrases takes longer than cleaning a page, so build.rs compiles the built-in packs
//! and stores the result as bytes. Reading these makes a few allocations in all, not one per phrase.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

use super::{CueKind, Position, word_length};
use crate::text::chars::CharTable;
use crate::text::page::Page;
use crate::text::reading::{Reading, mix};

/// The phrases of some packs, sorted by lookup and hash.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrases {
    entries: Vec<Phrase>,
    /// The words of all phrases.
    words: Vec<u64>,
    /// The glue of all phrases.
    glue: Vec<u16>,
    indices: [Index; Lookup::ALL.len()],
}

/// A phrase.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    pub(super) kind: CueKind,
    pub(super) at: Position,
    /// Whether a divider must follow.
    pub(super) needs_colon: bool,
    lookup: Lookup,
    /// The range of its words in those of all phrases.
    words: (u32, u32),
    /// The range of its glue: the folded letters of its last word, for a cue that runs into the next word. Empty if it
    /// may not.
    glue: (u32, u32),
}

/// How a phrase is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Lookup {
    /// By its first two words.
    Pairs,
    /// By its first word, anywhere in a line: it has one word, and needs a colon or is never prose; or it has two, and
    /// the second may run into the next word.
    OneWord,
    /// By its only word, at the beginning or the end of a line.
    AtEdge,
}

impl Lookup {
    const ALL: [Self; 3] = [Self::Pairs, Self::OneWord, Self::AtEdge];

    /// The hash by which a phrase with these words is found.
    fn hash(self, words: &[u64]) -> u64 {
        match (self, words) {
            (Self::Pairs, [one, other, ..]) => mix(*one, *other),
            _ => words[0],
        }
    }
}

impl Phrases {
    /// Adds phrases. Of two that are the same, the first stays.
    pub(super) fn extend<'p>(&mut self, phrases: impl Iterator<Item = (CueKind, Position, &'p str)>) {
        for (kind, at, text) in phrases {
            self.push(kind, at, text);
        }
        // The longest come first, as the best matches; the sort keeps the order of the packs among the rest.
        let mut phrases = std::mem::take(&mut self.entries);
        phrases.sort_by_cached_key(|phrase| {
            let words = self.words(phrase);
            (phrase.lookup, phrase.lookup.hash(words), Reverse(words.len()))
        });
        let mut seen = HashSet::with_capacity(phrases.len());
        phrases.retain(|phrase| {
            let Phrase { kind, at, needs_colon, lookup, .. } = *phrase;
            seen.insert((kind, at, needs_colon, lookup, self.words(phrase), self.glue(phrase)))
        });
        *self = self.laid_out(phrases);
    }

    fn push(&mut self, kind: CueKind, at: Position, text: &str) {
        let page = Page::new(text);
        let reading = Reading::new(&page);
        let (Some(last_line), Some(last)) = (reading.lines.last(), reading.words.last()) else { return };
        let needs_colon = text.trim_end().ends_with(':');
        let may_glue = reading.words.len() > 1
            && !needs_colon
            && at == Position::Prefix
            && matches!(kind, CueKind::ReadMore | CueKind::ReadAlso);
        let (words_start, glue_start) = (self.words.len() as u32, self.glue.len() as u32);
        self.words.extend(reading.words.iter().map(|word| word.full));
        if may_glue {
            let last = &page.line(last_line.line as usize)[last.start as usize..];
            self.glue.extend(last[..word_length(last)].chars().flat_map(CharTable::folded));
        }
        let lookup = match reading.words.len() {
            1 if needs_colon || at == Position::Inside => Lookup::OneWord,
            1 => Lookup::AtEdge,
            _ => Lookup::Pairs,
        };
        let words = (words_start, self.words.len() as u32);
        let glue = (glue_start, self.glue.len() as u32);
        let phrase = Phrase { kind, at, needs_colon, lookup, words, glue };
        if may_glue && reading.words.len() == 2 {
            self.entries.push(Phrase { lookup: Lookup::OneWord, ..phrase.clone() });
        }
        self.entries.push(phrase);
    }

    /// Some of these phrases, with words and glue stored in the same order, for locality.
    fn laid_out(&self, phrases: Vec<Phrase>) -> Self {
        let mut words = Vec::with_capacity(self.words.len());
        let mut glue = Vec::with_capacity(self.glue.len());
        let mut laid_out = |mut phrase: Phrase| {
            let starts = (words.len() as u32, glue.len() as u32);
            words.extend(self.words(&phrase));
            glue.extend(self.glue(&phrase));
            phrase.words = (starts.0, words.len() as u32);
            phrase.glue = (starts.1, glue.len() as u32);
            phrase
        };
        let entries = phrases.into_iter().map(&mut laid_out).collect();
        Self { entries, words, glue, ..Self::default() }.indexed()
    }

    /// Builds the indices of sorted phrases.
    fn indexed(mut self) -> Self {
        let mut first = 0;
        for there in self.entries.chunk_by(|one, other| one.lookup == other.lookup) {
            let hashes = there.iter().map(|phrase| phrase.lookup.hash(self.words(phrase)));
            self.indices[there[0].lookup as usize] = Index::new(hashes, first);
            first += there.len() as u32;
        }
        self
    }

    /// Whether a phrase may begin with a hash. Wrong for about one hash in fifty that begins none.
    #[inline]
    pub(super) fn may_begin(&self, lookup: Lookup, hash: u64) -> bool {
        self.indices[lookup as usize].may_have(hash)
    }

    /// The phrases that may begin with a hash, the longest first, and a few others.
    pub(super) fn begun_by(&self, lookup: Lookup, hash: u64) -> &[Phrase] {
        &self.entries[self.indices[lookup as usize].range(hash)]
    }

    /// The words of a phrase; at least one.
    pub(super) fn words(&self, phrase: &Phrase) -> &[u64] {
        &self.words[phrase.words.0 as usize..phrase.words.1 as usize]
    }

    /// The glue of a phrase.
    pub(super) fn glue(&self, phrase: &Phrase) -> &[u16] {
        &self.glue[phrase.glue.0 as usize..phrase.glue.1 as usize]
    }

    /// The phrases as bytes, for [`Phrases::from_bytes`].
    #[allow(dead_code, reason = "build.rs calls it")]
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend((self.entries.len() as u32).to_le_bytes());
        bytes.extend((self.glue.len() as u32).to_le_bytes());
        for phrase in &self.entries {
            let Phrase { kind, at, needs_colon, lookup, .. } = *phrase;
            let length = |length: usize| u8::try_from(length).expect("a phrase is short");
            let (words, glue) = (length(self.words(phrase).len()), length(self.glue(phrase).len()));
            bytes.extend([kind as u8, at as u8, needs_colon.into(), lookup as u8, words, glue]);
        }
        bytes.extend(self.glue.iter().flat_map(|unit| unit.to_le_bytes()));
        bytes.extend(self.words.iter().flat_map(|word| word.to_le_bytes()));
        bytes
    }

    /// Reads what [`Phrases::to_bytes`] wrote.
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        let (phrase_count, bytes) = split_count(bytes);
        let (glue_count, bytes) = split_count(bytes);
        let (phrases, bytes) = bytes.split_at(6 * phrase_count);
        let (glue, words) = bytes.split_at(2 * glue_count);
        let mut starts = (0, 0);
        let phrase = |&[kind, at, needs_colon, lookup, words, glue]: &[u8; 6]| {
            let ends = (starts.0 + u32::from(words), starts.1 + u32::from(glue));
            let phrase = Phrase {
                kind: CueKind::ALL[usize::from(kind)],
                at: Position::ALL[usize::from(at)],
                needs_colon: needs_colon != 0,
                lookup: Lookup::ALL[usize::from(lookup)],
                words: (starts.0, ends.0),
                glue: (starts.1, ends.1),
            };
            starts = ends;
            phrase
        };
        Self {
            entries: phrases.as_chunks().0.iter().map(phrase).collect(),
            words: words.as_chunks().0.iter().map(|&word| u64::from_le_bytes(word)).collect(),
            glue: glue.as_chunks().0.iter().map(|&unit| u16::from_le_bytes(unit)).collect(),
            ..Self::default()
        }
        .indexed()
    }
}

fn split_count(bytes: &[u8]) -> (usize, &[u8]) {
    let (count, rest) = bytes.split_first_chunk().expect("a count comes first");
    (u32::from_le_bytes(*count) as usize, rest)
}

/// Finds phrases by their hashes. A Bloom filter rejects most words; the highest bits of a hash tell where to look for
/// the others.
#[derive(Clone, Debug)]
struct Index {
    /// Each hash sets two bits of one element, so that a test takes one load.
    filter: Vec<u64>,
    filter_shift: u32,
    /// The first phrase with each value of the highest bits, and the end of the last.
    starts: Vec<u32>,
    shift: u32,
}

impl Index {
    /// Bits of the filter per hash. With two of them set, one in sixty other hashes passes.
    const FILTER_BITS: usize = 16;

    /// An index of phrases from `first` on, with these hashes in ascending order.
    fn new(hashes: impl ExactSizeIterator<Item = u64>, first: u32) -> Self {
        // About one slot per phrase.
        let slots_log2 = hashes.len().max(2).ilog2();
        let filter_log2 = (hashes.len() * Self::FILTER_BITS / 64).max(2).ilog2();
        let end = first + hashes.len() as u32;
        let mut index = Self {
            filter: vec![0; 1 << filter_log2],
            filter_shift: u64::BITS - filter_log2,
            starts: Vec::with_capacity((1 << slots_log2) + 1),
            shift: u64::BITS - slots_log2,
        };
        for (phrase, hash) in (first..).zip(hashes) {
            index.filter[(hash >> index.filter_shift) as usize] |= Self::bits(hash);
            while index.starts.len() <= (hash >> index.shift) as usize {
                index.starts.push(phrase);
            }
        }
        index.starts.resize((1 << slots_log2) + 1, end);
        index
    }

    /// Two bits from the middle of a hash: the highest bits choose the element, and the lowest are equal for too many
    /// words.
    #[inline]
    fn bits(hash: u64) -> u64 {
        1 << (hash >> 32 & 63) | 1 << (hash >> 38 & 63)
    }

    #[inline]
    fn may_have(&self, hash: u64) -> bool {
        let bits = Self::bits(hash);
        self.filter[(hash >> self.filter_shift) as usize] & bits == bits
    }

    fn range(&self, hash: u64) -> Range<usize> {
        let slot = (hash >> self.shift) as usize;
        self.starts[slot] as usize..self.starts[slot + 1] as usize
    }
}

impl Default for Index {
    fn default() -> Self {
        Self::new([].into_iter(), 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_read_back() {
        let mut phrases = Phrases::default();
        phrases.extend(
            [
                (CueKind::ReadAlso, Position::Prefix, "اقرأ أيضا"),
                (CueKind::Share, Position::Line, "share"),
                (CueKind::Source, Position::Prefix, "source:"),
            ]
            .into_iter(),
        );
        assert_eq!(format!("{:?}", Phrases::from_bytes(&phrases.to_bytes())), format!("{phrases:?}"));
    }

    #[test]
    fn duplicates_count_once() {
        let share = (CueKind::Share, Position::Line, "share");
        let mut phrases = Phrases::default();
        phrases.extend(
            [share, (CueKind::Nav, Position::Line, "share"), (CueKind::Share, Position::Line, "Share")]
                .into_iter(),
        );
        phrases.extend([share].into_iter());
        let kinds: Vec<CueKind> = phrases.entries.iter().map(|phrase| phrase.kind).collect();
        assert_eq!(kinds, [CueKind::Share, CueKind::Nav]);
    }
}
