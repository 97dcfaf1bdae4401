//! Where links lead, pictures, and the elements that links can lead to. Only the writer of Markdown needs them.

use std::ops::Range;

use super::entity::{Context, decode};
use super::hash::word_hash;

/// The links and pictures of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Embedded {
    /// Stretches of the text in links, in order; they do not overlap.
    pub(crate) links: Vec<Link>,
    /// In order.
    pub(crate) pictures: Vec<Picture>,
    /// Hashes of ids, and the indices of the elements that have them.
    pub(crate) ids: Vec<(u32, u32)>,
    /// Where each link leads, as written; the first link has the number 1.
    targets: Vec<Range<u32>>,
    /// The values of attributes, one after another.
    values: String,
    /// How many of the pictures come before the next line, which has not begun.
    waiting: usize,
}

/// A stretch of text in a link, in bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The number of the link.
    pub(crate) number: u32,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Where it stands in bytes of the text; between lines, where the text of the next line begins.
    pub(crate) at: u32,
    /// Whether it stands between lines.
    pub(crate) is_apart: bool,
    /// How many of the elements around it are around the line above it, too.
    pub(crate) above: u16,
    /// How many of the elements around it are around the line below it, too.
    pub(crate) below: u16,
    /// The number of the link around it; 0 for none.
    pub(crate) link: u32,
    address: Range<u32>,
    text: Range<u32>,
}

/// Where pictures stand whose line has not begun.
const LATER: u32 = u32::MAX;

impl Embedded {
    /// Where a link leads; empty if it leads nowhere.
    pub(crate) fn target(&self, link: u32) -> String {
        let value = (link as usize).checked_sub(1).and_then(|index| self.targets.get(index));
        value.map_or_else(String::new, |value| self.value(value))
    }

    /// The address of a picture; empty if there is none.
    pub(crate) fn address(&self, picture: &Picture) -> String {
        self.value(&picture.address)
    }

    /// The text that stands for a picture.
    pub(crate) fn text(&self, picture: &Picture) -> String {
        self.value(&picture.text)
    }

    // Most are never asked for, and are kept as the page writes them.
    fn value(&self, range: &Range<u32>) -> String {
        decode(&self.values[range.start as usize..range.end as usize], Context::Attribute)
    }

    /// Notes where the next link leads.
    pub(super) fn add_target(&mut self, target: &str) {
        let value = self.add_value(target);
        self.targets.push(value);
    }

    /// Adds a picture: where it stands, unless its line has not begun; how many elements around it are around the line
    /// above, and how many there are; the number of the link around it; its address and what stands for it.
    pub(super) fn add_picture(
        &mut self,
        at: Option<u32>,
        [above, below]: [usize; 2],
        link: u32,
        [address, text]: [&str; 2],
    ) {
        let (address, text) = (self.add_value(address), self.add_value(text));
        self.waiting += usize::from(at.is_none());
        let (above, below) = (above as u16, below as u16);
        let at = at.unwrap_or(LATER);
        self.pictures.push(Picture { at, is_apart: false, above, below, link, address, text });
    }

    /// Whether there is nothing between the last picture and one that would stand there.
    pub(super) fn is_behind_picture(&self, at: Option<u32>) -> bool {
        self.pictures.last().is_some_and(|last| last.at == at.unwrap_or(LATER))
    }

    fn add_value(&mut self, value: &str) -> Range<u32> {
        let start = self.values.len() as u32;
        self.values.push_str(value);
        start..self.values.len() as u32
    }

    /// Notes that the last `length` bytes of a text that ends there are in a link, which goes on if it ended at `before`.
    pub(super) fn note_link(&mut self, before: usize, length: usize, end: usize, number: u32) {
        match self.links.last_mut() {
            Some(last) if last.end as usize == before && last.number == number => last.end = end as u32,
            _ => self.links.push(Link { start: (end - length) as u32, end: end as u32, number }),
        }
    }

    /// Notes that the line begins of which pictures stand in front.
    pub(super) fn begin_line(&mut self, start: usize) {
        let first = self.pictures.len() - std::mem::take(&mut self.waiting);
        self.pictures[first..].iter_mut().for_each(|picture| picture.at = start as u32);
    }

    /// Notes that the line ended at a byte.
    pub(super) fn end_line(&mut self, end: usize) {
        while self.links.pop_if(|last| last.start as usize >= end).is_some() {}
        if let Some(last) = self.links.last_mut() {
            last.end = last.end.min(end as u32);
        }
        let placed = self.pictures.iter_mut().rev();
        placed.take_while(|picture| picture.at > end as u32).for_each(|picture| picture.at = end as u32);
    }

    /// Notes that a block or a line ends or begins.
    pub(super) fn note_edge(&mut self) {
        if self.waiting > 0 {
            let first = self.pictures.len() - self.waiting;
            self.pictures[first..].iter_mut().for_each(|picture| picture.is_apart = true);
        }
    }

    /// Notes that so many elements are open after one was closed.
    pub(super) fn note_end(&mut self, open: usize) {
        if self.waiting > 0 {
            let first = self.pictures.len() - self.waiting;
            self.pictures[first..]
                .iter_mut()
                .for_each(|picture| picture.below = picture.below.min(open as u16));
        }
    }

    /// Notes the end of the page.
    pub(super) fn finish(&mut self, end: usize) {
        self.note_edge();
        self.note_end(0);
        self.begin_line(end);
    }

    /// Moves what stands at `from` or behind.
    pub(super) fn move_from(&mut self, from: usize, moved: impl Fn(&mut u32)) {
        for link in self.links.iter_mut().rev().take_while(|link| link.start as usize >= from) {
            moved(&mut link.start);
            moved(&mut link.end);
        }
        let placed = self.pictures.iter_mut().rev().filter(|picture| picture.at != LATER);
        placed.take_while(|picture| picture.at as usize >= from).for_each(|picture| moved(&mut picture.at));
    }

    /// The memory that they take in bytes.
    pub(super) fn memory(&self) -> usize {
        size_of_val(&self.links[..])
            + size_of_val(&self.pictures[..])
            + size_of_val(&self.ids[..])
            + size_of_val(&self.targets[..])
            + self.values.len()
    }
}

/// The hash of an id.
pub(crate) fn id_hash(id: &str) -> u32 {
    word_hash(id)
}
