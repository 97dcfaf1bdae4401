//! Lays out text like a browser: folds white space and puts each block on a line of its own.

mod rows;

use std::ops::Range;

use memchr::memchr;

use super::embedded::Embedded;
use super::entity::{Context, reference};
use super::marks::{Emphasis, EmptyCells, Formula, Hidden, LineMarks, emphasis};
use rows::Row;

/// The style of a piece of text.
#[derive(Clone, Copy, Debug, Default)]
// Any of them may go with any other.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct Style {
    /// The number of the link around it; 0 for none.
    pub(crate) link: u32,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    pub(crate) code: bool,
    pub(crate) lowered: bool,
    pub(crate) raised: bool,
    pub(crate) hidden: Hidden,
}

/// Builds the text of a page and the marks of its lines.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) text: String,
    pub(crate) lines: Vec<LineMarks>,
    pub(crate) emphasis: Vec<Emphasis>,
    pub(super) empty_cells: Vec<EmptyCells>,
    pub(super) formulas: Vec<Formula>,
    pub(super) embedded: Embedded,
    /// The last formula in bytes.
    formula: Range<usize>,
    /// The number of lines above the last custom element that was a block, itself included.
    custom_edge: Option<usize>,
    /// The current line; its length is 0 before its first character.
    line: LineMarks,
    /// The byte offset of its text, after its bullet.
    start: usize,
    /// Whether a space is due before the next text.
    space: bool,
    /// Whether a blank line is due before the next line.
    gap: bool,
    /// The depth of the bullet that is due before the next text.
    bullet: Option<u8>,
    /// The number of line breaks since the last line, or `EDGE` if a block began or ended since.
    breaks: u8,
    /// The link around the last text.
    link: u32,
    /// The number of lines of the text, blank ones included.
    count: u32,
    /// The current table row, unless a table is in it.
    row: Option<Row>,
}

/// The next line does not begin with a line break.
const EDGE: u8 = u8::MAX;

impl Layout {
    pub(crate) fn new(capacity: usize) -> Self {
        Self { text: String::with_capacity(capacity), breaks: EDGE, ..Self::default() }
    }

    pub(crate) fn line_is_empty(&self) -> bool {
        self.line.length == 0
    }

    /// The text of the current line.
    pub(crate) fn current(&self) -> &str {
        if self.line_is_empty() { "" } else { &self.text[self.start..] }
    }

    /// The marks of the current line so far, and its index in the text.
    pub(crate) fn current_line(&self) -> LineMarks {
        LineMarks { line: self.count, ..self.line }
    }

    /// Puts a blank line before the next line.
    pub(crate) fn leave_gap(&mut self) {
        self.gap = true;
    }

    /// Sets the number of the line of the HTML where the current line begins.
    pub(super) fn set_source_line(&mut self, line: u32) {
        self.line.source_line = line;
    }

    /// Puts a bullet before the next text, or none.
    pub(crate) fn set_bullet(&mut self, depth: Option<u8>) {
        self.bullet = depth;
    }

    /// Notes that a block begins or ends here.
    pub(crate) fn note_edge(&mut self) {
        self.breaks = EDGE;
        self.embedded.note_edge();
    }

    /// Notes that a custom element that is a block ends here.
    pub(super) fn note_custom_edge(&mut self) {
        self.note_edge();
        self.custom_edge = Some(self.lines.len());
    }

    /// Whether nothing was added since a custom element that was a block.
    pub(super) fn is_at_custom_edge(&self) -> bool {
        self.custom_edge == Some(self.lines.len())
    }

    /// Notes a line break.
    pub(crate) fn note_break(&mut self) {
        self.embedded.note_edge();
        if self.breaks < EDGE - 1 {
            self.breaks += 1;
        }
    }

    pub(crate) fn add_space(&mut self) {
        self.space = true;
    }

    pub(crate) fn drop_space(&mut self) {
        self.space = false;
    }

    /// Adds text that may have character references. Returns whether any of it is visible.
    pub(crate) fn add(&mut self, text: &str, style: Style) -> bool {
        let before = self.line.length;
        let mut rest = text;
        while let Some(at) = memchr(b'&', rest.as_bytes()) {
            self.fold(&rest[..at], style);
            rest = &rest[at + 1..];
            if let Some((characters, length)) = reference(rest, Context::Text) {
                for c in characters.into_iter().flatten() {
                    self.fold(c.encode_utf8(&mut [0; 4]), style);
                }
                rest = &rest[length..];
            } else {
                self.fold("&", style);
            }
        }
        self.fold(rest, style);
        self.line.length > before
    }

