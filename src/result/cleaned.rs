//! A cleaned page: a verdict per line, and the page's text divided into spans that stay and spans that go.

use std::ops::Range;

use crate::decide::draft::{Articles, Draft, Piece, Span, Verdict};
use crate::decide::label::{KeepSet, Label};
use crate::result::rule::Rule;
use crate::text::page::Page;

/// A cleaned page.
///
/// Its [spans](Self::spans) cover the page from the first byte to the last, so the kept and the removed ones together
/// rebuild it.
#[derive(Clone, Debug)]
pub struct Cleaned<'p> {
    page: &'p Page<'p>,
    verdicts: Vec<Verdict>,
    spans: Vec<Span>,
    /// Which articles the cleaner was asked for.
    articles: Articles,
    /// The line where each article begins. It owns all lines down to the next one, and the first owns line 0.
    beginnings: Vec<usize>,
}

/// One of the articles of a [`Cleaned`] page, from its first kept line to its last.
///
/// ```
/// use dechaff::{Articles, Cleaner, Page};
///
/// let text = "Home | News | Sport\n\n\
///     The harbour wall gave way after midnight, when the second storm reached the town.\n\
///     The council met in the morning and asked the fire service to close the road to the beach.\n";
/// let page = Page::new(text);
/// let cleaned = Cleaner::default().with_articles(Articles::All).clean(&page);
/// let articles: Vec<_> = cleaned.articles().collect();
/// assert_eq!(articles.len(), 1);
/// assert_eq!(articles[0].lines(), 2..4);
/// assert!(articles[0].text().starts_with("The harbour wall"));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Article<'c, 'p> {
    page: &'p Page<'p>,
    spans: &'c [Span],
}

/// A part of a [`Cleaned`] page that is written as one text: the whole page, or one article of it.
#[derive(Clone, Copy, Debug)]
pub struct Part<'c, 'p> {
    page: &'p Page<'p>,
    spans: &'c [Span],
    number: Option<usize>,
}

impl<'p> Cleaned<'p> {
    /// Divides a page as its draft says.
    pub(crate) fn new(page: &'p Page<'p>, draft: Draft, keep: KeepSet, articles: Articles) -> Self {
        let Draft { verdicts, pieces, beginnings } = draft;
        let split_at = if articles == Articles::Split { &beginnings[..] } else { &[] };
        let spans = fill_gaps(page, pieces, keep, split_at);
        Self { page, verdicts, spans, articles, beginnings }
    }

    /// The page that was cleaned.
    pub fn page(&self) -> &'p Page<'p> {
        self.page
    }

    /// One verdict per line, blank lines included, in order.
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// The spans of the page's text, in order and without gaps.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The text of one of the page's spans.
    ///
    /// # Panics
    ///
    /// If the span is of another page and does not fit this one.
    pub fn piece(&self, span: &Span) -> &'p str {
        piece(self.page, span)
    }

    /// The rule by which a [`Checker`](crate::Checker) reports one of the page's spans, apart from
    /// [`Rule::SecondArticle`], which depends on more than the span. `None` if the span is kept or its line is blank.
    pub fn rule(&self, span: &Span) -> Option<Rule> {
        match (span.kept, self.verdicts.get(span.line)) {
            (true, _) | (_, None) => None,
            (false, Some(verdict)) if span.label != verdict.label => Some(Rule::for_glued(span.label)),
            (false, Some(_)) => Rule::for_line(span.label),
        }
    }

    /// The same page with nothing kept.
    #[must_use]
    pub fn emptied(mut self) -> Self {
        remove(&mut self.spans);
        self
    }

    /// The pieces of text that stay, in order. Concatenated they are the cleaned text.
    pub fn kept(&self) -> impl Iterator<Item = &'p str> + '_ {
        pieces(self.page, &self.spans, true)
    }

    /// The pieces of text that go, in order.
    pub fn removed(&self) -> impl Iterator<Item = &'p str> + '_ {
        pieces(self.page, &self.spans, false)
    }

    /// The cleaned text.
    pub fn text(&self) -> String {
        self.kept().collect()
    }

    /// The articles of which something stays, in order. There is at most one unless the
    /// [`Cleaner`](crate::Cleaner) was asked for [more](crate::Cleaner::with_articles).
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

    /// The parts to write, in order, at least one: each article if they are to be [split](Articles::Split), the whole
    /// page otherwise. A page without an article has one part, whose text is empty.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_, 'p>> {
        let part = |spans, number| Part { page: self.page, spans, number };
        let splits = self.articles == Articles::Split;
        let whole = (!splits).then(|| part(&self.spans[..], None));
        let articles = splits.then(|| self.articles()).into_iter().flatten();
        let articles = articles.enumerate().map(move |(index, article)| part(article.spans, Some(index + 1)));
        let nothing = (splits && self.articles().next().is_none()).then(|| part(&[], Some(1)));
        whole.into_iter().chain(articles).chain(nothing)
    }
}

