//! What is around each element of a page: quotes, items of lists, footnotes, tables.

use super::lines::Line;
use super::source::Source;
use super::table::{CellLine, Table};
use crate::html::{LineMarks, Tag};

/// No element.
pub(super) const NONE: u32 = u32::MAX;

/// What is around a block, identified by the index of its element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame<'p> {
    Quote(u32),
    Item {
        element: u32,
        /// The list that it belongs to, by its index.
        list: u32,
        /// Its number, if the list has numbers; the first is 1.
        number: Option<u32>,
    },
    /// What a term means.
    Definition(u32),
    /// A footnote and its label.
    Note(u32, &'p str),
}

/// The deepest nesting of quotes and lists. What is nested more deeply is written at this depth.
const DEEPEST: usize = 8;

/// A row with more lines or characters is part of the layout of its page, not of a table of data.
const MOST_LINES: u32 = 12;
const MOST_LENGTH: u32 = 800;

/// What is around each element, by indices of elements.
pub(super) struct Tree<'p> {
    source: &'p Source<'p>,
    /// The innermost quote, list item, definition or footnote, itself included.
    frames: Vec<u32>,
    lists: Vec<u32>,
    /// Number of a list item in its list.
    numbers: Vec<u32>,
    pub(super) pres: Vec<u32>,
    pub(super) headings: Vec<u32>,
    tables: Vec<u32>,
    /// The table row, of the innermost table.
    rows: Vec<u32>,
    /// The table cell, of the innermost table.
    cells: Vec<u32>,
    /// Whether each row can be one in Markdown.
    is_row: Vec<bool>,
}

impl<'p> Tree<'p> {
    pub(super) fn new(source: &'p Source<'p>) -> Self {
        let marks = source.marks;
        let count = marks.elements.len();
        let none = || Vec::with_capacity(count);
        let (mut frames, mut lists, mut numbers, mut items) = (none(), none(), none(), vec![0u32; count]);
        let mut own_numbers = marks.numbers.iter().peekable();
        let (mut pres, mut headings, mut tables, mut rows, mut cells) =
            (none(), none(), none(), none(), none());
        let mut notes: Vec<u32> = source.notes.labels.iter().map(|(element, _)| *element).collect();
        notes.sort_unstable();
        for (index, element) in marks.elements.iter().enumerate() {
            let around = |of: &[u32]| if index == 0 { NONE } else { of[element.parent as usize] };
            let own = |is: bool, of: &[u32]| if is { index as u32 } else { around(of) };
            let tag = element.tag;
            let list: u32 = own(matches!(tag, Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir), &lists);
            let number =
                own_numbers.next_if(|(element, _)| *element as usize == index).map(|(_, number)| *number);
            if let Some(items) = items.get_mut(list as usize) {
                match tag {
                    Tag::Li => *items = number.unwrap_or(items.wrapping_add(1)),
                    // Before its first item.
                    _ => *items = number.map_or(*items, |number| number.wrapping_sub(1)),
                }
            }
            numbers.push(items.get(list as usize).copied().unwrap_or(0));
            let is_frame = matches!(tag, Tag::Blockquote | Tag::Li | Tag::Dd)
                || notes.binary_search(&(index as u32)).is_ok();
            frames.push(own(is_frame, &frames));
            pres.push(own(matches!(tag, Tag::Pre | Tag::Listing), &pres));
            headings.push(own(tag.heading_level() > 0, &headings));
            rows.push(if tag == Tag::Table { NONE } else { own(tag == Tag::Tr, &rows) });
            cells.push(if tag == Tag::Table { NONE } else { own(matches!(tag, Tag::Td | Tag::Th), &cells) });
            tables.push(own(tag == Tag::Table, &tables));
            lists.push(list);
        }
        let mut tree =
            Self { source, frames, lists, numbers, pres, headings, tables, rows, cells, is_row: Vec::new() };
        tree.find_rows();
        tree
    }

    /// Finds the rows that can be rows in Markdown.
    fn find_rows(&mut self) {
        // The lines of each row, and their length.
        let mut sums = vec![(0u32, 0u32); self.rows.len()];
        for line in &self.source.marks.lines {
            let element = line.element as usize;
            let Some((lines, length)) = sums.get_mut(self.rows[element] as usize) else { continue };
            let is_plain =
                (self.headings[element], self.pres[element]) == (NONE, NONE) && self.is_in_cell(element);
            *lines = if is_plain { lines.saturating_add(1) } else { u32::MAX };
            *length = length.saturating_add(line.length);
        }
        let is_row =
            |&(lines, length): &(u32, u32)| lines == 1 || lines <= MOST_LINES && length <= MOST_LENGTH;
        self.is_row = sums.iter().map(is_row).collect();
    }

