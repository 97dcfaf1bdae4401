//! What is decided about the lines of a page, before the labels to keep are applied.

use std::ops::Range;

use crate::decide::label::Label;
use crate::decide::logistic::exact_logistic;
use crate::evidence::Family;

/// The decision on one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// What the line is.
    pub label: Label,
    /// Log-odds that the line belongs to the article: above 0 it is more likely than not. Blank lines have 0.
    pub score: f32,
    /// The family of evidence that weighed most on the side of 0 that the score is on.
    pub family: Family,
}

impl Verdict {
    /// The probability that the line belongs to the article, 0 to 1. Blank lines have 0.5.
    ///
    /// ```
    /// use dechaff::{Cleaner, Page};
    ///
    /// let page = Page::new("Home | News | Sport | Log in\n");
    /// let cleaned = Cleaner::default().clean(&page);
    /// assert!(cleaned.verdicts()[0].probability() < 0.1);
    /// ```
    pub fn probability(&self) -> f64 {
        exact_logistic(self.score)
    }
}

/// A piece of a page's text that is kept or removed as a whole. The spans of a page follow each other without gaps from
/// its first byte to its last, so the kept and the removed ones together rebuild it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where it is, in bytes of the page's text. A line terminator belongs to the span before it.
    pub range: Range<usize>,
    /// The index of its line, from 0.
    pub line: usize,
    /// What it is: the label of its line, or of chaff that is glued to the line's text.
    pub label: Label,
    /// Whether it is kept.
    pub kept: bool,
}

/// Which of the articles on a page to keep.
///
/// ```
/// use dechaff::{Articles, Cleaner, Page};
///
/// let page = Page::new("Home\nNews\nContact\n");
/// let cleaned = Cleaner::default().with_articles(Articles::Split).clean(&page);
/// assert_eq!(cleaned.articles().count(), 0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Articles {
    /// The page's own, which comes first. Another article below it is chaff.
    #[default]
    First,
    /// All of them, in one text. The chaff between them goes, except for a run of blank lines.
    All,
    /// All of them, each in a [part](crate::Cleaned::parts) of its own. Blank lines between two articles go, too.
    Split,
}

/// A piece of a line that becomes a span. Half as large as one, since all of them are there while spans are made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    /// Byte offsets in the line.
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) line: u32,
    pub(crate) label: Label,
}

impl Piece {
    /// A piece of a line, by the range of its bytes in the line.
    pub(crate) fn new(line: usize, range: Range<usize>, label: Label) -> Self {
        Self { start: range.start as u32, end: range.end as u32, line: line as u32, label }
    }
}

/// What has been decided about a page so far, from its first line on.
#[derive(Debug)]
pub(crate) struct Draft {
    /// One per line.
    pub(crate) verdicts: Vec<Verdict>,
    /// The pieces of the lines with text, in order and without terminators.
    pub(crate) pieces: Vec<Piece>,
    /// The line where each article begins.
    pub(crate) beginnings: Vec<usize>,
}

impl Draft {
    /// A draft for a page with so many lines, none of them decided.
    pub(crate) fn new(lines: usize) -> Self {
        let blank = Verdict { label: Label::Blank, score: 0.0, family: Family::Shape };
        Self { verdicts: vec![blank; lines], pieces: Vec::with_capacity(lines), beginnings: Vec::new() }
    }

    /// Begins an article at a line, and discards what was decided from there on.
    pub(crate) fn begin_article(&mut self, line: usize) {
        self.beginnings.push(line);
        self.pieces.truncate(self.pieces.partition_point(|piece| (piece.line as usize) < line));
    }
}