impl<'c, 'p> Article<'c, 'p> {
    /// The page that the article is on.
    pub fn page(&self) -> &'p Page<'p> {
        self.page
    }

    /// The lines of the page from its first to its last, by index from 0, the chaff among them included.
    pub fn lines(&self) -> Range<usize> {
        let (first, last) = (self.spans.first(), self.spans.last());
        first.map_or(0, |span| span.line)..last.map_or(0, |span| span.line + 1)
    }

    /// The spans of the page from the first of the article that stays to the last.
    pub fn spans(&self) -> &'c [Span] {
        self.spans
    }

    /// The pieces of text that stay, in order.
    pub fn kept(&self) -> impl Iterator<Item = &'p str> + use<'c, 'p> {
        pieces(self.page, self.spans, true)
    }

    /// The cleaned text of the article.
    pub fn text(&self) -> String {
        self.kept().collect()
    }
}

impl<'c, 'p> Part<'c, 'p> {
    /// The page that the part is of.
    pub fn page(&self) -> &'p Page<'p> {
        self.page
    }

    /// The number of the article on its page, from 1; `None` where the page is written as a whole.
    pub fn number(&self) -> Option<usize> {
        self.number
    }

    /// The spans of the page that belong to the part; none if nothing stays of a page to be split.
    pub fn spans(&self) -> &'c [Span] {
        self.spans
    }

    /// The pieces of text that stay, in order.
    pub fn kept(&self) -> impl Iterator<Item = &'p str> + use<'c, 'p> {
        pieces(self.page, self.spans, true)
    }

    /// The cleaned text of the part.
    pub fn text(&self) -> String {
        self.kept().collect()
    }
}

/// The text of those spans that are kept, or of those that are not.
fn pieces<'c, 'p>(
    page: &'p Page<'p>,
    spans: &'c [Span],
    kept: bool,
) -> impl Iterator<Item = &'p str> + use<'c, 'p> {
    spans.iter().filter(move |span| span.kept == kept).map(|span| piece(page, span))
}

fn piece<'p>(page: &'p Page<'p>, span: &Span) -> &'p str {
    &page.text()[span.range.clone()]
}

