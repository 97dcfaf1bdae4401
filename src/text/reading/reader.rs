//! Reads a line: counts its characters and hashes its words.
//!
//! One loop looks up a stretch of characters, a second one hashes its words. Each is small enough to keep its state in
//! registers; a single loop for both is not.

use super::edges::{bullet, end, start};
use super::{Facts, Word, mix};
use crate::text::chars::{CharTable, EXPANDS, Entry, Kind};
use crate::text::clock::Clock;

/// Eight-bit counters packed into one integer, so that a character adds to all of them at once.
mod lanes {
    use crate::text::chars::Kind;

    pub(super) const UNITS: u32 = 0;
    pub(super) const LETTERS: u32 = 8;
    pub(super) const DIGITS: u32 = 16;
    pub(super) const LOWER: u32 = 24;
    pub(super) const UPPER: u32 = 32;
    pub(super) const SOLID: u32 = 40;
    pub(super) const COMMAS: u32 = 48;
    pub(super) const SIGNS: u32 = 56;
    /// The number of characters after which a counter that grows by 3 could overflow.
    pub(super) const FLUSH: usize = 255 / 3;

    /// What each kind adds. The size is a power of two, so that indexing needs no bounds check.
    const INCREMENTS: [u64; 32] = {
        let mut of = [0; 32];
        let letter = 1 << UNITS | 1 << LETTERS;
        of[Kind::Lower as usize] = letter | 1 << LOWER;
        of[Kind::Upper as usize] = letter | 1 << UPPER;
        of[Kind::Letter as usize] = letter;
        of[Kind::Hangul as usize] = 2 << UNITS | 1 << LETTERS;
        of[Kind::Digit as usize] = letter | 1 << DIGITS;
        of[Kind::Solid as usize] = 3 << UNITS | 1 << LETTERS | 1 << SOLID;
        of[Kind::Comma as usize] = 1 << COMMAS;
        of[Kind::Sign as usize] = 1 << SIGNS;
        of[Kind::Star as usize] = 1 << SIGNS;
        of[Kind::Guillemet as usize] = 1 << SIGNS;
        of
    };

    #[inline]
    pub(super) fn increments(kind: Kind) -> u64 {
        INCREMENTS[kind as usize % INCREMENTS.len()]
    }

    pub(super) fn get(lanes: u64, lane: u32) -> u32 {
        (lanes >> lane) as u32 & 0xff
    }
}

/// Progress towards the end of a sentence inside the line: an end mark, then a space, then more text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    None,
    Mark,
    Space,
}

/// A character of the line, looked up.
#[derive(Clone, Copy)]
struct Seen {
    entry: Entry,
    /// The byte offset in the line after its indent.
    at: u32,
}

impl Seen {
    fn continues_word(self) -> bool {
        self.entry.plain || self.entry.kind.is_word() || self.entry.kind == Kind::Mark
    }
}

/// The number of characters looked up at once. A longer word becomes two.
const STRETCH: usize = 512;

pub(super) struct Reader {
    table: CharTable,
    seen: [Seen; STRETCH],
}

/// The state that continues from one stretch of a line to the next.
struct State {
    ending: Ending,
    clock: Clock,
    before: Kind,
}

impl Reader {
    pub(super) fn new() -> Self {
        let table = CharTable::get();
        Self { table, seen: [Seen { entry: table.look_up(' '), at: 0 }; STRETCH] }
    }

    /// Reads a line; returns false if it is blank.
    pub(super) fn read(&mut self, text: &str, facts: &mut Facts, words: &mut Vec<Word>) -> bool {
        let behind_indent = text.trim_start();
        let indent = text.len() - behind_indent.len();
        let line = behind_indent.trim_end();
        if line.is_empty() {
            return false;
        }
        facts.indent = text[..indent].chars().take(8).count() as u8;
        let body = bullet(line, facts);
        facts.start = start(line[body..].trim_start().chars().next(), self.table);
        facts.end = end(line, self.table);

        let mut state = State { ending: Ending::None, clock: Clock::default(), before: Kind::Space };
        let (mut left, mut at) = (0, 0);
        loop {
            let count;
            (count, at) = self.look_up(left, line, at);
            if count == 0 {
                break;
            }
            let seen = &self.seen[..count];
            let cut =
                if at < line.len() { seen.iter().rposition(|seen| !seen.continues_word()) } else { None };
            let read = cut.map_or(count, |last| last + 1);
            let stretch = Stretch { line, indent, seen: &seen[..read] };
            stretch.count(facts);
            stretch.read(&mut state, facts, words);
            self.seen.copy_within(read..count, 0);
            left = count - read;
        }
        facts.chunks += 1;
        facts.clock = state.clock.finish();
        true
    }

