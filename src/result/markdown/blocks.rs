//! The kept text as blocks: paragraphs, headings, code, tables, and the quotes and list items around them.

use std::ops::Range;

use super::kept::KeptLine;
use crate::decide::draft::Span;
use crate::decide::label::Label;
use crate::html::{LineMarks, Marks, Tag};
use crate::text::page::Page;

/// A part of the kept text, one after another, so that a page in Markdown takes little more memory than its text.
#[derive(Debug)]
pub(super) enum Piece<'p> {
    /// Begins a block.
    Block(Content<'p>),
    /// Another line of the paragraph or heading.
    Line(KeptLine<'p>),
    /// Another line of the code, and the number of blank lines above it.
    Code(usize, String),
}

/// What a block begins with.
#[derive(Debug)]
pub(super) enum Content<'p> {
    /// The first line of a paragraph.
    Paragraph(KeptLine<'p>),
    /// The level, 1 to 6, and the first line.
    Heading(u8, KeptLine<'p>),
    /// The first line.
    Code(String),
    /// All of a table.
    Table(Table<'p>),
}

/// A quote or a list item, identified by the index of its element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Quote(u32),
    Item {
        element: u32,
        /// The list that it belongs to, by its index.
        list: u32,
        /// Its number, if the list has numbers; the first is 1.
        number: Option<u32>,
    },
}

/// A row of a table: the cells with text, each with the number of empty columns before it.
#[derive(Debug, Default)]
pub(super) struct Row<'p> {
    pub(super) cells: Vec<(usize, Vec<KeptLine<'p>>)>,
}

impl Row<'_> {
    /// Columns that it takes.
    pub(super) fn width(&self) -> usize {
        self.cells.iter().map(|(empty, _)| empty + 1).sum()
    }
}

/// A table, whose rows are made when they are needed.
#[derive(Debug)]
pub(super) struct Table<'p> {
    page: &'p Page<'p>,
    marks: &'p Marks,
    /// The lines of each row, and the cell of each line.
    rows: Vec<Vec<(Line<'p>, u32)>>,
    /// Whether the first row is a header.
    pub(super) has_head: bool,
}

/// The deepest nesting of quotes and lists. What is nested more deeply is written at this depth.
const DEEPEST: usize = 8;

/// A row with more lines or characters is part of the layout of its page, not of a table of data.
const MOST_LINES: u32 = 12;
const MOST_LENGTH: u32 = 800;

/// Writes the blocks of the kept spans: their frames, from the outside in, and their parts.
pub(super) fn write_blocks<'p>(
    page: &'p Page<'p>,
    spans: &'p [Span],
    mut write: impl FnMut(&[Frame], Piece<'p>),
) {
    let mut lines = lines(page, spans).peekable();
    let Some(html) = page.html() else {
        for line in lines {
            let text = line.kept(page, &page.lines()[line.index].content(), None);
            if !text.text.is_empty() {
                write(&[], Piece::Block(Content::Paragraph(text)));
            }
        }
        return;
    };
    let mut tree = Tree::new(&html.marks);
    while let Some(first) = lines.next() {
        let Some(table) = tree.table_of(&first) else {
            tree.add(page, &first, &mut write);
            continue;
        };
        let mut run = vec![first];
        while let Some(line) = lines.next_if(|line| tree.table_of(line) == Some(table)) {
            run.push(line);
        }
        if run.iter().any(|line| line.marks.is_some_and(|marks| tree.tag(marks) == Tag::Tr)) {
            let element = run.first().and_then(|line| line.marks).map_or(0, |marks| marks.element);
            let table = tree.table(page, &run);
            tree.last = (usize::MAX, NONE);
            tree.is_paragraph = false;
            tree.find_frames(element);
            write(&tree.frames_found, Piece::Block(Content::Table(table)));
        } else {
            run.iter().for_each(|line| tree.add(page, line, &mut write));
        }
    }
}

/// A line with kept text.
#[derive(Clone, Copy, Debug)]
struct Line<'p> {
    /// Its index in the page.
    index: usize,
    /// Its index among the lines with marks.
    number: usize,
    marks: Option<&'p LineMarks>,
    /// Its spans, some of them kept.
    spans: &'p [Span],
}

impl<'p> Line<'p> {
    /// What is kept of it within a range of bytes.
    fn kept(&self, page: &'p Page<'p>, within: &Range<usize>, marks: Option<&'p Marks>) -> KeptLine<'p> {
        KeptLine::from_pieces(page.text(), self.pieces(), within, marks)
    }

    /// The kept pieces, in bytes of the page's text.
    fn pieces(&self) -> impl Iterator<Item = Range<usize>> + use<'p> {
        self.spans.iter().filter(|span| span.kept).map(|span| span.range.clone())
    }
}

fn lines<'p>(page: &'p Page<'p>, spans: &'p [Span]) -> impl Iterator<Item = Line<'p>> {
    let marks = page.html().map_or(&[][..], |html| &html.marks.lines);
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

