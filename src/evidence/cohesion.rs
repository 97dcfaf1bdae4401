//! Cohesion: whether a line is about what the page's paragraphs are about.
//!
//! Words are compared by their stems. Stems on many paragraphs are the common words of this page, whatever its language,
//! so no stop list is needed; the rarer ones tell what the text is about.

use std::ops::Range;

use super::{Columns, Family, bucket_of};
use crate::evidence::lexical_cohesion::Stretch;
use crate::text::reading::{Facts, Reading};
use crate::text::seeded::Seeded;

pub(crate) struct Cohesion {
    stems: Vec<u32>,
    stem_count: usize,
    lines: Vec<Shares>,
    /// The boundary between good lines at which the words above and below are most separate: the first line below it,
    /// and the separation.
    boundary: usize,
    separation: f32,
    /// The line above the first good line that shares most stems with the region: the likeliest title.
    title: Option<usize>,
    first_good: usize,
}

/// How a line relates to the likeliest title.
const TITLE: &[&str] =
    &["in or below the text", "the likeliest", "above it", "between it and the text", "the same again"];

/// The buckets of the shares of a line. A share is -1 where there is nothing to take it of.
#[derive(Clone, Copy, Default)]
struct Shares {
    /// Of the line's words: how many are common on this page.
    common: u8,
    /// Of its rarer stems: how many occur on another good line, and on another good line of the region.
    anywhere: u8,
    region: u8,
    /// The same for good lines below.
    below: u8,
    /// How many rarer stems occur on another good line of the region, at most 255.
    shared: u8,
}

/// The edges of the buckets of the shares.
const COMMON: &[f32] = &[0.05, 0.1, 0.2, 0.3, 0.4, 0.5];
const PART: &[f32] = &[-0.5, 0.001, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.99];

/// The good lines of a stem.
#[derive(Clone, Copy, Default)]
struct Count {
    good: u32,
    region: u32,
    /// The last good line.
    last_good: u32,
    /// The last line that was counted, plus one: a stem counts once per line.
    last: u32,
}

impl Cohesion {
    pub(super) fn new(reading: &Reading, region: &Range<usize>) -> Self {
        let (stems, stem_count) = number_stems(reading);
        let lines = shares(reading, region, &stems, stem_count);
        let first_good = reading.lines.iter().position(Facts::is_good).unwrap_or(0);
        let title = likeliest_title(&reading.lines[..first_good], &lines[..first_good]);
        let (boundary, separation) = clearest_boundary(reading, &stems, stem_count);
        Self { stems, stem_count, lines, boundary, separation, title, first_good }
    }

    /// The number of the stem of each word of the page, from 0.
    pub(crate) fn stems(&self) -> &[u32] {
        &self.stems
    }

    /// How many stems the page has.
    pub(crate) fn stem_count(&self) -> usize {
        self.stem_count
    }

    pub(super) fn fill(&self, reading: &Reading, out: &mut Columns<'_>) {
        out.family(Family::Cohesion);
        out.bucket("common-words", COMMON, |i| self.lines[i].common);
        out.bucket("cohesion", PART, |i| self.lines[i].anywhere);
        out.bucket("region-cohesion", PART, |i| self.lines[i].region);
        out.bucket("cohesion-below", PART, |i| self.lines[i].below);
        // Negative above the boundary, positive below.
        out.number("apart-here", &[-6., -5., -4., -3., -2., 0., 2., 3., 4., 5., 6.], |i| {
            if i < self.boundary { -self.separation } else { self.separation }
        });
        out.class("title", TITLE, |i| match self.title {
            Some(title) if i == title => 1,
            Some(title) if reading.lines[i].key == reading.lines[title].key => 4,
            Some(_) if i >= self.first_good => 0,
            Some(title) if i < title => 2,
            Some(_) => 3,
            None => 0,
        });
        out.number("from-apart", &[-40., -15., -5., -2., -1., 0., 1., 2., 5., 15., 40.], |i| {
            i as f32 - self.boundary as f32
        });
    }
}

/// The words of a line, as a range of all words of the page.
fn words_of(reading: &Reading, line: usize) -> Range<usize> {
    let end = reading.lines.get(line + 1).map_or(reading.words.len(), |next| next.first_word as usize);
    reading.lines[line].first_word as usize..end
}

