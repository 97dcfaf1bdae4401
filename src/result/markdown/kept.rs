//! The kept text of a line, and what is in it: emphasis, formulas, links and pictures.

use std::ops::Range;

use super::source::{Image, Source, Target};

/// The kept text of a line, without white space at its ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KeptLine<'p> {
    /// What stands before its text: the bullet of an item in the cell of a table.
    pub(super) bullet: String,
    pub(super) text: String,
    /// Stretches of it in bytes, in order, and the bits of their emphasis.
    pub(super) emphasis: Vec<(Range<usize>, u8)>,
    /// The formulas in it, in bytes, in order, and their TeX.
    pub(super) formulas: Vec<(Range<usize>, &'p str)>,
    /// The links in it, in bytes, in order.
    pub(super) links: Vec<(Range<usize>, Target)>,
    /// The pictures in it, in order, and where they stand.
    pub(super) images: Vec<(usize, Image)>,
}

impl<'p> KeptLine<'p> {
    /// The pieces of a plain text that are within a range of bytes.
    pub(super) fn of_text(
        page: &str,
        pieces: impl Iterator<Item = Range<usize>>,
        within: &Range<usize>,
    ) -> Self {
        let pieces = pieces.map(|piece| piece.start.max(within.start)..piece.end.min(within.end));
        let text: String = pieces.filter_map(|piece| page.get(piece)).collect();
        Self { text: text.trim().to_owned(), ..Self::default() }
    }

    /// Joins the pieces of a page's text that are within a range of bytes; with pictures that stand between lines, if
    /// `with_all`.
    pub(super) fn from_pieces(
        source: &'p Source<'p>,
        pieces: impl Iterator<Item = Range<usize>>,
        within: &Range<usize>,
        with_all: bool,
    ) -> Self {
        let mut line = Self::default();
        let pieces = pieces.map(|piece| piece.start.max(within.start)..piece.end.min(within.end));
        for piece in pieces.filter(|piece| piece.start < piece.end).flat_map(|piece| source.written(piece)) {
            line.add_stretches(source, &piece);
            if source.has_images() {
                line.add_images(source, &piece, with_all);
            }
            line.text.push_str(&source.page.text()[piece]);
        }
        line.trim();
        line
    }

    fn add_stretches(&mut self, source: &'p Source<'p>, piece: &Range<usize>) {
        let length = self.text.len();
        let (emphasis, formulas, links) =
            (&source.marks.emphasis, &source.marks.formulas, &source.marks.embedded.links);
        let inside = |start: u32, end: u32| {
            length + (start as usize).max(piece.start) - piece.start
                ..length + (end as usize).min(piece.end) - piece.start
        };
        let first = emphasis.partition_point(|look| look.end as usize <= piece.start);
        for look in emphasis[first..].iter().take_while(|look| (look.start as usize) < piece.end) {
            self.emphasis.push((inside(look.start, look.end), look.bits));
        }
        // Of a formula that is not kept as a whole, the text is left.
        let first = formulas.partition_point(|formula| (formula.start as usize) < piece.start);
        for formula in formulas[first..].iter().take_while(|formula| formula.end as usize <= piece.end) {
            self.formulas.push((inside(formula.start, formula.end), &formula.tex));
        }
        let first = links.partition_point(|link| link.end as usize <= piece.start);
        for (index, link) in links.iter().enumerate().skip(first) {
            if link.start as usize >= piece.end {
                break;
            }
            let target = source.target(index);
            self.links.extend(target.map(|target| (inside(link.start, link.end), target)));
        }
    }

    fn add_images(&mut self, source: &Source<'_>, piece: &Range<usize>, with_all: bool) {
        let pictures = &source.marks.embedded.pictures;
        let first = pictures.partition_point(|picture| (picture.at as usize) < piece.start);
        for picture in pictures[first..].iter().take_while(|picture| picture.at as usize <= piece.end) {
            if with_all || !picture.is_apart {
                let at = self.text.len() + picture.at as usize - piece.start;
                self.images.extend(source.image(picture).map(|image| (at, image)));
            }
        }
    }

    fn trim(&mut self) {
        self.text.truncate(self.text.trim_end().len());
        let blank = self.text.len() - self.text.trim_start().len();
        self.text.drain(..blank);
        let length = self.text.len();
        let moved = |at: usize| at.saturating_sub(blank).min(length);
        let ranges = self.emphasis.iter_mut().map(|(range, _)| range);
        let ranges = ranges.chain(self.formulas.iter_mut().map(|(range, _)| range));
        for range in ranges.chain(self.links.iter_mut().map(|(range, _)| range)) {
            *range = moved(range.start)..moved(range.end);
        }
        for (at, _) in &mut self.images {
            *at = moved(*at);
        }
    }
}
