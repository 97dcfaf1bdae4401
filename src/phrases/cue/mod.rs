//! Finds the phrases of the packs in lines, by the hashes of their words.
//!
//! The words of a line are hashed anyway, so a phrase is a short sequence of hashes, found by its first two. A Bloom
//! filter rejects words that begin no phrase. This takes a few loads and tests per word for tens of thousands of
//! phrases; an automaton would need a copy of the folded text, and a step for each of its characters.

mod kind;
mod phrases;

use std::ops::Range;
use std::sync::Arc;

pub(crate) use self::kind::CueKind;
use self::phrases::{Lookup, Phrase, Phrases};
use crate::text::chars::{CharTable, EXPANDS, Kind};
use crate::text::page::Page;
use crate::text::reading::{Reading, Word, mix};

/// The position of a cue in a line. The first ones say most about the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Position {
    /// It is the whole line.
    Line,
    /// It begins the line.
    Prefix,
    /// It ends the line.
    Suffix,
    /// It is anywhere in the line.
    Inside,
    /// It is where it says nothing about the whole line, only about a part of it.
    Within,
}

impl Position {
    const ALL: [Self; 5] = [Self::Line, Self::Prefix, Self::Suffix, Self::Inside, Self::Within];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Prefix => "prefix",
            Self::Suffix => "suffix",
            Self::Inside => "inside",
            Self::Within => "within",
        }
    }
}

/// A cue of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cue {
    pub(crate) kind: CueKind,
    pub(crate) position: Position,
}

/// A cue and where it is in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FoundCue {
    pub(crate) kind: CueKind,
    pub(crate) position: Position,
    /// The index of its first word in the line, and the number of its words.
    pub(crate) first: u32,
    pub(crate) count: u32,
    /// The byte offset in the line after its last word.
    pub(crate) end: u32,
    /// Whether its last word runs into the next one without a space.
    pub(crate) glued: bool,
    /// Whether a colon or another divider follows.
    pub(crate) colon: bool,
}

impl Cue {
    /// `©` anywhere in a line.
    pub(crate) const COPYRIGHT_SIGN: Self = Self { kind: CueKind::Copyright, position: Position::Inside };
}

impl FoundCue {
    /// The cue, wherever it is.
    pub(crate) fn cue(self) -> Cue {
        Cue { kind: self.kind, position: self.position }
    }
}

/// The cues of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineCues {
    /// The one that says most about the line: by position, then by length.
    pub(crate) best: Option<FoundCue>,
    /// Whether it has phrases that say nothing about the whole line.
    pub(crate) within: bool,
}

/// The compiled phrases of some packs. Cheap to clone.
///
/// Phrases of one word are common words ("share"), so they count only at the beginning or the end of a line.
///
/// ```
/// use dechaff::{Cleaner, Cues, KeepSet, Model, Pack};
///
/// // Only the phrases of German and Turkish.
/// let packs: Vec<Pack> = ["de", "tr"].into_iter().filter_map(Pack::builtin_of).collect();
/// let cleaner = Cleaner::new(Cues::compile(&packs), Model::builtin(), KeepSet::ARTICLE);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Cues {
    phrases: Arc<Phrases>,
}

