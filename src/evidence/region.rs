//! Region: the stretch of lines with the most good text; other lines count against it.
//!
//! It is the maximum subarray (Kadane) of the gains of the lines. A good line gains its length, up to 400 units; another
//! line costs 36, one with a cue 60.

use std::ops::Range;

use super::sums::Sums;
use super::{Columns, Family};
use crate::phrases::cue::Cue;
use crate::text::reading::{Facts, Reading};

pub(super) struct Region {
    /// The lines of the region; empty if the page has no good line.
    pub(super) lines: Range<usize>,
    /// The regions if other lines cost a third, and if they cost three times as much.
    loose: Range<usize>,
    tight: Range<usize>,
    /// Words above each line, in twentieths.
    words: Sums,
    /// Of these, the words above the region and below its first line.
    words_above: u64,
    words_inside: u64,
}

/// Words are counted in twentieths, of which an ideograph is a whole number.
const WORD: u64 = 20;
const IDEOGRAPH: u64 = 11;

impl Region {
    pub(super) fn new(reading: &Reading, cues: &[Option<Cue>]) -> Self {
        let gains = |other: i64| {
            reading.lines.iter().zip(cues).map(move |(facts, cue)| match (facts.is_good(), cue) {
                (true, _) => i64::from(facts.units.min(400)),
                (false, None) => -other,
                (false, Some(_)) => -other * 5 / 3,
            })
        };
        let lines = maximum_subarray(gains(36));
        let sum = |lines: &[Facts]| lines.iter().map(words).sum();
        Self {
            words_above: sum(&reading.lines[..lines.start]),
            words_inside: sum(&reading.lines[lines.clone()]),
            lines,
            loose: maximum_subarray(gains(12)),
            tight: maximum_subarray(gains(108)),
            words: Sums::new(reading.lines.iter().map(words)),
        }
    }

    /// Words between a line and the region, given the words above the line: negative above the region, positive below.
    fn words_between(&self, line: usize, above: u64) -> f32 {
        let words = if line < self.lines.start {
            self.words_above - above
        } else {
            above.saturating_sub(self.words_above + self.words_inside)
        };
        words as f32 / WORD as f32 * side(&self.lines, line)
    }

    fn share(&self) -> f32 {
        self.words_inside as f32 / self.words.all().max(WORD) as f32
    }

    pub(super) fn fill(&self, reading: &Reading, out: &mut Columns<'_>) {
        let above = self.words.of_block(&out.lines, |i| words(&reading.lines[i]));
        const AROUND: &[f32] = &[-30., -10., -5., -3., -2., -1., 0., 1., 2., 3., 5., 10., 20., 50., 100.];
        let Range { start, end } = self.lines;
        out.family(Family::Region);
        const DISTANCE: &[f32] = &[-39., -19., -9., -4., -2., -1., -0.5, 0.5, 1.5, 2.5, 4.5, 9.5, 19.5, 39.5];
        out.number("region-distance", DISTANCE, |i| distance(&self.lines, i));
        out.number("loose-region-distance", DISTANCE, |i| distance(&self.loose, i));
        out.number("tight-region-distance", DISTANCE, |i| distance(&self.tight, i));
        out.number(
            "region-words",
            &[-500., -200., -80., -30., -10., -0.5, 0.5, 10., 30., 80., 200., 500., 1000.],
            |i| self.words_between(i, above.at(i)),
        );
        out.page_number("region-share", &[0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97], self.share());
        out.number("region-depth", &[0.001, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.97], |i| {
            if (start..end).contains(&i) { (i - start) as f32 / (end - start) as f32 } else { 0.0 }
        });
        out.number("from-region-start", AROUND, |i| i as f32 - start as f32);
        out.number("to-region-end", AROUND, |i| end as f32 - i as f32);
    }
}

/// The words of a line, in twentieths.
fn words(facts: &Facts) -> u64 {
    WORD * u64::from(facts.chunks) + IDEOGRAPH * u64::from(facts.solid)
}

/// -1 above a region, 0 in it, 1 below it.
fn side(region: &Range<usize>, line: usize) -> f32 {
    if line < region.start {
        -1.0
    } else if line < region.end {
        0.0
    } else {
        1.0
    }
}

/// Lines to a region: negative above it, 0 in it, positive below.
fn distance(region: &Range<usize>, line: usize) -> f32 {
    let distance =
        if line < region.start { region.start - line } else { line + 1 - region.end.min(line + 1) };
    distance as f32 * side(region, line)
}

/// The range with the largest sum; of equal ones the first, and of these the shortest. Empty if no gain is positive.
pub(crate) fn maximum_subarray(gains: impl Iterator<Item = i64>) -> Range<usize> {
    let (mut best, mut range) = (0, 0..0);
    let (mut sum, mut start) = (0, 0);
    for (index, gain) in gains.enumerate() {
        if sum <= 0 {
            (sum, start) = (0, index);
        }
        sum += gain;
        if sum > best {
            (best, range) = (sum, start..index + 1);
        }
    }
    range
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_maximum_subarray_has_the_largest_sum() {
        assert_eq!(maximum_subarray([-1, 3, -2, 4, -9, 4].into_iter()), 1..4);
        assert_eq!(maximum_subarray([-1, -2].into_iter()), 0..0);
        assert_eq!(maximum_subarray(std::iter::empty()), 0..0);
    }
}
