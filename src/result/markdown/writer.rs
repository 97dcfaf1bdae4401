//! Writes blocks: what stands before their lines, and between them.

use super::blocks::{Content, Piece};
use super::escape::Place;
use super::inline::{write_image, write_line};
use super::kept::KeptLine;
use super::stretch::longest_run;
use super::table::{Row, Table};
use super::tree::Frame;

/// Writes one block after another.
#[derive(Debug, Default)]
pub(super) struct Writer<'p> {
    text: String,
    /// The block that is being written.
    block: Kind,
    /// The prefix of its lines but the first.
    margin: String,
    /// The quotes and list items that are open after the last block.
    open: Vec<Opened<'p>>,
    /// Whether the last block was a paragraph that began its list item, if it was in one.
    is_plain: bool,
    /// Whether the last block was a term.
    is_term: bool,
}

/// A kind of block.
#[derive(Clone, Copy, Debug, Default)]
enum Kind {
    #[default]
    None,
    Paragraph,
    Heading,
    /// Where the code begins, and the length of the longest run of backticks in it.
    Code(usize, usize),
    /// A table or a picture.
    Whole,
}

/// An open quote, list item, definition or footnote.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Opened<'p> {
    frame: Frame<'p>,
    /// The prefix of its first line.
    marker: String,
    /// The prefix of its other lines.
    margin: String,
}

impl<'p> Writer<'p> {
    /// The Markdown.
    pub(super) fn finish(mut self) -> String {
        self.end_block();
        self.text
    }