impl Cues {
    /// Adds phrases. Where two are the same, the first counts.
    pub(crate) fn extend<'p>(&mut self, phrases: impl Iterator<Item = (CueKind, Position, &'p str)>) {
        Arc::make_mut(&mut self.phrases).extend(phrases);
    }

    /// The phrases as bytes, for [`Cues::from_bytes`].
    #[allow(dead_code, reason = "build.rs calls it")]
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.phrases.to_bytes()
    }

    /// Reads what [`Cues::to_bytes`] wrote.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        Self { phrases: Arc::new(Phrases::from_bytes(bytes)) }
    }

    /// The cues of a line.
    pub(crate) fn find(&self, text: &str, words: &[Word]) -> LineCues {
        let LineCues { mut best, mut within } = LineCues::default();
        self.each(text, words, |cue| {
            if cue.position == Position::Within {
                within = true;
            } else if best.is_none_or(|best| (cue.position, best.count) < (best.position, cue.count)) {
                best = Some(cue);
            }
        });
        LineCues { best, within }
    }

    /// Every cue of a line, from left to right.
    #[inline]
    pub(crate) fn each(&self, text: &str, words: &[Word], mut found: impl FnMut(FoundCue)) {
        let line = Line::new(text, words);
        // The word after the phrases that follow each other from the start of the line: "Share Tweet Print".
        let mut row_end = line.middle.start;
        for (index, &Word { full, .. }) in words.iter().enumerate() {
            let pair = words.get(index + 1).map_or(0, |next| mix(full, next.full));
            let at_edge = index <= row_end || index + 1 >= line.middle.end;
            let may_be =
                [self.phrases.may_begin(Lookup::Pairs, pair), self.phrases.may_begin(Lookup::OneWord, full)];
            if may_be == [false; 2] && !at_edge {
                continue;
            }
            for lookup in [Lookup::Pairs, Lookup::OneWord, Lookup::AtEdge] {
                let hash = if lookup == Lookup::Pairs { pair } else { full };
                if lookup == Lookup::AtEdge && !at_edge || !self.phrases.may_begin(lookup, hash) {
                    continue;
                }
                for phrase in self.phrases.begun_by(lookup, hash) {
                    let Some(cue) = self.match_at(&line, index, phrase) else { continue };
                    if index <= row_end {
                        row_end = row_end.max(index + cue.count as usize);
                    }
                    found(cue);
                }
            }
        }
    }

    /// Whether a line has a cue of a kind.
    pub(crate) fn recognizes(&self, line: &str, kind: CueKind) -> bool {
        let page = Page::new(line);
        let reading = Reading::new(&page);
        let mut found = false;
        for (index, facts) in reading.lines.iter().enumerate() {
            self.each(page.line(facts.line as usize), reading.words_of(index), |cue| {
                found |= cue.kind == kind && cue.position != Position::Within;
            });
        }
        found
    }

    /// The cue that a phrase makes at a word of a line, if it is there.
    #[cold]
    fn match_at(&self, line: &Line<'_>, first: usize, phrase: &Phrase) -> Option<FoundCue> {
        let Line { text, words, middle } = line;
        let wanted = self.phrases.words(phrase);
        let here = words.get(first..first + wanted.len())?;
        let (last, last_wanted) = (wanted.len() - 1, wanted[wanted.len() - 1]);
        if here[..last].iter().zip(wanted).any(|(word, &wanted)| word.full != wanted) {
            return None;
        }
        let word_at = here[last].start as usize;
        let (length, glued) = if here[last].full == last_wanted {
            // A word ends before the next one. A long run of digits is many words, and would be read again for each.
            let next = words.get(first + wanted.len()).map_or(text.len(), |word| word.start as usize);
            (word_length(&text[word_at..next]), false)
        } else {
            (glued_length(&text[word_at..], self.phrases.glue(phrase))?, true)
        };
        let end = word_at + length;
        let colon = !glued && divider_follows(&text[end..]);
        if phrase.needs_colon && !colon {
            return None;
        }
        let at_start = first <= middle.start;
        let at_end = !glued && first + wanted.len() >= middle.end;
        let position = match phrase.at {
            _ if at_start && at_end => Position::Line,
            Position::Prefix if at_start => Position::Prefix,
            Position::Suffix if at_end => Position::Suffix,
            Position::Inside => Position::Inside,
            _ => Position::Within,
        };
        Some(FoundCue {
            kind: phrase.kind,
            position,
            first: first as u32,
            count: wanted.len() as u32,
            end: end as u32,
            glued,
            colon,
        })
    }
}

/// A line in which phrases are looked for.
struct Line<'l> {
    text: &'l str,
    words: &'l [Word],
    /// Its words without the numbers at both ends: "12 comments" and "Comments (3)" are the phrase "comments".
    middle: Range<usize>,
}

impl<'l> Line<'l> {
    #[inline]
    fn new(text: &'l str, words: &'l [Word]) -> Self {
        let leading = words.iter().take_while(|word| is_number(word)).count();
        let trailing = words.iter().rev().take_while(|word| is_number(word)).count();
        let middle = leading..words.len() - trailing.min(words.len() - leading);
        Self { text, words, middle }
    }
}

/// Whether a word has only digits.
fn is_number(word: &Word) -> bool {
    word.full == mix(0, b'0'.into())
}

/// The length in bytes of the first word of a text.
fn word_length(text: &str) -> usize {
    let chars = CharTable::get();
    let mut ends = text.char_indices().skip_while(|&(at, c)| {
        let kind = chars.kind(c);
        at == 0 || kind.is_word() || kind == Kind::Mark
    });
    match text.chars().next().map(|c| chars.kind(c)) {
        Some(Kind::Solid) => text.chars().next().map_or(0, char::len_utf8),
        _ => ends.next().map_or(text.len(), |(at, _)| at),
    }
}

