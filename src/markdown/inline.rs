//! Finds the signs inside the text of Markdown: links, pictures, code, emphasis, tags of HTML.
//!
//! A link may hold whole blocks, as crawlers write it, and so signs are found in one pass over all lines.

use std::collections::HashSet;
use std::ops::Range;

use super::emphasis::Delimiters;
use super::line::{Kind, SourceLine, definition};
use super::target;

/// Signs in the text, in bytes of the source; they are no part of what a reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) range: Range<usize>,
    pub(super) what: What,
}

/// What signs do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// They are text after all.
    Text,
    /// They are taken out: a backslash, a tag.
    Nothing,
    /// So is a picture.
    Picture,
    /// A line ends here.
    Break,
    /// A link begins, or ends.
    Link(bool),
    /// Code begins, or ends.
    Code(bool),
    /// Bold begins or ends with the first number, italics with the second: 1 or -1. Signs that are left over are text.
    Emphasis { bold: i8, italic: i8, used: u8 },
}

/// The signs of a page, and its references.
#[derive(Debug, Default)]
pub(super) struct Signs {
    pub(super) all: Vec<Sign>,
    /// The labels of references in the text, and where they are.
    pub(super) references: Vec<(usize, String)>,
    /// Links that hold more than one block.
    pub(super) wide_links: Vec<Range<usize>>,
}

/// A bracket that may begin a link.
#[derive(Clone, Copy, Debug)]
struct Bracket {
    /// The index of its sign.
    sign: usize,
    at: usize,
    is_picture: bool,
    /// Whether it may hold blocks: it begins a line, or a blank follows.
    is_wide: bool,
    /// Whether a block ended since.
    is_across: bool,
    /// The number of delimiters of emphasis before it.
    delimiters: usize,
}

/// The most open brackets. With more, the first are text.
const MOST_OPEN: usize = 64;
/// The most bytes of a link that holds blocks.
const WIDEST: usize = 1 << 14;
/// The longest run of backticks.
const LONGEST_TICKS: usize = 32;

struct Scanner<'s> {
    source: &'s str,
    labels: HashSet<String>,
    signs: Signs,
    brackets: Vec<Bracket>,
    delimiters: Delimiters,
    /// For each length, up to where no run of so many backticks is.
    no_ticks: [usize; LONGEST_TICKS + 1],
    /// Up to where no parenthesis closes.
    no_target: usize,
    /// The run that ends the code that is open.
    code_end: Option<Range<usize>>,
}

