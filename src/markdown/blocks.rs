//! Divides Markdown into blocks: a kind for every line, and the quotes and lists around it.
//!
//! Follows `CommonMark` where crawlers do. Where they write what it takes for something else, such as a heading inside a
//! link, what was meant wins.

use super::line::{
    Kind, Marker, SourceLine, definition, fence, heading, indent, is_delimiter_row, is_rule, underline,
    without_closing_signs,
};
use crate::html::Tag;

/// A quote, a list or a list item. The first is the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) tag: Tag,
    /// The index of the frame around it; the first has its own.
    pub(super) parent: u32,
}

/// The lines of a source, and the frames around them.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub(super) lines: Vec<SourceLine>,
    pub(super) frames: Vec<Frame>,
}

/// An open quote or list item.
#[derive(Clone, Copy, Debug)]
struct Open {
    frame: u32,
    /// The columns that the lines of an item are indented by; none for a quote.
    indent: Option<usize>,
    list: List,
}

/// A list that may go on.
#[derive(Clone, Copy, Debug, Default)]
struct List {
    frame: u32,
    sign: u8,
    /// Items that followed each other without a blank line.
    tight: u32,
}

/// The deepest nesting. What is nested more deeply is text.
const DEEPEST: usize = 32;
/// The most lines of metadata at the top.
const MOST_METADATA: usize = 200;

#[derive(Debug)]
struct Scanner<'s> {
    source: &'s str,
    /// The lines in bytes: beginning, end of the text, end of the terminator.
    raw: Vec<(usize, usize, usize)>,
    blocks: Blocks,
    open: Vec<Open>,
    /// The number of the last block.
    block: u32,
    /// The first line of the open paragraph.
    paragraph: Option<usize>,
    in_table: bool,
    /// The sign and length of the fence of the open code, and its depth.
    fence: Option<(u8, usize, usize)>,
    in_comment: bool,
    is_below_blank: bool,
    /// The last line that may close a fence of backticks, and one of tildes.
    last_fence: [usize; 2],
}

impl Blocks {
    /// Divides a source. Takes time linear in its length.
    pub(super) fn read(source: &str) -> Self {
        let mut scanner = Scanner::new(source);
        let begin = scanner.front_matter();
        for index in begin..scanner.raw.len() {
            scanner.line(index);
        }
        scanner.blocks
    }
}

impl<'s> Scanner<'s> {
    fn new(source: &'s str) -> Self {
        let mut raw = Vec::with_capacity(source.len() / 48 + 1);
        let mut last_fence = [0; 2];
        let mut start = 0;
        while start < source.len() {
            let found = memchr::memchr2(b'\n', b'\r', &source.as_bytes()[start..]);
            let end = found.map_or(source.len(), |at| start + at);
            let next = match source.as_bytes().get(end..end + 2) {
                Some(b"\r\n") => end + 2,
                _ => (end + 1).min(source.len()),
            };
            let text = source[start..end].trim_start_matches([' ', '\t', '>']);
            if let Some((sign, _)) = fence(text) {
                last_fence[usize::from(sign == b'~')] = raw.len();
            }
            raw.push((start, end, next));
            start = next;
        }
        let page = Frame { tag: Tag::Body, parent: 0 };
        let blocks = Blocks { lines: Vec::with_capacity(raw.len()), frames: vec![page] };
        Self {
            source,
            raw,
            blocks,
            open: Vec::new(),
            block: 0,
            paragraph: None,
            in_table: false,
            fence: None,
            in_comment: false,
            is_below_blank: false,
            last_fence,
        }
    }

    /// Reads the metadata at the top. Returns the first line below it.
    fn front_matter(&mut self) -> usize {
        let text = |&(start, end, _): &(usize, usize, usize)| self.source[start..end].trim_end();
        let Some(sign) = self.raw.first().map(text).map(|text| text.trim_start_matches('\u{FEFF}')) else {
            return 0;
        };
        if sign != "---" && sign != "+++" {
            return 0;
        }
        let closes = |line| text(line) == sign || sign == "---" && text(line) == "...";
        let Some(end) = self.raw.iter().take(MOST_METADATA).skip(1).position(closes).map(|end| end + 1)
        else {
            return 0;
        };
        // Between two rules that divide a page stands prose.
        let is_data =
            |line: &str| line.contains([':', '=']) || line.starts_with([' ', '-', '#', '\t', ']', '}']);
        if end < 2 || !self.raw[1..end].iter().map(text).all(|line| line.is_empty() || is_data(line)) {
            return 0;
        }
        for index in 0..=end {
            self.push(index, self.raw[index].0, Kind::FrontMatter);
        }
        end + 1
    }

    fn frame(&self) -> u32 {
        self.open.last().map_or(0, |open| open.frame)
    }

    /// Adds a line whose text begins at a byte.
    fn push(&mut self, index: usize, text: usize, kind: Kind) {
        let (start, end, next) = self.raw[index];
        let text = text.min(end);
        let frame = self.frame();
        let line = SourceLine {
            whole: start..next,
            text: text..end,
            signs: text..text,
            kind,
            frame,
            begins_item: false,
        };
        self.blocks.lines.push(line);
    }

