//! Place: where on the page a line stands, among how much text, in what rhythm of blank lines.

use super::{Columns, FAR, Family, GAP, SHARE, since, until};
use crate::reading::{Facts, Reading};

pub(super) struct Place {
    lines: usize,
    units: u64,
    good_units: u64,
    /// Mean length of the 5 and of the 10 longest lines, in units.
    longest_5: f32,
    longest_10: f32,
    /// Share of lines with a blank line above.
    blank_rate: f32,
    first_good: usize,
    last_good: usize,
    /// Units of all lines and of good lines above each line.
    above: Vec<(u64, u64)>,
    /// Length of the run of short (positive) or of other (negative) lines that each line stands in.
    runs: Vec<i16>,
    since_good: Vec<u8>,
    until_good: Vec<u8>,
    blanks_below: u32,
}

const COUNT: &[f32] = &[1., 2., 3., 5., 8., 12., 20., 30., 50., 80., 120., 200.];

impl Place {
    pub(super) fn of(reading: &Reading) -> Self {
        let lines = &reading.lines;
        let good = || lines.iter().map(Facts::is_good);
        let (mut units, mut good_units) = (0, 0);
        let above = lines
            .iter()
            .map(|facts| {
                let above = (units, good_units);
                units += u64::from(facts.units);
                good_units += u64::from(facts.units) * u64::from(facts.is_good());
                above
            })
            .collect();
        let longest = longest(lines);
        let mean = |count: usize| {
            let taken = &longest[..count.min(longest.len())];
            taken.iter().sum::<u32>() as f32 / taken.len().max(1) as f32
        };
        Self {
            lines: lines.len(),
            units,
            good_units,
            longest_5: mean(5),
            longest_10: mean(10),
            blank_rate: lines.iter().filter(|facts| facts.blanks_above > 0).count() as f32 / lines.len().max(1) as f32,
            first_good: good().position(|good| good).unwrap_or(lines.len()),
            last_good: good().rposition(|good| good).unwrap_or(0),
            above,
            runs: runs(lines),
            since_good: since(good(), FAR),
            until_good: until(good(), FAR),
            blanks_below: reading.blanks_below,
        }
    }

    pub(super) fn fill(&self, reading: &Reading, out: &mut Columns) {
        let below = |i: usize| reading.lines.get(i + 1).map_or(self.blanks_below.max(4), |next| next.blanks_above);
        out.family(Family::Place);
        out.number("index", COUNT, |i| i as f32);
        out.number("index-from-end", COUNT, |i| (self.lines - 1 - i) as f32);
        out.page_number("page-lines", &[5., 10., 20., 40., 80., 150., 300.], self.lines as f32);
        out.number("position", SHARE, |i| i as f32 / self.lines as f32);
        out.number("text-above", SHARE, |i| self.above[i].0 as f32 / self.units.max(1) as f32);
        out.number("good-text-above", &[0.001, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.999], |i| {
            self.above[i].1 as f32 / self.good_units.max(1) as f32
        });
        out.number("blanks-above", &[1., 2., 3.], |i| reading.lines[i].blanks_above as f32);
        out.number("blanks-below", &[1., 2., 3.], |i| below(i) as f32);
        out.page_number("blank-rate", &[0.05, 0.3, 0.6, 0.9], self.blank_rate);
        out.page_number("page-units", &[500., 1500., 3000., 6000., 12000., 25000.], self.units as f32);
        out.page_number("page-good", &[0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9], self.good_units as f32 / self.units.max(1) as f32);
        out.page_number("page-longest", &[60., 120., 200., 300., 500., 900.], self.longest_5);
        out.number("length-of-longest", &[0.02, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.5], |i| {
            reading.lines[i].units as f32 / self.longest_10.max(1.0)
        });
        out.number("run", &[-12., -6., -3., -2., -1., 1., 2., 3., 4., 6., 10., 20., 40.], |i| f32::from(self.runs[i]));
        out.number("since-good", GAP, |i| f32::from(self.since_good[i]));
        out.number("until-good", GAP, |i| f32::from(self.until_good[i]));
        out.number("from-first-good", &[-30., -10., -5., -3., -2., -1., 0., 1., 2., 5., 20., 60.], |i| {
            i as f32 - self.first_good as f32
        });
        out.number("from-last-good", &[-60., -20., -5., -2., -1., 0., 1., 2., 3., 5., 10., 20.], |i| {
            i as f32 - self.last_good as f32
        });
    }
}

/// Lengths of the 10 longest lines in units, the longest first.
fn longest(lines: &[Facts]) -> Vec<u32> {
    let mut longest: Vec<u32> = Vec::with_capacity(11);
    for facts in lines {
        if longest.len() < 10 || facts.units > longest[9] {
            let at = longest.partition_point(|&units| units >= facts.units);
            longest.insert(at, facts.units);
            longest.truncate(10);
        }
    }
    longest
}

fn runs(lines: &[Facts]) -> Vec<i16> {
    let mut runs = Vec::with_capacity(lines.len());
    for run in lines.chunk_by(|one, other| one.is_short() == other.is_short()) {
        let length = run.len().min(200) as i16;
        runs.resize(runs.len() + run.len(), if run[0].is_short() { length } else { -length });
    }
    runs
}
