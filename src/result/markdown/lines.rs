//! The lines of a page of which something is kept.

use std::ops::Range;

use super::kept::KeptLine;
use super::source::Source;
use crate::decide::draft::Span;
use crate::decide::label::Label;
use crate::html::LineMarks;

/// A line with kept text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'p> {
    /// Its index in the page.
    pub(super) index: usize,
    /// Its index among the lines with marks.
    pub(super) number: usize,
    pub(super) marks: Option<&'p LineMarks>,
    /// Its spans, some of them kept.
    spans: &'p [Span],
}

impl<'p> Line<'p> {
    /// What is kept of it within a range of bytes; with pictures that stand between lines, if `with_all`.
    pub(super) fn kept(&self, source: &'p Source<'p>, within: &Range<usize>, with_all: bool) -> KeptLine<'p> {
        KeptLine::from_pieces(source, self.pieces(), within, with_all)
    }

    /// The kept pieces, in bytes of the page's text.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Range<usize>> + use<'p> {
        self.spans.iter().filter(|span| span.kept).map(|span| span.range.clone())
    }
}

/// The lines of a page with kept text, in order; `marks` are those of its lines.
pub(super) fn lines<'p>(marks: &'p [LineMarks], spans: &'p [Span]) -> impl Iterator<Item = Line<'p>> {
    let mut number = 0;
    let is_kept = |span: &Span| span.kept && span.label != Label::Blank;
    let lines =
        spans.chunk_by(|one, next| one.line == next.line).filter(move |spans| spans.iter().any(is_kept));
    lines.map(move |spans| {
        let index = spans[0].line;
        while marks.get(number).is_some_and(|marks| (marks.line as usize) < index) {
            number += 1;
        }
        let here = marks.get(number).filter(|marks| marks.line as usize == index);
        Line { index, number, marks: here, spans }
    })
}
