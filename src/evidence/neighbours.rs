//! Neighbors: means over the 1, 3 and 8 lines before and after a line. Lines beyond the page count as 0.

use std::ops::Range;
use std::sync::LazyLock;

use super::repeat::Repeats;
use super::{Columns, Family};
use crate::text::reading::{Bullet, Facts, Reading};

/// Running sums of what is averaged, from a line on. They are in fixed point, and so exact; they may wrap, but their
/// differences do not.
struct Windows {
    first: usize,
    sums: Vec<[u32; SERIES]>,
}

/// Lines of the widest window.
const WIDEST: usize = 8;

const SERIES: usize = 9;
/// One in fixed point.
const ONE: u32 = 1 << 12;

const LENGTH: usize = 0;
const SENTENCES: usize = 1;
const GOOD: usize = 2;
const SHORT: usize = 3;
const BULLETS: usize = 4;
const DIGITS: usize = 5;
const CAPITALS: usize = 6;
const SIGNS: usize = 7;
const REPEATS: usize = 8;

/// The side of the line that a window lies on.
#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

use Side::{After, Before};

const OF_3: &[f32] = &[0.2, 0.5, 0.8];
const OF_8: &[f32] = &[0.1, 0.2, 0.35, 0.5, 0.7, 0.9];
const LOG: &[f32] = &[1.5, 2., 2.5, 3., 3.5, 4., 4.5, 5., 5.5, 6.];
const MEAN: &[f32] = &[0.3, 0.7, 1.1, 2.];
const PART: &[f32] = &[0.05, 0.15, 0.3, 0.5, 0.8];

/// The windows that improved the model: what is averaged, on which side, over how many lines, and the edges.
const WINDOWS: [(&str, usize, Side, usize, &[f32]); 22] = [
    ("length-before-1", LENGTH, Before, 1, LOG),
    ("length-before-3", LENGTH, Before, 3, LOG),
    ("length-before-8", LENGTH, Before, 8, LOG),
    ("length-after-1", LENGTH, After, 1, LOG),
    ("length-after-8", LENGTH, After, 8, LOG),
    ("sentences-before-8", SENTENCES, Before, 8, OF_8),
    ("sentences-after-8", SENTENCES, After, 8, OF_8),
    ("good-after-3", GOOD, After, 3, OF_3),
    ("good-after-8", GOOD, After, 8, OF_8),
    ("short-before-8", SHORT, Before, 8, OF_8),
    ("bullets-before-3", BULLETS, Before, 3, OF_3),
    ("bullets-before-8", BULLETS, Before, 8, OF_8),
    ("bullets-after-8", BULLETS, After, 8, OF_8),
    ("digits-before-8", DIGITS, Before, 8, PART),
    ("digits-after-8", DIGITS, After, 8, PART),
    ("capitals-before-1", CAPITALS, Before, 1, PART),
    ("capitals-before-8", CAPITALS, Before, 8, PART),
    ("capitals-after-8", CAPITALS, After, 8, PART),
    ("signs-before-3", SIGNS, Before, 3, MEAN),
    ("signs-after-8", SIGNS, After, 8, MEAN),
    ("repeats-before-8", REPEATS, Before, 8, OF_8),
    ("repeats-after-8", REPEATS, After, 8, OF_8),
];

impl Windows {
    /// The sums for a block of lines and the windows around it.
    fn new(reading: &Reading, repeats: &Repeats, lines: &Range<usize>) -> Self {
        let (first, end) =
            (lines.start.saturating_sub(WIDEST), (lines.end + WIDEST).min(reading.lines.len()));
        let mut sums = Vec::with_capacity(end - first + 1);
        let mut sum = [0u32; SERIES];
        sums.push(sum);
        for index in first..end {
            let facts = &reading.lines[index];
            let flag = |set: bool| u32::from(set) * ONE;
            let mut here = [0; SERIES];
            here[LENGTH] = log_length(facts.units);
            here[SENTENCES] = flag(facts.ends_sentence());
            here[GOOD] = flag(facts.is_good());
            here[SHORT] = flag(facts.is_short());
            here[BULLETS] = flag(facts.bullet != Bullet::None);
            here[DIGITS] = facts.digits * ONE / facts.letters.max(1);
            here[CAPITALS] = capitals(facts);
            here[SIGNS] = u32::from(facts.signs.min(3)) * ONE;
            here[REPEATS] = flag(repeats.is_repeated(index));
            for (sum, here) in sum.iter_mut().zip(here) {
                *sum = sum.wrapping_add(here);
            }
            sums.push(sum);
        }
        Self { first, sums }
    }

    /// The mean over a window of so many lines.
    fn mean(&self, line: usize, series: usize, side: Side, count: usize) -> f32 {
        let line = line - self.first;
        let (from, to) = match side {
            Before => (line.saturating_sub(count), line),
            After => (line + 1, (line + 1 + count).min(self.sums.len() - 1)),
        };
        let sum = self.sums[to][series].wrapping_sub(self.sums[from][series]);
        sum as f32 / (ONE as f32 * count as f32)
    }
}

pub(super) fn fill(reading: &Reading, repeats: &Repeats, out: &mut Columns<'_>) {
    out.family(Family::Neighbours);
    let windows = Windows::new(reading, repeats, &out.lines);
    for (name, series, side, count, edges) in WINDOWS {
        out.number(name, edges, |i| windows.mean(i, series, side, count));
    }
}

fn capitals(facts: &Facts) -> u32 {
    if facts.cased_words < 2 { 0 } else { facts.capital_words * ONE / facts.cased_words }
}

/// ln(1 + units) in fixed point, from a table of rounded values: the logarithm of another machine may differ in its last
/// bit.
fn log_length(units: u32) -> u32 {
    static TABLE: LazyLock<Vec<u32>> = LazyLock::new(|| {
        (0..4096).map(|units| (f64::from(units).ln_1p() * f64::from(ONE)).round() as u32).collect()
    });
    TABLE[units.min(4095) as usize]
}
