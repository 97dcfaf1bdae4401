//! Lays out the blocks of Markdown as the lines of a page of HTML that has no names: the elements that the signs stand
//! for, and nothing else.

use std::ops::Range;

use super::blocks::{Blocks, Frame};
use super::inline::{Sign, Signs, What};
use super::line::{Kind, SourceLine};
use super::shape::Shape;
use super::target;
use crate::html::{Layout, Marks, Style, Tag, leads, picture};

/// No element, or no line.
pub(super) const NONE: u32 = u32::MAX;

/// Writes the lines that a reader of the page sees.
pub(super) struct Writer<'s> {
    source: &'s str,
    frames: &'s [Frame],
    signs: std::slice::Iter<'s, Sign>,
    layout: Layout,
    shape: Shape,
    /// The element around quotes, lists and blocks.
    section: u32,
    /// The element of each frame.
    of_frames: Vec<u32>,
    /// The element of the last block, and its number.
    block: (u32, u32),
    /// The numbers of list items in their lists.
    numbers: Vec<(u32, u32)>,
    /// The number of the last link.
    link: u32,
    /// Where the first link of the current line leads, `address "title")`, in bytes of the source.
    target: Option<Range<usize>>,
    /// The same for the lines before, by their indices in the layout.
    targets: Vec<(usize, Range<usize>)>,
    /// Bits of [`picture`] for the current line.
    pictures: u8,
    style: Style,
    bold: i32,
    italic: i32,
    /// Whether a cell of a table begins, with another one before it.
    cell: bool,
    /// The list of the last item.
    last_frame: u32,
    /// For each line of the source, the line of the page that shows it.
    pub(super) shown: Vec<u32>,
    /// The first line of the source in the current line.
    pending: Range<usize>,
    pub(super) heading: Option<String>,
}

impl<'s> Writer<'s> {
    pub(super) fn new(source: &'s str, blocks: &'s Blocks, signs: &'s Signs) -> Self {
        Self {
            source,
            frames: &blocks.frames,
            signs: signs.all.iter(),
            layout: Layout::new(source.len() / 2),
            shape: Shape::new(),
            section: 0,
            of_frames: vec![NONE; blocks.frames.len()],
            block: (NONE, 0),
            numbers: Vec::new(),
            link: 0,
            target: None,
            targets: Vec::new(),
            pictures: 0,
            style: Style::default(),
            bold: 0,
            italic: 0,
            cell: false,
            last_frame: 0,
            shown: vec![NONE; blocks.lines.len()],
            pending: 0..0,
            heading: None,
        }
    }

    /// Writes all lines of the source. Returns the text and its marks.
    pub(super) fn write(&mut self, lines: &[SourceLine]) {
        let mut index = 0;
        while index < lines.len() {
            let kind = lines[index].kind;
            let end = index + lines[index..].iter().take_while(|line| line.kind == kind).count();
            match kind {
                Kind::Text(_) | Kind::Heading(..) => self.paragraph(lines, index..end),
                Kind::Row(_) => (index..end).for_each(|index| self.row(lines, index)),
                Kind::Code(_) => self.code(lines, index..end),
                _ => {}
            }
            index = end;
        }
    }

    /// The text that was laid out, and its marks.
    pub(super) fn finish(self) -> (String, Marks, Vec<u32>) {
        let Layout { text, mut lines, emphasis, .. } = self.layout;
        let addresses = self.targets.iter().map(|(_, target)| target::address(&self.source[target.clone()]));
        for ((line, _), leads) in self.targets.iter().zip(leads(addresses)) {
            lines[*line].leads = leads;
        }
        let marks = Marks {
            lines,
            elements: self.shape.elements,
            emphasis,
            numbers: self.numbers,
            ..Marks::default()
        };
        debug_assert!(marks.are_consistent());
        (text, marks, self.shown)
    }

    /// The element of a frame.
    fn of_frame(&mut self, frame: u32) -> u32 {
        if frame == 0 {
            return self.section;
        }
        // Frames are nested at most a few deep.
        let known = self.of_frames[frame as usize];
        if known != NONE {
            return known;
        }
        let Frame { tag, parent } = self.frames[frame as usize];
        let parent = self.of_frame(parent);
        let element = self.shape.add(tag, parent);
        self.of_frames[frame as usize] = element;
        element
    }

    fn depth_of_lists(&self, mut frame: u32) -> u8 {
        let mut depth = 0;
        while frame != 0 {
            depth += u8::from(matches!(self.frames[frame as usize].tag, Tag::Ul | Tag::Ol));
            frame = self.frames[frame as usize].parent;
        }
        depth
    }

