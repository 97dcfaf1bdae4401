//! One pass over a page's characters: counts and marks of every line, and its words as hashes.
//!
//! Everything later reads these, so no character is looked at twice and nothing is allocated a line.

mod edges;
mod reader;

use crate::text::page::Page;

use self::reader::Reader;

/// What a page's lines with text hold, in order. Blank lines only leave a count with the line below them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    pub(crate) lines: Vec<Facts>,
    /// The words of all lines; a line's own are `lines[i].first_word .. lines[i + 1].first_word`.
    pub(crate) words: Vec<Word>,
    /// Blank lines below the last line with text.
    pub(crate) blanks_below: u32,
}

/// A word: letters and digits in a row, or one character of a script without spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Hash of the folded word, any run of digits read as one 0.
    pub(crate) full: u64,
    /// Hash of its stem: the first six folded letters, Arabic clitics off, digits as they are.
    pub(crate) stem: u32,
    /// Byte offset in its line.
    pub(crate) start: u32,
    /// Whether it has three characters or more, or is of a script without spaces.
    pub(crate) long: bool,
}

/// What a line ends with, closing quotes and brackets peeled off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub(crate) enum End {
    #[default]
    Letter,
    Stop,
    Query,
    Ellipsis,
    Colon,
    Comma,
    Quote,
    Bracket,
    Sign,
    Digit,
}

/// What a line begins with, its bullet peeled off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub(crate) enum Start {
    Lower,
    Upper,
    Letter,
    Digit,
    Quote,
    #[default]
    Other,
}

/// A sign in front of a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub(crate) enum Bullet {
    #[default]
    None,
    Dot,
    Dash,
    Number,
}

/// The facts of one line. Lengths and counts are in characters unless they say otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts {
    /// Index of the line in its page.
    pub(crate) line: u32,
    /// Index of its first word.
    pub(crate) first_word: u32,
    /// Length that is fair between scripts: a letter or digit is 1, a character of a script without spaces 3,
    /// a syllable of Hangul 2.
    pub(crate) units: u32,
    pub(crate) letters: u32,
    pub(crate) digits: u32,
    pub(crate) lower: u32,
    pub(crate) upper: u32,
    /// Characters of scripts without spaces.
    pub(crate) solid: u32,
    pub(crate) commas: u32,
    pub(crate) signs: u32,
    pub(crate) quotes: u32,
    /// Stretches between white space.
    pub(crate) chunks: u32,
    /// Words that begin with a letter that has case; of these the ones with a capital.
    pub(crate) cased_words: u32,
    pub(crate) capital_words: u32,
    /// End marks with more text behind them.
    pub(crate) sentences: u32,
    /// Blank lines right above.
    pub(crate) blanks_above: u32,
    /// Hash of its words in order: equal for lines that differ in spelling, marks and numbers only.
    pub(crate) key: u64,
    pub(crate) end: End,
    pub(crate) start: Start,
    pub(crate) bullet: Bullet,
    /// White space before the first character, at most 8.
    pub(crate) indent: u8,
    /// 1 a date, 2 a time, 3 both.
    pub(crate) clock: u8,
    pub(crate) copyright: bool,
}

impl Facts {
    /// Words, whether or not the script has spaces: an ideograph counts as 0.55 of a word.
    pub(crate) fn word_count(&self) -> f32 {
        self.chunks as f32 + 0.55 * self.solid as f32
    }

    /// Ends as a sentence does.
    pub(crate) fn ends_sentence(&self) -> bool {
        matches!(self.end, End::Stop | End::Query)
    }

    /// Looks like a paragraph: a sentence of some length, or so long that it needs no end mark.
    pub(crate) fn is_good(&self) -> bool {
        self.units >= 60 && self.ends_sentence() || self.units >= 180 && self.end != End::Sign
    }

    /// Looks like a menu item, a heading or a caption.
    pub(crate) fn is_short(&self) -> bool {
        self.units < 40 && !self.ends_sentence()
    }
}

impl Reading {
    /// Reads a page.
    pub(crate) fn new(page: &Page<'_>) -> Self {
        let mut reading = Self {
            lines: Vec::with_capacity(page.lines().len()),
            words: Vec::with_capacity(page.text().len() / 8),
            blanks_below: 0,
        };
        let mut reader = Reader::new();
        let mut blanks = 1;
        for (index, line) in page.lines().iter().enumerate() {
            let mut facts =
                Facts { line: index as u32, first_word: reading.words.len() as u32, ..Facts::default() };
            if reader.read(&page.text()[line.content()], &mut facts, &mut reading.words) {
                facts.blanks_above = blanks;
                reading.lines.push(facts);
                blanks = 0;
            } else {
                blanks += 1;
            }
        }
        reading.blanks_below = blanks;
        reading
    }

    /// The words of one line with text.
    pub(crate) fn words_of(&self, line: usize) -> &[Word] {
        let end = self.lines.get(line + 1).map_or(self.words.len(), |next| next.first_word as usize);
        &self.words[self.lines[line].first_word as usize..end]
    }
}

/// One step of a multiplicative hash (the one of rustc, by way of Firefox): same on every machine.
#[inline]
pub(crate) fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95)
}