/// The length in bytes of the beginning of a text that folds to `glue`, if the word continues after it.
fn glued_length(text: &str, glue: &[u16]) -> Option<usize> {
    let mut rest = glue;
    if rest.is_empty() {
        return None;
    }
    let chars = CharTable::get();
    for (at, c) in text.char_indices() {
        if rest.is_empty() && chars.fold(c) != 0 {
            // In scripts with case, glued text begins with a capital: "also ready" is not "also read".
            let begins = matches!(chars.kind(c), Kind::Upper | Kind::Letter | Kind::Hangul | Kind::Digit);
            return begins.then_some(at);
        }
        match chars.fold(c) {
            0 => {}
            EXPANDS => {
                for unit in CharTable::folded(c) {
                    rest = rest.strip_prefix(&[unit])?;
                }
            }
            unit => rest = rest.strip_prefix(&[unit])?,
        }
    }
    None
}

/// Whether a text continues with a colon, bar or arrow, or with a dash next to a space (not the one of "By-law").
fn divider_follows(text: &str) -> bool {
    let chars = CharTable::get();
    let rest = text.trim_start_matches(|c: char| c.is_whitespace() || chars.kind(c) == Kind::Mark);
    let spaced = rest.len() < text.len();
    let mut next = rest.chars();
    match next.next().map(|c| (c, chars.kind(c))) {
        Some((_, Kind::Dash)) => spaced || next.next().is_none_or(char::is_whitespace),
        // Without a space, an interpunct joins two words.
        Some(('·', _)) => spaced,
        Some((c, kind)) => matches!(kind, Kind::Colon | Kind::Sign) || matches!(c, '»' | '›'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cues() -> Cues {
        let mut cues = Cues::default();
        cues.extend(
            [
                (CueKind::ReadAlso, Position::Prefix, "read also"),
                (CueKind::ReadAlso, Position::Prefix, "اقرأ أيضا"),
                (CueKind::ReadAlso, Position::Prefix, "相关阅读"),
                (CueKind::Source, Position::Line, "المصدر"),
                (CueKind::Source, Position::Prefix, "المصدر:"),
                (CueKind::Comments, Position::Line, "comments"),
                (CueKind::Comments, Position::Line, "0 comments"),
                (CueKind::Copyright, Position::Inside, "all rights reserved"),
                (CueKind::Copyright, Position::Suffix, "ltd"),
            ]
            .into_iter(),
        );
        cues
    }

    fn best(line: &str) -> Option<(&'static str, Position, bool)> {
        let page = Page::new(line);
        let reading = Reading::new(&page);
        cues().find(line, &reading.words).best.map(|cue| (cue.kind.name(), cue.position, cue.glued))
    }

    #[test]
    fn positions() {
        assert_eq!(best("▶ READ ALSO:"), Some(("read-also", Position::Line, false)));
        assert_eq!(best("Read also: Storm at sea"), Some(("read-also", Position::Prefix, false)));
        assert_eq!(best("We read also of storms"), None);
        assert_eq!(best("إقــرأ أيضًا"), Some(("read-also", Position::Line, false)));
        assert_eq!(best("اقرأ أيضاًميدفيديف: رد"), Some(("read-also", Position::Prefix, true)));
        assert_eq!(best("相关阅读：北京"), Some(("read-also", Position::Prefix, false)));
        assert_eq!(best("12 Comments"), Some(("comments", Position::Line, false)));
        assert_eq!(best("Comments (٣)"), Some(("comments", Position::Line, false)));
        assert_eq!(
            best("© 2026 Harbour. All rights reserved, always"),
            Some(("copyright", Position::Inside, false))
        );
        assert_eq!(best("Harbour Ltd."), Some(("copyright", Position::Suffix, false)));
    }

    #[test]
    fn a_phrase_may_need_a_colon() {
        assert_eq!(best("المصدر : وكالات"), Some(("source", Position::Prefix, false)));
        assert_eq!(best("المصدر"), Some(("source", Position::Line, false)));
        assert_eq!(best("المصدر قال إن"), None);
        assert_eq!(best("المصدر-قال"), None);
        assert_eq!(best("المصدر – وكالات"), Some(("source", Position::Prefix, false)));
        assert_eq!(best("Read alsoThe sea"), Some(("read-also", Position::Prefix, true)));
        assert_eq!(best("Read alsoes"), None);
    }
}
