//! The kept text as blocks: paragraphs, headings, code, tables, and the quotes and list items around them.

use std::ops::Range;

use super::kept::KeptLine;
use crate::decide::draft::Span;
use crate::decide::label::Label;
use crate::html::{LineMarks, Marks, Tag};
use crate::text::page::Page;

/// A block and its frames, from the outside in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) frames: Vec<Frame>,
    pub(super) content: Content,
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

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Lines, with a line break between each two.
    Paragraph(Vec<KeptLine>),
    /// The level, 1 to 6, and the lines.
    Heading(u8, Vec<KeptLine>),
    /// Lines, each with the number of blank lines above it.
    Code(Vec<(usize, String)>),
    /// Rows, and whether the first one is a header.
    Table { rows: Vec<Row>, has_head: bool },
}

/// A row of a table: the cells with text, each with the number of empty columns before it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) cells: Vec<(usize, KeptLine)>,
}

impl Row {
    /// Columns that it takes.
    pub(super) fn width(&self) -> usize {
        self.cells.iter().map(|(empty, _)| empty + 1).sum()
    }
}

/// The deepest nesting of quotes and lists. What is nested more deeply is written at this depth.
const DEEPEST: usize = 8;

/// The blocks of the kept spans.
pub(super) fn blocks(page: &Page<'_>, spans: &[Span]) -> Vec<Block> {
    let lines = lines(page, spans);
    let Some(html) = page.html() else {
        let paragraph = |line: &Line<'_>| {
            let text =
                KeptLine::from_pieces(page.text(), &line.pieces, &page.lines()[line.index].content(), &[]);
            (!text.text.is_empty())
                .then(|| Block { frames: Vec::new(), content: Content::Paragraph(vec![text]) })
        };
        return lines.iter().filter_map(paragraph).collect();
    };
    let tree = Tree::new(&html.marks);
    let mut blocks = Vec::new();
    let mut rest = &lines[..];
    while let Some(first) = rest.first() {
        let table = tree.table_of(first);
        let rows = rest.iter().take_while(|line| table.is_some() && tree.table_of(line) == table).count();
        let is_table =
            rest[..rows].iter().any(|line| line.marks.is_some_and(|marks| tree.tag(marks) == Tag::Tr));
        let length = if is_table { rows } else { 1 };
        if is_table {
            blocks.push(tree.table(page, &rest[..rows]));
        } else {
            tree.add(page, first, &mut blocks);
        }
        rest = &rest[length..];
    }
    blocks.into_iter().map(|(block, _)| block).collect()
}

/// A line with kept text.
#[derive(Debug)]
struct Line<'m> {
    /// Its index in the page.
    index: usize,
    /// Its index among the lines with marks.
    number: usize,
    marks: Option<&'m LineMarks>,
    /// The kept pieces, in bytes of the page's text.
    pieces: Vec<Range<usize>>,
}

fn lines<'p>(page: &Page<'p>, spans: &[Span]) -> Vec<Line<'p>> {
    let marks = page.html().map_or(&[][..], |html| &html.marks.lines);
    let mut lines: Vec<Line<'p>> = Vec::new();
    let mut number = 0;
    for span in spans.iter().filter(|span| span.kept && span.label != Label::Blank) {
        match lines.last_mut() {
            Some(line) if line.index == span.line => line.pieces.push(span.range.clone()),
            _ => {
                while marks.get(number).is_some_and(|marks| (marks.line as usize) < span.line) {
                    number += 1;
                }
                let here = marks.get(number).filter(|marks| marks.line as usize == span.line);
                lines.push(Line { index: span.line, number, marks: here, pieces: vec![span.range.clone()] });
            }
        }
    }
    lines
}

/// No element.
const NONE: u32 = u32::MAX;

/// What is around each element, by indices of elements.
struct Tree<'m> {
    marks: &'m Marks,
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
    /// Lines of each row.
    lines: Vec<u32>,
}

/// The last block, and the line that it ends with: its number and its element.
type Open = (Block, (usize, u32));

impl<'m> Tree<'m> {
    fn new(marks: &'m Marks) -> Self {
        let count = marks.elements.len();
        let none = || Vec::with_capacity(count);
        let (mut frames, mut lists, mut numbers, mut items) = (none(), none(), none(), vec![0; count]);
        let (mut pres, mut headings, mut tables, mut rows) = (none(), none(), none(), none());
        for (index, element) in marks.elements.iter().enumerate() {
            let around = |of: &[u32]| if index == 0 { NONE } else { of[element.parent as usize] };
            let own = |is: bool, of: &[u32]| if is { index as u32 } else { around(of) };
            let tag = element.tag;
            let list: u32 = own(matches!(tag, Tag::Ul | Tag::Ol | Tag::Menu | Tag::Dir), &lists);
            if tag == Tag::Li
                && let Some(items) = items.get_mut(list as usize)
            {
                *items += 1;
            }
            numbers.push(items.get(list as usize).copied().unwrap_or(0));
            frames.push(own(matches!(tag, Tag::Blockquote | Tag::Li), &frames));
            pres.push(own(matches!(tag, Tag::Pre | Tag::Listing), &pres));
            headings.push(own(tag.heading_level() > 0, &headings));
            rows.push(if tag == Tag::Table { NONE } else { own(tag == Tag::Tr, &rows) });
            tables.push(own(tag == Tag::Table, &tables));
            lists.push(list);
        }
        let mut lines = vec![0; count];
        for line in &marks.lines {
            if let Some(lines) = lines.get_mut(rows[line.element as usize] as usize) {
                *lines += 1;
            }
        }
        Self { marks, frames, lists, numbers, pres, headings, tables, rows, lines }
    }

