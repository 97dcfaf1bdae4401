//! Place: where on the page a line is, how much text is around it, and the rhythm of blank lines.

use super::sums::Sums;
use super::{Columns, FAR, Family, GAP, SHARE, since, until};
use crate::text::reading::{Bullet, End, Facts, Reading};

pub(super) struct Place {
    lines: usize,
    /// Mean length of the 5 and the 10 longest lines, in units.
    longest_5: f32,
    longest_10: f32,
    /// Share of lines with a blank line above.
    blank_rate: f32,
    first_good: usize,
    last_good: usize,
    /// Units of all lines, and units and number of good lines, above each line.
    units: Sums,
    good_units: Sums,
    good_lines: Sums,
    /// For each line, the length of its run of short lines; of a run of other lines, the negative length.
    runs: Vec<i16>,
    since_clock: Vec<u8>,
    /// The most common number of blank lines above a good line, up to 3.
    usual_blanks: u8,
    /// The shares of lines that are short, that have a bullet, that have a date or time, that end with a question mark.
    short_rate: f32,
    bullet_rate: f32,
    clock_rate: f32,
    question_rate: f32,
    /// The share of the page's letters that have case.
    cased: f32,
    since_good: Vec<u8>,
    until_good: Vec<u8>,
    blanks_below: u8,
}

const COUNT: &[f32] = &[1., 2., 3., 5., 8., 12., 20., 30., 50., 80., 120., 200.];

impl Place {
    pub(super) fn new(reading: &Reading) -> Self {
        let lines = &reading.lines;
        let good = || lines.iter().map(Facts::is_good);
        let rate = |test: &dyn Fn(&Facts) -> bool| {
            lines.iter().filter(|facts| test(facts)).count() as f32 / lines.len().max(1) as f32
        };
        let longest = longest(lines);
        let mean = |count: usize| {
            let taken = &longest[..count.min(longest.len())];
            taken.iter().sum::<u32>() as f32 / taken.len().max(1) as f32
        };
        Self {
            lines: lines.len(),
            units: Sums::new(lines.iter().map(units)),
            good_units: Sums::new(lines.iter().map(good_units)),
            good_lines: Sums::new(lines.iter().map(|facts| facts.is_good().into())),
            longest_5: mean(5),
            longest_10: mean(10),
            blank_rate: lines.iter().filter(|facts| facts.blanks_above > 0).count() as f32
                / lines.len().max(1) as f32,
            first_good: good().position(|good| good).unwrap_or(lines.len()),
            last_good: good().rposition(|good| good).unwrap_or(0),
            runs: runs(lines),
            since_clock: since(lines.iter().map(|facts| facts.clock > 0 && facts.units < 80), FAR),
            usual_blanks: usual_blanks(lines),
            short_rate: rate(&|facts| facts.is_short()),
            bullet_rate: rate(&|facts| facts.bullet != Bullet::None),
            clock_rate: rate(&|facts| facts.clock > 0),
            question_rate: rate(&|facts| facts.end == End::Query),
            cased: lines.iter().map(|facts| u64::from(facts.lower + facts.upper)).sum::<u64>() as f32
                / lines.iter().map(|facts| u64::from(facts.letters)).sum::<u64>().max(1) as f32,
            since_good: since(good(), FAR),
            until_good: until(good(), FAR),
            blanks_below: reading.blanks_below,
        }
    }

