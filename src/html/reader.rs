//! The state of reading a page: follows the open elements like the standard, and lays out the text.

use super::Html;
use super::about::{About, set};
use super::embedded::id_hash;
use super::entity::{Context, decode};
use super::hash::{mix, word_hash};
use super::layout::{Layout, Style};
use super::marks::{Element, Hidden, Marks, words};
use super::math::Formula;
use super::open::{NONE, Open};
use super::tag::{Tag, does};
use super::token::Tokens;

/// Reads one page.
#[derive(Debug)]
pub(super) struct Reader<'h> {
    pub(super) tokens: Tokens<'h>,
    pub(super) open: Open<'h>,
    pub(super) about: About,
    pub(super) layout: Layout,
    elements: Vec<Element>,
    words: Vec<u32>,
    numbers: Vec<(u32, u32)>,
    languages: Vec<(u32, Box<str>)>,
    /// The language of the code in the last `pre`, if it is known.
    pub(super) language: &'h str,
    /// The number of the last link.
    pub(super) link: u32,
    /// The scripts that may hold the state of the page.
    pub(super) states: Vec<&'h str>,
    /// The id of the last box to tick.
    pub(super) switch: Option<&'h str>,
    /// Whether a form is open: forms inside it are ignored.
    pub(super) form: bool,
    /// Whether to skip a line break: the first one in `pre`.
    pub(super) at_start_of_verbatim: bool,
    /// The number of open elements around all of the current line; 0 if it has no text.
    around_line: usize,
    /// The least number of open elements since its last text.
    lowest: usize,
    /// The element around the line, if it was closed since.
    closed_around_line: u32,
}

impl<'h> Reader<'h> {
    pub(super) fn new(html: &'h str) -> Self {
        Self {
            tokens: Tokens::new(html),
            open: Open::new(),
            about: About::default(),
            layout: Layout::new(html.len() / 16),
            elements: Vec::new(),
            words: Vec::new(),
            numbers: Vec::new(),
            languages: Vec::new(),
            language: "",
            link: 0,
            states: Vec::new(),
            switch: None,
            form: false,
            at_start_of_verbatim: false,
            around_line: 0,
            lowest: 0,
            closed_around_line: NONE,
        }
    }