/// Gives every byte of the page a span. Line terminators belong to their line, blank lines have a span each.
///
/// Between two kept lines the first run of blank lines stays, so that paragraphs remain separate when the chaff between
/// them goes. Blank lines above the first kept line and below the last one go, and so do those next to the lines
/// `split_at`.
fn fill_gaps(page: &Page<'_>, pieces: Vec<Piece>, keep: KeepSet, split_at: &[usize]) -> Vec<Span> {
    let mut spans = Vec::with_capacity(pieces.len() + page.lines().len() / 2);
    let mut pieces = pieces.into_iter().peekable();
    let mut gap = Gap::Above;
    let mut split_at = split_at.iter().peekable();
    let mut last_kept = 0;
    for (index, line) in page.lines().iter().enumerate() {
        let first = spans.len();
        if split_at.next_if_eq(&&index).is_some() {
            remove(&mut spans[last_kept..]);
            gap = Gap::Above;
        }
        while let Some(piece) = pieces.next_if(|piece| piece.line as usize == index) {
            let range = line.start + piece.start as usize..line.start + piece.end as usize;
            spans.push(Span { range, line: index, label: piece.label, kept: keep.contains(piece.label) });
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
    remove(&mut spans[last_kept..]);
    spans
}

fn remove(spans: &mut [Span]) {
    spans.iter_mut().for_each(|span| span.kept = false);
}

/// Where a blank line stands between two kept lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Above the first kept line: there is nothing to separate.
    Above,
    /// Below a kept line, before any blank line.
    Before,
    /// In the first run of blank lines below a kept line.
    Open,
    /// After that run.
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

    /// Cleans a page whose lines are labeled by their first letter: b is body, n is nav, t is the title where an
    /// article begins; all other lines are blank.
    fn cleaned<'p>(page: &'p Page<'p>, articles: Articles) -> Cleaned<'p> {
        let mut draft = Draft::new(page.lines().len());
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
            draft.pieces.push(Piece::new(index, 0..line.content().len(), label));
        }
        let cleaned = Cleaned::new(page, draft, KeepSet::ARTICLE, articles);
        let rebuilt: String = cleaned.spans().iter().map(|span| cleaned.piece(span)).collect();
        assert_eq!(rebuilt, page.text());
        cleaned
    }

    /// The cleaned text, and the articles by their lines and texts.
    fn texts(text: &str, articles: Articles) -> (String, Vec<(Range<usize>, String)>) {
        let page = Page::new(text);
        let cleaned = cleaned(&page, articles);
        let articles = cleaned.articles().map(|article| (article.lines(), article.text()));
        (cleaned.text(), articles.collect())
    }

    #[test]
    fn one_run_of_blank_lines_separates_paragraphs() {
        let text = |text| texts(text, Articles::First).0;
        assert_eq!(text("n\n\nb1\n\nn\n\nb2\n\nn\n"), "b1\n\nb2\n");
        assert_eq!(text("b1\nn\n\nb2"), "b1\n\nb2");
        assert_eq!(text("b1\nn\nb2\n\n\n"), "b1\nb2\n");
        assert_eq!(text("\n\nn\n\n"), "");
    }

    #[test]
    fn articles_are_found_in_order() {
        let page = "n\nb1\n\nn\n\nt2\n\nb2\nn\n\nt3\nb3\n\n";
        let articles = [(1..2, "b1\n"), (5..8, "t2\n\nb2\n"), (10..12, "t3\nb3\n")];
        let articles = articles.map(|(lines, text)| (lines, text.to_owned())).to_vec();
        let all = "b1\n\nt2\n\nb2\n\nt3\nb3\n".to_owned();
        let split = "b1\nt2\n\nb2\nt3\nb3\n".to_owned();
        assert_eq!(texts(page, Articles::All), (all, articles.clone()));
        assert_eq!(texts(page, Articles::Split), (split, articles));
        // An article of which nothing stays does not count.
        assert_eq!(texts("n\nt1\nb1", Articles::Split).1, [(1..3, "t1\nb1".to_owned())]);
        assert!(texts("n\n\n", Articles::All).1.is_empty());
    }

    #[test]
    fn only_a_split_page_has_numbered_parts_and_every_page_has_one() {
        let parts = |text: &str, articles| -> Vec<(Option<usize>, String)> {
            let page = Page::new(text);
            let cleaned = cleaned(&page, articles);
            cleaned.parts().map(|part| (part.number(), part.text())).collect()
        };
        let two = "b1\n\nt2\nb2\n";
        assert_eq!(parts(two, Articles::All), [(None, two.to_owned())]);
        let split = [(Some(1), "b1\n".to_owned()), (Some(2), "t2\nb2\n".to_owned())];
        assert_eq!(parts(two, Articles::Split), split);
        assert_eq!(parts("n\n", Articles::First), [(None, String::new())]);
        assert_eq!(parts("n\n", Articles::Split), [(Some(1), String::new())]);
    }

    #[test]
    fn noise_at_the_end_of_a_line_leaves_the_terminator() {
        let page = Page::new("text tags\nmore\n");
        let piece = |range, line, label| Piece::new(line, range, label);
        let mut draft = Draft::new(2);
        draft.pieces =
            vec![piece(0..4, 0, Label::Body), piece(4..9, 0, Label::Tags), piece(0..4, 1, Label::Body)];
        let cleaned = Cleaned::new(&page, draft, KeepSet::ARTICLE, Articles::First);
        assert_eq!(cleaned.text(), "text\nmore\n");
    }
}