/// A label as it is compared: case and runs of white space do not count.
pub(super) fn label_key(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Signs {
    /// Finds the signs in these lines of a source.
    pub(super) fn find(source: &str, lines: &[SourceLine]) -> Self {
        let labels = lines.iter().filter(|line| line.kind == Kind::Definition);
        let labels = labels.filter_map(|line| definition(&source[line.text.clone()]));
        let mut scanner = Scanner {
            source,
            labels: labels.map(|(label, _)| label_key(label)).collect(),
            signs: Self::default(),
            brackets: Vec::new(),
            delimiters: Delimiters::default(),
            no_ticks: [0; LONGEST_TICKS + 1],
            no_target: 0,
            code_end: None,
        };
        let mut last = None;
        for (index, line) in lines.iter().enumerate() {
            let block = match line.kind {
                Kind::Text(block) | Kind::Heading(block, _) => (block, 0),
                // A cell of a table is a block.
                Kind::Row(block) => (block, index),
                _ => continue,
            };
            if last.replace(block).is_some_and(|last| last != block) {
                scanner.end_block();
            }
            // Where the paragraph ends, for what may be on several lines.
            let same = |other: &&SourceLine| other.kind == line.kind;
            let end = if matches!(line.kind, Kind::Row(_)) {
                line.text.end
            } else {
                lines[index..]
                    .iter()
                    .take(MOST_OPEN)
                    .take_while(same)
                    .last()
                    .map_or(line.text.end, |line| line.text.end)
            };
            scanner.line(line, end);
        }
        scanner.end_block();
        for bracket in std::mem::take(&mut scanner.brackets) {
            scanner.signs.all[bracket.sign].what = What::Text;
        }
        scanner.signs.all.retain(|sign| sign.what != What::Text);
        scanner.signs
    }
}

impl Scanner<'_> {
    fn add(&mut self, range: Range<usize>, what: What) -> usize {
        self.signs.all.push(Sign { range, what });
        self.signs.all.len() - 1
    }

    fn end_block(&mut self) {
        self.delimiters.truncate(0);
        self.code_end = None;
        for bracket in &mut self.brackets {
            bracket.is_across = true;
            bracket.delimiters = 0;
            if !bracket.is_wide {
                self.signs.all[bracket.sign].what = What::Text;
            }
        }
        self.brackets.retain(|bracket| bracket.is_wide);
    }

    /// Finds the signs of a line. `end` is the end of the paragraph.
    fn line(&mut self, line: &SourceLine, end: usize) {
        if line.signs.is_empty() {
            return self.stretch(line, &line.text, end);
        }
        self.stretch(line, &(line.text.start..line.signs.start), end);
        self.add(line.signs.clone(), What::Nothing);
        self.stretch(line, &(line.signs.end..line.text.end), end);
    }

    fn stretch(&mut self, line: &SourceLine, text: &Range<usize>, end: usize) {
        let bytes = self.source.as_bytes();
        let is_sign =
            |byte: &u8| matches!(byte, b'\\' | b'`' | b'[' | b']' | b'!' | b'<' | b'*' | b'_' | b'~');
        let mut at = text.start;
        while at < text.end {
            if let Some(ticks) = self.code_end.take_if(|ticks| ticks.start < text.end) {
                at = ticks.end;
                self.add(ticks, What::Code(false));
                continue;
            }
            if self.code_end.is_some() {
                return;
            }
            let Some(found) = bytes[at..text.end].iter().position(is_sign) else { return };
            at += found;
            at = match bytes[at] {
                b'\\' => self.backslash(at, text.end),
                b'`' => self.ticks(at, end),
                b'!' if bytes[..text.end].get(at + 1) == Some(&b'[') => self.bracket(at, 2, line),
                b'[' => self.bracket(at, 1, line),
                b']' => self.closing_bracket(at, text.end),
                b'<' => self.tag(at, text.end),
                sign @ (b'*' | b'_' | b'~') => self.delimiter(at, sign, text),
                _ => at + 1,
            };
        }
    }

    fn backslash(&mut self, at: usize, end: usize) -> usize {
        let next = self.source.as_bytes()[..end].get(at + 1);
        if next.is_some_and(u8::is_ascii_punctuation) {
            self.add(at..at + 1, What::Nothing);
            at + 2
        } else {
            if next.is_none() {
                self.add(at..at + 1, What::Break);
            }
            at + 1
        }
    }

    fn ticks(&mut self, at: usize, end: usize) -> usize {
        let bytes = &self.source.as_bytes()[..end];
        let run = |at: usize| bytes[at..].iter().take_while(|&&byte| byte == b'`').count();
        let length = run(at);
        let behind = at + length;
        if length > LONGEST_TICKS || self.no_ticks[length] > at {
            return behind;
        }
        let mut from = behind;
        while let Some(found) = memchr::memchr(b'`', &bytes[from..]) {
            let found = from + found;
            let other = run(found);
            if other == length {
                self.add(at..behind, What::Code(true));
                self.code_end = Some(found..found + other);
                return behind;
            }
            from = found + other;
        }
        self.no_ticks[length] = end;
        behind
    }

    fn bracket(&mut self, at: usize, length: usize, line: &SourceLine) -> usize {
        let behind = at + length;
        let before = &self.source[line.text.start..at];
        let begins = before.len() < MOST_OPEN && before.trim_start_matches(['[', ' ']).is_empty();
        let blank = self.source[behind..line.text.end].chars().next().is_none_or(char::is_whitespace);
        let sign = self.add(at..behind, What::Text);
        if self.brackets.len() >= MOST_OPEN {
            self.brackets.remove(0);
        }
        self.brackets.push(Bracket {
            sign,
            at,
            is_picture: length == 2,
            is_wide: length == 1 && (begins || blank),
            is_across: false,
            delimiters: self.delimiters.len(),
        });
        behind
    }

    fn closing_bracket(&mut self, at: usize, end: usize) -> usize {
        let behind = at + 1;
        let Some(bracket) = self.brackets.pop() else { return behind };
        if at - bracket.at > WIDEST {
            return behind;
        }
        let rest = &self.source[behind..end];
        let length = match rest.as_bytes().first() {
            Some(b'(') if behind >= self.no_target => {
                let length = target::length(rest);
                if length.is_none() {
                    self.no_target = behind + rest.len().min(target::LONGEST);
                }
                length
            }
            _ => None,
        };
        let Some(length) = length.or_else(|| self.reference(&bracket, at, rest)) else { return behind };
        let whole = bracket.at..behind + length;
        if bracket.is_picture {
            self.signs.all.truncate(bracket.sign);
            self.delimiters.truncate(bracket.delimiters);
            self.add(whole.clone(), What::Picture);
            return whole.end;
        }
        self.signs.all[bracket.sign].what = What::Link(true);
        self.add(at..whole.end, What::Link(false));
        if bracket.is_across {
            self.signs.wide_links.push(whole.clone());
        }
        whole.end
    }

    /// The length of what follows the closing bracket of a link by reference: `[label]`, `[]` or nothing.
    fn reference(&mut self, bracket: &Bracket, at: usize, rest: &str) -> Option<usize> {
        let text = self.source.get(self.signs.all[bracket.sign].range.end..at)?;
        let named = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(label, _)| label);
        let label = named.filter(|label| !label.trim().is_empty()).unwrap_or(text);
        /// `CommonMark`: labels have at most 999 characters.
        const LONGEST: usize = 999;
        if label.len() > LONGEST {
            return None;
        }
        let key = label_key(label);
        let is_note = named.is_none() && key.starts_with('^') && key.len() > 1;
        let is_defined = self.labels.contains(&key);
        if is_defined || is_note {
            self.signs.references.push((bracket.at, key));
        }
        is_defined.then(|| named.map_or(0, |label| label.len() + 2))
    }

    fn tag(&mut self, at: usize, end: usize) -> usize {
        let rest = &self.source[at..end];
        let Some((length, is_address)) = target::tag(rest) else { return at + 1 };
        if is_address {
            self.add(at..at + 1, What::Link(true));
            self.add(at + length - 1..at + length, What::Link(false));
        } else {
            let name = rest[1..length].trim_start_matches('/');
            let is_break = name.get(..2).is_some_and(|name| name.eq_ignore_ascii_case("br"))
                && !name[2..].starts_with(|c: char| c.is_alphanumeric());
            self.add(at..at + length, if is_break { What::Break } else { What::Nothing });
        }
        at + length
    }

    fn delimiter(&mut self, at: usize, sign: u8, text: &Range<usize>) -> usize {
        let length = self.source.as_bytes()[at..text.end].iter().take_while(|&&byte| byte == sign).count();
        let behind = at + length;
        let before = self.source[text.start..at].chars().next_back();
        let after = self.source[behind..text.end].chars().next();
        // Two tildes strike text out, one is a sign like others.
        if sign != b'~' || length == 2 {
            let index = self.add(at..behind, What::Text);
            self.delimiters.add(&mut self.signs.all, index, sign, before, after);
        }
        behind
    }
}