    pub(super) fn fill(&self, reading: &Reading, out: &mut Columns<'_>) {
        let facts = |line: usize| &reading.lines[line];
        let units_above = self.units.of_block(&out.lines, |i| units(facts(i)));
        let good_units_above = self.good_units.of_block(&out.lines, |i| good_units(facts(i)));
        let good_above = self.good_lines.of_block(&out.lines, |i| facts(i).is_good().into());
        let below =
            |i: usize| reading.lines.get(i + 1).map_or(self.blanks_below.max(4), |next| next.blanks_above);
        out.family(Family::Place);
        out.number("index", COUNT, |i| i as f32);
        out.number("index-from-end", COUNT, |i| (self.lines - 1 - i) as f32);
        out.page_number("page-lines", &[5., 10., 20., 40., 80., 150., 300.], self.lines as f32);
        out.number("position", SHARE, |i| i as f32 / self.lines as f32);
        out.number("text-above", SHARE, |i| units_above.at(i) as f32 / self.units.all().max(1) as f32);
        out.number("good-text-above", &[0.001, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.999], |i| {
            good_units_above.at(i) as f32 / self.good_units.all().max(1) as f32
        });
        out.number("blanks-above", &[1., 2., 3.], |i| f32::from(reading.lines[i].blanks_above));
        out.number("blanks-below", &[1., 2., 3.], |i| f32::from(below(i)));
        out.page_number("blank-rate", &[0.05, 0.3, 0.6, 0.9], self.blank_rate);
        out.page_number("page-units", &[500., 1500., 3000., 6000., 12000., 25000.], self.units.all() as f32);
        out.page_number(
            "page-good",
            &[0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9],
            self.good_units.all() as f32 / self.units.all().max(1) as f32,
        );
        out.page_number("page-longest", &[60., 120., 200., 300., 500., 900.], self.longest_5);
        out.number("length-of-longest", &[0.02, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.5], |i| {
            reading.lines[i].units as f32 / self.longest_10.max(1.0)
        });
        out.number("run", &[-12., -6., -3., -2., -1., 1., 2., 3., 4., 6., 10., 20., 40.], |i| {
            f32::from(self.runs[i])
        });
        const FEW: &[f32] = &[1., 2., 3., 5., 8., 13., 20., 40.];
        const RATE: &[f32] = &[0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7];
        out.number("good-lines-above", FEW, |i| good_above.at(i) as f32);
        out.number("good-lines-below", FEW, |i| {
            (self.good_lines.all() - good_above.at(i) - u64::from(facts(i).is_good())) as f32
        });
        out.page_number("page-good-lines", FEW, self.good_lines.all() as f32);
        out.number("since-clock", GAP, |i| f32::from(self.since_clock[i]));
        out.number("unusual-blanks", &[-1., 0., 1., 2.], |i| {
            f32::from(reading.lines[i].blanks_above) - f32::from(self.usual_blanks)
        });
        out.page_number("page-short", RATE, self.short_rate);
        out.page_number("page-bullets", RATE, self.bullet_rate);
        out.page_number("page-clocks", RATE, self.clock_rate);
        out.page_number("page-questions", RATE, self.question_rate);
        out.number("other-script", &[0.1, 0.3, 0.6, 0.9], |i| {
            let facts = &reading.lines[i];
            ((facts.lower + facts.upper) as f32 / facts.letters.max(1) as f32 - self.cased).abs()
        });
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

fn units(facts: &Facts) -> u64 {
    facts.units.into()
}

fn good_units(facts: &Facts) -> u64 {
    if facts.is_good() { facts.units.into() } else { 0 }
}

/// The lengths of the 10 longest lines in units, the longest first.
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

/// The most common number of blank lines above a good line, up to 3; of equally common ones the least.
fn usual_blanks(lines: &[Facts]) -> u8 {
    let mut counts = [0; 4];
    lines
        .iter()
        .skip(1)
        .filter(|facts| facts.is_good())
        .for_each(|facts| counts[facts.blanks_above.min(3) as usize] += 1);
    (0..4).rev().max_by_key(|&blanks| counts[usize::from(blanks)]).unwrap_or(0)
}

fn runs(lines: &[Facts]) -> Vec<i16> {
    let mut runs = Vec::with_capacity(lines.len());
    for run in lines.chunk_by(|one, other| one.is_short() == other.is_short()) {
        let length = run.len().min(200) as i16;
        runs.resize(runs.len() + run.len(), if run[0].is_short() { length } else { -length });
    }
    runs
}
