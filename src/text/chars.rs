//! The kind of each character, and what it folds to: a table over the basic plane.
//!
//! Folding makes spellings equal that readers take for the same word. It removes differences of letter case, accents,
//! Arabic and Hebrew vowel points, tatweel, hamza and alef forms, final ya, ta marbuta, Persian and Urdu letter forms,
//! width and presentation forms, and invisible characters.

use unicode_normalization::UnicodeNormalization;

/// The role of a character in a line of text. Order matters: words are made of the first ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Kind {
    /// A cased letter in lower case.
    Lower,
    /// A cased letter in upper or title case.
    Upper,
    /// A letter of a script without case, or a number that is not a decimal digit.
    Letter,
    /// A syllable of Hangul.
    Hangul,
    /// A decimal digit of any script.
    Digit,
    /// A character of a script written without spaces; each counts as a word.
    Solid,
    /// A combining mark or an invisible character. Never begins a word.
    Mark,
    /// White space.
    Space,
    /// A full stop of any script that is followed by a space.
    Stop,
    /// An end mark of Chinese or Japanese, which needs no space after it.
    SolidStop,
    /// `!`, `?` and their equivalents in other scripts.
    Query,
    /// `…`
    Ellipsis,
    /// `:`
    Colon,
    /// Commas of all scripts, and `;`.
    Comma,
    /// A straight or curly quotation mark.
    Quote,
    /// `«` and `»`: quotation marks in one language, arrows in another.
    Guillemet,
    /// `‘`, `’`, `'`, and `ʼ`, which Ukrainian uses inside words.
    Apostrophe,
    /// `(` and `[`.
    Open,
    /// `)`, `]` and other closing brackets.
    Close,
    /// `*`
    Star,
    /// A sign that separates menu items or draws arrows: `|`, `•`, `>`, `/`, `#` and the like.
    Sign,
    /// `-`, `–` and `—`.
    Dash,
    /// `@`
    At,
    /// `©`
    Copyright,
    /// Everything else.
    Other,
}

impl Kind {
    const ALL: [Self; Self::Other as usize + 1] = [
        Self::Lower,
        Self::Upper,
        Self::Letter,
        Self::Hangul,
        Self::Digit,
        Self::Solid,
        Self::Mark,
        Self::Space,
        Self::Stop,
        Self::SolidStop,
        Self::Query,
        Self::Ellipsis,
        Self::Colon,
        Self::Comma,
        Self::Quote,
        Self::Guillemet,
        Self::Apostrophe,
        Self::Open,
        Self::Close,
        Self::Star,
        Self::Sign,
        Self::Dash,
        Self::At,
        Self::Copyright,
        Self::Other,
    ];

    /// Whether the character can be part of a longer word.
    pub(crate) const fn is_word(self) -> bool {
        self as u8 <= Self::Digit as u8
    }

    /// Whether the character is a letter or digit of any script.
    pub(crate) const fn is_alphanumeric(self) -> bool {
        self as u8 <= Self::Solid as u8
    }

    /// Whether the character may follow an end mark: closing quotes and brackets.
    pub(crate) const fn closes(self) -> bool {
        matches!(self, Self::Quote | Self::Guillemet | Self::Apostrophe | Self::Close | Self::Star)
    }
}

/// The fold of a character that becomes several; [`CharTable::folded`] has them.
pub(crate) const EXPANDS: u16 = u16::MAX;

/// The properties of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    /// Whether it is a letter or a mark that folds to one character, as most characters of text are.
    pub(crate) plain: bool,
    /// What it folds to: 0 for nothing, [`EXPANDS`] for several characters.
    pub(crate) fold: u16,
}

impl Entry {
    fn new(kind: Kind, fold: u16) -> Self {
        let letter = kind <= Kind::Hangul || kind == Kind::Mark;
        Self { kind, plain: letter && fold != 0 && fold != EXPANDS, fold }
    }
}

