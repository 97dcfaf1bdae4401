//! Word precision, recall and F1 of a text against the text that should have been kept.
//!
//! A word is a run of letters and digits in lower case, or one character of a script without spaces. The order of words
//! does not count. Scores are averaged over pages, so that a long page counts no more than a short one.

use std::collections::HashMap;
use std::iter;

use unicode_general_category::{GeneralCategory, get_general_category};

/// The words of a text, each with the number of times it occurs.
///
/// ```
/// use dechaff::Bag;
///
/// let gold = Bag::new("The ferry sails at nine.");
/// let score = Bag::new("Home | The ferry sails").score(&gold);
/// assert!((score.precision - 3.0 / 4.0).abs() < 1e-9);
/// assert!((score.recall - 3.0 / 5.0).abs() < 1e-9);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bag {
    counts: HashMap<String, u32>,
    total: u32,
}

/// Word precision, recall and F1, each from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Score {
    /// The share of the text's words that are in the gold text.
    pub precision: f64,
    /// The share of the gold text's words that are in the text.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
}

/// The words of a text in order. The text must be in lower case already.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.char_indices().peekable();
    iter::from_fn(move || {
        let (start, first) = rest.find(|&(_, c)| is_solid(c) || is_letter(c))?;
        let mut end = start + first.len_utf8();
        if !is_solid(first) {
            while let Some((at, c)) = rest.next_if(|&(_, c)| is_letter(c) && !is_solid(c)) {
                end = at + c.len_utf8();
            }
        }
        Some(&text[start..end])
    })
}

/// Whether a character is of a script written without spaces, so that it is a word.
fn is_solid(c: char) -> bool {
    matches!(
        c,
        '\u{E00}'..='\u{EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{3040}'..='\u{30FF}'
            | '\u{3400}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
    )
}

/// Whether a character is a letter, a number or an underscore. Marks such as vowel signs are not.
fn is_letter(c: char) -> bool {
    use GeneralCategory::{
        DecimalNumber, LetterNumber, LowercaseLetter, ModifierLetter, OtherLetter, OtherNumber,
        TitlecaseLetter, UppercaseLetter,
    };
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    matches!(
        get_general_category(c),
        UppercaseLetter
            | LowercaseLetter
            | TitlecaseLetter
            | ModifierLetter
            | OtherLetter
            | DecimalNumber
            | LetterNumber
            | OtherNumber
    )
}

impl Bag {
    /// Counts the words of a text.
    pub fn new(text: &str) -> Self {
        let mut bag = Self::default();
        for word in words(&text.to_lowercase()) {
            *bag.counts.entry(word.to_owned()).or_insert(0) += 1;
            bag.total += 1;
        }
        bag
    }

    /// The number of words, repeated ones included.
    pub fn words(&self) -> u32 {
        self.total
    }

    /// Scores this text against the gold text. Two empty texts score 1, an empty one and another score 0.
    pub fn score(&self, gold: &Self) -> Score {
        let both: u32 = self
            .counts
            .iter()
            .map(|(word, &count)| count.min(gold.counts.get(word).copied().unwrap_or(0)))
            .sum();
        Score::from_counts(both, self.total, gold.total)
    }
}

impl Score {
    /// The score by the number of words in both texts, in the text, and in the gold text.
    pub(crate) fn from_counts(both: u32, written: u32, gold: u32) -> Self {
        if written == 0 && gold == 0 {
            return Self { precision: 1.0, recall: 1.0, f1: 1.0 };
        }
        if both == 0 {
            return Self::default();
        }
        let (precision, recall) = (f64::from(both) / f64::from(written), f64::from(both) / f64::from(gold));
        Self { precision, recall, f1: 2.0 * precision * recall / (precision + recall) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bags_of_words() {
        let score = Bag::new("One two, TWO three").score(&Bag::new("two two two four"));
        assert!((score.precision - 0.5).abs() < 1e-9 && (score.recall - 0.5).abs() < 1e-9);
        assert!(Bag::new("").score(&Bag::new("...")).f1 > 0.999);
        assert!(Bag::new("").score(&Bag::new("x")).f1 < 0.001);
        assert_eq!(Bag::new("東京 tower").words(), 3);
    }

    #[test]
    fn words_are_letters_and_numbers() {
        let words = |text| words(text).collect::<Vec<_>>();
        assert_eq!(words("don't _x1 ½-ⅷ"), ["don", "t", "_x1", "½", "ⅷ"]);
        assert_eq!(words("हिन्दी"), ["ह", "न", "द"]);
        assert_eq!(words("naïve ⓐ"), ["naïve"]);
        assert_eq!(words("กี่ab字𠀀"), ["ก", "ี", "่", "ab", "字", "𠀀"]);
    }
}
