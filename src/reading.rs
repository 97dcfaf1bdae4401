//! One pass over a page's characters: counts and marks of every line, and its words as hashes.
//!
//! Everything later reads these, so no character is looked at twice and nothing is allocated a line.

use crate::chars::{Chars, EXPANDS, Kind};
use crate::clock::Clock;
use crate::page::Page;

/// What a page's lines with text hold, in order. Blank lines only leave a count with the line below them.
#[derive(Debug, Default)]
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
    /// Hash of all its words: equal for lines that differ in spelling, marks and numbers only.
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
    pub(crate) fn of(page: &Page<'_>) -> Self {
        let mut reading = Self {
            lines: Vec::with_capacity(page.lines().len()),
            words: Vec::with_capacity(page.text().len() / 8),
            blanks_below: 0,
        };
        let chars = Chars::get();
        let mut blanks = 1;
        for (index, line) in page.lines().iter().enumerate() {
            let mut facts =
                Facts { line: index as u32, first_word: reading.words.len() as u32, ..Facts::default() };
            if read_line(&page.text()[line.content()], chars, &mut facts, &mut reading.words) {
                facts.blanks_above = blanks;
                facts.key = key(&reading.words[facts.first_word as usize..]);
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

/// Hash of a sequence of words.
pub(crate) fn key(words: &[Word]) -> u64 {
    words.iter().fold(0, |hash, word| mix(hash, word.full))
}

/// One step of a multiplicative hash (the one of rustc, by way of Firefox): same on every machine.
#[inline]
pub(crate) fn mix(hash: u64, value: u64) -> u64 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// Eight-bit counters side by side in one integer: a character adds to all of them at once.
mod lanes {
    use crate::chars::Kind;

    pub(super) const UNITS: u32 = 0;
    pub(super) const LETTERS: u32 = 8;
    pub(super) const DIGITS: u32 = 16;
    pub(super) const LOWER: u32 = 24;
    pub(super) const UPPER: u32 = 32;
    pub(super) const SOLID: u32 = 40;
    pub(super) const COMMAS: u32 = 48;
    pub(super) const SIGNS: u32 = 56;
    /// Characters after which a counter that grows by 3 could overflow.
    pub(super) const FLUSH: u32 = 255 / 3;

    pub(super) const OF: [u64; Kind::Other as usize + 1] = {
        let mut of = [0; Kind::Other as usize + 1];
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

    pub(super) fn get(lanes: u64, lane: u32) -> u32 {
        (lanes >> lane) as u32 & 0xff
    }
}

/// How far an end mark is on its way to being the end of a sentence inside the line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    None,
    Mark,
    Space,
}

/// Reads a line; false when it is blank.
fn read_line(text: &str, chars: &Chars, facts: &mut Facts, words: &mut Vec<Word>) -> bool {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return false;
    }
    let lead = text.len() - text.trim_start().len();
    facts.indent = text[..lead].chars().take(8).count() as u8;
    let body = bullet(trimmed, facts);
    facts.start = start(trimmed[body..].trim_start().chars().next(), chars);
    facts.end = end(trimmed, chars);

    let mut counter = Counter::default();
    let mut ending = Ending::None;
    let mut clock = Clock::default();
    let mut before = Kind::Space;
    let mut rest = trimmed.char_indices();
    let mut next = rest.next();
    while let Some((at, c)) = next {
        let (kind, fold) = chars.look_up(c);
        if kind.is_word() {
            if ending == Ending::Space {
                facts.sentences += 1;
            }
            ending = Ending::None;
            // Nine characters in ten are inside words: a loop of its own keeps the word in registers.
            let mut word = WordInProgress { start: lead + at, first: kind, ..WordInProgress::default() };
            let (mut c, mut kind, mut fold) = (c, kind, fold);
            next = loop {
                counter.add(kind, facts);
                if kind == Kind::Digit || clock.is_running() {
                    clock.step(c, kind, before);
                }
                word.push(c, kind, fold);
                before = kind;
                let Some((at, following)) = rest.next() else { break None };
                (kind, fold) = chars.look_up(following);
                if !kind.is_word() && kind != Kind::Mark {
                    break Some((at, following));
                }
                c = following;
            };
            word.finish(facts, words);
            continue;
        }
        next = rest.next();
        counter.add(kind, facts);
        if clock.is_running() {
            clock.step(c, kind, before);
        }
        match kind {
            Kind::Space => {
                facts.chunks += u32::from(before != Kind::Space);
                if ending == Ending::Mark {
                    ending = Ending::Space;
                }
            }
            Kind::Stop | Kind::Query | Kind::Ellipsis => ending = Ending::Mark,
            Kind::SolidStop => facts.sentences += 1,
            _ => {
                if ending == Ending::Space {
                    facts.sentences += 1;
                }
                if ending == Ending::Space || !kind.closes() {
                    ending = Ending::None;
                }
                facts.copyright |= kind == Kind::Copyright;
                facts.quotes += u32::from(matches!(kind, Kind::Quote | Kind::Guillemet));
                if kind == Kind::Solid {
                    let mut word =
                        WordInProgress { start: lead + at, first: kind, ..WordInProgress::default() };
                    word.push(c, kind, fold);
                    word.finish(facts, words);
                }
            }
        }
        before = kind;
    }
    facts.chunks += 1;
    facts.clock = clock.finish();
    counter.flush(facts);
    true
}

/// Counts characters by kind.
struct Counter {
    lanes: u64,
    /// Characters until a lane could overflow.
    room: u32,
}

impl Default for Counter {
    fn default() -> Self {
        Self { lanes: 0, room: lanes::FLUSH }
    }
}

impl Counter {
    #[inline]
    fn add(&mut self, kind: Kind, facts: &mut Facts) {
        self.lanes += lanes::OF[kind as usize];
        self.room -= 1;
        if self.room == 0 {
            self.flush(facts);
        }
    }

    fn flush(&mut self, facts: &mut Facts) {
        facts.add(self.lanes);
        *self = Self::default();
    }
}

impl Facts {
    fn add(&mut self, lanes: u64) {
        self.units += lanes::get(lanes, lanes::UNITS);
        self.letters += lanes::get(lanes, lanes::LETTERS);
        self.digits += lanes::get(lanes, lanes::DIGITS);
        self.lower += lanes::get(lanes, lanes::LOWER);
        self.upper += lanes::get(lanes, lanes::UPPER);
        self.solid += lanes::get(lanes, lanes::SOLID);
        self.commas += lanes::get(lanes, lanes::COMMAS);
        self.signs += lanes::get(lanes, lanes::SIGNS);
    }
}

/// Letters that a stem and its clitics can take up; a power of two.
const HEAD: usize = 16;

/// The word being read.
struct WordInProgress {
    full: u64,
    head: [u16; HEAD],
    length: usize,
    /// Byte offset in the line, and the kind of the first character.
    start: usize,
    first: Kind,
    in_digits: bool,
}

impl Default for WordInProgress {
    fn default() -> Self {
        Self { full: 0, head: [0; HEAD], length: 0, start: 0, first: Kind::Other, in_digits: false }
    }
}

impl WordInProgress {
    /// Takes the next character; signs over or under letters count unless folding takes them away.
    #[inline]
    fn push(&mut self, c: char, kind: Kind, fold: u16) {
        if kind == Kind::Digit {
            self.push_digit(fold);
        } else if fold == EXPANDS {
            Chars::folded(c).for_each(|unit| self.add(unit));
        } else if fold != 0 {
            self.add(fold);
        }
    }

    #[inline]
    fn add(&mut self, unit: u16) {
        self.full = mix(self.full, unit.into());
        self.in_digits = false;
        self.remember(unit);
    }

    fn push_digit(&mut self, digit: u16) {
        if !self.in_digits {
            self.full = mix(self.full, b'0'.into());
        }
        self.in_digits = true;
        self.remember(digit);
    }

    /// A stem needs no more letters than the head has room for.
    #[inline]
    fn remember(&mut self, unit: u16) {
        if self.length < HEAD {
            self.head[self.length % HEAD] = unit;
        }
        self.length += 1;
    }

    #[inline]
    fn finish(self, facts: &mut Facts, words: &mut Vec<Word>) {
        let stem = stem(&self.head[..self.length.min(HEAD)]);
        let long = self.first == Kind::Solid || self.length > 2;
        words.push(Word { full: self.full, stem, start: self.start as u32, long });
        facts.cased_words += u32::from(matches!(self.first, Kind::Lower | Kind::Upper));
        facts.capital_words += u32::from(self.first == Kind::Upper);
    }
}

/// Hash of the first six letters. From Arabic words a leading "and", "so", "with", "as", "for" before the
/// article goes, and the article.
fn stem(head: &[u16]) -> u32 {
    const WAW: u16 = 'و' as u16;
    const FA: u16 = 'ف' as u16;
    const BA: u16 = 'ب' as u16;
    const KAF: u16 = 'ك' as u16;
    const LAM: u16 = 'ل' as u16;
    const ALEF: u16 = 'ا' as u16;
    let letters = match head {
        [WAW | FA, BA | KAF, ALEF, LAM, rest @ ..]
        | [WAW | FA | BA | KAF, ALEF, LAM, rest @ ..]
        | [WAW | FA, LAM, LAM, rest @ ..]
        | [ALEF | LAM, LAM, rest @ ..]
            if rest.len() >= 3 =>
        {
            rest
        }
        _ => head,
    };
    let hash = letters.iter().take(6).fold(0, |hash, &unit| mix(hash, unit.into()));
    (hash >> 32) as u32
}

fn bullet(trimmed: &str, facts: &mut Facts) -> usize {
    let mut rest = trimmed.chars();
    let Some(first) = rest.next() else { return 0 };
    let followed_by_space = rest.clone().next().is_some_and(char::is_whitespace);
    match first {
        '•' | '▪' | '■' | '●' | '◦' | '‣' | '▶' | '►' | '▸' | '○' | '*' | '·' => {
            facts.bullet = Bullet::Dot;
            first.len_utf8()
        }
        '-' | '–' | '—' | '>' | '»' | '›' if followed_by_space => {
            facts.bullet = Bullet::Dash;
            first.len_utf8()
        }
        _ => {
            let digits = trimmed.strip_prefix('(').unwrap_or(trimmed);
            let after = digits.trim_start_matches(char::is_numeric);
            let count = digits.chars().take_while(|c| c.is_numeric()).take(4).count();
            if let Some(rest) = after.strip_prefix(['.', ')'])
                && (1..=3).contains(&count)
                && rest.starts_with(char::is_whitespace)
            {
                facts.bullet = Bullet::Number;
                return trimmed.len() - rest.len();
            }
            0
        }
    }
}

fn start(first: Option<char>, chars: &Chars) -> Start {
    let Some(first) = first else { return Start::Other };
    match chars.kind(first) {
        Kind::Lower => Start::Lower,
        Kind::Upper => Start::Upper,
        Kind::Letter | Kind::Hangul | Kind::Solid => Start::Letter,
        Kind::Digit => Start::Digit,
        Kind::Quote | Kind::Apostrophe => Start::Quote,
        _ if matches!(first, '«' | '「' | '『') => Start::Quote,
        _ => Start::Other,
    }
}

fn end(trimmed: &str, chars: &Chars) -> End {
    let mut peeled = None;
    let mut last =
        trimmed.chars().rev().filter(|&c| chars.kind(c) != Kind::Mark || chars.fold(c) != 0).peekable();
    let mut rest = trimmed.len();
    while let Some(c) = last.next_if(|&c| chars.kind(c).closes()) {
        rest -= c.len_utf8();
        if rest == 0 {
            break;
        }
        peeled.get_or_insert(c);
    }
    let Some(c) = last.next() else { return End::Sign };
    if c == '.' && last.peek() == Some(&'.') {
        return End::Ellipsis;
    }
    match (chars.kind(c), peeled) {
        (Kind::Stop, _) => End::Stop,
        (Kind::SolidStop, _) if matches!(c, '。' | '｡') => End::Stop,
        (Kind::SolidStop | Kind::Query, _) => End::Query,
        (Kind::Ellipsis, _) => End::Ellipsis,
        (Kind::Colon, _) => End::Colon,
        (Kind::Comma, _) => End::Comma,
        (Kind::Sign | Kind::Dash | Kind::Star | Kind::Guillemet, _) => End::Sign,
        (_, Some(')' | ']' | '）' | '】')) => End::Bracket,
        (_, Some(_)) => End::Quote,
        (Kind::Digit, None) => End::Digit,
        _ => End::Letter,
    }
}
