//! The kept text as blocks: paragraphs, headings, code, tables, pictures, and what is around them.

use std::ops::Range;

use super::kept::KeptLine;
use super::lines::{Line, lines};
use super::pictures::{Between, pictures};
use super::source::{Image, Source};
use super::table::Table;
use super::tree::{Frame, NONE, Tree};
use crate::decide::draft::Span;
use crate::html::Tag;
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
    /// The first line of a term, whose meaning follows.
    Term(KeptLine<'p>),
    /// The level, 1 to 6, and the first line.
    Heading(u8, KeptLine<'p>),
    /// The language, if it is known, and the first line.
    Code(&'p str, String),
    /// All of a table.
    Table(Table<'p>),
    /// A picture between lines.
    Image(Image),
}

/// Writes the lines of a plain text as paragraphs.
pub(super) fn write_text<'p>(page: &'p Page<'p>, spans: &'p [Span], mut write: impl FnMut(Content<'p>)) {
    for line in lines(&[], spans) {
        let text = KeptLine::of_text(page.text(), line.pieces(), &page.lines()[line.index].content());
        if !text.text.is_empty() {
            write(Content::Paragraph(text));
        }
    }
}

/// Writes the blocks of the kept spans: their frames, from the outside in, and their parts.
pub(super) fn write_blocks<'p, W: FnMut(&[Frame<'p>], Piece<'p>)>(
    source: &'p Source<'p>,
    spans: &'p [Span],
    write: W,
) {
    let mut lines = lines(&source.marks.lines, spans).peekable();
    let mut pictures = pictures(source, spans).into_iter().peekable();
    let mut blocks = Blocks::new(source, write);
    while let Some(first) = lines.next() {
        let end = source.page.lines()[first.index].end;
        let table = blocks.tree.table_of(&first);
        // In a table, pictures stand in their cells.
        while let Some(picture) = pictures.next_if(|picture| picture.at <= end) {
            if table.is_none() || picture.at < source.page.lines()[first.index].start {
                blocks.add_picture(picture);
            }
        }
        let Some(table) = table else {
            blocks.add(&first);
            continue;
        };
        let mut run = vec![first];
        while let Some(line) = lines.next_if(|line| blocks.tree.table_of(line) == Some(table)) {
            let end = source.page.lines()[line.index].end;
            while pictures.next_if(|picture| picture.at <= end).is_some() {}
            run.push(line);
        }
        if run.iter().any(|line| line.marks.is_some_and(|marks| blocks.tree.tag(marks) == Tag::Tr)) {
            blocks.add_table(&run);
        } else {
            run.iter().for_each(|line| blocks.add(line));
        }
    }
    pictures.for_each(|picture| blocks.add_picture(picture));
}

/// Makes blocks of lines.
struct Blocks<'p, W> {
    source: &'p Source<'p>,
    tree: Tree<'p>,
    write: W,
    /// The line that the last block ends with: its number, and the heading or code that it is in.
    last: (usize, u32),
    /// Whether the last block is a paragraph.
    is_paragraph: bool,
    /// The frames of the last block, and the innermost of them.
    frames: Vec<Frame<'p>>,
    innermost: u32,
}

impl<'p, W: FnMut(&[Frame<'p>], Piece<'p>)> Blocks<'p, W> {
    fn new(source: &'p Source<'p>, write: W) -> Self {
        let (tree, last, innermost) = (Tree::new(source), (usize::MAX, NONE), NONE);
        Self { source, tree, write, last, is_paragraph: false, frames: Vec::new(), innermost }
    }

    /// Begins a block inside a frame.
    fn begin(&mut self, innermost: u32, content: Content<'p>) {
        if innermost != std::mem::replace(&mut self.innermost, innermost) {
            self.frames = self.tree.frames_to(innermost);
        }
        (self.write)(&self.frames, Piece::Block(content));
    }

    fn go_on(&mut self, piece: Piece<'p>) {
        (self.write)(&self.frames, piece);
    }

    /// Begins a block that no line is added to.
    fn begin_whole(&mut self, innermost: u32, content: Content<'p>) {
        self.last = (usize::MAX, NONE);
        self.is_paragraph = false;
        self.begin(innermost, content);
    }

    fn add_table(&mut self, lines: &[Line<'p>]) {
        let table = self.tree.table(lines);
        self.begin_whole(self.tree.around_table(&lines[0]), Content::Table(table));
    }

    fn add_picture(&mut self, picture: Between) {
        self.begin_whole(self.tree.innermost(picture.element), Content::Image(picture.image));
    }

    /// Writes a line as part of the last block, or as a new block.
    fn add(&mut self, line: &Line<'p>) {
        let Some(marks) = line.marks else { return };
        let element = marks.element as usize;
        let text = self.source.content(line);
        let pre = self.tree.pres[element];
        if pre != NONE {
            return self.add_code(line, pre, &text);
        }
        let kept = line.kept(self.source, &text, false);
        if kept.text.is_empty() {
            return;
        }
        let heading = self.tree.headings[element];
        let (number, of) = std::mem::replace(&mut self.last, (line.number, heading));
        let is_paragraph = std::mem::replace(&mut self.is_paragraph, heading == NONE);
        let same = if heading == NONE { is_paragraph && marks.breaks == 1 } else { of == heading };
        if number.wrapping_add(1) == line.number && same {
            return self.go_on(Piece::Line(kept));
        }
        let content = match self.source.marks.elements.get(heading as usize) {
            Some(heading) => Content::Heading(heading.tag.heading_level(), kept),
            None if self.tree.is_term(marks.element) => Content::Term(kept),
            None => Content::Paragraph(kept),
        };
        self.begin(self.tree.innermost(marks.element), content);
    }

    fn add_code(&mut self, line: &Line<'p>, pre: u32, text: &Range<usize>) {
        let within = |piece: Range<usize>| piece.start.max(text.start)..piece.end.min(text.end);
        let pieces = line.pieces().map(within).filter_map(|piece| self.source.page.text().get(piece));
        let code = pieces.collect::<String>().trim_end().to_owned();
        if code.is_empty() {
            return;
        }
        self.is_paragraph = false;
        let marks = self.source.marks;
        let (number, of) = std::mem::replace(&mut self.last, (line.number, pre));
        if of == pre {
            let above = marks.lines[number].line as usize;
            let blank = (line.index - above).saturating_sub(line.number - number);
            return self.go_on(Piece::Code(blank, code));
        }
        let language = marks.languages.binary_search_by_key(&pre, |(element, _)| *element);
        let language = language.map_or("", |at| &marks.languages[at].1);
        self.begin(self.tree.innermost(pre), Content::Code(language, code));
    }
}