    fn next_block(&mut self) -> u32 {
        self.block += 1;
        self.block
    }

    fn line(&mut self, index: usize) {
        let (start, end, _) = self.raw[index];
        let source = self.source;
        let (mut at, mut column) = (start, 0);
        let mut matched = 0;
        for open in &self.open {
            let (bytes, columns) = indent(&source[at..end], column);
            let rest = &source[at + bytes..end];
            match open.indent {
                None if rest.starts_with('>') => {
                    at += bytes + 1;
                    column += columns + 1;
                    if source[at..end].starts_with(' ') {
                        (at, column) = (at + 1, column + 1);
                    }
                }
                Some(_) if rest.is_empty() => {}
                Some(indent) if column + columns >= indent => {
                    // The columns that belong to the item.
                    while column < indent && at < end {
                        column += if source.as_bytes()[at] == b'\t' { 4 - column % 4 } else { 1 };
                        at += 1;
                    }
                }
                _ => break,
            }
            matched += 1;
        }
        if let Some((sign, length, depth)) = self.fence {
            let rest = source[at..end].trim_start();
            let is_end = fence(rest).is_some_and(|(other, count)| {
                other == sign && count >= length && rest[count..].trim().is_empty()
            });
            if matched >= depth || rest.is_empty() {
                let kind = if is_end { Kind::Fence(self.block) } else { Kind::Code(self.block) };
                self.fence = self.fence.filter(|_| !is_end);
                return self.push(index, at, kind);
            }
            self.fence = None;
        }
        self.open_and_push(index, at, column, matched);
    }

    /// Opens what begins on a line, from a byte and its column on, and adds the line.
    fn open_and_push(&mut self, index: usize, mut at: usize, mut column: usize, matched: usize) {
        let source = self.source;
        let end = self.raw[index].1;
        if source[at..end].trim().is_empty() {
            // A quote ends, a list item may go on.
            let quotes = self.open[matched..].iter().position(|open| open.indent.is_none());
            self.open.truncate(quotes.map_or(self.open.len(), |quote| matched + quote));
            (self.paragraph, self.in_table) = (None, false);
            self.is_below_blank = true;
            return self.push(index, at, Kind::Blank);
        }
        if self.in_comment {
            self.in_comment = !source[at..end].contains("-->");
            return self.push(index, at, Kind::Comment);
        }
        let is_below_blank = std::mem::take(&mut self.is_below_blank);
        let rest = source[at..end].trim_start_matches([' ', '\t']);
        let interrupts = is_rule(rest)
            || rest.starts_with('>')
            || heading(rest).is_some()
            || fence(rest).is_some()
            || Marker::at(rest).is_some_and(|marker| rest.len() > marker.length);
        let is_lazy = matched < self.open.len() && self.paragraph.is_some() && !interrupts;
        // The list that goes on if an item begins here.
        let mut list = None;
        if !is_lazy && matched < self.open.len() {
            list = self.open[matched].indent.map(|_| self.open[matched].list);
            self.open.truncate(matched);
            (self.paragraph, self.in_table) = (None, false);
        }
        let mut begins_item = false;
        while self.open.len() < DEEPEST {
            let (bytes, columns) = indent(&source[at..end], column);
            let rest = &source[at + bytes..end];
            let marker = Marker::at(rest);
            let is_far = columns >= 4 && self.paragraph.is_none() && (marker.is_none() || list.is_none());
            if rest.starts_with('>') && columns < 4 {
                let parent = self.frame();
                let frame = self.add_frame(Tag::Blockquote, parent);
                self.open.push(Open { frame, indent: None, list: List::default() });
                let blank = usize::from(rest[1..].starts_with(' '));
                (at, column) = (at + bytes + 1 + blank, column + columns + 1 + blank);
                (self.paragraph, list, self.in_table) = (None, None, false);
                continue;
            }
            let Some(marker) = marker.filter(|_| !is_far && !is_lazy && !is_rule(rest)) else { break };
            let (blanks, wide) = indent(&rest[marker.length..], column + columns + marker.length);
            let is_empty = blanks + marker.length == rest.len();
            // In the middle of a paragraph, a number is rarely one of a list.
            if self.paragraph.is_some() && (is_empty || marker.number.is_some_and(|number| number != 1)) {
                break;
            }
            let (blanks, wide) =
                if is_empty || wide > 4 { (usize::from(!is_empty), 1) } else { (blanks, wide) };
            let open = self.item(list.take(), &marker, is_below_blank);
            at += bytes + marker.length + blanks;
            column += columns + marker.length + wide;
            self.open.push(Open { indent: Some(column), ..open });
            (self.paragraph, self.in_table, begins_item) = (None, false, true);
        }
        self.leaf(index, at, column);
        if let Some(line) = self.blocks.lines.last_mut() {
            line.begins_item = begins_item;
        }
    }

