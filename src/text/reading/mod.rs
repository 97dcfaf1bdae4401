//! One pass over the characters of a page: counts for every line, and its words as hashes.
//!
//! All evidence is computed from these, so no character is looked at twice, and no line needs an allocation.

mod edges;
mod reader;

use crate::text::page::Page;

use self::reader::Reader;

/// The lines of a page that have text, in order, and their words. Blank lines are only counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    pub(crate) lines: Vec<Facts>,
    /// The words of all lines; a line's own are `lines[i].first_word .. lines[i + 1].first_word`.
    pub(crate) words: Vec<Word>,
    /// The number of blank lines below the last line with text, at most 255.
    pub(crate) blanks_below: u8,
}

/// A word: a run of letters and digits, or one character of a script without spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// The hash of the folded word, each run of digits replaced by a 0.
    pub(crate) full: u64,
    /// The hash of its stem: the first six folded letters and digits after Arabic clitics. The lowest bit tells whether the
    /// word is long.
    pub(crate) stem: u32,
    /// The byte offset in its line.
    pub(crate) start: u32,
}

impl Word {
    /// A word with the hash of its letters and of its stem.
    #[inline]
    pub(crate) fn new(full: u64, stem: u64, start: u32, long: bool) -> Self {
        Self { full, stem: (stem >> 32) as u32 & !1 | u32::from(long), start }
    }

    /// Whether it has at least three characters or is of a script without spaces.
    #[inline]
    pub(crate) fn is_long(self) -> bool {
        self.stem & 1 == 1
    }
}

/// What a line ends with, before closing quotes and brackets.
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

/// What a line begins with, after its bullet.
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

/// The sign before a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub(crate) enum Bullet {
    #[default]
    None,
    Dot,
    Dash,
    Number,
}

/// The counts of one line, in characters unless the field says otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts {
    /// The index of the line in its page.
    pub(crate) line: u32,
    /// The index of its first word.
    pub(crate) first_word: u32,
    /// The length, made comparable between scripts: 1 for a letter or digit, 2 for a syllable of Hangul, 3 for a
    /// character of a script without spaces.
    pub(crate) units: u32,
    pub(crate) letters: u32,
    pub(crate) digits: u32,
    pub(crate) lower: u32,
    pub(crate) upper: u32,
    /// Characters of scripts without spaces.
    pub(crate) solid: u32,
    /// Runs of characters between white space.
    pub(crate) chunks: u32,
    /// Words that begin with a letter that has case, and how many of them begin with a capital.
    pub(crate) cased_words: u32,
    pub(crate) capital_words: u32,
    /// The hash of its words in order: equal for lines that differ only in spelling, punctuation and numbers.
    pub(crate) key: u64,
    /// At most 255, as all counts of one byte.
    pub(crate) commas: u8,
    pub(crate) signs: u8,
    pub(crate) quotes: u8,
    /// End marks that more text follows.
    pub(crate) sentences: u8,
    /// Words before the first colon; 0 if there is none.
    pub(crate) before_colon: u8,
    /// The number of blank lines directly above.
    pub(crate) blanks_above: u8,
    pub(crate) end: End,
    pub(crate) start: Start,
    pub(crate) bullet: Bullet,
    /// White space before the first character, at most 8.
    pub(crate) indent: u8,
    /// 0 for nothing, 1 for a date, 2 for a time, 3 for both.
    pub(crate) clock: u8,
    pub(crate) copyright: bool,
}

impl Facts {
    /// The number of words. In scripts without spaces a character counts as 0.55 words.
    pub(crate) fn word_count(&self) -> f32 {
        self.chunks as f32 + 0.55 * self.solid as f32
    }

    /// Whether it ends like a sentence.
    pub(crate) fn ends_sentence(&self) -> bool {
        matches!(self.end, End::Stop | End::Query)
    }

    /// Whether it looks like a paragraph: a sentence of some length, or long enough without an end mark.
    pub(crate) fn is_good(&self) -> bool {
        self.units >= 60 && self.ends_sentence() || self.units >= 180 && self.end != End::Sign
    }

    /// Whether it looks like a menu item, a heading or a caption.
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
        let mut blanks = 1u8;
        for (index, line) in page.lines().iter().enumerate() {
            let mut facts =
                Facts { line: index as u32, first_word: reading.words.len() as u32, ..Facts::default() };
            if reader.read(&page.text()[line.content()], &mut facts, &mut reading.words) {
                facts.blanks_above = blanks;
                reading.lines.push(facts);
                blanks = 0;
            } else {
                blanks = blanks.saturating_add(1);
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

/// One step of a multiplicative hash (`FxHash`, from Firefox and rustc). The same on every machine.
#[inline]
pub(crate) fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95)
}
