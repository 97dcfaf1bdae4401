//! Titled: where a line is in the tree of elements and in the text, seen from the page's likeliest title.

use super::outline::Outline;
use super::{Columns, geometry::share};

#[derive(Default)]
pub(super) struct Titled {
    /// One per line; none on a page without a title.
    lines: Vec<Line>,
    /// The share of the page's good text above the title; -1 without one.
    above: f32,
}

#[derive(Clone, Copy, Default)]
struct Line {
    /// The share of the page's good text in the lowest element that holds the line and the title; 0 above the title.
    reach: f32,
    /// Steps up to that element.
    climb: f32,
    /// Units of good text between the title and the line; 0 above the title.
    since: f32,
}

impl Titled {
    pub(super) fn new(page: &Outline<'_>, title: Option<usize>) -> Self {
        let Some(title) = title else { return Self { lines: Vec::new(), above: -1.0 } };
        let elements = &page.marks.elements;
        let mut holds_title = vec![false; elements.len()];
        let mut at = page.lines[title].element as usize;
        while !holds_title[at] {
            holds_title[at] = true;
            at = elements[at].parent as usize;
        }
        // For each element the lowest one around it, or itself, that holds the title, and the steps up to it.
        let mut meets: Vec<(u32, u16)> = Vec::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            meets.push(if holds_title[index] {
                (index as u32, 0)
            } else {
                let (meet, steps) = meets[element.parent as usize];
                (meet, steps + 1)
            });
        }
        let all = page.all_good;
        let (mut above, mut since) = (0.0, 0.0);
        let lines = page.lines.iter().enumerate().map(|(index, line)| {
            let (meet, steps) = meets[line.element as usize];
            let is_below = index >= title;
            let here = Line {
                reach: if is_below { share(page.held[meet as usize].good, all) } else { 0.0 },
                climb: f32::from(steps),
                since,
            };
            if is_below {
                since += page.good[index];
            } else {
                above += page.good[index];
            }
            here
        });
        let lines = lines.collect();
        Self { lines, above: share(above, all) }
    }

    pub(super) fn fill(&self, out: &mut Columns<'_>) {
        const SHARES: &[f32] = &[0.0, 0.003, 0.02, 0.1, 0.25, 0.45, 0.6, 0.75, 0.9, 0.98];
        let of = |line: usize, of: fn(&Line) -> f32| self.lines.get(line).map_or(-1.0, of);
        out.number("title-reach", SHARES, |i| of(i, |line| line.reach));
        out.number("title-climb", &[0., 1., 2., 3., 4., 6., 9.], |i| of(i, |line| line.climb));
        out.number("title-good-since", &[0., 1., 100., 300., 800., 2000., 5000., 12000.], |i| {
            of(i, |line| line.since)
        });
        out.page_number("title-good-above", SHARES, self.above);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::markup::tests::{STORM, with_outline};

    #[test]
    fn a_line_is_placed_by_the_element_that_it_shares_with_the_title() {
        let html =
            format!("<body><p>News</p><main><h1>Storm</h1><div>{STORM}</div></main><footer>{STORM}</footer>");
        with_outline(&html, |outline| {
            let titled = Titled::new(outline, Some(1));
            let reach: Vec<f32> = titled.lines.iter().map(|line| line.reach).collect();
            // The title is in no element with text but those around its own.
            assert_eq!(reach, [0.0, 0.0, 0.5, 0.5, 1.0, 1.0]);
            let climb: Vec<f32> = titled.lines.iter().map(|line| line.climb).collect();
            assert_eq!(climb, [1.0, 0.0, 2.0, 2.0, 2.0, 2.0]);
            assert!((titled.above - 0.0).abs() < 1e-6);
            assert!(titled.lines[2].since < 1.0 && titled.lines[4].since > 100.0);
        });
    }
}