    /// Begins a block with this tag in a frame; returns its element.
    fn begin(&mut self, line: &SourceLine, tag: Option<Tag>) -> u32 {
        self.layout.note_edge();
        self.section = self.shape.section(tag.unwrap_or(Tag::P), line.frame != 0);
        let around = self.of_frame(line.frame);
        let tag_around = self.shape.elements[around as usize].tag;
        let is_item = line.begins_item && tag_around == Tag::Li;
        if is_item {
            self.layout.set_bullet(Some(self.depth_of_lists(line.frame).saturating_sub(1)));
        }
        // Items of a list stand close together.
        if !(is_item && self.depth_of_lists(self.last_frame) > 0) {
            self.layout.leave_gap();
        }
        self.last_frame = line.frame;
        match tag {
            Some(tag) => self.shape.add(tag, around),
            None if is_item => around,
            None => self.shape.add(Tag::P, around),
        }
    }

    fn end_line(&mut self, block: u32) {
        if self.layout.line_is_empty() {
            self.layout.drop_space();
            if self.pictures & picture::INSIDE > 0 {
                self.pictures = picture::ABOVE;
                if let Some(above) = self.layout.lines.last_mut() {
                    above.pictures |= picture::BELOW;
                }
            }
            return;
        }
        if self.heading.is_none() && self.shape.elements[block as usize].tag == Tag::H1 {
            self.heading = Some(self.layout.current().to_owned());
        }
        let line = self.layout.current_line();
        let element = self.shape.innermost(&line, block);
        self.layout.end_line(element, block);
        let index = self.layout.lines.len() - 1;
        self.layout.lines[index].pictures = std::mem::take(&mut self.pictures);
        self.targets.extend(self.target.take().map(|target| (index, target)));
        self.shown[self.pending.clone()].fill(line.line);
    }

    fn paragraph(&mut self, lines: &[SourceLine], range: Range<usize>) {
        let first = &lines[range.start];
        let tag = match first.kind {
            Kind::Heading(_, level) => {
                Some([Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6][level as usize - 1])
            }
            _ => None,
        };
        let block = self.begin(first, tag);
        self.reset_emphasis();
        let width = width(self.source, &lines[range.clone()]);
        self.pending = range.start..range.start;
        for index in range.clone() {
            self.pending.end = index + 1;
            self.text(lines[index].text.clone());
            let Some(next) = lines[..range.end].get(index + 1) else { break };
            let here = &self.source[lines[index].text.clone()];
            let is_heading = tag.is_some();
            if !is_heading
                && (here.ends_with("  ") || !is_wrapped(here, &self.source[next.text.clone()], width))
            {
                self.end_line(block);
                self.layout.note_break();
                self.pending.start = index + 1;
            } else {
                self.layout.add_space();
            }
        }
        self.end_line(block);
        self.layout.set_bullet(None);
        if !first.begins_item {
            self.layout.leave_gap();
        }
    }

    fn reset_emphasis(&mut self) {
        (self.bold, self.italic) = (0, 0);
        self.style = Style { link: self.style.link, ..Style::default() };
    }

    fn row(&mut self, lines: &[SourceLine], index: usize) {
        let line = &lines[index];
        let Kind::Row(number) = line.kind else { return };
        if self.block.1 != number || self.block.0 == NONE {
            let table = self.begin(line, Some(Tag::Table));
            let body = self.shape.add(Tag::Tbody, table);
            self.block = (body, number);
        }
        self.layout.note_edge();
        let row = self.shape.add(Tag::Tr, self.block.0);
        self.pending = index..index + 1;
        self.reset_emphasis();
        let (mut cells, mut start) = (0, line.text.start);
        while start < line.text.end {
            let end = self.cell_end(start, line.text.end);
            let length = self.layout.current_line().length;
            self.cell = length > 0;
            self.text(start..end);
            self.layout.drop_space();
            cells += usize::from(self.layout.current_line().length > length);
            start = end + 1;
        }
        self.cell = false;
        let block = if cells > 1 { row } else { self.shape.add(Tag::Td, row) };
        self.end_line(block);
    }

    /// Where a cell ends: at a bar that is not in a link, in code, or behind a backslash.
    fn cell_end(&self, start: usize, end: usize) -> usize {
        let mut signs = self.signs.clone();
        let mut sign = signs.next();
        let mut in_code = false;
        for bar in memchr::memchr_iter(b'|', &self.source.as_bytes()[start..end]).map(|bar| start + bar) {
            let mut is_part = false;
            while let Some(here) = sign.filter(|sign| sign.range.start <= bar) {
                if let What::Code(begins) = here.what {
                    in_code = begins;
                }
                is_part |= here.range.contains(&bar);
                if here.range.end > bar {
                    break;
                }
                sign = signs.next();
            }
            if !is_part && !in_code && self.source.as_bytes()[..bar].last() != Some(&b'\\') {
                return bar;
            }
        }
        end
    }