    /// Adds text with runs of white space folded to one space, and none at the beginning of the line.
    fn fold(&mut self, text: &str, style: Style) {
        let mut rest = text;
        loop {
            let blank = rest.bytes().take_while(u8::is_ascii_whitespace).count();
            self.space |= blank > 0;
            rest = &rest[blank..];
            if self.line_is_empty() {
                rest = rest.trim_start_matches(is_blank);
            }
            if rest.is_empty() {
                return;
            }
            let length = plain_length(rest.as_bytes());
            if length == 0 {
                // A line break of Unicode counts as white space. Browsers show nothing in the place of controls.
                let next = rest.chars().next().unwrap_or_default();
                self.space |= !is_invisible(next);
                rest = &rest[next.len_utf8()..];
                continue;
            }
            self.push(&rest[..length], style);
            rest = &rest[length..];
        }
    }

    /// Adds text as it is. Unless it is verbatim, it must not begin with white space.
    pub(crate) fn push(&mut self, text: &str, style: Style) {
        let length = length_of(text);
        if self.line_is_empty() {
            if length == 0 {
                return;
            }
            self.begin_line();
        } else if self.space {
            self.text.push(' ');
        }
        let start = self.text.len() - usize::from(self.space && self.line.length > 0);
        self.space = false;
        self.text.push_str(text);
        if style.bold | style.italic | style.code | style.lowered | style.raised {
            self.note_emphasis(start, text.len(), style);
        }
        self.line.length += length;
        if style.link > 0 {
            self.line.linked += length;
            self.line.links = self.line.links.saturating_add(u16::from(style.link != self.link));
            self.link = style.link;
            self.embedded.note_link(start, text.len(), self.text.len(), style.link);
        }
        self.line.bold += if style.bold { length } else { 0 };
        self.line.italic += if style.italic { length } else { 0 };
        self.line.hidden |= style.hidden;
    }

    /// Adds a line of verbatim text as it is, but for other characters that break lines in text files, and those that no
    /// browser shows.
    pub(crate) fn push_verbatim(&mut self, line: &str, style: Style) {
        let breaks = |c| matches!(c, '\r' | '\u{C}' | '\u{2028}' | '\u{2029}');
        if line.contains(|c| breaks(c) || is_invisible(c)) {
            let shown = line.chars().filter(|&c| !is_invisible(c));
            let shown: String = shown.map(|c| if breaks(c) { ' ' } else { c }).collect();
            self.push(&shown, style);
        } else {
            self.push(line, style);
        }
    }

    /// Notes the emphasis of the last `length` bytes of the text. Emphasis that ended at `end`, before a space,
    /// continues.
    fn note_emphasis(&mut self, end: usize, length: usize, style: Style) {
        let bit = |has: bool, bit: u8| if has { bit } else { 0 };
        let bits = bit(style.bold, emphasis::BOLD)
            | bit(style.italic, emphasis::ITALIC)
            | bit(style.code, emphasis::CODE)
            | bit(style.lowered, emphasis::LOWERED)
            | bit(style.raised, emphasis::RAISED);
        let (start, end) = (end as u32, self.text.len() as u32);
        match self.emphasis.last_mut() {
            Some(last) if last.end == start && last.bits == bits => last.end = end,
            _ => self.emphasis.push(Emphasis { start: end - length as u32, end, bits }),
        }
    }

    fn begin_line(&mut self) {
        if self.gap && self.count > 0 {
            self.text.push('\n');
            self.count += 1;
            if let Some(row) = &mut self.row {
                row.blank |= row.start.is_none() && !row.gap;
            }
        }
        self.gap = false;
        self.link = 0;
        self.begin_line_of_row();
        self.line.breaks = if self.breaks == EDGE { 0 } else { self.breaks };
        let above = self.text.len();
        if let Some(depth) = self.bullet.take() {
            for _ in 0..depth.min(8) {
                self.text.push_str("  ");
            }
            self.text.push_str("• ");
        }
        self.line.bullet = (self.text.len() - above) as u8;
        self.start = self.text.len();
        self.embedded.begin_line(self.start);
    }

