//! Neighbours: means over the 1, 3 and 8 lines before and after a line; lines beyond the page count as 0.

use std::sync::LazyLock;

use super::repeat::Repeats;
use super::{Columns, Family};
use crate::cue::Cue;
use crate::reading::{Bullet, Facts, Reading};

/// Running sums of what is averaged, in fixed point so that they are exact; they may wrap, their differences not.
pub(super) struct Windows {
    sums: Vec<[u32; SERIES]>,
}

const SERIES: usize = 12;
/// One in fixed point.
const ONE: u32 = 1 << 12;

const LENGTH: usize = 0;
const SENTENCE: usize = 1;
const GOOD: usize = 2;
const SHORT: usize = 3;
const BULLET: usize = 4;
const CUE: usize = 5;
const DIGITS: usize = 6;
const CAPITALS: usize = 7;
const COMMAS: usize = 8;
const CLOCK: usize = 9;
const SIGNS: usize = 10;
const REPEATED: usize = 11;

const OF_1: &[f32] = &[0.5];
const OF_3: &[f32] = &[0.2, 0.5, 0.8];
const OF_8: &[f32] = &[0.1, 0.2, 0.35, 0.5, 0.7, 0.9];
const LOG: &[f32] = &[1.5, 2., 2.5, 3., 3.5, 4., 4.5, 5., 5.5, 6.];
const MEAN: &[f32] = &[0.3, 0.7, 1.1, 2.];
const PART: &[f32] = &[0.05, 0.15, 0.3, 0.5, 0.8];

impl Windows {
    pub(super) fn of(reading: &Reading, cues: &[Option<Cue>], repeats: &Repeats) -> Self {
        let mut sums = Vec::with_capacity(reading.lines.len() + 1);
        let mut sum = [0u32; SERIES];
        sums.push(sum);
        for (index, facts) in reading.lines.iter().enumerate() {
            let flag = |set: bool| u32::from(set) * ONE;
            let mut here = [0; SERIES];
            here[LENGTH] = log_length(facts.units);
            here[SENTENCE] = flag(facts.ends_sentence());
            here[GOOD] = flag(facts.is_good());
            here[SHORT] = flag(facts.is_short());
            here[BULLET] = flag(facts.bullet != Bullet::None);
            here[CUE] = flag(cues[index].is_some());
            here[DIGITS] = facts.digits * ONE / facts.letters.max(1);
            here[CAPITALS] = capitals(facts);
            here[COMMAS] = facts.commas.min(3) * ONE;
            here[CLOCK] = flag(facts.clock > 0);
            here[SIGNS] = facts.signs.min(3) * ONE;
            here[REPEATED] = flag(repeats.is_repeated(index));
            for (sum, here) in sum.iter_mut().zip(here) {
                *sum = sum.wrapping_add(here);
            }
            sums.push(sum);
        }
        Self { sums }
    }

    fn before(&self, line: usize, count: usize, series: usize) -> f32 {
        self.mean(line.saturating_sub(count), line, count, series)
    }

    fn after(&self, line: usize, count: usize, series: usize) -> f32 {
        let end = (line + 1 + count).min(self.sums.len() - 1);
        self.mean(line + 1, end, count, series)
    }

    fn mean(&self, from: usize, to: usize, count: usize, series: usize) -> f32 {
        let sum = self.sums[to][series].wrapping_sub(self.sums[from][series]);
        sum as f32 / (ONE as f32 * count as f32)
    }

    pub(super) fn fill(&self, out: &mut Columns<'_>) {
        out.family(Family::Neighbours);
        macro_rules! window {
            ($series:ident: $($before:literal $after:literal $count:literal $edges:ident),*) => {$(
                out.number($before, $edges, |i| self.before(i, $count, $series));
                out.number($after, $edges, |i| self.after(i, $count, $series));
            )*};
        }
        window!(LENGTH: "length-before-1" "length-after-1" 1 LOG, "length-before-3" "length-after-3" 3 LOG, "length-before-8" "length-after-8" 8 LOG);
        window!(SENTENCE: "sentences-before-3" "sentences-after-3" 3 OF_3, "sentences-before-8" "sentences-after-8" 8 OF_8);
        window!(GOOD: "good-before-1" "good-after-1" 1 OF_1, "good-before-3" "good-after-3" 3 OF_3, "good-before-8" "good-after-8" 8 OF_8);
        window!(SHORT: "short-before-3" "short-after-3" 3 OF_3, "short-before-8" "short-after-8" 8 OF_8);
        window!(BULLET: "bullets-before-3" "bullets-after-3" 3 OF_3, "bullets-before-8" "bullets-after-8" 8 OF_8);
        window!(CUE: "cues-before-3" "cues-after-3" 3 OF_3, "cues-before-8" "cues-after-8" 8 OF_8);
        window!(DIGITS: "digits-before-1" "digits-after-1" 1 PART, "digits-before-3" "digits-after-3" 3 PART, "digits-before-8" "digits-after-8" 8 PART);
        window!(CAPITALS: "capitals-before-1" "capitals-after-1" 1 PART, "capitals-before-3" "capitals-after-3" 3 PART, "capitals-before-8" "capitals-after-8" 8 PART);
        window!(COMMAS: "commas-before-3" "commas-after-3" 3 MEAN, "commas-before-8" "commas-after-8" 8 MEAN);
        window!(CLOCK: "clocks-before-3" "clocks-after-3" 3 OF_3, "clocks-before-8" "clocks-after-8" 8 OF_8);
        window!(SIGNS: "signs-before-3" "signs-after-3" 3 MEAN, "signs-before-8" "signs-after-8" 8 MEAN);
        window!(REPEATED: "repeats-before-3" "repeats-after-3" 3 OF_3, "repeats-before-8" "repeats-after-8" 8 OF_8);
    }
}

fn capitals(facts: &Facts) -> u32 {
    if facts.cased_words < 2 { 0 } else { facts.capital_words * ONE / facts.cased_words }
}

/// ln(1 + units) in fixed point, from a table: the logarithm of another machine may differ in its last bit.
fn log_length(units: u32) -> u32 {
    static TABLE: LazyLock<Vec<u32>> =
        LazyLock::new(|| (0..4096).map(|units| (f64::from(units).ln_1p() * f64::from(ONE)).round() as u32).collect());
    TABLE[units.min(4095) as usize]
}
