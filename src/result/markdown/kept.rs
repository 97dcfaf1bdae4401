//! The kept text of a line, its emphasis and its formulas.

use std::ops::Range;

use crate::html::Marks;

/// The kept text of a line, without white space at its ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KeptLine<'p> {
    pub(super) text: String,
    /// Stretches of it in bytes, in order, and the bits of their emphasis.
    pub(super) emphasis: Vec<(Range<usize>, u8)>,
    /// The formulas in it, in bytes, in order, and their TeX.
    pub(super) formulas: Vec<(Range<usize>, &'p str)>,
}

impl<'p> KeptLine<'p> {
    /// Joins the pieces of a page's text that are within a range of bytes.
    pub(super) fn from_pieces(
        page: &str,
        pieces: impl Iterator<Item = Range<usize>>,
        within: &Range<usize>,
        marks: Option<&'p Marks>,
    ) -> Self {
        let mut line = Self::default();
        let (emphasis, formulas) =
            marks.map_or((&[][..], &[][..]), |marks| (&marks.emphasis, &marks.formulas));
        for piece in pieces {
            let (start, end) = (piece.start.max(within.start), piece.end.min(within.end));
            if start >= end {
                continue;
            }
            let first = emphasis.partition_point(|look| look.end as usize <= start);
            for look in emphasis[first..].iter().take_while(|look| (look.start as usize) < end) {
                let from = line.text.len() + (look.start as usize).max(start) - start;
                let to = line.text.len() + (look.end as usize).min(end) - start;
                line.emphasis.push((from..to, look.bits));
            }
            // Of a formula that is not kept as a whole, the text is left.
            let first = formulas.partition_point(|formula| (formula.start as usize) < start);
            for formula in formulas[first..].iter().take_while(|formula| formula.end as usize <= end) {
                let at = |at: u32| line.text.len() + at as usize - start;
                line.formulas.push((at(formula.start)..at(formula.end), &formula.tex));
            }
            line.text.push_str(&page[start..end]);
        }
        line.trim();
        line
    }

    fn trim(&mut self) {
        self.text.truncate(self.text.trim_end().len());
        let blank = self.text.len() - self.text.trim_start().len();
        self.text.drain(..blank);
        let length = self.text.len();
        let looks = self.emphasis.iter_mut().map(|(range, _)| range);
        for range in looks.chain(self.formulas.iter_mut().map(|(range, _)| range)) {
            *range =
                range.start.saturating_sub(blank).min(length)..range.end.saturating_sub(blank).min(length);
        }
    }
}
