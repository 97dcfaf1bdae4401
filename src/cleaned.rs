//! What came out of a page: a verdict a line, and the page's text divided into what stays and what goes.

use std::ops::Range;

use crate::evidence::Family;
use crate::label::{KeepSet, Label};
use crate::page::Page;

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

/// A cleaned page.
#[derive(Clone, Debug)]
pub struct Cleaned<'p> {
    page: &'p Page<'p>,
    verdicts: Vec<Verdict>,
    spans: Vec<Span>,
}

impl<'p> Cleaned<'p> {
    /// Puts a page's decisions together. `spans` names the pieces of lines with text in order, without blank
    /// lines and terminators; `kept` of each is set here from `keep`.
    pub(crate) fn new(page: &'p Page<'p>, verdicts: Vec<Verdict>, pieces: Vec<Span>, keep: KeepSet) -> Self {
        let spans = fill_gaps(page, pieces, keep);
        Self { page, verdicts, spans }
    }

    /// The page that was cleaned.
    pub fn page(&self) -> &'p Page<'p> {
        self.page
    }

    /// One verdict a line, in order.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// The page's text in pieces, in order.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The pieces that stay, in order; put together they are the cleaned text.
    pub fn kept(&self) -> impl Iterator<Item = &'p str> + '_ {
        self.pieces(true)
    }

    /// The pieces that go, in order.
    pub fn removed(&self) -> impl Iterator<Item = &'p str> + '_ {
        self.pieces(false)
    }

    fn pieces(&self, kept: bool) -> impl Iterator<Item = &'p str> + '_ {
        let text = self.page.text();
        self.spans.iter().filter(move |span| span.kept == kept).map(move |span| &text[span.range.clone()])
    }

    /// The cleaned text.
    pub fn text(&self) -> String {
        self.kept().collect()
    }
}

/// Gives every byte of the page a span: terminators go with their line, blank lines with the line above.
///
/// Between two kept lines the first run of blank lines stays, so paragraphs stay apart wherever chaff is taken
/// out from between them; blank lines above the first kept line and below the last one go.
fn fill_gaps(page: &Page<'_>, pieces: Vec<Span>, keep: KeepSet) -> Vec<Span> {
    let mut spans = Vec::with_capacity(pieces.len() + page.lines().len() / 2);
    let mut pieces = pieces.into_iter().peekable();
    let mut gap = Gap::Above;
    let mut last_kept = 0;
    for (index, line) in page.lines().iter().enumerate() {
        let first = spans.len();
        while let Some(mut piece) = pieces.next_if(|piece| piece.line == index) {
            piece.kept = keep.contains(piece.label);
            spans.push(piece);
        }
        if first == spans.len() {
            gap = gap.with_blank_line();
            spans.push(Span {
                range: line.start..line.next,
                line: index,
                label: Label::Blank,
                kept: gap == Gap::Open,
            });
            continue;
        }
        gap = gap.with_text_line();
        let stays = spans[first..].iter().any(|span| span.kept);
        match spans.last_mut() {
            Some(last) if last.kept == stays => last.range.end = line.next,
            // Noise glued to the end of a kept line: the terminator stays.
            Some(last) if line.end < line.next => {
                let label = last.label;
                spans.push(Span { range: line.end..line.next, line: index, label, kept: stays });
            }
            _ => {}
        }
        if stays {
            gap = Gap::Before;
            last_kept = spans.len();
        }
    }
    spans[last_kept..].iter_mut().for_each(|span| span.kept = false);
    spans
}

/// Where between two kept lines a blank line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Above the first kept line: nothing to keep apart.
    Above,
    /// Below a kept line, no blank line seen.
    Before,
    /// In the first run of blank lines below a kept line.
    Open,
    /// Behind that run.
    Closed,
}

impl Gap {
    fn with_blank_line(self) -> Self {
        if self == Self::Before { Self::Open } else { self }
    }

    fn with_text_line(self) -> Self {
        if self == Self::Open { Self::Closed } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cleans a page whose lines are labelled by their first letter: b body, n nav; the rest is blank.
    fn cleaned(text: &str) -> String {
        let page = Page::new(text);
        let mut pieces = Vec::new();
        for (index, line) in page.lines().iter().enumerate() {
            let label = match page.line(index).bytes().next() {
                Some(b'b') => Label::Body,
                Some(b'n') => Label::Nav,
                _ => continue,
            };
            pieces.push(Span { range: line.content(), line: index, label, kept: false });
        }
        let cleaned = Cleaned::new(&page, Vec::new(), pieces, KeepSet::ARTICLE);
        let rebuilt: String = cleaned.spans().iter().map(|span| &text[span.range.clone()]).collect();
        assert_eq!(rebuilt, text);
        cleaned.text()
    }

    #[test]
    fn paragraphs_stay_apart() {
        assert_eq!(cleaned("n\n\nb1\n\nn\n\nb2\n\nn\n"), "b1\n\nb2\n");
        assert_eq!(cleaned("b1\nn\n\nb2"), "b1\n\nb2");
        assert_eq!(cleaned("b1\nn\nb2\n\n\n"), "b1\nb2\n");
        assert_eq!(cleaned("\n\nn\n\n"), "");
    }

    #[test]
    fn noise_at_the_end_of_a_line_leaves_the_terminator() {
        let page = Page::new("text tags\nmore\n");
        let piece = |range, line, label| Span { range, line, label, kept: false };
        let pieces =
            vec![piece(0..4, 0, Label::Body), piece(4..9, 0, Label::Tags), piece(10..14, 1, Label::Body)];
        assert_eq!(Cleaned::new(&page, Vec::new(), pieces, KeepSet::ARTICLE).text(), "text\nmore\n");
    }
}
