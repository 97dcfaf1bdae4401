//! The stack of open elements.

use super::marks::Hidden;
use super::tag::{Name, Tag, does};

/// The index of an element that is not recorded.
pub(super) const NONE: u32 = u32::MAX;

/// The depth limit of browsers. Deeper elements are ignored; their text is kept.
const DEEPEST: usize = 512;

/// An open element.
#[derive(Clone, Copy, Debug)]
// Any of them may go with any other.
#[allow(clippy::struct_excessive_bools)]
pub(super) struct Entry<'h> {
    pub(super) name: Name,
    /// The class and the id, as written.
    pub(super) class: &'h str,
    pub(super) id: &'h str,
    pub(super) landmarks: u16,
    pub(super) properties: u16,
    /// How it or an element around it is hidden.
    pub(super) hidden: Hidden,
    /// Its index among the recorded elements, or `NONE` as long as it holds no line.
    pub(super) element: u32,
    /// Whether its end tag came while blocks inside it are open: it has no more effect.
    pub(super) dead: bool,
    /// Whether it is in SVG, which has other rules.
    pub(super) foreign: bool,
    /// Whether its content is not shown.
    pub(super) skip: bool,
    /// Whether its style puts it on lines of its own.
    pub(super) is_block: bool,
    /// The number of a list item, or of the first item of a list; `NONE` if it has none of its own.
    pub(super) number: u32,
    /// Whether it began a line as a custom element: it may be a block.
    pub(super) may_be_block: bool,
    /// Whether it also follows one that was a block.
    pub(super) follows_block: bool,
    /// Whether it is the heading of an accordion: its label.
    pub(super) opens_block: bool,
    /// What closes the reading of a word.
    pub(super) bracket: Bracket,
    /// The value of `lost_from` before it.
    pub(super) lost_from: u16,
}

/// The brackets around the reading of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    None,
    /// As wide as a Chinese character.
    Wide,
    Narrow,
}

impl Bracket {
    /// What opens it and what closes it.
    pub(super) fn pair(self) -> [&'static str; 2] {
        match self {
            Self::None => ["", ""],
            Self::Wide => ["（", "）"],
            Self::Narrow => [" (", ")"],
        }
    }
}

impl Entry<'_> {
    pub(super) fn new(name: Name) -> Self {
        Self {
            name,
            class: "",
            id: "",
            landmarks: 0,
            properties: 0,
            hidden: 0,
            element: NONE,
            dead: false,
            foreign: false,
            skip: name.tag.does(does::SKIP),
            is_block: false,
            number: NONE,
            may_be_block: false,
            follows_block: false,
            opens_block: false,
            bracket: Bracket::None,
            lost_from: 0,
        }
    }
}

/// The open elements, with counts of those that affect text.
#[derive(Debug)]
pub(super) struct Open<'h> {
    pub(super) entries: Vec<Entry<'h>>,
    /// The number of open elements of each kind, dead ones not counted.
    counts: [u16; 256],
    /// Formatting elements such as `b` that the end of a block closed before their end tag: they reopen at the next
    /// text.
    lost: Vec<Entry<'h>>,
    /// The first of them that was lost inside the open table cell.
    lost_from: u16,
    pub(super) links: u32,
    pub(super) bold: u32,
    pub(super) italic: u32,
    pub(super) code: u32,
    pub(super) headings: u32,
    pub(super) verbatim: u32,
    pub(super) skipped: u32,
}

/// The most formatting elements that reopen.
const MOST_LOST: usize = 8;

impl<'h> Open<'h> {
    pub(super) fn new() -> Self {
        let body = Entry::new(Name::from_tag(Tag::Body));
        Self {
            entries: vec![body],
            counts: [0; 256],
            lost: Vec::new(),
            lost_from: 0,
            links: 0,
            bold: 0,
            italic: 0,
            code: 0,
            headings: 0,
            verbatim: 0,
            skipped: 0,
        }
    }

    /// The innermost element; at least the body.
    pub(super) fn top(&self) -> &Entry<'h> {
        &self.entries[self.entries.len() - 1]
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether an element of a kind is open. Faster than a search, which goes through all.
    pub(super) fn has(&self, tag: Tag) -> bool {
        self.counts[tag as usize] > 0
    }

    pub(super) fn lists(&self) -> u8 {
        let lists = [Tag::Ul, Tag::Ol, Tag::Menu, Tag::Dir].map(|tag| self.counts[tag as usize]);
        lists.iter().sum::<u16>().min(u16::from(u8::MAX)) as u8
    }

