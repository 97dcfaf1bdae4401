//! Groups: the lines of a page that its markup treats alike, so that they should share a fate.

use std::collections::HashMap;

use crate::html::{LineMarks, Marks, Tag};
use crate::text::seeded::Seeded;

/// A map by hashes of names, which whoever writes a page may choose.
pub(super) type Mixed<V> = HashMap<u64, V, Seeded>;

/// Two numbers as one key.
pub(super) fn pair(one: u32, other: u32) -> u64 {
    u64::from(one) << 32 | u64::from(other)
}

/// Two groupings of the lines with text. None on a page without markup.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups {
    /// The number of the path of elements that each line is in: lines of the same path are likely made by the same line
    /// of a template.
    pub(crate) paths: Vec<u32>,
    /// How many paths there are.
    pub(crate) path_count: usize,
    /// The element that is the nearest container of each line.
    pub(crate) boxes: Vec<u32>,
    /// How many elements there are.
    pub(crate) box_count: usize,
    /// Whether lines of a path share a fate. Of Markdown, all paragraphs of a section have the same path, captions and teasers
    /// among them.
    pub(crate) are_alike: bool,
    /// Whether each line is in an element that gives it no form of its own: it is no heading or title, no item of a list,
    /// no cell, quote or code.
    pub(crate) is_bare: Vec<bool>,
}

impl Groups {
    pub(super) fn new(marks: &Marks, lines: &[&LineMarks], containers: &[u32], is_markdown: bool) -> Self {
        let by_element = marks.paths();
        let mut numbers: Mixed<u32> = Mixed::default();
        let number = |line: &&LineMarks| {
            let next = numbers.len() as u32;
            *numbers.entry(pair(by_element[line.element as usize], 0)).or_insert(next)
        };
        let paths = lines.iter().map(number).collect();
        Self {
            paths,
            path_count: numbers.len(),
            boxes: lines.iter().map(|line| containers[line.element as usize]).collect(),
            box_count: marks.elements.len(),
            are_alike: !is_markdown,
            is_bare: lines.iter().map(|line| is_bare(marks.elements[line.block as usize].tag)).collect(),
        }
    }
}

fn is_bare(tag: Tag) -> bool {
    use Tag::{A, Article, Aside, Button, Div, Footer, Form, Header, Label, Main, Nav, P, Section, Span};
    matches!(
        tag,
        A | Article | Aside | Button | Div | Footer | Form | Header | Label | Main | Nav | P | Section | Span
    )
}