    /// Looks up characters from a byte offset on and appends them to the `left` ones of the last stretch until it is
    /// full. Returns the number of characters in it, and the offset after them.
    fn look_up(&mut self, left: usize, line: &str, mut at: usize) -> (usize, usize) {
        let bytes = line.as_bytes();
        let mut count = left;
        // Characters of one and two bytes, most of the text in most languages, are decoded here at two thirds of the
        // cost.
        while count < STRETCH
            && let Some(&first) = bytes.get(at)
        {
            let (entry, length) = match (first, bytes.get(at + 1)) {
                (..0x80, _) => (self.table.look_up_unit(first.into()), 1),
                (..0xE0, Some(&second)) => {
                    (self.table.look_up_unit(u16::from(first & 0x1F) << 6 | u16::from(second & 0x3F)), 2)
                }
                _ => match line[at..].chars().next() {
                    Some(c) => (self.table.look_up(c), c.len_utf8()),
                    None => break,
                },
            };
            self.seen[count] = Seen { entry, at: at as u32 };
            count += 1;
            at += length;
        }
        (count, at)
    }
}

/// The length of a stem in letters.
const STEM: usize = 6;

/// A stretch of a line, cut between words.
struct Stretch<'t> {
    line: &'t str,
    /// The number of bytes before `line`.
    indent: usize,
    seen: &'t [Seen],
}

impl Stretch<'_> {
    /// Counts the characters by kind.
    fn count(&self, facts: &mut Facts) {
        for seen in self.seen.chunks(lanes::FLUSH) {
            facts.add(seen.iter().map(|seen| lanes::increments(seen.entry.kind)).sum());
        }
    }

    fn read(&self, state: &mut State, facts: &mut Facts, words: &mut Vec<Word>) {
        let mut index = 0;
        while let Some(&Seen { entry: Entry { kind, .. }, at }) = self.seen.get(index) {
            let start = self.indent as u32 + at;
            if kind.is_word() {
                if state.ending == Ending::Space {
                    facts.sentences = facts.sentences.saturating_add(1);
                }
                state.ending = Ending::None;
                let (word, behind) = self.word(index, start, &mut state.clock, state.before);
                words.push(word);
                facts.key = mix(facts.key, word.full);
                facts.cased_words += u32::from(matches!(kind, Kind::Lower | Kind::Upper));
                facts.capital_words += u32::from(kind == Kind::Upper);
                state.before = self.seen[behind - 1].entry.kind;
                index = behind;
                continue;
            }
            if state.clock.is_running() {
                state.clock.step(self.char(at), kind, state.before);
            }
            match kind {
                Kind::Space => {
                    facts.chunks += u32::from(state.before != Kind::Space);
                    if state.ending == Ending::Mark {
                        state.ending = Ending::Space;
                    }
                }
                Kind::Stop | Kind::Query | Kind::Ellipsis => state.ending = Ending::Mark,
                Kind::SolidStop => facts.sentences = facts.sentences.saturating_add(1),
                _ => {
                    if state.ending == Ending::Space {
                        facts.sentences = facts.sentences.saturating_add(1);
                    }
                    if state.ending == Ending::Space || !kind.closes() {
                        state.ending = Ending::None;
                    }
                    facts.copyright |= kind == Kind::Copyright;
                    if kind == Kind::Colon && facts.before_colon == 0 {
                        facts.before_colon = (words.len() - facts.first_word as usize).min(255) as u8;
                    }
                    let is_quote = matches!(kind, Kind::Quote | Kind::Guillemet);
                    facts.quotes = facts.quotes.saturating_add(is_quote.into());
                    if kind == Kind::Solid {
                        let mut word = WordInProgress::default();
                        word.push(self.char(at), self.seen[index].entry);
                        let word = word.finish(start, true);
                        words.push(word);
                        facts.key = mix(facts.key, word.full);
                    }
                }
            }
            state.before = kind;
            index += 1;
        }
    }

    fn char(&self, at: u32) -> char {
        self.line[at as usize..].chars().next().unwrap_or_default()
    }

    /// The word that begins at an index, and the index after it.
    #[inline]
    fn word(&self, index: usize, start: u32, clock: &mut Clock, before: Kind) -> (Word, usize) {
        if !clock.is_running() {
            let (word, behind) = self.plain_word(index, start);
            if self.seen.get(behind).is_none_or(|seen| !seen.continues_word()) {
                return (word, behind);
            }
        }
        self.other_word(index, start, clock, before)
    }

    /// The word that the plain letters from an index on form.
    #[inline]
    fn plain_word(&self, index: usize, start: u32) -> (Word, usize) {
        let letters = &self.seen[index..];
        let (mut full, mut length) = (0, 0);
        let mut stem = 0;
        for most in [STEM.min(letters.len()), letters.len()] {
            while length < most && letters[length].entry.plain {
                full = mix(full, letters[length].entry.fold.into());
                length += 1;
            }
            if length <= STEM {
                stem = full;
            }
        }
        if length >= 2 + LEFT && may_be_clitic(letters[0].entry.fold) {
            let own = clitics(std::array::from_fn(|index| letters[index].entry.fold), length);
            if own > 0 {
                stem = letters[own..length]
                    .iter()
                    .take(STEM)
                    .fold(0, |hash, letter| mix(hash, letter.entry.fold.into()));
            }
        }
        (Word::new(full, stem, start, length > 2), index + length)
    }

    /// The same for words with digits, combining marks, or letters that fold to several.
    #[inline(never)]
    fn other_word(&self, index: usize, start: u32, clock: &mut Clock, mut before: Kind) -> (Word, usize) {
        let mut word = WordInProgress::default();
        let mut behind = index;
        while let Some(&seen) = self.seen.get(behind)
            && seen.continues_word()
        {
            let c = self.char(seen.at);
            clock.step_in_word(c, seen.entry.kind, before);
            word.push(c, seen.entry);
            before = seen.entry.kind;
            behind += 1;
        }
        let is_long = word.length > 2;
        (word.finish(start, is_long), behind)
    }
}

