//! The text of a page and its lines.

use std::ops::Range;

use memchr::{memchr2, memmem};

use crate::html::{Html, Marks};
use crate::markdown::Markdown;
use crate::text::segments::{Division, divide};
use crate::text::site::Site;

/// A scraped page: text, split into lines. The text is borrowed.
///
/// ```
/// use dechaff::Page;
///
/// let page = Page::new("Home\r\nThe ferry sails.");
/// assert_eq!(page.lines().len(), 2);
/// assert_eq!(page.line(0), "Home");
/// assert_eq!(page.lines()[1].content(), 6..22);
/// ```
#[derive(Clone, Debug)]
pub struct Page<'a> {
    text: &'a str,
    lines: Vec<Line>,
    /// For each line, how many lines of the text end above it; empty if no line of the text was divided.
    numbers: Vec<u32>,
    division: Division,
    html: Option<&'a Html>,
    markdown: Option<&'a Markdown>,
    /// Those of the HTML, or of the part of it that this page is.
    marks: Option<&'a Marks>,
    site: Option<&'a Site>,
    /// The number of lines of the HTML above the first line of this page.
    above: usize,
}

/// The position of a line in the text of its page. Offsets are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The offset of the first character.
    pub start: usize,
    /// The offset after the last character, before the line terminator.
    pub end: usize,
    /// The offset of the next line, after the terminator.
    pub next: usize,
}

impl Line {
    /// The range of the line in bytes, without its terminator.
    pub fn content(&self) -> Range<usize> {
        self.start..self.end
    }
}

impl<'a> Page<'a> {
    /// Splits a text into lines at LF, CR LF, CR, VT, FF, NEL, U+2028 and U+2029.
    ///
    /// The lines cover the text without gaps. An empty text has no lines, and no line follows a terminator at the end.
    ///
    /// A text that has lost its line ends is divided further: a long line with wide gaps at its gaps (three spaces or
    /// more, a tab), and one that is nearly the whole text at ends of sentences, at `|`, `•` and `»`. What stands
    /// between two parts of a line then counts as the terminator of the first.
    ///
    /// ```
    /// use dechaff::Page;
    ///
    /// let text = ["The ferry sails."; 40].join("   ");
    /// let page = Page::new(&text);
    /// assert_eq!((page.lines().len(), page.line(1)), (40, "The ferry sails."));
    /// assert_eq!(page.number_of(39), 0);
    /// ```
    pub fn new(text: &'a str) -> Self {
        let (lines, numbers, division) = divide(text, split_lines(text));
        Self { text, lines, numbers, division, html: None, markdown: None, marks: None, site: None, above: 0 }
    }

    /// A page of HTML: its text, and what the markup says about each line.
    pub fn from_html(html: &'a Html) -> Self {
        Self {
            text: &html.text,
            lines: split_lines(&html.text),
            numbers: Vec::new(),
            division: Division::None,
            html: Some(html),
            markdown: None,
            marks: Some(&html.marks),
            site: None,
            above: 0,
        }
    }