    /// The page. The first `unshown` bytes of its text are not shown.
    pub(super) fn finish(self, unshown: usize) -> Html {
        let Self { elements, words, numbers, languages, about, .. } = self;
        let Layout { text, lines, emphasis, empty_cells, formulas, mut embedded, .. } = self.layout;
        embedded.finish(text.len());
        let marks =
            Marks { lines, elements, words, emphasis, empty_cells, formulas, embedded, languages, numbers };
        debug_assert!(marks.are_consistent());
        Html { text, unshown, marks, about, is_markdown: false }
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.open.skipped > 0 {
            return;
        }
        if self.open.verbatim > 0 {
            return self.verbatim(text);
        }
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            return self.layout.add_space();
        }
        self.open.reopen();
        if self.layout.add(text, self.style()) {
            let blank = text.bytes().take_while(u8::is_ascii_whitespace).count();
            self.note_text((self.tokens.at() + blank).saturating_sub(text.len()));
        }
    }

    /// Adds the text of `pre` and the like line by line, with its white space.
    pub(super) fn verbatim(&mut self, text: &str) {
        let mut at = self.tokens.at().saturating_sub(text.len());
        let mut text = &*decode(text, Context::Text);
        if std::mem::take(&mut self.at_start_of_verbatim) {
            let behind = text.strip_prefix("\r\n").or(text.strip_prefix('\n')).unwrap_or(text);
            at += text.len() - behind.len();
            text = behind;
        }
        self.open.reopen();
        let style = self.style();
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                if self.layout.line_is_empty() {
                    self.layout.end_blank_line();
                } else {
                    self.end_line();
                }
            }
            let written = line.len();
            let line = line.strip_suffix('\r').unwrap_or(line);
            let seen = self.layout.current().len();
            self.layout.push_verbatim(line, style);
            if self.layout.current().len() > seen {
                // References are longer than what they stand for, so this may be a line too high.
                self.note_text(at.min(self.tokens.at()));
            }
            at += written + 1;
        }
    }

    /// Adds text without character references.
    pub(super) fn literal(&mut self, text: &str) {
        if text.contains('&') {
            return self.text(&text.replace('&', "&amp;"));
        }
        self.text(text);
    }

    /// Adds a formula, hidden in these ways.
    pub(super) fn formula(&mut self, formula: &Formula, hidden: Hidden) {
        let style = Style { hidden, ..self.style() };
        if self.layout.add_formula(&formula.text, formula.tex.as_deref(), style) {
            self.note_text(self.tokens.at());
        }
    }

    /// Adds a bracket around the reading of a word.
    pub(super) fn bracket(&mut self, bracket: &str) {
        if !self.layout.line_is_empty() && self.layout.add(bracket, self.style()) {
            self.note_text(self.tokens.at());
        }
    }

    fn style(&self) -> Style {
        Style {
            link: self.link_around(),
            bold: self.open.bold > 0,
            italic: self.open.italic > 0,
            code: self.open.code > 0,
            lowered: self.open.has(Tag::Sub),
            raised: self.open.has(Tag::Sup),
            hidden: self.open.top().hidden,
        }
    }

    /// The number of the open link; 0 for none.
    pub(super) fn link_around(&self) -> u32 {
        if self.open.links > 0 { self.link } else { 0 }
    }

    /// Updates the element around the line after text was added, which begins at this offset of the HTML.
    fn note_text(&mut self, at: usize) {
        if self.around_line == 0 {
            self.layout.set_source_line(self.tokens.line_at(at));
        }
        let around = if self.around_line == 0 { self.open.len() } else { self.around_line.min(self.lowest) };
        if around != self.around_line {
            self.closed_around_line = NONE;
        }
        self.around_line = around;
        self.lowest = self.open.len();
    }

    /// Closes the innermost element. `lose` unless its own end tag closes it.
    pub(super) fn pop(&mut self, lose: bool) {
        let tag = self.open.top().name.tag;
        if self.open.len() > 1 {
            self.edge(tag, self.open.lists() - u8::from(tag.does(does::LIST)));
            if tag == Tag::Tr && self.layout.ends_row_of_cells() {
                let row = self.element_at(self.open.len() - 1);
                self.layout.join_row(row);
            }
        }
        let holds_line = !self.layout.line_is_empty() && self.around_line == self.open.len();
        if holds_line && self.closed_around_line == NONE {
            self.closed_around_line = self.element_at(self.open.len() - 1);
        }
        if let Some(entry) = self.open.pop(lose) {
            match entry.name.tag {
                Tag::Form => self.form = false,
                Tag::Li => self.layout.set_bullet(None),
                Tag::Rt => self.bracket(entry.bracket.pair()[1]),
                _ if entry.is_block => {
                    self.end_line();
                    self.layout.note_edge();
                }
                Tag::Custom
                    if entry.may_be_block && (entry.follows_block || self.tokens.next_is_custom()) =>
                {
                    self.end_line();
                    self.layout.note_custom_edge();
                }
                _ => {}
            }
        }
        self.lowest = self.lowest.min(self.open.len());
        self.layout.embedded.note_end(self.open.len());
    }

    /// The least number of open elements since the last text.
    pub(super) fn lowest(&self) -> usize {
        self.lowest
    }

    /// Closes the innermost elements until `at` are open; the body stays.
    pub(super) fn pop_to(&mut self, at: usize) {
        while self.open.len() > at.max(1) {
            self.pop(true);
        }
    }

    pub(super) fn end_line(&mut self) {
        if self.layout.line_is_empty() {
            self.layout.drop_space();
        } else {
            let element = match self.closed_around_line {
                NONE => self.element_at(self.around_line.clamp(1, self.open.len()) - 1),
                element => element,
            };
            let block = self.block_around(element);
            if self.about.heading.is_none() && self.elements[block as usize].tag == Tag::H1 {
                set(&mut self.about.heading, self.layout.current());
            }
            self.layout.end_line(element, block);
        }
        self.around_line = 0;
        self.closed_around_line = NONE;
    }

    /// Ends the line where a block begins or ends. `lists` is the number of lists around it.
    pub(super) fn edge(&mut self, tag: Tag, lists: u8) {
        if !tag.is_block() {
            return;
        }
        // A label in a cell is part of the row.
        if tag == Tag::Label && self.layout.is_in_row() {
            return self.layout.add_space();
        }
        self.end_line();
        self.layout.note_edge();
        let is_inner_list = tag.does(does::LIST) && lists > 0;
        if tag.does(does::MARGIN) && !is_inner_list {
            self.layout.leave_gap();
        }
    }

    fn block_around(&self, element: u32) -> u32 {
        let mut at = element;
        while !self.elements[at as usize].tag.is_block() {
            let parent = self.elements[at as usize].parent;
            if parent == at {
                return element;
            }
            at = parent;
        }
        at
    }

    /// The index of an open element among the recorded ones. Records it, and those around it, if necessary.
    fn element_at(&mut self, at: usize) -> u32 {
        let first = (0..=at).rev().take_while(|&at| self.open.entries[at].element == NONE).last();
        let line = at;
        for at in first.unwrap_or(at + 1)..=at {
            let index = self.elements.len() as u32;
            let parent = if at == 0 { index } else { self.open.entries[at - 1].element };
            let entry = &mut self.open.entries[at];
            entry.element = index;
            if entry.number != NONE {
                self.numbers.push((index, entry.number));
            }
            if !entry.id.is_empty() {
                self.layout.embedded.ids.push((id_hash(entry.id), index));
            }
            if entry.name.tag == Tag::Pre && !self.language.is_empty() {
                self.languages.push((index, self.language.into()));
            }
            let first_word = self.words.len() as u32;
            for text in [entry.class, entry.id] {
                words(text, |word| self.words.push(word_hash(word)));
            }
            let digits_out = entry.class.bytes().filter(|byte| !byte.is_ascii_digit());
            // A custom element that is a block is like a division.
            let tag = match entry.name.tag {
                Tag::Custom if entry.may_be_block && at == line => Tag::Div,
                Tag::Label if entry.opens_block => Tag::Summary,
                tag => tag,
            };
            self.elements.push(Element {
                tag,
                parent,
                depth: at as u16,
                landmarks: entry.landmarks,
                properties: entry.properties,
                signature: digits_out.fold(entry.name.hash(), |hash, byte| mix(hash, u32::from(byte))),
                first_word,
            });
        }
        self.open.entries[at].element
    }
}
