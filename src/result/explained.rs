//! A cleaned page and the reasons, which are put into words line by line when they are asked for.

use crate::decide::decision::Decision;
use crate::decide::model::{Forest, Model, Reason};
use crate::result::boundary::Boundary;
use crate::result::cleaned::Cleaned;

/// A cleaned page and why it came out so.
#[derive(Clone, Debug)]
pub struct Explained<'a> {
    /// What [`Cleaner::clean`](crate::Cleaner::clean) gives.
    pub cleaned: Cleaned<'a>,
    /// The ends of articles with another one or the tail below, from top to bottom.
    pub boundaries: Vec<Boundary>,
    /// For each line of the page with text its row of codes.
    rows: Vec<Option<u32>>,
    /// The bucket codes of all evidence, row by row.
    codes: Vec<u8>,
    columns: usize,
    /// The first row of each decision and the trees that decided it.
    forests: Vec<(usize, &'a Forest)>,
}

impl<'a> Explained<'a> {
    /// `decisions` are those on the page and on the rest of it below each article; the last one on a line holds.
    pub(crate) fn new(
        cleaned: Cleaned<'a>,
        boundaries: Vec<Boundary>,
        model: &'a Model,
        decisions: &[Decision],
    ) -> Self {
        let mut rows = vec![None; cleaned.page().lines().len()];
        let (mut codes, mut count, mut forests) = (Vec::new(), 0, Vec::new());
        for decision in decisions {
            for index in decision.beginning()..decision.len() {
                rows[decision.line(index)] = Some((count + index) as u32);
            }
            let (forest, rows) = decision.codes(cleaned.page(), model);
            codes.extend(rows);
            forests.push((count, forest));
            count += decision.len();
        }
        let columns = codes.len() / count.max(1);
        Self { cleaned, boundaries, rows, codes, columns, forests }
    }

    /// What was seen of a line, and what each of it adds to its score; in a fixed order. Together with
    /// [`Explained::base`] the weights add up to the score. Nothing of a blank line.
    pub fn reasons(&self, line: usize) -> Vec<Reason> {
        let Some((row, forest)) = self.row(line) else { return Vec::new() };
        forest.reasons(&self.codes[row * self.columns..][..self.columns])
    }

    /// The score that the line would have if nothing were known of it; 0 for a blank one.
    pub fn base(&self, line: usize) -> f32 {
        self.row(line).map_or(0.0, |(_, forest)| forest.base())
    }

    /// The row of a line with text, and the trees that decided it.
    fn row(&self, line: usize) -> Option<(usize, &'a Forest)> {
        let row = (*self.rows.get(line)?)? as usize;
        let behind = self.forests.partition_point(|(first, _)| *first <= row);
        Some((row, self.forests[behind - 1].1))
    }
}