    fn tag(&self, marks: &LineMarks) -> Tag {
        self.marks.elements[marks.element as usize].tag
    }

    /// The quotes and list items around an element.
    fn frames(&self, element: u32) -> Vec<Frame> {
        let mut frames = Vec::new();
        let mut at = self.frames[element as usize];
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
        frames
    }

    /// The table of a line that is a whole row and not in a list or quote inside the table.
    fn table_of(&self, line: &Line<'_>) -> Option<u32> {
        let element = line.marks?.element as usize;
        let (table, row) = (self.tables[element], self.rows[element]);
        let is_row = row != NONE && self.lines[row as usize] == 1;
        (is_row && self.frames[element] == self.frames[table as usize]).then_some(table)
    }

    fn table(&self, page: &Page<'_>, lines: &[Line<'_>]) -> Open {
        let rows = lines.iter().filter_map(|line| Some(self.row(page, line, line.marks?))).collect();
        let element = lines.first().and_then(|line| line.marks).map_or(0, |marks| marks.element);
        let has_head = self.is_head(self.rows[element as usize]);
        let frames = self.frames(element);
        (Block { frames, content: Content::Table { rows, has_head } }, (0, NONE))
    }

    fn row(&self, page: &Page<'_>, line: &Line<'_>, marks: &LineMarks) -> Row {
        let mut row = Row::default();
        let mut start = page.lines()[line.index].start + usize::from(marks.bullet);
        for cell in page.text()[start..page.lines()[line.index].end].split('\t') {
            let empty = self.marks.empty_cells.binary_search_by_key(&start, |cells| cells.at as usize);
            let empty = empty.map_or(0, |at| self.marks.empty_cells[at].columns as usize);
            let end = start + cell.len();
            row.cells.push((
                empty,
                KeptLine::from_pieces(page.text(), &line.pieces, &(start..end), &self.marks.emphasis),
            ));
            start = end + 1;
        }
        row
    }

    /// Whether all cells of a row are header cells.
    fn is_head(&self, row: u32) -> bool {
        let elements = &self.marks.elements;
        let depth = elements[row as usize].depth;
        let inside = elements[row as usize + 1..].iter().take_while(|element| element.depth > depth);
        let mut cells = inside.filter(|element| element.parent == row);
        cells.all(|cell| cell.tag == Tag::Th)
    }

    /// Adds a line to the last block, or as a new block.
    fn add(&self, page: &Page<'_>, line: &Line<'_>, blocks: &mut Vec<Open>) {
        let Some(marks) = line.marks else { return };
        let element = marks.element as usize;
        let content = page.lines()[line.index].content();
        let text = content.start + usize::from(marks.bullet)..content.end;
        let pre = self.pres[element];
        if pre != NONE {
            return self.add_code(page, line, &text, blocks);
        }
        let kept = KeptLine::from_pieces(page.text(), &line.pieces, &text, &self.marks.emphasis);
        if kept.text.is_empty() {
            return;
        }
        let heading = self.headings[element];
        if let Some((last, (number, of))) = blocks.last_mut() {
            let follows = *number + 1 == line.number;
            match &mut last.content {
                Content::Heading(_, lines) if follows && *of == heading => {
                    *number = line.number;
                    return lines.push(kept);
                }
                Content::Paragraph(lines) if follows && heading == NONE && marks.breaks == 1 => {
                    *number = line.number;
                    return lines.push(kept);
                }
                _ => {}
            }
        }
        let frames = self.frames(marks.element);
        let content = match self.marks.elements.get(heading as usize) {
            Some(heading) => Content::Heading(heading.tag.heading_level(), vec![kept]),
            None => Content::Paragraph(vec![kept]),
        };
        blocks.push((Block { frames, content }, (line.number, heading)));
    }

    fn add_code(&self, page: &Page<'_>, line: &Line<'_>, text: &Range<usize>, blocks: &mut Vec<Open>) {
        let pre = self.pres[line.marks.map_or(0, |marks| marks.element) as usize];
        let within = |piece: &Range<usize>| piece.start.max(text.start)..piece.end.min(text.end);
        let pieces = line.pieces.iter().map(within).filter_map(|piece| page.text().get(piece));
        let code = pieces.collect::<String>().trim_end().to_owned();
        if code.is_empty() {
            return;
        }
        if let Some((Block { content: Content::Code(lines), .. }, (number, of))) = blocks.last_mut()
            && *of == pre
        {
            let above = self.marks.lines[*number].line as usize;
            let blank = (line.index - above).saturating_sub(line.number - *number);
            *number = line.number;
            return lines.push((blank, code));
        }
        let block = Block { frames: self.frames(pre), content: Content::Code(vec![(0, code)]) };
        blocks.push((block, (line.number, pre)));
    }
}
