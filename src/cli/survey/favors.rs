//! What would be kept of a page with each `--favor`.

use std::ops::Range;

use dechaff::{Cleaned, Cleaner, Favor, Page, Span};

/// Cleaners that differ in what they favor.
#[derive(Debug)]
pub struct Favors {
    cleaners: [Cleaner; FAVORS.len()],
    /// What the run favors.
    pub used: Favor,
    /// Fewest characters to keep; a page of which fewer would be kept is emptied.
    least: u64,
}

/// What can be favored, from what keeps most to what keeps least.
pub const FAVORS: [Favor; 3] = [Favor::Recall, Favor::Balanced, Favor::Precision];

/// Whether a piece of text is kept, for each of [`FAVORS`].
pub type Kept = [bool; FAVORS.len()];

impl Favors {
    /// Cleaners like one that favors `used`.
    pub fn new(cleaner: &Cleaner, used: Favor, least: u64) -> Self {
        Self { cleaners: FAVORS.map(|favor| cleaner.clone().with_favor(favor)), used, least }
    }

    /// The cleaner of the run.
    pub fn cleaner(&self) -> &Cleaner {
        &self.cleaners[self.number()]
    }

    /// The place of what the run favors in [`FAVORS`].
    pub fn number(&self) -> usize {
        FAVORS.iter().position(|favor| *favor == self.used).unwrap_or_default()
    }

    /// Cleans a page in each way.
    pub fn clean<'p>(&self, page: &'p Page<'p>) -> [Cleaned<'p>; FAVORS.len()] {
        self.cleaners.each_ref().map(|cleaner| {
            let cleaned = cleaner.clean(page);
            if is_short(&cleaned, self.least) { cleaned.emptied() } else { cleaned }
        })
    }
}

/// Whether fewer characters are kept than there must be.
pub fn is_short(cleaned: &Cleaned<'_>, least: u64) -> bool {
    least > 0 && characters_kept(cleaned) < least
}

/// The number of characters that are kept.
pub fn characters_kept(cleaned: &Cleaned<'_>) -> u64 {
    cleaned.kept().map(|piece| piece.chars().count() as u64).sum()
}

/// The pieces of each line, in order, with whether they are kept: its number from 0, and the place of each piece in the
/// text of the page.
pub fn lines<'c>(
    ways: &'c [Cleaned<'_>; FAVORS.len()],
) -> impl Iterator<Item = (usize, Vec<(Range<usize>, Kept)>)> + 'c {
    let mut lines = ways.each_ref().map(|way| way.spans().chunk_by(|one, other| one.line == other.line));
    std::iter::from_fn(move || {
        let [recall, balanced, precision] = lines.each_mut().map(Iterator::next);
        let spans = [recall?, balanced?, precision?];
        Some((spans[0][0].line, pieces(spans)))
    })
}

/// The pieces of a line: where one way begins another span, another piece begins, unless it is kept in the same ways.
fn pieces(spans: [&[Span]; FAVORS.len()]) -> Vec<(Range<usize>, Kept)> {
    let mut ends: Vec<usize> = spans.iter().flat_map(|way| way.iter().map(|span| span.range.end)).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut start = spans[0][0].range.start;
    let mut pieces: Vec<(Range<usize>, Kept)> = Vec::new();
    for end in ends {
        let kept =
            spans.map(|way| way.iter().find(|span| span.range.end >= end).is_some_and(|span| span.kept));
        match pieces.last_mut() {
            Some((range, same)) if *same == kept => range.end = end,
            _ => pieces.push((start..end, kept)),
        }
        start = end;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "Home | News | Sport | Log in\n\
        Read also: Why the old ferry was soldThe council agreed on Tuesday to lend the company 40 million crowns.\n\
        The ferry will sail again from May, nine years after the last crossing.\nWeather\nShare this   Tweet   E-mail\n";

    #[test]
    fn the_pieces_are_what_each_way_keeps() {
        let favors = Favors::new(&Cleaner::default(), Favor::Precision, 0);
        assert_eq!(favors.number(), 2);
        let page = Page::new(PAGE);
        let ways = favors.clean(&page);
        let text = |way: usize| -> String {
            let kept = |(range, kept): (Range<usize>, Kept)| if kept[way] { &PAGE[range] } else { "" };
            lines(&ways).flat_map(|(_, pieces)| pieces).map(kept).collect()
        };
        for (way, favor) in FAVORS.into_iter().enumerate() {
            assert_eq!(text(way), Cleaner::default().with_favor(favor).clean(&page).text());
        }
        let ends: Vec<_> = lines(&ways).flat_map(|(_, pieces)| pieces).map(|(range, _)| range.end).collect();
        assert!(ends.is_sorted() && ends.last() == Some(&PAGE.len()));
    }

    #[test]
    fn a_page_with_too_little_left_is_emptied_in_each_way() {
        let page = Page::new(PAGE);
        let ways = Favors::new(&Cleaner::default(), Favor::Balanced, 10_000).clean(&page);
        assert!(ways.iter().all(|way| characters_kept(way) == 0));
    }
}
