//! Word precision, recall and F1 of a text against the text that should have been kept.
//!
//! A word is a run of letters and digits in lower case, or one character of a script without spaces. The order of words
//! does not count. Scores are averaged over pages, so that a long page counts no more than a short one.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

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

static WORD: LazyLock<Regex> = LazyLock::new(|| {
    // Scripts written without spaces: each character is a word.
    const SOLID: &str = r"\u{e00}-\u{eff}\u{1000}-\u{109f}\u{1780}-\u{17ff}\u{3040}-\u{30ff}\u{3400}-\u{9fff}\u{f900}-\u{faff}";
    Regex::new(&format!(r"[{SOLID}]|[\p{{L}}\p{{N}}_--{SOLID}]+")).expect("a constant expression compiles")
});

/// The words of a text in order. The text must be in lower case already.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    WORD.find_iter(text).map(|word| word.as_str())
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
