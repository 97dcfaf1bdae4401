//! The measure: word precision, recall and F1 of a text against the text that should have stayed.
//!
//! Words are runs of letters and digits in lower case, single characters in scripts without spaces, counted as a
//! bag. Pages are averaged, so that a long one counts no more than a short one.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

/// How often each word occurs in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bag {
    counts: HashMap<String, u32>,
    total: u32,
}

/// Word precision, recall and their harmonic mean, each from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Share of the words written that should have stayed.
    pub precision: f64,
    /// Share of the words that should have stayed that were written.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

static WORD: LazyLock<Regex> = LazyLock::new(|| {
    const SOLID: &str = r"\u{e00}-\u{eff}\u{1000}-\u{109f}\u{1780}-\u{17ff}\u{3040}-\u{30ff}\u{3400}-\u{9fff}\u{f900}-\u{faff}";
    Regex::new(&format!(r"[{SOLID}]|[\p{{L}}\p{{N}}_--{SOLID}]+")).expect("a constant expression compiles")
});

/// The words of a text in order. The text has to be in lower case already.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    WORD.find_iter(text).map(|found| found.as_str())
}

impl Bag {
    /// Counts the words of a text.
    pub fn of(text: &str) -> Self {
        let mut bag = Self::default();
        for word in words(&text.to_lowercase()) {
            *bag.counts.entry(word.to_owned()).or_insert(0) += 1;
            bag.total += 1;
        }
        bag
    }

    /// How many words there are in it.
    pub fn words(&self) -> u32 {
        self.total
    }

    /// Scores this bag against the one that it should be. Two empty ones agree; an empty one scores 0 against text.
    pub fn score(&self, gold: &Self) -> Score {
        if gold.total == 0 || self.total == 0 {
            let same = f64::from(u8::from(gold.total == self.total));
            return Score { precision: same, recall: same, f1: same };
        }
        let both: u32 = self
            .counts
            .iter()
            .map(|(word, &count)| count.min(gold.counts.get(word).copied().unwrap_or(0)))
            .sum();
        Score::from_counts(both, self.total, gold.total)
    }
}

impl Score {
    /// From words in both texts, in the one written, and in the one that should have been.
    pub(crate) fn from_counts(both: u32, written: u32, gold: u32) -> Self {
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
        let score = Bag::of("One two, TWO three").score(&Bag::of("two two two four"));
        assert!((score.precision - 0.5).abs() < 1e-9 && (score.recall - 0.5).abs() < 1e-9);
        assert!(Bag::of("").score(&Bag::of("...")).f1 > 0.999);
        assert!(Bag::of("").score(&Bag::of("x")).f1 < 0.001);
        assert_eq!(Bag::of("東京 tower").words(), 3);
    }
}
