//! Repeat: whether a line, or one of its shape, occurs again on the page. Differences in numbers and spelling are ignored.

use std::collections::HashMap;

use super::{Columns, Family};
use crate::text::reading::{Facts, Reading};
use crate::text::seeded::Seeded;

pub(super) struct Repeats {
    /// How often each line occurs on the page, and how often down to this line; both at most 9.
    counts: Vec<(u8, u8)>,
}

const MANY: u8 = 9;

impl Repeats {
    pub(super) fn new(reading: &Reading) -> Self {
        let mut seen: HashMap<u64, u8, Seeded> =
            HashMap::with_capacity_and_hasher(reading.lines.len(), Seeded::default());
        let nth: Vec<u8> = reading
            .lines
            .iter()
            .map(|facts| {
                let count = seen.entry(facts.key).or_insert(0);
                *count = count.saturating_add(1).min(MANY);
                *count
            })
            .collect();
        let counts = reading.lines.iter().zip(nth).map(|(facts, nth)| (seen[&facts.key], nth)).collect();
        Self { counts }
    }

    /// Whether the line occurs more than once.
    pub(super) fn is_repeated(&self, line: usize) -> bool {
        self.counts[line].0 > 1
    }

    pub(super) fn fill(&self, reading: &Reading, out: &mut Columns<'_>) {
        out.family(Family::Repeat);
        out.number("repeats", &[2., 3., 5.], |i| f32::from(self.counts[i].0));
        out.number("repeat-number", &[2., 3.], |i| f32::from(self.counts[i].1));
        out.number("same-shape", &[1., 2., 3., 4., 5.], |i| {
            let around = &reading.lines[i.saturating_sub(3)..reading.lines.len().min(i + 4)];
            let shape = shape(&reading.lines[i]);
            (around.iter().filter(|facts| self::shape(facts) == shape).count() - 1) as f32
        });
    }
}

/// The shape of a line: its length in powers of two, its end and its bullet.
fn shape(facts: &Facts) -> (u32, u8, u8) {
    ((facts.units + 1).ilog2(), facts.end as u8, facts.bullet as u8)
}
