//! A cleaned page and the reasons, which are put into words line by line when they are asked for.

use crate::cleaned::Cleaned;
use crate::model::{Model, Reason};

/// A cleaned page and why it came out so.
#[derive(Clone, Debug)]
pub struct Explained<'a> {
    /// What [`Cleaner::clean`](crate::Cleaner::clean) gives.
    pub cleaned: Cleaned<'a>,
    /// The first line of the page below the end of its own article, when there is another one below.
    pub cut: Option<usize>,
    model: &'a Model,
    /// For each line of the page, which line with text it is.
    rows: Vec<Option<u32>>,
    /// The bucket codes of all evidence, a row for each line with text.
    codes: Vec<u8>,
    columns: usize,
}

impl<'a> Explained<'a> {
    /// `lines` are the lines with text by their index in the page, `codes` the codes of each of them, one after the
    /// other.
    pub(crate) fn new(
        cleaned: Cleaned<'a>,
        cut: Option<usize>,
        model: &'a Model,
        lines: &[usize],
        codes: Vec<u8>,
    ) -> Self {
        let mut rows = vec![None; cleaned.page().lines().len()];
        for (row, &line) in lines.iter().enumerate() {
            rows[line] = Some(row as u32);
        }
        let columns = codes.len() / lines.len().max(1);
        Self { cleaned, cut, model, rows, codes, columns }
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
