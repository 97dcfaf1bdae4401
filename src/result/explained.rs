//! A cleaned page and the reasons for each line, which are computed on request.

use crate::decide::decision::Decision;
use crate::decide::model::{Forest, Model, Reason};
use crate::decide::source::{shown_lines, source_lines};
use crate::result::boundary::Boundary;
use crate::result::cleaned::Cleaned;
use crate::text::page::Page;

/// A cleaned page and the reasons for its decisions, from [`Cleaner::explain`](crate::Cleaner::explain).
#[derive(Clone, Debug)]
pub struct Explained<'a> {
    /// The same as from [`Cleaner::clean`](crate::Cleaner::clean).
    pub cleaned: Cleaned<'a>,
    /// Where articles end and another one, or the tail, begins; from top to bottom.
    pub boundaries: Vec<Boundary>,
    /// For each line of the page that has text, its row of codes.
    rows: Vec<Option<u32>>,
    /// The bucket codes of all evidence, row by row.
    codes: Vec<u8>,
    columns: usize,
    /// The first row of each decision, and the trees that made it.
    forests: Vec<(usize, &'a Forest)>,
}

impl<'a> Explained<'a> {
    /// `decisions` are those on the `decided` page, which is what a reader of Markdown sees, and on the rest of it below
    /// each article; the last one on a line counts.
    pub(crate) fn new(
        cleaned: Cleaned<'a>,
        decided: &Page<'_>,
        mut boundaries: Vec<Boundary>,
        model: &'a Model,
        decisions: &[Decision],
    ) -> Self {
        let mut rows = vec![None; decided.lines().len()];
        let (mut codes, mut count, mut forests) = (Vec::new(), 0, Vec::new());
        for decision in decisions {
            for index in decision.beginning()..decision.len() {
                rows[decision.line(index)] = Some((count + index) as u32);
            }
            let (forest, rows) = decision.codes(decided, model);
            codes.extend(rows);
            forests.push((count, forest));
            count += decision.len();
        }
        if let Some(markdown) = cleaned.page().markdown() {
            let line_of = source_lines(cleaned.page(), markdown);
            boundaries.iter_mut().for_each(|boundary| boundary.line = line_of(boundary.line));
            let shown = shown_lines(cleaned.page(), markdown).into_iter();
            rows = shown.map(|line| line.and_then(|line| rows[line])).collect();
        }
        let columns = codes.len() / count.max(1);
        Self { cleaned, boundaries, rows, codes, columns, forests }
    }

    /// The evidence of a line and what each kind adds to its score, in a fixed order. The weights,
    /// [`Explained::base`] and [`Explained::alike`] add up to the score, apart from rounding. A blank line has none.
    pub fn reasons(&self, line: usize) -> Vec<Reason> {
        let Some((row, forest)) = self.row(line) else { return Vec::new() };
        forest.reasons(&self.codes[row * self.columns..][..self.columns])
    }

    /// The score of the line before any evidence, in log-odds; 0 for a blank line.
    pub fn base(&self, line: usize) -> f32 {
        self.row(line).map_or(0.0, |(_, forest)| forest.base())
    }

    /// What is added to the score of a line of HTML because of what it is alike, in log-odds: its score moves toward those
    /// of the lines in elements like its own, and a line that is nothing but a phrase of chaff is as unlikely as such
    /// phrases are. On pages of text, only rules like the latter change a score.
    pub fn alike(&self, line: usize) -> f32 {
        const ROUNDING: f32 = 0.001;
        let sum: f32 = self.reasons(line).iter().map(|reason| reason.weight).sum();
        let alike = self.cleaned.verdicts()[line].score - self.base(line) - sum;
        if alike.abs() < ROUNDING { 0.0 } else { alike }
    }

    /// The row of a line with text, and the trees that decided the line.
    fn row(&self, line: usize) -> Option<(usize, &'a Forest)> {
        let row = (*self.rows.get(line)?)? as usize;
        let behind = self.forests.partition_point(|(first, _)| *first <= row);
        Some((row, self.forests[behind - 1].1))
    }
}
