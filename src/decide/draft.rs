//! What is decided about the lines of a page, before it is known which labels stay.

use std::ops::Range;

use crate::decide::label::Label;
use crate::evidence::Family;

/// The decision on one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// What the line is.
    pub label: Label,
    /// Log-odds that the line is article: above 0 more likely than not. Blank lines have 0.
    pub score: f32,
    /// The family of evidence that weighed most for the side the score is on.
    pub family: Family,
}

/// A piece of a page's text with one fate. The spans of a page follow each other without gaps, from its first
/// byte to its last, so the kept and the removed ones together rebuild it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where it lies, in bytes of the page's text. Line terminators belong to the span before them.
    pub range: Range<usize>,
    /// Index of its line.
    pub line: usize,
    /// What it is: its line's label, or that of noise glued inside the line.
    pub label: Label,
    /// Whether it is written out.
    pub kept: bool,
}

/// Which of the articles on a page stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Articles {
    /// The page's own. Another one glued on below is chaff.
    #[default]
    First,
    /// All of them. What stands between them goes, but for a run of blank lines.
    All,
    /// All of them, each to be written by itself: blank lines between two of them go, too.
    Split,
}

/// What has been decided about a page, from its first line on.
#[derive(Debug)]
pub(crate) struct Draft {
    /// One a line.
    pub(crate) verdicts: Vec<Verdict>,
    /// The pieces of lines with text in order, without terminators; `kept` of each is set by `Cleaned::new`.
    pub(crate) pieces: Vec<Span>,
    /// The line each article begins with.
    pub(crate) beginnings: Vec<usize>,
}

impl Draft {
    /// Nothing has been decided about so many lines.
    pub(crate) fn of(lines: usize) -> Self {
        let blank = Verdict { label: Label::Blank, score: 0.0, family: Family::Shape };
        Self { verdicts: vec![blank; lines], pieces: Vec::with_capacity(lines), beginnings: Vec::new() }
    }

    /// Begins an article. From this line on, what was decided is decided anew.
    pub(crate) fn begin_article(&mut self, line: usize) {
        self.beginnings.push(line);
        self.pieces.truncate(self.pieces.partition_point(|piece| piece.line < line));
    }
}