    fn add_frame(&mut self, tag: Tag, parent: u32) -> u32 {
        self.blocks.frames.push(Frame { tag, parent });
        self.blocks.frames.len() as u32 - 1
    }

    /// Opens an item in the list that goes on, if it is one of that list, or in a new one.
    ///
    /// Crawlers write lists one below the other with the same signs; where items stood close together, a blank line
    /// divides them.
    fn item(&mut self, list: Option<List>, marker: &Marker, is_below_blank: bool) -> Open {
        let goes_on = |list: &List| list.sign == marker.sign && !(is_below_blank && list.tight > 1);
        let mut list = list.filter(goes_on).unwrap_or_else(|| {
            let tag = if marker.number.is_some() { Tag::Ol } else { Tag::Ul };
            let frame = self.add_frame(tag, self.frame());
            List { frame, sign: marker.sign, tight: 0 }
        });
        list.tight = if is_below_blank { 1 } else { list.tight + 1 };
        let frame = self.add_frame(Tag::Li, list.frame);
        Open { frame, indent: None, list }
    }

    /// Adds a line by what its text is.
    fn leaf(&mut self, index: usize, at: usize, column: usize) {
        let source = self.source;
        let end = self.raw[index].1;
        let (bytes, columns) = indent(&source[at..end], column);
        let text = at + bytes;
        let rest = &source[text..end];
        if rest.is_empty() {
            self.paragraph = None;
            return self.push(index, text, Kind::Blank);
        }
        if self.paragraph.is_none() && columns >= 4 {
            return self.indented_code(index, at, column);
        }
        if let (Some(first), Some(level)) = (self.paragraph, underline(rest)) {
            for line in &mut self.blocks.lines[first..] {
                line.kind = Kind::Heading(self.block, level);
            }
            self.paragraph = None;
            return self.push(index, text, Kind::Underline(self.block));
        }
        if let Some((sign, length)) = fence(rest) {
            self.paragraph = None;
            // A fence that nothing closes would take the rest of the page.
            if self.last_fence[usize::from(sign == b'~')] <= index {
                return self.push(index, text, Kind::Comment);
            }
            let block = self.next_block();
            self.fence = Some((sign, length, self.open.len()));
            return self.push(index, text, Kind::Fence(block));
        }
        if is_rule(rest) {
            self.paragraph = None;
            return self.push(index, text, Kind::Rule);
        }
        // Crawlers write a heading inside a link behind its bracket.
        let bracket = rest.strip_prefix('[').map_or(0, |rest| 1 + indent(rest, 0).0);
        if let Some((level, length)) = heading(&rest[bracket..]) {
            self.paragraph = None;
            let block = self.next_block();
            self.push(index, text, Kind::Heading(block, level));
            if let Some(line) = self.blocks.lines.last_mut() {
                line.signs = text + bracket..text + bracket + length;
                line.text.end = text + without_closing_signs(rest).len().max(bracket + length);
            }
            return;
        }
        if self.is_table(index, rest) {
            let is_delimiter = self.in_table && is_delimiter_row(rest);
            self.paragraph = None;
            if !std::mem::replace(&mut self.in_table, true) {
                self.next_block();
            }
            let block = self.block;
            return self.push(
                index,
                text,
                if is_delimiter { Kind::Delimiter(block) } else { Kind::Row(block) },
            );
        }
        self.in_table = false;
        if self.paragraph.is_none() && rest.starts_with("<!--") {
            self.in_comment = !rest.contains("-->");
            if self.in_comment || rest.ends_with("-->") && rest.matches("<!--").count() == 1 {
                return self.push(index, text, Kind::Comment);
            }
        }
        if self.paragraph.is_none()
            && let Some((label, _)) = definition(rest)
            && !label.starts_with('^')
        {
            return self.push(index, text, Kind::Definition);
        }
        if self.paragraph.is_none() {
            self.next_block();
            self.paragraph = Some(self.blocks.lines.len());
        }
        self.push(index, text, Kind::Text(self.block));
    }

    /// Whether a line is part of a table: it has cells, and the line below its first divides them.
    fn is_table(&self, index: usize, rest: &str) -> bool {
        if !rest.contains('|') {
            return false;
        }
        self.in_table
            || self.raw.get(index + 1).is_some_and(|&(start, end, _)| {
                is_delimiter_row(self.source[start..end].trim_start_matches([' ', '\t', '>']))
            })
    }

    fn indented_code(&mut self, index: usize, mut at: usize, mut column: usize) {
        let goes_on = self.blocks.lines.iter().rev().find(|line| line.kind != Kind::Blank);
        let goes_on = goes_on.is_some_and(|line| line.kind == Kind::Code(self.block));
        if !goes_on {
            self.next_block();
        }
        let to = column + 4;
        while column < to && at < self.raw[index].1 {
            column += if self.source.as_bytes()[at] == b'\t' { 4 - column % 4 } else { 1 };
            at += 1;
        }
        self.push(index, at, Kind::Code(self.block));
    }
}