    /// The HTML that the text was read from, if any.
    pub fn html(&self) -> Option<&'a Html> {
        self.html
    }

    /// A page of Markdown: its source.
    ///
    /// It is decided by the lines that a reader sees, and what stays of the source are whole lines.
    ///
    /// ```
    /// use dechaff::{Cleaner, Markdown, Page};
    ///
    /// let source = Markdown::read("[Home](/) [News](/news) [Sport](/sport)\n\n[Log in](/login)\n");
    /// let page = Page::from_markdown(&source);
    /// assert_eq!(page.line(2), "[Log in](/login)");
    /// assert_eq!(Cleaner::default().clean(&page).text(), "");
    /// ```
    pub fn from_markdown(markdown: &'a Markdown) -> Self {
        let text = markdown.source();
        Self {
            text,
            lines: split_lines(text),
            numbers: Vec::new(),
            division: Division::None,
            html: None,
            markdown: Some(markdown),
            marks: None,
            site: None,
            above: 0,
        }
    }

    /// The Markdown, if the text is its source.
    pub fn markdown(&self) -> Option<&'a Markdown> {
        self.markdown
    }

    /// The page as a reader of its Markdown sees it; `None` if it is not of Markdown.
    pub(crate) fn shown(&self) -> Option<Self> {
        self.markdown.map(|markdown| Self { site: self.site, ..Self::from_html(markdown.shown()) })
    }

    /// Adds how many pages of the same site share each line.
    #[must_use]
    pub fn on_site(mut self, site: &'a Site) -> Self {
        self.site = Some(site);
        self
    }

    /// The counts of its site, if they were added with [`Page::on_site`].
    pub fn site(&self) -> Option<&'a Site> {
        self.site
    }

    /// The number of lines of the HTML above the first line of this page.
    pub(crate) fn above(&self) -> usize {
        self.above
    }

    /// What the markup says about the lines of this page, if it is of HTML.
    pub(crate) fn marks(&self) -> Option<&'a Marks> {
        self.marks
    }

    /// Passes on a part of the page as a page of its own: whole lines from `line` on, at least `bytes` long if there are as
    /// many. A part has only the elements around its lines, so that it takes no more time than a page of its size.
    pub(crate) fn with_part<T>(&self, line: usize, bytes: usize, take: impl FnOnce(&Page<'_>) -> T) -> T {
        let start = self.lines.get(line).map_or(self.text.len(), |line| line.start);
        let last = self.lines.partition_point(|line| line.next < start + bytes);
        let end = self.lines.get(last).map_or(self.text.len(), |line| line.next);
        if start == 0 && end == self.text.len() {
            return take(self);
        }
        let moved =
            |line: &Line| Line { start: line.start - start, end: line.end - start, next: line.next - start };
        let last = (last + 1).min(self.lines.len()).max(line);
        let lines: Vec<Line> = self.lines[line.min(last)..last].iter().map(moved).collect();
        let numbers = self.numbers.get(line..last).map(<[u32]>::to_vec).unwrap_or_default();
        let above = self.above + line;
        let marks = self.marks.map(|marks| marks.of_lines(above as u32..(above + lines.len()) as u32));
        let text = &self.text[start..end];
        take(&Page { text, lines, numbers, markdown: None, marks: marks.as_ref(), above, ..*self })
    }

    /// The text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The number, from 0, that a line given by its index has in the text: the same for all parts of a line that was
    /// divided.
    pub fn number_of(&self, line: usize) -> usize {
        self.numbers.get(line).map_or(line, |&number| number as usize)
    }

    /// How many lines the text has, those that were divided counted once.
    pub fn numbers(&self) -> usize {
        self.lines.len().checked_sub(1).map_or(0, |last| self.number_of(last) + 1)
    }

    /// The lines that have a number: one, or the parts of a line that was divided. Empty if the text ends above.
    pub fn numbered(&self, number: usize) -> Range<usize> {
        if self.numbers.is_empty() {
            return number.min(self.lines.len())..(number + 1).min(self.lines.len());
        }
        let below = |number: usize| self.numbers.partition_point(|&other| (other as usize) < number);
        below(number)..below(number + 1)
    }

    /// Where lines of the text were divided.
    pub(crate) fn division(&self) -> Division {
        self.division
    }

    /// The lines, in order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The text of a line by its index, without its terminator; empty if there is no such line.
    pub fn line(&self, index: usize) -> &'a str {
        self.lines.get(index).map_or("", |line| &self.text[line.content()])
    }
}

fn split_lines(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let next_break: fn(&[u8]) -> Option<usize> =
        if has_rare_breaks(bytes) { next_any_break } else { next_common_break };
    let mut lines = Vec::with_capacity(bytes.len() / 64 + 1);
    let mut start = 0;
    while start < bytes.len() {
        let line = match next_break(&bytes[start..]) {
            Some(at) => {
                Line { start, end: start + at, next: start + at + terminator_length(&bytes[start + at..]) }
            }
            None => Line { start, end: bytes.len(), next: bytes.len() },
        };
        lines.push(line);
        start = line.next;
    }
    lines
}

/// Whether the slower search is needed. The test takes five passes at memory speed.
fn has_rare_breaks(bytes: &[u8]) -> bool {
    memchr2(0x0B, 0x0C, bytes).is_some()
        || [&b"\xC2\x85"[..], b"\xE2\x80\xA8", b"\xE2\x80\xA9"]
            .iter()
            .any(|needle| memmem::find(bytes, needle).is_some())
}

fn next_common_break(bytes: &[u8]) -> Option<usize> {
    memchr2(b'\n', b'\r', bytes)
}

fn next_any_break(bytes: &[u8]) -> Option<usize> {
    (0..bytes.len()).find(|&at| terminator_length(&bytes[at..]) > 0)
}

/// The length in bytes of the line terminator at the beginning; 0 if there is none.
fn terminator_length(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] | [0xC2, 0x85, ..] => 2,
        [b'\n' | b'\r' | 0x0B | 0x0C, ..] => 1,
        [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<&str> {
        let page = Page::new(text);
        (0..page.lines().len()).map(|index| page.line(index)).collect()
    }

    #[test]
    fn every_terminator_ends_a_line() {
        assert_eq!(
            lines("a\nb\r\nc\rd\u{b}e\u{c}f\u{85}g\u{2028}h\u{2029}i"),
            ["a", "b", "c", "d", "e", "f", "g", "h", "i"]
        );
        assert_eq!(lines("a\n\n\r\n\rb\n"), ["a", "", "", "", "b"]);
        assert!(lines("").is_empty());
        assert_eq!(lines("\n"), [""]);
    }

    #[test]
    fn lines_cover_the_text() {
        let text = "سطر\r\n\r\n行\u{2028}x\r";
        let page = Page::new(text);
        let mut at = 0;
        for line in page.lines() {
            assert_eq!(line.start, at);
            at = line.next;
        }
        assert_eq!(at, text.len());
    }
}