    /// Writes a piece inside these frames.
    pub(super) fn write(&mut self, frames: &[Frame<'p>], piece: Piece<'_>) {
        match piece {
            Piece::Block(content) => self.begin_block(frames, &content),
            Piece::Line(line) if matches!(self.block, Kind::Heading) => self.line(" ", &line, Place::Heading),
            Piece::Line(line) => {
                let between = ["\\\n", &self.margin].concat();
                self.line(&between, &line, Place::Block);
            }
            Piece::Code(blank, line) => self.code_line(blank, &line),
        }
    }

    /// Begins a block inside these frames.
    pub(super) fn begin_block(&mut self, frames: &[Frame<'p>], content: &Content<'_>) {
        self.end_block();
        let common = self.open.iter().zip(frames).take_while(|(open, frame)| open.frame == **frame);
        let common = common.count();
        let is_plain = matches!(content, Content::Paragraph(_));
        let is_term = matches!(content, Content::Term(_));
        let opened = self.opened(frames, common);
        if !self.text.is_empty() {
            let is_tight =
                (self.is_plain || self.is_term) && is_plain && self.follows_tightly(&opened, common);
            let margins: String = self.open[..common].iter().map(|open| &open.margin[..]).collect();
            if !is_tight {
                self.text.push_str(margins.trim_end());
                self.text.push('\n');
            }
        }
        // A second block in an item makes the next item stand apart.
        self.is_plain = is_plain && (opened.len() > common || opened.is_empty());
        opened[..common].iter().for_each(|open| self.text.push_str(&open.margin));
        opened[common..].iter().for_each(|open| self.text.push_str(&open.marker));
        self.margin = opened.iter().map(|open| &open.margin[..]).collect();
        self.open = opened;
        self.is_term = is_term;
        match content {
            Content::Paragraph(line) | Content::Term(line) => {
                self.block = Kind::Paragraph;
                self.line("", line, Place::Block);
            }
            Content::Heading(level, line) => {
                self.block = Kind::Heading;
                (0..*level).for_each(|_| self.text.push('#'));
                self.line(" ", line, Place::Heading);
            }
            Content::Code(language, line) => {
                self.block = Kind::Code(self.text.len(), 0);
                self.text.extend(["```", language]);
                self.code_line(0, line);
            }
            Content::Table(table) => {
                self.block = Kind::Whole;
                self.table(table);
            }
            Content::Image(image) => {
                self.block = Kind::Whole;
                write_image(image, self.text.len(), Place::Block, false, &mut self.text);
            }
        }
    }

    fn end_block(&mut self) {
        match std::mem::take(&mut self.block) {
            Kind::None => return,
            Kind::Code(start, longest) => {
                // A fence is longer than all that looks like one.
                let fence = "`".repeat(longest.max(2) + 1);
                self.text.extend(["\n", &self.margin, &fence]);
                self.text.insert_str(start, &fence[3..]);
            }
            Kind::Paragraph | Kind::Heading | Kind::Whole => {}
        }
        self.text.push('\n');
    }

    /// What is open in a block, so many of it since the one before.
    fn opened(&self, frames: &[Frame<'p>], common: usize) -> Vec<Opened<'p>> {
        let mut opened = self.open[..common].to_vec();
        for (depth, frame) in frames.iter().enumerate().skip(common) {
            let (marker, margin) = match *frame {
                Frame::Quote(_) => ("> ".to_owned(), "> ".to_owned()),
                Frame::Note(_, label) => (format!("[^{label}]: "), "    ".to_owned()),
                Frame::Definition(_) if self.can_define(depth, common) => (": ".to_owned(), "  ".to_owned()),
                Frame::Definition(_) => (String::new(), String::new()),
                Frame::Item { list, number, .. } => {
                    // The item that ends here, if one does.
                    let last = self.open.get(depth).filter(|_| depth == common);
                    let mut sign = if number.is_some() { '.' } else { '-' };
                    if let Some(Opened {
                        frame: Frame::Item { list: above, number: before, .. },
                        marker,
                        ..
                    }) = last
                    {
                        let other = marker.trim_end().chars().last().unwrap_or(sign);
                        if *above == list {
                            sign = other;
                        } else if before.is_some() == number.is_some() && other == sign {
                            // Another list would go on with the numbers of the first.
                            sign = if number.is_some() { ')' } else { '*' };
                        }
                    }
                    let marker = number.map_or(format!("{sign} "), |number| format!("{number}{sign} "));
                    let margin = " ".repeat(marker.len());
                    (marker, margin)
                }
            };
            opened.push(Opened { frame: *frame, marker, margin });
        }
        opened
    }

    /// Whether a definition may begin: behind its term, or behind another definition of it.
    fn can_define(&self, depth: usize, common: usize) -> bool {
        let follows = self.open.get(depth).filter(|_| depth == common);
        match follows {
            Some(Opened { frame: Frame::Definition(_), marker, .. }) => !marker.is_empty(),
            Some(_) => false,
            None => self.is_term && depth == common && depth == self.open.len(),
        }
    }

    /// Whether a paragraph needs no blank line above it: it begins the next item of a list, or a list inside an item.
    fn follows_tightly(&self, opened: &[Opened<'_>], common: usize) -> bool {
        if let Some(Opened { frame: Frame::Definition(_), marker, .. }) = opened.get(common) {
            return !marker.is_empty();
        }
        let list_of = |open: &Opened<'_>| match open.frame {
            Frame::Item { list, number, .. } => Some((list, number)),
            _ => None,
        };
        let Some((list, number)) = opened.get(common).and_then(list_of) else { return false };
        match self.open.get(common) {
            Some(last) => list_of(last).is_some_and(|(above, _)| above == list),
            // Only a first item may stand right below a paragraph.
            None => {
                common > 0
                    && list_of(&self.open[common - 1]).is_some()
                    && number.is_none_or(|number| number == 1)
            }
        }
    }

    fn line(&mut self, between: &str, line: &KeptLine<'_>, place: Place) {
        self.text.push_str(between);
        write_line(line, place, &mut self.text);
    }

    fn code_line(&mut self, blank: usize, line: &str) {
        if let Kind::Code(_, longest) = &mut self.block {
            *longest = longest_run(line, '`').max(*longest);
        }
        for _ in 0..blank {
            self.text.push('\n');
            self.text.push_str(self.margin.trim_end());
        }
        self.text.extend(["\n", &self.margin, line]);
    }

    fn table(&mut self, table: &Table<'_>) {
        let width = table.rows().map(|row| row.width()).max().unwrap_or(0);
        let mut rows = table.rows();
        // A table has a head, if an empty one.
        let head = if table.has_head { rows.next() } else { None }.unwrap_or_default();
        self.row(&head);
        // Rows may be shorter than the head.
        (head.width()..width).for_each(|_| self.text.push_str("  |"));
        self.text.extend(["\n", &self.margin]);
        (0..width).for_each(|_| self.text.push_str("| --- "));
        self.text.push('|');
        for row in rows {
            self.text.extend(["\n", &self.margin]);
            self.row(&row);
        }
    }

    fn row(&mut self, row: &Row<'_>) {
        self.text.push('|');
        for (empty, lines) in &row.cells {
            (0..*empty).for_each(|_| self.text.push_str("  |"));
            for (index, line) in lines.iter().enumerate() {
                // A cell has no other line breaks.
                self.line(if index == 0 { " " } else { "<br>" }, line, Place::Cell);
            }
            self.text.push_str(" |");
        }
    }
}
