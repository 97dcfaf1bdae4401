//! A cleaned page and the reasons, which are put into words line by line when they are asked for.

use crate::boundary::Boundary;
use crate::cleaned::Cleaned;
use crate::decision::Decision;
use crate::model::{Model, Reason};

/// A cleaned page and why it came out so.
#[derive(Clone, Debug)]
pub struct Explained<'a> {
    /// What [`Cleaner::clean`](crate::Cleaner::clean) gives.
    pub cleaned: Cleaned<'a>,
    /// The ends of articles with another one or the tail below, from top to bottom.
    pub boundaries: Vec<Boundary>,
    model: &'a Model,
    /// For each line of the page with text its row of codes.
    rows: Vec<Option<u32>>,
    /// The bucket codes of all evidence, row by row.
    codes: Vec<u8>,
    columns: usize,
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
        let (mut codes, mut count) = (Vec::new(), 0);
        for decision in decisions {
            for index in decision.beginning()..decision.len() {
                rows[decision.line(index)] = Some((count + index) as u32);
            }
            codes.extend(decision.codes(cleaned.page(), model));
            count += decision.len();
        }
        let columns = codes.len() / count.max(1);
        Self { cleaned, boundaries, model, rows, codes, columns }
    }

    /// What was seen of a line, and what each of it adds to its score; in a fixed order. Together with
    /// [`Explained::base`] the weights add up to the score. Nothing of a blank line.
    pub fn reasons(&self, line: usize) -> Vec<Reason> {
        let Some(&Some(row)) = self.rows.get(line) else { return Vec::new() };
        self.model.reasons(&self.codes[row as usize * self.columns..][..self.columns])
    }

    /// The score of a line of which nothing is known.
    pub fn base(&self) -> f32 {
        self.model.base()
    }
}