/// What each line shares with the good lines of the page.
fn shares(reading: &Reading, region: &Range<usize>, stems: &[u32], stem_count: usize) -> Vec<Shares> {
    let good_lines = reading.lines.iter().filter(|facts| facts.is_good()).count();
    let rare = (0.4 * good_lines as f32).max(3.0) as u32;
    let common = (0.25 * good_lines as f32).max(3.0).ceil() as u32;
    let mut counts = count_good_lines(reading, region, stems, stem_count);
    let shares = reading.lines.iter().enumerate().map(|(index, facts)| {
        let good = u32::from(facts.is_good());
        let in_region = u32::from(facts.is_good() && region.contains(&index));
        let (mut commons, mut rares, mut anywhere, mut inside, mut below) = (0, 0, 0, 0, 0);
        let range = words_of(reading, index);
        for (word, &stem) in reading.words[range.clone()].iter().zip(&stems[range.clone()]) {
            let count = &mut counts[stem as usize];
            commons += u32::from(count.good >= common);
            if word.is_long() && count.good <= rare && count.last != index as u32 + 1 {
                count.last = index as u32 + 1;
                rares += 1;
                anywhere += u32::from(count.good > good);
                inside += u32::from(count.region > in_region);
                below += u32::from(count.good > 0 && count.last_good > index as u32);
            }
        }
        let share = |part: u32| bucket_of(if rares == 0 { -1.0 } else { part as f32 / rares as f32 }, PART);
        Shares {
            common: bucket_of(commons as f32 / range.len().max(1) as f32, COMMON),
            anywhere: share(anywhere),
            region: share(inside),
            below: share(below),
            shared: inside.min(255) as u8,
        }
    });
    shares.collect()
}

/// Counts the good lines of each stem.
fn count_good_lines(
    reading: &Reading,
    region: &Range<usize>,
    stems: &[u32],
    stem_count: usize,
) -> Vec<Count> {
    let mut counts = vec![Count::default(); stem_count];
    for (index, _) in reading.lines.iter().enumerate().filter(|(_, facts)| facts.is_good()) {
        for &stem in &stems[words_of(reading, index)] {
            let count = &mut counts[stem as usize];
            if count.last != index as u32 + 1 {
                count.last = index as u32 + 1;
                count.last_good = index as u32;
                count.good += 1;
                count.region += u32::from(region.contains(&index));
            }
        }
    }
    counts.iter_mut().for_each(|count| count.last = 0);
    counts
}

/// The good line above which the words change most, and how much they do.
fn clearest_boundary(reading: &Reading, stems: &[u32], stem_count: usize) -> (usize, f32) {
    let good = (0..reading.lines.len()).filter(|&line| reading.lines[line].is_good());
    let stretch = Stretch::new(reading, good);
    let separation = stretch.separation(reading, stems, stem_count);
    let greatest = separation.iter().enumerate();
    let (at, separation) =
        greatest.fold(
            (0, 0.0),
            |greatest, (at, &separation)| {
                if separation > greatest.1 { (at, separation) } else { greatest }
            },
        );
    (stretch.lines.get(at).copied().unwrap_or(0), separation)
}

/// Of the lines above the text, the one that shares most stems with it; of equal ones the first.
fn likeliest_title(lines: &[Facts], shares: &[Shares]) -> Option<usize> {
    /// Units of a headline.
    const LENGTH: std::ops::RangeInclusive<u32> = 12..=300;
    /// The least number of stems that it shares.
    const SHARED: u8 = 2;
    let candidates = lines
        .iter()
        .zip(shares)
        .enumerate()
        .filter(|(_, (facts, shares))| LENGTH.contains(&facts.units) && shares.shared >= SHARED);
    candidates
        .min_by_key(|(index, (_, shares))| (std::cmp::Reverse(shares.shared), *index))
        .map(|(index, _)| index)
}

/// Numbers the stems from 0, in the order of their first occurrence: the number of each word's stem, and how many stems
/// there are.
fn number_stems(reading: &Reading) -> (Vec<u32>, usize) {
    let size = (reading.words.len() * 2).next_power_of_two().max(64);
    let (seeded, shift) = (Seeded::default(), u64::BITS - size.trailing_zeros());
    // Open addressing: stem hash and number + 1; 0 is free.
    let mut table: Vec<(u32, u32)> = vec![(0, 0); size];
    let mut count = 0;
    let stems = reading.words.iter().map(|word| {
        let mut slot = (seeded.mix(word.stem.into()) >> shift) as usize;
        loop {
            match table[slot] {
                (_, 0) => {
                    count += 1;
                    table[slot] = (word.stem, count);
                    return count - 1;
                }
                (stem, number) if stem == word.stem => return number - 1,
                _ => slot = (slot + 1) & (size - 1),
            }
        }
    });
    let stems = stems.collect();
    (stems, count as usize)
}
