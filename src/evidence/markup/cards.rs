//! Cards: small elements of one kind, each with a link: teasers, items of a ticker, products of a listing. Unlike entries
//! they may be a headline alone.

use super::outline::Outline;
use super::{Columns, geometry::share};

#[derive(Default)]
pub(super) struct Cards {
    /// The number of the group of each line; [`NONE`] outside cards.
    of_line: Vec<u32>,
    groups: Vec<Group>,
}

/// Cards of one kind. Shares are between 0 and 1.
#[derive(Clone, Copy, Default)]
struct Group {
    count: f32,
    lines: f32,
    units: f32,
    /// Of the characters in links.
    linked: f32,
    length: f32,
    /// The share of the page's good text that is above the first of them.
    before: f32,
    /// The share of the page's units that they hold.
    text: f32,
}

const NONE: u32 = u32::MAX;
/// The most lines of a card, and the fewest cards of a kind.
const MOST_LINES: u32 = 6;
const FEWEST: u32 = 3;

impl Cards {
    pub(super) fn new(page: &Outline<'_>) -> Self {
        let elements = &page.marks.elements;
        let qualifies = |index: usize| {
            let held = &page.held[index];
            index > 0 && held.linked > 0 && held.lines <= MOST_LINES
        };
        // How many elements are of a kind, and how many of these qualify.
        let mut counts = vec![(0u32, 0u32); page.kind_count];
        for (index, &kind) in page.kinds.iter().enumerate().skip(1) {
            let (all, qualified) = &mut counts[kind as usize];
            *all += 1;
            *qualified += u32::from(qualifies(index));
        }
        // Of nested cards, the outermost counts.
        let mut numbers = vec![NONE; page.kind_count];
        let mut groups: Vec<Group> = Vec::new();
        let mut card_of = vec![NONE; elements.len()];
        for index in 1..elements.len() {
            let around = card_of[elements[index].parent as usize];
            card_of[index] = around;
            if around != NONE || !qualifies(index) {
                continue;
            }
            let kind = page.kinds[index] as usize;
            let (all, qualified) = counts[kind];
            if qualified >= FEWEST && 2 * qualified >= all {
                if numbers[kind] == NONE {
                    numbers[kind] = groups.len() as u32;
                    groups.push(Group { before: -1.0, ..Group::default() });
                }
                groups[numbers[kind] as usize].count += 1.0;
                card_of[index] = numbers[kind];
            }
        }
        let of_line = page.lines.iter().map(|line| card_of[line.element as usize]).collect();
        let mut cards = Self { of_line, groups };
        cards.add_lines(page);
        cards
    }

    fn add_lines(&mut self, page: &Outline<'_>) {
        let (mut above, mut all) = (0.0, 0.0);
        for (index, &group) in self.of_line.iter().enumerate() {
            let units = page.reading.lines[index].units as f32;
            all += units;
            if let Some(group) = self.groups.get_mut(group as usize) {
                if group.before < 0.0 {
                    group.before = share(above, page.all_good);
                }
                group.lines += 1.0;
                group.units += units;
                group.length += page.lines[index].length as f32;
                group.linked += page.lines[index].linked as f32;
            }
            above += page.good[index];
        }
        for group in &mut self.groups {
            group.linked = share(group.linked, group.length);
            group.text = share(group.units, all);
        }
    }

    pub(super) fn fill(&self, out: &mut Columns<'_>) {
        const SHARES: &[f32] = &[0.0, 0.003, 0.02, 0.1, 0.25, 0.45, 0.7, 0.9, 0.98];
        let of = |line: usize, of: fn(&Group) -> f32| {
            self.of_line.get(line).and_then(|&group| self.groups.get(group as usize)).map_or(-1.0, of)
        };
        out.number("card-count", &[0., 4., 6., 10., 20., 40.], |i| of(i, |group| group.count));
        out.number("card-lines", &[0., 1.5, 2.5, 3.5], |i| of(i, |group| group.lines / group.count));
        out.number("card-size", &[0., 20., 40., 70., 120., 200., 400.], |i| {
            of(i, |group| group.units / group.count)
        });
        out.number("card-linked", &[0., 0.03, 0.1, 0.25, 0.5, 0.8, 0.98], |i| of(i, |group| group.linked));
        out.number("card-before", SHARES, |i| of(i, |group| group.before));
        out.number("card-text", SHARES, |i| of(i, |group| group.text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::markup::tests::{STORM, with_outline};

    #[test]
    fn teasers_below_an_article_are_cards() {
        let card =
            "<div class=x><a href=/a><h3>Ferry fares to rise</h3></a><p>From May, a ticket costs more.</div>";
        with_outline(&format!("<body>{STORM}<div>{}</div>", card.repeat(3)), |outline| {
            let cards = Cards::new(outline);
            assert_eq!(cards.of_line, [NONE, NONE, 0, 0, 0, 0, 0, 0]);
            let group = cards.groups[0];
            assert_eq!((group.count, group.lines, group.before), (3.0, 6.0, 1.0));
            assert!(group.linked > 0.3 && group.linked < 0.5, "{}", group.linked);
        });
    }

    #[test]
    fn two_of_a_kind_and_paragraphs_without_links_are_no_cards() {
        let card = "<div class=x><a href=/a>Ferry fares to rise</a></div>";
        with_outline(&format!("<body>{STORM}{STORM}{}", card.repeat(2)), |outline| {
            assert!(Cards::new(outline).groups.is_empty());
        });
    }
}