/// A word of any characters.
#[derive(Default)]
struct WordInProgress {
    full: u64,
    in_digits: bool,
    /// The first letters: as many as a stem and its clitics can take.
    head: [u16; STEM + MOST_CLITICS],
    length: usize,
}

impl WordInProgress {
    /// Adds a character. Combining marks count unless folding removes them.
    fn push(&mut self, c: char, entry: Entry) {
        if entry.kind == Kind::Digit {
            if !self.in_digits {
                self.full = mix(self.full, b'0'.into());
            }
            self.in_digits = true;
            self.remember(entry.fold);
        } else if entry.fold == EXPANDS {
            CharTable::folded(c).for_each(|unit| self.push_letter(unit));
        } else if entry.fold != 0 {
            self.push_letter(entry.fold);
        }
    }

    fn push_letter(&mut self, unit: u16) {
        self.full = mix(self.full, unit.into());
        self.in_digits = false;
        self.remember(unit);
    }

    fn remember(&mut self, unit: u16) {
        if let Some(slot) = self.head.get_mut(self.length) {
            *slot = unit;
        }
        self.length += 1;
    }

    fn finish(&self, start: u32, is_long: bool) -> Word {
        let own = clitics(std::array::from_fn(|index| self.head[index]), self.length);
        let letters = &self.head[own..self.length.min(self.head.len())];
        let stem = letters.iter().take(STEM).fold(0, |hash, &unit| mix(hash, unit.into()));
        Word::new(self.full, stem, start, is_long)
    }
}

/// The number of letters that must remain after the clitics.
const LEFT: usize = 3;
const MOST_CLITICS: usize = 4;

const WAW: u16 = 'و' as u16;
const FA: u16 = 'ف' as u16;
const BA: u16 = 'ب' as u16;
const KAF: u16 = 'ك' as u16;
const LAM: u16 = 'ل' as u16;
const ALEF: u16 = 'ا' as u16;

fn may_be_clitic(first: u16) -> bool {
    matches!(first, WAW | FA | BA | KAF | LAM | ALEF)
}

/// The number of letters of the clitics that an Arabic word begins with: the article, and "and", "so", "with", "as" or
/// "for" before it. `head` has the first letters of the word, `length` is the number of all its letters.
fn clitics(head: [u16; MOST_CLITICS], length: usize) -> usize {
    let clitics = match head {
        [ALEF | LAM, LAM, ..] => 2,
        [WAW | FA | BA | KAF, ALEF, LAM, _] | [WAW | FA, LAM, LAM, _] => 3,
        [WAW | FA, BA | KAF, ALEF, LAM] => 4,
        _ => 0,
    };
    if length >= clitics + LEFT { clitics } else { 0 }
}

impl Facts {
    #[inline(never)]
    fn add(&mut self, lanes: u64) {
        self.units += lanes::get(lanes, lanes::UNITS);
        self.letters += lanes::get(lanes, lanes::LETTERS);
        self.digits += lanes::get(lanes, lanes::DIGITS);
        self.lower += lanes::get(lanes, lanes::LOWER);
        self.upper += lanes::get(lanes, lanes::UPPER);
        self.solid += lanes::get(lanes, lanes::SOLID);
        self.commas = self.commas.saturating_add(lanes::get(lanes, lanes::COMMAS) as u8);
        self.signs = self.signs.saturating_add(lanes::get(lanes, lanes::SIGNS) as u8);
    }
}
