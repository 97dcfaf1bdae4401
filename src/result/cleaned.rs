//! What came out of a page: a verdict a line, and the page's text divided into what stays and what goes.

use std::ops::Range;

use crate::decide::draft::{Articles, Draft, Span, Verdict};
use crate::decide::label::{KeepSet, Label};
use crate::text::page::Page;

/// A cleaned page.
#[derive(Clone, Debug)]
pub struct Cleaned<'p> {
    page: &'p Page<'p>,
    verdicts: Vec<Verdict>,
    spans: Vec<Span>,
    /// The line each article begins with, what stands above it left to the one before; the first is line 0.
    beginnings: Vec<usize>,
}

/// One of the articles of a [`Cleaned`] page: its lines from the first that stays to the last.
#[derive(Clone, Copy, Debug)]
pub struct Article<'c, 'p> {
    page: &'p Page<'p>,
    spans: &'c [Span],
}

impl<'p> Cleaned<'p> {
    /// Puts a page's decisions together.
    pub(crate) fn new(page: &'p Page<'p>, draft: Draft, keep: KeepSet, articles: Articles) -> Self {
        let Draft { verdicts, pieces, beginnings } = draft;
        let apart = if articles == Articles::Split { &beginnings[..] } else { &[] };
        let spans = fill_gaps(page, pieces, keep, apart);
        Self { page, verdicts, spans, beginnings }
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

    /// The articles, in order: those of which something stays. There is one at most, unless the
    /// [`Cleaner`](crate::Cleaner) was asked for more.
    pub fn articles(&self) -> impl Iterator<Item = Article<'_, 'p>> {
        let ends = self.beginnings.iter().skip(1).copied().chain([usize::MAX]);
        self.beginnings.iter().zip(ends).filter_map(|(&begin, end)| {
            let at = |line| self.spans.partition_point(|span| span.line < line);
            let spans = &self.spans[at(begin)..at(end)];
            let stays = |span: &Span| span.kept && span.label != Label::Blank;
            let (first, last) = (spans.iter().position(stays)?, spans.iter().rposition(stays)?);
            Some(Article { page: self.page, spans: &spans[first..=last] })
        })
    }
}

impl<'c, 'p> Article<'c, 'p> {
    /// The page that it is on.
    pub fn page(&self) -> &'p Page<'p> {
        self.page
    }

    /// Its lines by their index in the page, chaff among them included.
    pub fn lines(&self) -> Range<usize> {
        let (first, last) = (self.spans.first(), self.spans.last());
        first.map_or(0, |span| span.line)..last.map_or(0, |span| span.line + 1)
    }

    /// The pieces of the page from the first of the article that stays to the last.
    pub fn spans(&self) -> &'c [Span] {
        self.spans
    }

    /// The pieces that stay, in order.
    pub fn kept(&self) -> impl Iterator<Item = &'p str> + use<'c, 'p> {
        let text = self.page.text();
        self.spans.iter().filter(|span| span.kept).map(move |span| &text[span.range.clone()])
    }

    /// The text of the article, cleaned.
    pub fn text(&self) -> String {
        self.kept().collect()
    }
}

/// Gives every byte of the page a span: terminators go with their line, blank lines with the line above.
///
/// Between two kept lines the first run of blank lines stays, so paragraphs stay apart wherever chaff is taken
/// out from between them; blank lines above the first kept line and below the last one go. So do those on either
/// side of the lines `apart`.
fn fill_gaps(page: &Page<'_>, pieces: Vec<Span>, keep: KeepSet, apart: &[usize]) -> Vec<Span> {
    let mut spans = Vec::with_capacity(pieces.len() + page.lines().len() / 2);
    let mut pieces = pieces.into_iter().peekable();
    let mut gap = Gap::Above;
    let mut apart = apart.iter().peekable();
    let mut last_kept = 0;
    for (index, line) in page.lines().iter().enumerate() {
        let first = spans.len();
        if apart.next_if_eq(&&index).is_some() {
            take_out(&mut spans[last_kept..]);
            gap = Gap::Above;
        }
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
    take_out(&mut spans[last_kept..]);
    spans
}

fn take_out(spans: &mut [Span]) {
    spans.iter_mut().for_each(|span| span.kept = false);
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

    /// Cleans a page whose lines are labelled by their first letter: b body, n nav, t the title that an article
    /// begins with; the rest is blank. Gives the text, and the articles by their lines and texts.
    fn cleaned(text: &str, articles: Articles) -> (String, Vec<(Range<usize>, String)>) {
        let page = Page::new(text);
        let mut draft = Draft::of(page.lines().len());
        draft.begin_article(0);
        for (index, line) in page.lines().iter().enumerate() {
            let label = match page.line(index).bytes().next() {
                Some(b'b') => Label::Body,
                Some(b'n') => Label::Nav,
                Some(b't') => Label::Title,
                _ => continue,
            };
            if label == Label::Title {
                draft.begin_article(index);
            }
            draft.pieces.push(Span { range: line.content(), line: index, label, kept: false });
        }
        let cleaned = Cleaned::new(&page, draft, KeepSet::ARTICLE, articles);
        let rebuilt: String = cleaned.spans().iter().map(|span| &text[span.range.clone()]).collect();
        assert_eq!(rebuilt, text);
        let articles = cleaned.articles().map(|article| (article.lines(), article.text()));
        (cleaned.text(), articles.collect())
    }

    #[test]
    fn paragraphs_stay_apart() {
        let text = |text| cleaned(text, Articles::First).0;
        assert_eq!(text("n\n\nb1\n\nn\n\nb2\n\nn\n"), "b1\n\nb2\n");
        assert_eq!(text("b1\nn\n\nb2"), "b1\n\nb2");
        assert_eq!(text("b1\nn\nb2\n\n\n"), "b1\nb2\n");
        assert_eq!(text("\n\nn\n\n"), "");
    }

    #[test]
    fn articles_come_one_by_one() {
        let page = "n\nb1\n\nn\n\nt2\n\nb2\nn\n\nt3\nb3\n\n";
        let articles = [(1..2, "b1\n"), (5..8, "t2\n\nb2\n"), (10..12, "t3\nb3\n")];
        let articles = articles.map(|(lines, text)| (lines, text.to_owned())).to_vec();
        let all = "b1\n\nt2\n\nb2\n\nt3\nb3\n".to_owned();
        let split = "b1\nt2\n\nb2\nt3\nb3\n".to_owned();
        assert_eq!(cleaned(page, Articles::All), (all, articles.clone()));
        assert_eq!(cleaned(page, Articles::Split), (split, articles));
        // An article of which nothing stays is none.
        assert_eq!(cleaned("n\nt1\nb1", Articles::Split).1, [(1..3, "t1\nb1".to_owned())]);
        assert!(cleaned("n\n\n", Articles::All).1.is_empty());
    }

    #[test]
    fn noise_at_the_end_of_a_line_leaves_the_terminator() {
        let page = Page::new("text tags\nmore\n");
        let piece = |range, line, label| Span { range, line, label, kept: false };
        let mut draft = Draft::of(2);
        draft.pieces =
            vec![piece(0..4, 0, Label::Body), piece(4..9, 0, Label::Tags), piece(10..14, 1, Label::Body)];
        let cleaned = Cleaned::new(&page, draft, KeepSet::ARTICLE, Articles::First);
        assert_eq!(cleaned.text(), "text\nmore\n");
    }
}