/// The table. Get it once, then index: one load gives all properties of a character.
///
/// Building it takes longer than cleaning a page, so build.rs does it.
#[derive(Clone, Copy)]
pub(crate) struct CharTable(&'static [Entry; PLANE]);

const PLANE: usize = 0x1_0000;

impl CharTable {
    /// The properties of a character.
    #[inline]
    pub(crate) fn look_up(self, c: char) -> Entry {
        match self.0.get(c as usize) {
            Some(&entry) => entry,
            None => beyond(c),
        }
    }

    /// The properties of a character of the basic plane, by its UTF-16 code unit.
    #[inline]
    pub(crate) fn look_up_unit(self, unit: u16) -> Entry {
        self.0[usize::from(unit)]
    }

    #[inline]
    pub(crate) fn kind(self, c: char) -> Kind {
        self.look_up(c).kind
    }

    #[inline]
    pub(crate) fn fold(self, c: char) -> u16 {
        self.look_up(c).fold
    }

    /// The characters that a character folds to.
    pub(crate) fn folded(c: char) -> impl Iterator<Item = u16> {
        c.to_lowercase().nfkd().flat_map(char::to_lowercase).filter_map(fold_one)
    }

    /// Builds the table.
    #[allow(dead_code, reason = "build.rs calls it")]
    pub(crate) fn build() -> Self {
        let entry = |c: char| {
            let kind = kind_of(c);
            let mut folded = Self::folded(c);
            let fold = match (folded.next(), folded.next()) {
                // Decomposition would split a syllable into two or three letters.
                _ if kind == Kind::Hangul => c as u32 as u16,
                (None, _) => 0,
                (Some(one), None) => one,
                _ => EXPANDS,
            };
            Entry::new(kind, fold)
        };
        let none = Entry::new(Kind::Other, 0);
        Self::new((0..PLANE as u32).map(|code| char::from_u32(code).map_or(none, entry)))
    }

    /// The table as bytes, for [`CharTable::from_bytes`].
    #[allow(dead_code, reason = "build.rs calls it")]
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let bytes = |&Entry { kind, fold, .. }: &Entry| [kind as u8, fold as u8, (fold >> 8) as u8];
        self.0.iter().flat_map(bytes).collect()
    }

    /// Reads what [`CharTable::to_bytes`] wrote.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let entry = |&[kind, low, high]: &[u8; 3]| {
            Entry::new(Kind::ALL[usize::from(kind)], u16::from_le_bytes([low, high]))
        };
        Self::new(bytes.as_chunks().0.iter().map(entry))
    }

    /// Leaks the table: there is one per process.
    fn new(entries: impl Iterator<Item = Entry>) -> Self {
        let table: Box<[Entry]> = entries.collect();
        Self(Box::leak(table.try_into().expect("one entry a character")))
    }
}

/// The properties of a character outside the basic plane. Not inlined, to keep the lookup small.
#[cold]
#[inline(never)]
fn beyond(c: char) -> Entry {
    Entry::new(kind_of(c), c as u32 as u16)
}

