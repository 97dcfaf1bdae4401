//! The elements that Markdown stands for: those of a page of HTML without names, in sections.

use crate::html::{Element, LineMarks, Tag, landmark};

/// The elements of a page so far, and the section that its next block belongs to.
///
/// A heading begins a section, and so does a paragraph below a list, a table or code: of what was apart on the page, nothing
/// else is left.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) elements: Vec<Element>,
    section: u32,
    last: Last,
}

/// What a page had last outside of quotes and lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Heading,
    Paragraph,
    Other,
}

impl Shape {
    /// The shape of a page without blocks.
    pub(crate) fn new() -> Self {
        let mut shape = Self { elements: Vec::new(), section: 0, last: Last::Heading };
        shape.add(Tag::Body, 0);
        shape
    }

    /// Adds an element in another one; returns its index.
    pub(crate) fn add(&mut self, tag: Tag, parent: u32) -> u32 {
        let index = self.elements.len() as u32;
        let depth = self.elements.get(parent as usize).map_or(0, |parent| parent.depth + 1);
        let landmarks = match tag {
            Tag::Ul | Tag::Ol => landmark::LIST,
            Tag::Blockquote => landmark::QUOTE,
            Tag::Table => landmark::TABLE,
            _ => 0,
        };
        // Each section, list and table is of a kind of its own.
        let kind = if matches!(tag, Tag::Div | Tag::Ul | Tag::Ol | Tag::Table) { index << 8 } else { 0 };
        let signature = tag as u32 | kind;
        self.elements.push(Element { tag, parent, depth, landmarks, signature, ..Element::default() });
        index
    }

    /// Begins a block in quotes and lists, or outside of them; returns the element around its outermost frame.
    pub(crate) fn section(&mut self, tag: Tag, is_framed: bool) -> u32 {
        let is_heading = tag.heading_level() > 0;
        let now = match tag {
            _ if is_framed => Last::Other,
            _ if is_heading => Last::Heading,
            Tag::P => Last::Paragraph,
            _ => Last::Other,
        };
        let last = std::mem::replace(&mut self.last, now);
        if now == Last::Heading || now == Last::Paragraph && last == Last::Other {
            self.section = self.add(Tag::Div, 0);
        }
        self.section
    }

    /// The innermost element around all of a line in a block: a link or emphasis that is all of it, or the block.
    pub(crate) fn innermost(&mut self, line: &LineMarks, block: u32) -> u32 {
        let parts = [(line.linked, Tag::A), (line.bold, Tag::Strong), (line.italic, Tag::Em)];
        let inner = parts.into_iter().find(|(part, _)| *part == line.length);
        inner.map_or(block, |(_, tag)| self.add(tag, block))
    }
}