/// No element.
const NONE: u32 = u32::MAX;

/// What is around each element, by indices of elements.
struct Tree<'p> {
    marks: &'p Marks,
    /// The innermost quote or list item, itself included.
    frames: Vec<u32>,
    lists: Vec<u32>,
    /// Number of a list item in its list.
    numbers: Vec<u32>,
    pres: Vec<u32>,
    headings: Vec<u32>,
    tables: Vec<u32>,
    /// The table row, of the innermost table.
    rows: Vec<u32>,
    /// The table cell, of the innermost table.
    cells: Vec<u32>,
    /// Whether each row can be one in Markdown.
    is_row: Vec<bool>,
    /// The line that the last block ends with: its number, and the heading or code that it is in.
    last: (usize, u32),
    /// Whether the last block is a paragraph.
    is_paragraph: bool,
    /// The frames of an element, and the innermost of them.
    frames_found: Vec<Frame>,
    innermost: u32,
}

impl<'p> Tree<'p> {
    fn new(marks: &'p Marks) -> Self {
        let count = marks.elements.len();
        let none = || Vec::with_capacity(count);
        let (mut frames, mut lists, mut numbers, mut items) = (none(), none(), none(), vec![0u32; count]);
        let mut own_numbers = marks.numbers.iter().peekable();
        let (mut pres, mut headings, mut tables, mut rows, mut cells) =
            (none(), none(), none(), none(), none());
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
            frames.push(own(matches!(tag, Tag::Blockquote | Tag::Li), &frames));
            pres.push(own(matches!(tag, Tag::Pre | Tag::Listing), &pres));
            headings.push(own(tag.heading_level() > 0, &headings));
            rows.push(if tag == Tag::Table { NONE } else { own(tag == Tag::Tr, &rows) });
            cells.push(if tag == Tag::Table { NONE } else { own(matches!(tag, Tag::Td | Tag::Th), &cells) });
            tables.push(own(tag == Tag::Table, &tables));
            lists.push(list);
        }
        // The lines of each row, and their length.
        let mut sums = vec![(0u32, 0u32); count];
        for line in &marks.lines {
            let element = line.element as usize;
            let Some((lines, length)) = sums.get_mut(rows[element] as usize) else { continue };
            let is_plain = frames[element] == frames[tables[element] as usize]
                && (headings[element], pres[element]) == (NONE, NONE);
            *lines = if is_plain { lines.saturating_add(1) } else { u32::MAX };
            *length = length.saturating_add(line.length);
        }
        let is_row =
            |&(lines, length): &(u32, u32)| lines == 1 || lines <= MOST_LINES && length <= MOST_LENGTH;
        let is_row = sums.iter().map(is_row).collect();
        Self {
            marks,
            frames,
            lists,
            numbers,
            pres,
            headings,
            tables,
            rows,
            cells,
            is_row,
            last: (usize::MAX, NONE),
            is_paragraph: false,
            frames_found: Vec::new(),
            innermost: NONE,
        }
    }

    fn tag(&self, marks: &LineMarks) -> Tag {
        self.marks.elements[marks.element as usize].tag
    }

    /// Finds the quotes and list items around an element.
    fn find_frames(&mut self, element: u32) {
        let mut at = self.frames[element as usize];
        if at == std::mem::replace(&mut self.innermost, at) {
            return;
        }
        let frames = &mut self.frames_found;
        frames.clear();
        while at != NONE {
            let item = &self.marks.elements[at as usize];
            frames.push(if item.tag == Tag::Li {
                let list = self.lists[at as usize];
                let has_numbers =
                    self.marks.elements.get(list as usize).is_some_and(|list| list.tag == Tag::Ol);
                Frame::Item { element: at, list, number: has_numbers.then(|| self.numbers[at as usize]) }
            } else {
                Frame::Quote(at)
            });
            at = if at == 0 { NONE } else { self.frames[item.parent as usize] };
        }
        frames.reverse();
        if frames.len() > DEEPEST {
            frames.drain(DEEPEST - 1..frames.len() - 1);
        }
    }

    /// The table of a line in a row that can be one in Markdown.
    fn table_of(&self, line: &Line<'_>) -> Option<u32> {
        let element = line.marks?.element as usize;
        let (table, row) = (self.tables[element], self.rows[element]);
        let is_row = row != NONE && self.is_row[row as usize];
        (is_row && self.frames[element] == self.frames[table as usize]).then_some(table)
    }

    /// The table of these lines.
    fn table(&self, page: &'p Page<'p>, lines: &[Line<'p>]) -> Table<'p> {
        let element = |line: &Line<'_>| line.marks.map_or(0, |marks| marks.element as usize);
        let has_head = lines.first().is_some_and(|line| self.is_head(self.rows[element(line)]));
        let same_row = |one: &Line<'_>, next: &Line<'_>| self.rows[element(one)] == self.rows[element(next)];
        let rows = lines.chunk_by(same_row);
        let cells = |row: &[Line<'p>]| row.iter().map(|line| (*line, self.cells[element(line)])).collect();
        Table { page, marks: self.marks, rows: rows.map(cells).collect(), has_head }
    }

    /// Whether all cells of a row are header cells.
    fn is_head(&self, row: u32) -> bool {
        let elements = &self.marks.elements;
        let depth = elements[row as usize].depth;
        let inside = elements[row as usize + 1..].iter().take_while(|element| element.depth > depth);
        let mut cells = inside.filter(|element| element.parent == row);
        cells.all(|cell| cell.tag == Tag::Th)
    }

    /// Writes a line as part of the last block, or as a new block.
    fn add(&mut self, page: &'p Page<'p>, line: &Line<'p>, write: &mut impl FnMut(&[Frame], Piece<'p>)) {
        let Some(marks) = line.marks else { return };
        let element = marks.element as usize;
        let content = page.lines()[line.index].content();
        let text = content.start + usize::from(marks.bullet)..content.end;
        let pre = self.pres[element];
        if pre != NONE {
            return self.add_code(page, line, &text, write);
        }
        let kept = line.kept(page, &text, Some(self.marks));
        if kept.text.is_empty() {
            return;
        }
        let heading = self.headings[element];
        let (number, of) = std::mem::replace(&mut self.last, (line.number, heading));
        let is_paragraph = std::mem::replace(&mut self.is_paragraph, heading == NONE);
        let same = if heading == NONE { is_paragraph && marks.breaks == 1 } else { of == heading };
        if number.wrapping_add(1) == line.number && same {
            return write(&self.frames_found, Piece::Line(kept));
        }
        self.find_frames(marks.element);
        let content = match self.marks.elements.get(heading as usize) {
            Some(heading) => Content::Heading(heading.tag.heading_level(), kept),
            None => Content::Paragraph(kept),
        };
        write(&self.frames_found, Piece::Block(content));
    }

    fn add_code(
        &mut self,
        page: &'p Page<'p>,
        line: &Line<'p>,
        text: &Range<usize>,
        write: &mut impl FnMut(&[Frame], Piece<'p>),
    ) {
        let pre = self.pres[line.marks.map_or(0, |marks| marks.element) as usize];
        let within = |piece: Range<usize>| piece.start.max(text.start)..piece.end.min(text.end);
        let pieces = line.pieces().map(within).filter_map(|piece| page.text().get(piece));
        let code = pieces.collect::<String>().trim_end().to_owned();
        if code.is_empty() {
            return;
        }
        self.is_paragraph = false;
        let (number, of) = std::mem::replace(&mut self.last, (line.number, pre));
        if of == pre {
            let above = self.marks.lines[number].line as usize;
            let blank = (line.index - above).saturating_sub(line.number - number);
            return write(&self.frames_found, Piece::Code(blank, code));
        }
        self.find_frames(pre);
        write(&self.frames_found, Piece::Block(Content::Code(code)));
    }
}

impl<'p> Table<'p> {
    /// Its rows, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'p>> {
        self.rows.iter().map(|lines| match &lines[..] {
            [(line, _)] => self.row_of_line(line),
            lines => self.row_of_cells(lines),
        })
    }

    /// A row on one line, with tabs between its cells.
    fn row_of_line(&self, line: &Line<'p>) -> Row<'p> {
        let mut row = Row::default();
        let (mut start, end) = self.content(line);
        for cell in self.page.text()[start..end].split('\t') {
            let end = start + cell.len();
            row.cells
                .push((self.empty_cells(start), vec![line.kept(self.page, &(start..end), Some(self.marks))]));
            start = end + 1;
        }
        row
    }

    /// A row with a cell of more than one line.
    fn row_of_cells(&self, lines: &[(Line<'p>, u32)]) -> Row<'p> {
        let mut row = Row::default();
        for cell in lines.chunk_by(|(_, one), (_, next)| one == next) {
            let (start, _) = self.content(&cell[0].0);
            let kept = cell.iter().map(|(line, _)| {
                let (start, end) = self.content(line);
                line.kept(self.page, &(start..end), Some(self.marks))
            });
            row.cells.push((self.empty_cells(start), kept.collect()));
        }
        row
    }

    /// The text of a line in bytes of the page.
    fn content(&self, line: &Line<'_>) -> (usize, usize) {
        let here = self.page.lines()[line.index];
        (here.start + line.marks.map_or(0, |marks| usize::from(marks.bullet)), here.end)
    }

    /// The number of empty columns before a cell whose text begins there.
    fn empty_cells(&self, start: usize) -> usize {
        let found = self.marks.empty_cells.binary_search_by_key(&start, |cells| cells.at as usize);
        found.map_or(0, |at| self.marks.empty_cells[at].columns as usize)
    }
}