    pub(super) fn push(&mut self, mut entry: Entry<'h>) {
        if self.entries.len() >= DEEPEST {
            return;
        }
        let tag = entry.name.tag;
        self.counts[tag as usize] += 1;
        self.count(tag, 1);
        self.verbatim += u32::from(tag.does(does::PRE));
        self.skipped += u32::from(entry.skip);
        if tag.does(does::SCOPE) {
            entry.lost_from = self.lost_from;
            self.lost_from = self.lost.len() as u16;
        }
        self.entries.push(entry);
    }

    /// Closes the innermost element; the body stays. `lose` unless its own end tag closes it.
    pub(super) fn pop(&mut self, lose: bool) -> Option<Entry<'h>> {
        if self.entries.len() <= 1 {
            return None;
        }
        let entry = self.entries.pop()?;
        let tag = entry.name.tag;
        self.verbatim -= u32::from(tag.does(does::PRE));
        self.skipped -= u32::from(entry.skip);
        if !entry.dead {
            self.counts[tag as usize] -= 1;
            self.count(tag, -1);
            if lose && tag.does(does::FORMAT) && !entry.foreign {
                self.lose(entry);
            }
        }
        if tag.does(does::SCOPE) {
            self.lost.truncate(usize::from(self.lost_from));
            self.lost_from = entry.lost_from;
        }
        Some(entry)
    }

    fn count(&mut self, tag: Tag, by: i32) {
        let add = |count: &mut u32, does: bool| {
            if does {
                *count = count.wrapping_add_signed(by);
            }
        };
        add(&mut self.links, tag == Tag::A);
        add(&mut self.bold, tag.does(does::BOLD));
        add(&mut self.italic, tag.does(does::ITALIC));
        add(&mut self.code, tag.does(does::CODE));
        add(&mut self.headings, tag.does(does::HEADING));
    }

    fn lose(&mut self, entry: Entry<'h>) {
        if self.lost.len() - usize::from(self.lost_from) >= MOST_LOST {
            self.lost.remove(usize::from(self.lost_from));
        }
        self.lost.push(Entry { element: NONE, ..entry });
    }

    /// Reopens the lost elements.
    pub(super) fn reopen(&mut self) {
        for at in usize::from(self.lost_from)..self.lost.len() {
            let hidden = self.top().hidden;
            self.push(Entry { hidden, ..self.lost[at] });
        }
        self.lost.truncate(usize::from(self.lost_from));
    }

    /// Forgets the last lost element with this name.
    pub(super) fn forget(&mut self, name: Name) {
        let here = &self.lost[usize::from(self.lost_from)..];
        if let Some(at) = here.iter().rposition(|entry| entry.name == name) {
            self.lost.remove(usize::from(self.lost_from) + at);
        }
    }

    /// Forgets all lost elements.
    pub(super) fn forget_all(&mut self) {
        self.lost.clear();
        self.lost_from = 0;
    }

    /// Ends the effect of an element without closing it.
    pub(super) fn kill(&mut self, at: usize) {
        let tag = self.entries[at].name.tag;
        if !std::mem::replace(&mut self.entries[at].dead, true) {
            self.counts[tag as usize] -= 1;
            self.count(tag, -1);
        }
    }

    /// The innermost element that `is` wanted, unless a `wall` is further in.
    pub(super) fn find(&self, is: impl Fn(Tag) -> bool, wall: impl Fn(Tag) -> bool) -> Option<usize> {
        for (at, entry) in self.entries.iter().enumerate().skip(1).rev() {
            let tag = entry.name.tag;
            if entry.foreign {
                continue;
            }
            if is(tag) {
                return Some(at);
            }
            if wall(tag) {
                return None;
            }
        }
        None
    }

    /// The innermost element of a kind "in scope": inside the open table cell, if there is one.
    pub(super) fn in_scope(&self, tag: Tag) -> Option<usize> {
        if self.has(tag) { self.find(|open| open == tag, |open| open.does(does::SCOPE)) } else { None }
    }

    /// The innermost paragraph in scope; buttons are walls, too.
    pub(super) fn paragraph(&self) -> Option<usize> {
        let wall = |open: Tag| open.does(does::SCOPE) || open == Tag::Button;
        if self.has(Tag::P) { self.find(|open| open == Tag::P, wall) } else { None }
    }

    /// The innermost part of the open table that `is` wanted.
    pub(super) fn in_table(&self, is: impl Fn(Tag) -> bool) -> Option<usize> {
        if !self.has(Tag::Table) {
            return None;
        }
        self.find(is, |open| matches!(open, Tag::Table | Tag::Template))
    }
}
