//! Whether a line agrees with what the page says about itself: its titles, descriptions and linked data.
//!
//! All of these may be wrong, or those of another page, so they are evidence and never decide alone.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use crate::html::About;
use crate::text::page::Page;
use crate::text::reading::{Reading, Word, mix};
use crate::text::seeded::{Prehashed, Seeded};

type Hashes = HashSet<u64, Seeded>;
/// A title has so few words that it does not matter whether they share slots of the table.
type Title = HashSet<u64, BuildHasherDefault<Prehashed>>;

pub(super) struct Agreement {
    titles: Vec<Title>,
    /// Pairs of words in a row.
    description: Hashes,
    body: Hashes,
}

/// Shares; -1 if the page says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Agrees {
    /// The Dice coefficient of the line's words and those of the title that agrees best.
    pub(super) title: f32,
    /// The shares of the line's pairs of words that are in a description, and in the text of linked data.
    pub(super) description: f32,
    pub(super) body: f32,
}

/// The most titles that are compared, and the most words of each.
const MOST_TITLES: usize = 8;
const MOST_WORDS: usize = 60;

impl Agreement {
    pub(super) fn new(about: &About) -> Self {
        let window = about.window_title.iter().chain(&about.shared_title);
        // The site's name is before or after the title.
        let parts = window.flat_map(|title| std::iter::once(&title[..]).chain(title.split(DIVIDERS)));
        let others = about.linked.headlines.iter().map(String::as_str);
        let titles = parts
            .chain(others)
            .map(|title| hashes_of(title, |words| each(&words[..words.len().min(MOST_WORDS)])));
        let titles = titles.filter(|words| words.len() > 1).take(MOST_TITLES).collect();
        let mut description = Hashes::default();
        for text in about.descriptions.iter().chain(&about.linked.descriptions) {
            description.extend(hashes_of(text, pairs));
        }
        let body =
            about.linked.article_body.as_deref().map_or_else(Hashes::default, |text| hashes_of(text, pairs));
        Self { titles, description, body }
    }

    /// How a line with these words agrees. A heading is more likely the title than another line with the same words.
    pub(super) fn with(&self, words: &[Word], is_heading: bool) -> Agrees {
        /// The bonus of a heading.
        const AHEAD: f32 = 0.3;
        let title = if self.titles.is_empty() {
            if is_heading { AHEAD } else { -1.0 }
        } else if words.is_empty() || words.len() > 2 * MOST_WORDS {
            0.0
        } else {
            let dice = |title: &Title| {
                let both = words.iter().filter(|word| title.contains(&word.full)).count();
                2.0 * both as f32 / (words.len() + title.len()) as f32
            };
            let best = self.titles.iter().map(dice).fold(0.0, f32::max);
            if is_heading && best > 0.0 { best + AHEAD } else { best }
        };
        Agrees { title, description: share(words, &self.description), body: share(words, &self.body) }
    }
}

/// The line that agrees best with the page's titles; of equal ones the first.
pub(super) fn likeliest_title(agreement: impl Iterator<Item = f32>) -> Option<usize> {
    /// The least agreement that counts.
    const LEAST: f32 = 0.5;
    let best = agreement.enumerate().fold((None, LEAST), |(line, best), (index, value)| {
        if value > best { (Some(index), value) } else { (line, best) }
    });
    best.0
}

const DIVIDERS: [char; 6] = ['|', '–', '—', '·', '»', '«'];

/// The share of a line's pairs of words that are in a set.
fn share(words: &[Word], set: &Hashes) -> f32 {
    if set.is_empty() {
        return -1.0;
    }
    let pairs = words.windows(2).filter(|pair| set.contains(&mix(pair[0].full, pair[1].full))).count();
    pairs as f32 / words.len().saturating_sub(1).max(3) as f32
}

fn hashes_of<H>(text: &str, hashes: impl Fn(&[Word]) -> H) -> H {
    hashes(&Reading::new(&Page::new(text)).words)
}

fn each(words: &[Word]) -> Title {
    words.iter().map(|word| word.full).collect()
}

fn pairs(words: &[Word]) -> Hashes {
    words.windows(2).map(|pair| mix(pair[0].full, pair[1].full)).collect()
}
