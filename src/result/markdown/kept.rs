//! The kept text of a line, and its emphasis.

use std::ops::Range;

use crate::html::Emphasis;

/// The kept text of a line, without white space at its ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KeptLine {
    pub(super) text: String,
    /// Stretches of it in bytes, in order, and the bits of their emphasis.
    pub(super) emphasis: Vec<(Range<usize>, u8)>,
}

impl KeptLine {
    /// Joins the pieces of a page's text that are within a range of bytes.
    pub(super) fn from_pieces(
        page: &str,
        pieces: &[Range<usize>],
        within: &Range<usize>,
        emphasis: &[Emphasis],
    ) -> Self {
        let mut line = Self::default();
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
        for (range, _) in &mut self.emphasis {
            *range =
                range.start.saturating_sub(blank).min(length)..range.end.saturating_sub(blank).min(length);
        }
    }
}
