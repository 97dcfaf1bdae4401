//! The outline of a page: its lines, and the elements with what each holds. Shared by the evidence that looks at more
//! than the elements around a line.

use super::groups::{Mixed, pair};
use crate::html::{LineMarks, Marks};
use crate::text::reading::Reading;

pub(super) struct Outline<'a> {
    pub(super) reading: &'a Reading,
    pub(super) marks: &'a Marks,
    /// One per line with text.
    pub(super) lines: &'a [&'a LineMarks],
    /// Units of each line that is good text and not mostly links; 0 for others.
    pub(super) good: Vec<f32>,
    /// Units of all good text.
    pub(super) all_good: f32,
    /// What each element holds.
    pub(super) held: Vec<Held>,
    /// The kind of each element: elements of one kind have the same tag and the same first class word; those without
    /// words have the same classes as each other, and so have the elements around them.
    pub(super) kinds: Vec<u32>,
    pub(super) kind_count: usize,
}

/// Sums over the lines of an element.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Held {
    pub(super) lines: u32,
    /// Lines that are short and no prose.
    pub(super) short: u32,
    pub(super) prose: u32,
    /// Lines with a link.
    pub(super) linked: u32,
    /// Units of good text.
    pub(super) good: f32,
}

impl Held {
    fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.short += other.short;
        self.prose += other.prose;
        self.linked += other.linked;
        self.good += other.good;
    }
}

impl<'a> Outline<'a> {
    pub(super) fn new(reading: &'a Reading, marks: &'a Marks, lines: &'a [&'a LineMarks]) -> Self {
        let good = reading.lines.iter().zip(lines).map(|(facts, line)| {
            let is_good = facts.is_good() && 2 * line.linked < line.length;
            if is_good { facts.units as f32 } else { 0.0 }
        });
        let good: Vec<f32> = good.collect();
        let (kinds, kind_count) = kinds(marks);
        let mut outline = Self {
            reading,
            marks,
            lines,
            all_good: good.iter().sum(),
            good,
            held: vec![Held::default(); marks.elements.len()],
            kinds,
            kind_count,
        };
        outline.hold();
        outline
    }

    fn hold(&mut self) {
        /// A longer line is not short, in units.
        const SHORT: u32 = 60;
        for (index, line) in self.lines.iter().enumerate() {
            let prose = self.is_prose(index);
            self.held[line.element as usize].add(Held {
                lines: 1,
                short: u32::from(!prose && self.reading.lines[index].units < SHORT),
                prose: prose.into(),
                linked: u32::from(line.linked > 0),
                good: self.good[index],
            });
        }
        for index in (1..self.held.len()).rev() {
            let here = self.held[index];
            self.held[self.marks.elements[index].parent as usize].add(here);
        }
    }

    /// Whether a line is good text or a sentence of some length, and not mostly links.
    pub(super) fn is_prose(&self, line: usize) -> bool {
        /// The least units of a sentence.
        const SENTENCE: u32 = 25;
        let (facts, marks) = (&self.reading.lines[line], self.lines[line]);
        (facts.is_good() || facts.units >= SENTENCE && facts.ends_sentence())
            && 2 * marks.linked < marks.length
    }
}

/// The kind of each element, and how many kinds there are.
fn kinds(marks: &Marks) -> (Vec<u32>, usize) {
    let elements = &marks.elements;
    let mut numbers: Mixed<u32> = Mixed::default();
    let kind = |index: usize| {
        let element = &elements[index];
        let key = match marks.words_of(index).first() {
            Some(&word) => pair(element.tag as u32, word),
            None => pair(element.signature, elements[element.parent as usize].signature),
        };
        let next = numbers.len() as u32;
        *numbers.entry(key).or_insert(next)
    };
    let kinds = (0..elements.len()).map(kind).collect();
    (kinds, numbers.len())
}

#[cfg(test)]
mod tests {
    use crate::evidence::markup::tests::{STORM, with_outline};

    #[test]
    fn an_element_holds_the_lines_of_those_in_it() {
        with_outline(&format!("<body><nav><a href=/>Home</a></nav><main>{STORM}</main>"), |outline| {
            let body = outline.held[0];
            assert_eq!((body.lines, body.short, body.prose, body.linked), (3, 1, 2, 1));
            assert!((body.good - outline.all_good).abs() < 1e-6);
            assert!(outline.good[0] < 1.0 && outline.good[1] > 60.0);
        });
    }

    #[test]
    fn elements_with_the_same_tag_and_first_word_are_of_one_kind() {
        let html = "<body><p class='post odd'>a<p class='post even'>b<p class=tag>c<div class=post>d";
        with_outline(html, |outline| {
            let kind = |line: usize| outline.kinds[outline.lines[line].element as usize];
            assert_eq!(kind(0), kind(1));
            assert!(kind(0) != kind(2) && kind(0) != kind(3));
        });
    }
}