    /// Whether there is nothing but lists between an element and the table around it.
    fn is_in_cell(&self, element: usize) -> bool {
        let mut frame = self.frames[element];
        let outer = self.frames[self.tables[element] as usize];
        for _ in 0..=DEEPEST {
            if frame == outer {
                return true;
            }
            let Some(item) =
                self.source.marks.elements.get(frame as usize).filter(|item| item.tag == Tag::Li)
            else {
                return false;
            };
            frame = self.frames[item.parent as usize];
        }
        false
    }

    pub(super) fn tag(&self, marks: &LineMarks) -> Tag {
        self.source.marks.elements[marks.element as usize].tag
    }

    /// The innermost frame around an element.
    pub(super) fn innermost(&self, element: u32) -> u32 {
        self.frames[element as usize]
    }

    /// The frames from the outside to this one.
    pub(super) fn frames_to(&self, innermost: u32) -> Vec<Frame<'p>> {
        let mut frames = Vec::new();
        let mut at = innermost;
        while at != NONE {
            let element = &self.source.marks.elements[at as usize];
            frames.push(match (self.source.notes.label(at), element.tag) {
                (Some(label), _) => Frame::Note(at, label),
                (None, Tag::Li) => {
                    Frame::Item { element: at, list: self.lists[at as usize], number: self.number(at) }
                }
                (None, Tag::Dd) => Frame::Definition(at),
                (None, _) => Frame::Quote(at),
            });
            at = if at == 0 { NONE } else { self.frames[element.parent as usize] };
        }
        frames.reverse();
        if frames.len() > DEEPEST {
            frames.drain(DEEPEST - 1..frames.len() - 1);
        }
        frames
    }

    /// The number of an item, if its list has numbers.
    fn number(&self, item: u32) -> Option<u32> {
        let list =
            self.lists.get(item as usize).and_then(|list| self.source.marks.elements.get(*list as usize));
        list.is_some_and(|list| list.tag == Tag::Ol).then(|| self.numbers[item as usize])
    }

    /// Whether an element is a term, whose meaning follows.
    pub(super) fn is_term(&self, element: u32) -> bool {
        let elements = &self.source.marks.elements;
        let own = &elements[element as usize];
        own.tag == Tag::Dt || elements[own.parent as usize].tag == Tag::Dt
    }

    /// The table of a line in a row that can be one in Markdown.
    pub(super) fn table_of(&self, line: &Line<'_>) -> Option<u32> {
        let element = line.marks?.element as usize;
        let row = self.rows[element];
        let is_row = row != NONE && self.is_row[row as usize];
        (is_row && self.is_in_cell(element)).then(|| self.tables[element])
    }

    /// The table of these lines.
    pub(super) fn table(&self, lines: &[Line<'p>]) -> Table<'p> {
        let element = |line: &Line<'_>| line.marks.map_or(0, |marks| marks.element as usize);
        let has_head = lines.first().is_some_and(|line| self.is_head(self.rows[element(line)]));
        let same_row = |one: &Line<'_>, next: &Line<'_>| self.rows[element(one)] == self.rows[element(next)];
        let cell = |line: &Line<'p>| CellLine {
            line: *line,
            cell: self.cells[element(line)],
            bullet: line.marks.filter(|marks| marks.bullet > 0).map_or_else(String::new, |marks| {
                self.number(self.frames[marks.element as usize])
                    .map_or_else(|| "• ".to_owned(), |number| format!("{number}. "))
            }),
        };
        let rows = lines.chunk_by(same_row).map(|row| row.iter().map(cell).collect());
        Table { source: self.source, rows: rows.collect(), has_head }
    }

    /// The frame around a table, by a line in it.
    pub(super) fn around_table(&self, line: &Line<'_>) -> u32 {
        let element = line.marks.map_or(0, |marks| marks.element as usize);
        self.tables.get(element).and_then(|table| self.frames.get(*table as usize)).copied().unwrap_or(NONE)
    }

    /// Whether all cells of a row are header cells.
    fn is_head(&self, row: u32) -> bool {
        let elements = &self.source.marks.elements;
        let depth = elements[row as usize].depth;
        let inside = elements[row as usize + 1..].iter().take_while(|element| element.depth > depth);
        let mut cells = inside.filter(|element| element.parent == row);
        cells.all(|cell| cell.tag == Tag::Th)
    }
}
