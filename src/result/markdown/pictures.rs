//! The pictures between the lines of a page: which stay, and what is around them.

use std::collections::HashSet;

use super::source::{Image, Source};
use crate::decide::draft::Span;
use crate::decide::label::Label;
use crate::html::{LineMarks, Picture};

/// A picture between two lines.
#[derive(Debug)]
pub(super) struct Between {
    /// Where it stands, in bytes of the text.
    pub(super) at: usize,
    /// The innermost recorded element around it.
    pub(super) element: u32,
    pub(super) image: Image,
}

/// The pictures that stay, in order.
pub(super) fn pictures(source: &Source<'_>, spans: &[Span]) -> Vec<Between> {
    if !source.has_images() {
        return Vec::new();
    }
    let is_kept = |span: &&Span| span.kept && span.label != Label::Blank;
    let kept: HashSet<usize> = spans.iter().filter(is_kept).map(|span| span.line).collect();
    let lines = &source.marks.lines;
    let end_of = |line: &LineMarks| source.page.lines()[line.line as usize].end;
    let between = source.marks.embedded.pictures.iter().filter(|picture| picture.is_apart);
    between
        .filter_map(|picture| {
            let below = lines.partition_point(|line| end_of(line) < picture.at as usize);
            let stays = |line: &&LineMarks| kept.contains(&(line.line as usize));
            let above = below.checked_sub(1).and_then(|above| lines.get(above)).filter(stays);
            let below = lines.get(below).filter(stays);
            let (line, shared) = neighbour(picture, above, below)?;
            let mut element = line.element;
            while element > 0 && u32::from(source.marks.elements[element as usize].depth) >= u32::from(shared)
            {
                element = source.marks.elements[element as usize].parent;
            }
            let image = source.image(picture)?;
            Some(Between { at: picture.at as usize, element, image })
        })
        .collect()
}

/// The line that a picture stays with, and how many elements are around both.
fn neighbour<'p>(
    picture: &Picture,
    above: Option<&'p LineMarks>,
    below: Option<&'p LineMarks>,
) -> Option<(&'p LineMarks, u16)> {
    let above = above.filter(|_| picture.above >= picture.below).map(|line| (line, picture.above));
    let below = below.filter(|_| picture.below >= picture.above).map(|line| (line, picture.below));
    below.or(above)
}