    fn code(&mut self, lines: &[SourceLine], range: Range<usize>) {
        let block = self.begin(&lines[range.start], Some(Tag::Pre));
        self.reset_emphasis();
        for index in range {
            let text = self.source[lines[index].text.clone()].trim_end();
            if text.is_empty() {
                self.layout.end_blank_line();
                continue;
            }
            self.pending = index..index + 1;
            self.layout.push_verbatim(text, self.style);
            self.end_line(block);
        }
        self.layout.leave_gap();
    }

    /// Adds the text of a line, without its signs.
    fn text(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while let Some(sign) = self.signs.as_slice().first().filter(|sign| sign.range.start < range.end) {
            self.signs.next();
            if sign.range.start < at {
                continue;
            }
            self.plain(at..sign.range.start);
            at = sign.range.end.min(range.end);
            match sign.what {
                What::Text => self.plain(sign.range.clone()),
                What::Nothing => {}
                What::Picture => self.pictures |= picture::INSIDE,
                What::Break => self.layout.add_space(),
                What::Link(begins) => {
                    self.link += u32::from(begins);
                    self.style.link = if begins { self.link } else { 0 };
                    if !begins {
                        self.note_target(&sign.range);
                    }
                }
                What::Code(begins) => self.style.code = begins,
                What::Emphasis { bold, italic, used } => {
                    let (begins, left) = (bold + italic > 0, sign.range.len() - usize::from(used));
                    let (start, end) = (sign.range.start, sign.range.end);
                    if begins {
                        self.plain(start..start + left);
                    }
                    self.bold = (self.bold + i32::from(bold)).max(0);
                    self.italic = (self.italic + i32::from(italic)).max(0);
                    (self.style.bold, self.style.italic) = (self.bold > 0, self.italic > 0);
                    if !begins {
                        self.plain(end - left..end);
                    }
                }
            }
        }
        self.plain(at..range.end);
    }

    /// Notes where a link leads, given what is behind its text, if it is the first of the line and leads there itself.
    fn note_target(&mut self, behind: &Range<usize>) {
        if self.target.is_none() && self.source[behind.clone()].starts_with("](") {
            self.target = Some(behind.start + 2..behind.end);
        }
    }

    fn plain(&mut self, range: Range<usize>) {
        let text = &self.source[range];
        let text = if self.cell { text.trim_start() } else { text };
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.cell) {
            self.layout.push("\t", Style::default());
        }
        self.layout.add(text, self.style);
    }
}

/// The width that a paragraph is wrapped to, in characters: that of its longest line. 0 if its lines are not of a width
/// that anyone wraps to.
fn width(source: &str, lines: &[SourceLine]) -> usize {
    const WIDTHS: Range<usize> = 50..121;
    if lines.len() < 2 {
        return 0;
    }
    let width =
        lines.iter().map(|line| source[line.text.clone()].trim_end().chars().count()).max().unwrap_or(0);
    if WIDTHS.contains(&width) { width } else { 0 }
}

/// Whether a line goes on in the next one because the next word did not fit.
fn is_wrapped(line: &str, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().map_or(0, |word| word.chars().count());
    width > 0 && line.trim_end().chars().count() + 1 + word > width
}

#[cfg(test)]
mod tests {
    use super::super::Markdown;
    use crate::html::Leads;

    #[test]
    fn a_line_knows_of_the_pictures_beside_it() {
        let source = "Rain\n\n![a](a.png)\n\nA gull in the rain\n\n![b](b.png) A boat\n\n[![c](c.png)](/c)\n";
        let page = Markdown::read(source);
        let pictures: Vec<u8> = page.shown().marks.lines.iter().map(|line| line.pictures).collect();
        // Below; above; inside and below.
        assert_eq!(pictures, [4, 2, 5]);
    }

    #[test]
    fn a_line_knows_where_its_first_link_leads() {
        let source = "[Home](https://a.example/) and [Rain](https://b.example/)\n\n[Top](#top)\n\n[News](https://a.example/b \
                      \"News\")\n\nRain\n\n[Rain falls on the harbor](<https://a.example/rain-falls-on-the-harbor>)\n";
        let page = Markdown::read(source);
        let leads: Vec<Leads> = page.shown().marks.lines.iter().map(|line| line.leads).collect();
        assert_eq!(leads, [Leads::Section, Leads::Here, Leads::Section, Leads::Unknown, Leads::Story]);
    }
}
