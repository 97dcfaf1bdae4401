//! Words in class names and ids: the log-odds that lines in an element with the word belong to the article.

use std::sync::LazyLock;

use super::groups::{Mixed, pair};
use super::names;
use crate::html::{Marks, word_hash};

/// One row per word: the word and its log-odds, measured on labeled pages, site by site.
const WORDS: &str = include_str!("classes.tsv");

static KNOWN: LazyLock<Mixed<Known>> = LazyLock::new(|| {
    let mut known: Mixed<Known> = Mixed::default();
    for (word, odds) in WORDS.lines().filter_map(|row| row.split_once('\t')) {
        known.entry(pair(word_hash(word), 0)).or_default().odds = odds.parse().unwrap_or_default();
    }
    for (word, bit) in names::words() {
        known.entry(pair(word_hash(word), 0)).or_default().holds |= bit;
    }
    known
});

/// What is known about a word.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// Its log-odds; 0 if they were not measured.
    odds: f32,
    /// What an element with it holds, as bits of [`names::holds`].
    holds: u8,
}

/// The log-odds of the words of an element: their sum, the least and the greatest.
#[derive(Clone, Copy, Debug, Default)]
struct Own {
    sum: f32,
    least: f32,
    most: f32,
}

pub(super) struct ClassWords {
    odds: Vec<Own>,
    /// For each element, what its words say that it holds, as bits of [`names::holds`].
    pub(super) holds: Vec<u8>,
}

/// The words of the elements around a line; 0 if there are none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    /// The sums over the nearest 1, 2, 4 and 8 elements.
    pub(super) sums: [f32; 4],
    /// The least and the greatest word of the nearest 4 and 8.
    pub(super) least: [f32; 2],
    pub(super) most: [f32; 2],
}

impl ClassWords {
    pub(super) fn new(marks: &Marks) -> Self {
        let known = &*KNOWN;
        let mut holds = vec![0; marks.elements.len()];
        let own = |(element, holds): (usize, &mut u8)| {
            let words = marks.words_of(element);
            let mut own = Own::default();
            for (index, word) in words.iter().enumerate() {
                if let Some(&Known { odds, holds: bits }) = known.get(&pair(*word, 0))
                    && !words[..index].contains(word)
                {
                    own.sum += odds;
                    own.least = own.least.min(odds);
                    own.most = own.most.max(odds);
                    *holds |= bits;
                }
            }
            own
        };
        let odds = holds.iter_mut().enumerate().map(own).collect();
        Self { odds, holds }
    }

    /// The words around an element, its own included.
    pub(super) fn around(&self, marks: &Marks, element: u32) -> Around {
        let mut around = Around::default();
        let (mut sum, mut least, mut most) = (0.0, 0.0f32, 0.0f32);
        let mut at = element as usize;
        let mut ended = false;
        for count in 1..=8 {
            if !ended {
                let own = self.odds[at];
                sum += own.sum;
                least = least.min(own.least);
                most = most.max(own.most);
            }
            match count {
                1 => around.sums[0] = sum,
                2 => around.sums[1] = sum,
                4 => (around.sums[2], around.least[0], around.most[0]) = (sum, least, most),
                8 => (around.sums[3], around.least[1], around.most[1]) = (sum, least, most),
                _ => {}
            }
            let parent = marks.elements[at].parent as usize;
            ended |= parent == at;
            at = parent;
        }
        around
    }
}