    /// Ends the current line, which must not be empty.
    pub(crate) fn end_line(&mut self, element: u32, block: u32) {
        self.text.truncate(self.start + self.text[self.start..].trim_end_matches(is_blank).len());
        let end = self.text.len() as u32;
        while self.emphasis.pop_if(|last| last.start >= end).is_some() {}
        if let Some(last) = self.emphasis.last_mut() {
            last.end = last.end.min(end);
        }
        self.embedded.end_line(end as usize);
        self.text.push('\n');
        let line = std::mem::take(&mut self.line);
        self.lines.push(LineMarks { line: self.count, element, block, ..line });
        self.count += 1;
        self.space = false;
        self.breaks = 0;
    }

    /// Ends an empty line of verbatim text.
    pub(crate) fn end_blank_line(&mut self) {
        if self.count > 0 {
            self.text.push('\n');
            self.count += 1;
        }
    }

    /// Adds a formula, and its TeX. Returns whether any of it is visible.
    pub(super) fn add_formula(&mut self, text: &str, tex: Option<&str>, style: Style) -> bool {
        let before = self.line.length;
        self.fold(text, style);
        let is_added = self.line.length > before;
        if is_added {
            let end = self.text.len();
            let start = if self.text.ends_with(text) { end - text.len() } else { end };
            self.formula = start..end;
            if let Some(tex) = tex {
                self.name_formula(tex);
            }
        }
        is_added
    }

    /// Where a picture stands that comes now, in bytes of the text; `None` if its line has not begun.
    pub(super) fn picture_at(&self) -> Option<u32> {
        (!self.line_is_empty()).then(|| (self.text.len() + usize::from(self.space)) as u32)
    }

    /// Whether the line ends with a formula.
    pub(super) fn is_behind_formula(&self) -> bool {
        !self.line_is_empty() && self.formula.end == self.text.len()
    }

    /// Gives the last formula its TeX, unless it has it.
    pub(super) fn name_formula(&mut self, tex: &str) {
        let (start, end) = (self.formula.start as u32, self.formula.end as u32);
        let has_name = self.formulas.last().is_some_and(|last| last.start == start);
        if start < end && !has_name {
            self.formulas.push(Formula { start, end, tex: tex.into() });
        }
    }
}

/// Whether a character is white space or has no width.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')
}

/// Whether a character is a control that browsers do not show.
fn is_invisible(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{E}'..='\u{1F}' | '\u{7F}' | '\u{85}')
}

/// The length in bytes of the text before white space other than a single space, or before a line break.
fn plain_length(text: &[u8]) -> usize {
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            b' ' => match text.get(at + 1) {
                None | Some(0..=b' ' | 0x7F) => return at,
                Some(0xC2) if text[at + 2] == 0x85 => return at,
                Some(_) => at += 1,
            },
            0..=0x1F | 0x7F => return at,
            0xC2 if text[at + 1] == 0x85 => return at,
            0xE2 if text[at + 1] == 0x80 && matches!(text[at + 2], 0xA8 | 0xA9) => return at,
            _ => at += 1,
        }
    }
    at
}

/// The number of characters that are not white space.
fn length_of(text: &str) -> u32 {
    if text.is_ascii() {
        text.bytes().map(|byte| u32::from(byte > b' ')).sum()
    } else {
        text.chars().map(|c| u32::from(!is_blank(c))).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(pieces: &[&str]) -> (String, LineMarks) {
        let mut layout = Layout::default();
        for piece in pieces {
            layout.add(piece, Style::default());
        }
        let line = layout.line;
        if !layout.line_is_empty() {
            layout.end_line(0, 0);
        }
        (layout.text, line)
    }

    #[test]
    fn white_space_is_folded() {
        for (pieces, text) in [
            (&["  a  b\n\tc "][..], "a b c\n"),
            (&["a ", " b", "c"], "a bc\n"),
            (&["&nbsp; a&nbsp;b &nbsp;"], "a\u{A0}b\n"),
            (&[" ", "&nbsp;", "\u{200B}"], ""),
            (&["a\u{2028}b&#13;&#10;c\u{C}d"], "a b c d\n"),
            (&["in\u{85}si\u{B}de&#31; a\0 \u{7F}wo\u{1}rd", "\u{2}"], "inside a word\n"),
            (&["\u{1}\u{85}"], ""),
            (&["x&lt;y &amp; z&"], "x<y & z&\n"),
        ] {
            assert_eq!(folded(pieces).0, text);
        }
        assert_eq!(folded(&["a é 字"]).1.length, 3);
    }
}