/// Folds a character that is in lower case and decomposed; `None` if nothing is left of it.
fn fold_one(c: char) -> Option<u16> {
    let c = match c {
        '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{621}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}'
        | '\u{6d6}'..='\u{6ed}'
        | '\u{fe00}'..='\u{fe0f}' => return None,
        _ if is_invisible(c) => return None,
        'ٱ' => 'ا',
        'ى' | 'ی' | 'ې' | 'ے' => 'ي',
        'ة' | 'ہ' | 'ھ' | 'ە' | 'ۃ' => 'ه',
        'ک' => 'ك',
        'ł' => 'l',
        'ı' => 'i',
        'ø' => 'o',
        'đ' => 'd',
        'ς' => 'σ',
        '’' | '‘' | 'ʼ' => '\'',
        _ => c,
    };
    Some(
        c.to_digit(10)
            .or_else(|| decimal_digit(c))
            .map_or(c as u32 as u16, |digit| u16::from(b'0') + digit as u16),
    )
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

/// The zeros of the scripts that news is written in; nine more digits follow each.
const ZEROS: [char; 18] =
    ['0', '٠', '۰', '߀', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '๐', '໐', '༠', '၀', '០'];

fn decimal_digit(c: char) -> Option<u32> {
    ZEROS.iter().map(|&zero| (c as u32).wrapping_sub(zero as u32)).find(|&value| value < 10)
}

/// Scripts written without spaces: Thai, Lao, Burmese, Khmer, kana, Han.
fn is_solid(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

fn kind_of(c: char) -> Kind {
    match c {
        '.' | '．' | '।' | '۔' | '॥' | '።' | '։' => Kind::Stop,
        '。' | '｡' | '！' | '？' => Kind::SolidStop,
        '!' | '?' | '؟' | '\u{37e}' => Kind::Query,
        '…' => Kind::Ellipsis,
        ':' | '：' => Kind::Colon,
        ',' | '،' | '、' | '，' | ';' | '；' | '؛' => Kind::Comma,
        '"' | '“' | '”' | '„' => Kind::Quote,
        '«' | '»' => Kind::Guillemet,
        '\'' | '’' | '‘' | 'ʼ' => Kind::Apostrophe,
        '(' | '[' => Kind::Open,
        ')' | ']' | '}' | '›' | '」' | '』' | '）' | '】' => Kind::Close,
        '*' => Kind::Star,
        '|' | '｜' | '／' | '＝' | '＞' | '•' | '·' | '>' | '/' | '\\' | '=' | '_' | '#' | '→' | '+'
        | '~' | '^' | '<' | '▼' | '►' => Kind::Sign,
        '-' | '–' | '—' | '－' => Kind::Dash,
        '@' => Kind::At,
        '©' => Kind::Copyright,
        _ if c.is_whitespace() => Kind::Space,
        _ if is_invisible(c) => Kind::Mark,
        _ if decimal_digit(c).is_some() => Kind::Digit,
        _ if is_solid(c) => Kind::Solid,
        '\u{ac00}'..='\u{d7af}' => Kind::Hangul,
        'ـ' => Kind::Mark,
        _ if unicode_normalization::char::is_combining_mark(c) => Kind::Mark,
        _ if c.is_lowercase() => Kind::Lower,
        _ if c.is_uppercase() => Kind::Upper,
        _ if c.is_alphanumeric() => Kind::Letter,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        text.chars().flat_map(CharTable::folded).filter_map(|unit| char::from_u32(unit.into())).collect()
    }

    #[test]
    fn spellings_of_one_word_fold_alike() {
        for (one, other) in [
            ("إقــــرأ أيضًا", "اقرا ايضا"),
            ("أىضاً", "ايضا"),
            ("الالكترونى", "الالكتروني"),
            ("مشاركه", "مشاركة"),
            ("ﻷخبار", "لاخبار"),
            ("کتاب‌های", "كتابهاي"),
            ("٠٢:٠٠", "02:00"),
            ("Ｍｅｈｒ", "mehr"),
            ("ÉTÉ", "ete"),
            ("İŞ ılık", "is ilik"),
            ("Άλλα ΝΈΑΣ", "αλλα νεας"),
            ("Ёлка", "елка"),
            ("źródło", "zrodlo"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        assert_ne!(folded("हिन्दी"), folded("हनद"));
    }

    #[test]
    fn the_table_agrees_with_the_functions() {
        let chars = CharTable::get();
        for c in ['a', 'É', 'ß', 'ﻷ', 'ﷺ', '७', '\u{200f}', 'ー', '𠀀', '😀'] {
            assert_eq!(chars.kind(c), kind_of(c));
            let folded: Vec<u16> = CharTable::folded(c).collect();
            match folded[..] {
                [] => assert_eq!(chars.fold(c), 0),
                [one] => assert_eq!(chars.fold(c), one, "{c}"),
                _ => assert_eq!(chars.fold(c), EXPANDS),
            }
        }
    }

    #[test]
    fn the_table_is_read_back() {
        let table = CharTable::build();
        assert_eq!(table.0, CharTable::from_bytes(&table.to_bytes()).0);
        assert_eq!(Kind::ALL.map(|kind| kind as usize), std::array::from_fn(|index| index));
    }

    #[test]
    fn kinds() {
        let chars = CharTable::get();
        for (c, kind) in [
            ('ع', Kind::Letter),
            ('é', Kind::Lower),
            ('Ж', Kind::Upper),
            ('٣', Kind::Digit),
            ('字', Kind::Solid),
            ('ก', Kind::Solid),
            ('ー', Kind::Solid),
            ('한', Kind::Hangul),
            ('ि', Kind::Mark),
            ('\u{a0}', Kind::Space),
            ('؟', Kind::Query),
            ('۔', Kind::Stop),
            ('。', Kind::SolidStop),
            ('😀', Kind::Other),
            ('๕', Kind::Digit),
            ('ʼ', Kind::Apostrophe),
        ] {
            assert_eq!(chars.kind(c), kind, "{c}");
        }
    }
}
