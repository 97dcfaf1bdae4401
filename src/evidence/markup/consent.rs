//! Consent: prose that asks readers to let a site watch them, about cookies, partners and legitimate interest. It reads
//! like an article and often has nothing around that names it, but hardly any other text has so many of these words.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::Columns;
use super::groups::pair;
use super::outline::Outline;
use crate::text::page::Page;
use crate::text::reading::{Reading, Word, mix};
use crate::text::seeded::Seeded;

/// One row per language: its code and its words. A word stands for all that begin with the same six letters.
const WORDS: &str = include_str!("consent.tsv");

/// The stems of the words; of scripts without spaces, pairs of characters.
static STEMS: LazyLock<HashSet<u64, Seeded>> = LazyLock::new(|| {
    let words = WORDS.lines().filter_map(|row| row.split_once('\t')).flat_map(|(_, words)| words.split(' '));
    words.filter_map(|text| stems(&Reading::new(&Page::new(text)).words).next()).collect()
});

/// How many of some words are words of consent, at most 255.
pub(in crate::evidence) fn words_of_consent(words: &[Word]) -> u8 {
    let (known, filter) = (&*STEMS, &*FILTER);
    let is_known =
        |&stem: &u64| filter[slot(stem) / 64] >> (slot(stem) % 64) & 1 == 1 && known.contains(&stem);
    stems(words).filter(is_known).count().min(usize::from(u8::MAX)) as u8
}

/// A bit for each stem, so that most words need no look-up.
static FILTER: LazyLock<[u64; SLOTS / 64]> = LazyLock::new(|| {
    let mut filter = [0; SLOTS / 64];
    STEMS.iter().for_each(|&stem| filter[slot(stem) / 64] |= 1 << (slot(stem) % 64));
    filter
});
const SLOTS: usize = 1 << 14;

/// The bit of a stem.
fn slot(stem: u64) -> usize {
    (stem.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 50) as usize
}

/// The stem of each word; of a character of a script without spaces, together with the next one.
fn stems(words: &[Word]) -> impl Iterator<Item = u64> {
    /// The bytes of such a character. Other words have at least three letters and a space, if they are long.
    const CHARACTER: u32 = 3;
    words.iter().enumerate().map(move |(index, word)| match words.get(index + 1) {
        Some(next) if word.is_long() && next.is_long() && next.start == word.start + CHARACTER => {
            pair((mix(word.full, next.full) >> 32) as u32, 1)
        }
        _ => pair(word.stem, 0),
    })
}

#[derive(Default)]
pub(super) struct Consent {
    /// How many of its words each line has.
    counts: Vec<u8>,
    /// For each line, how many its nearest container has per 100 units of text.
    around: Vec<f32>,
    /// The share of the page's good text that is in lines with two or more of them.
    share: f32,
    /// How many the title has.
    in_title: f32,
}

impl Consent {
    pub(super) fn new(page: &Outline<'_>, boxes: &[u32], title: Option<usize>) -> Self {
        let counts: Vec<u8> =
            (0..page.lines.len()).map(|line| words_of_consent(page.reading.words_of(line))).collect();
        let mut sums = vec![(0.0f32, 0.0f32); page.marks.elements.len()];
        let mut about = 0.0;
        for (line, (&count, &around)) in counts.iter().zip(boxes).enumerate() {
            let (words, units) = &mut sums[around as usize];
            *words += f32::from(count);
            *units += page.reading.lines[line].units as f32;
            about += if count >= 2 { page.good[line] } else { 0.0 };
        }
        Self {
            around: boxes
                .iter()
                .map(|&around| {
                    let (words, units) = sums[around as usize];
                    100.0 * words / (units + 50.0)
                })
                .collect(),
            in_title: title.map_or(0.0, |title| f32::from(counts[title])),
            share: super::geometry::share(about, page.all_good),
            counts,
        }
    }

    pub(super) fn fill(&self, out: &mut Columns<'_>) {
        out.number("consent-words", &[1., 2., 3., 4., 6., 9.], |i| {
            self.counts.get(i).map_or(0.0, |&count| f32::from(count))
        });
        out.number("consent-around", &[0.1, 0.3, 0.7, 1.2, 1.8, 2.5], |i| {
            self.around.get(i).copied().unwrap_or(0.0)
        });
        out.page_number("page-consent", &[0.003, 0.1, 0.3, 0.6], self.share);
        out.page_number("title-consent", &[1., 2.], self.in_title);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::markup::tests::{STORM, with_outline};

    #[test]
    fn words_of_consent_are_found_in_any_form_and_script() {
        let html = format!(
            "<body><div><p>We and our partners ask for your consent to cookies.</div>{STORM}\
             <p>Мы просим вашего согласия на файлы cookie и персонализированной рекламы.<p>同意个人广告"
        );
        with_outline(&html, |outline| {
            let boxes: Vec<u32> = outline
                .lines
                .iter()
                .map(|line| outline.marks.elements[line.element as usize].parent)
                .collect();
            let consent = Consent::new(outline, &boxes, Some(0));
            assert_eq!(consent.counts, [3, 0, 0, 4, 3]);
            assert!(consent.around[0] > 2.0 && consent.in_title > 2.0);
        });
    }
}
