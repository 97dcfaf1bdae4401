//! Template: on how many pages of its site a line is.

use super::{Columns, FAR, Family, since, until};
use crate::sites::template::LineHashes;
use crate::text::page::Page;
use crate::text::reading::Reading;

pub(super) struct Template {
    /// One per line with text; none if the site is not known.
    lines: Vec<Line>,
    pages: f32,
    /// Whether the page has the template of the site.
    is_of_site: bool,
    /// The share of lines that are on other pages as well.
    repeated: f32,
    since: Vec<u8>,
    until: Vec<u8>,
}

/// On how many pages of the site a line is.
#[derive(Clone, Copy)]
struct Line {
    whole: u32,
    /// Together with the line below.
    pair: u32,
    /// For a short line: a line that begins or ends like it.
    slot: u32,
}

/// How many lines must be on other pages as well for anything to be known about a page.
const LEAST: usize = 2;
/// A page belongs to the site if at least so many of its lines are on at least this share of the site's pages. Of the 970
/// pages that the models were fitted on and that came in folders of one site each, all but 40 do; of the 3,400 pages in
/// folders of mixed sites, 20 do.
const LEAST_OF_SITE: usize = 5;
const LEAST_SHARE: f32 = 0.4;

/// Edges for a share of the site's pages. Below the first one, nothing is known about the site.
const SHARES: &[f32] = &[0.0, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 0.9];
const COUNTS: &[f32] = &[0.0, 2.0, 3.0, 4.0, 6.0, 10.0, 20.0, 40.0];
const GAPS: &[f32] = &[0.0, 2.0, 3.0, 4.0, 6.0, 10.0, 20.0, 40.0, 60.0];

/// A line on this share of so many pages or more is part of the template.
const NEARLY_ALL: f32 = 0.9;
const MANY: f32 = 10.0;

impl Template {
    pub(super) fn from_page(page: &Page<'_>, reading: &Reading) -> Self {
        let unknown = Self {
            lines: Vec::new(),
            pages: 0.0,
            is_of_site: false,
            repeated: -1.0,
            since: Vec::new(),
            until: Vec::new(),
        };
        let Some(site) = page.site() else { return unknown };
        let line = |line: usize| {
            let hashes = LineHashes::new(reading, line);
            let slots = hashes
                .slots
                .map_or(0, |slots| slots.map(|hash| site.count(hash)).into_iter().max().unwrap_or(0));
            Line { whole: site.count(hashes.whole), pair: site.count(hashes.pair), slot: slots }
        };
        let lines: Vec<Line> = (0..reading.lines.len()).map(line).collect();
        let is_repeated = || lines.iter().map(|line| line.whole > 0);
        let repeated = is_repeated().filter(|&repeated| repeated).count();
        if repeated < LEAST {
            return unknown;
        }
        let pages = site.pages() as f32;
        let of_site = lines.iter().filter(|line| line.whole as f32 >= LEAST_SHARE * pages).count();
        Self {
            is_of_site: of_site >= LEAST_OF_SITE,
            pages,
            repeated: repeated as f32 / lines.len() as f32,
            since: since(is_repeated(), FAR),
            until: until(is_repeated(), FAR),
            lines,
        }
    }

    /// Whether the page belongs to the known site.
    pub(super) fn is_of_site(&self) -> bool {
        self.is_of_site
    }

    /// Whether anything is known about the page, be it of the known site or not.
    pub(super) fn is_known(&self) -> bool {
        !self.lines.is_empty()
    }

    /// Whether a line stands on nearly all pages of a site of many pages.
    pub(super) fn is_on_nearly_all(&self, line: usize) -> bool {
        let is_on = |line: &Line| line.whole as f32 >= NEARLY_ALL * self.pages;
        self.is_of_site && self.pages >= MANY && self.lines.get(line).is_some_and(is_on)
    }

    pub(super) fn fill(&self, out: &mut Columns<'_>) {
        let known = self.is_known();
        let value = |line: usize, value: &dyn Fn(&Line) -> f32| self.lines.get(line).map_or(-1.0, value);
        let whole = |line: usize| value(line, &|line| line.whole as f32 / self.pages);
        out.family(Family::Repeat);
        out.page_number("page-site", &[10.0, 20.0, 40.0, 80.0], self.pages);
        out.page_number("page-template", &[0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9], self.repeated);
        out.number("site-share", SHARES, whole);
        out.number("site-count", COUNTS, |i| value(i, &|line| line.whole as f32));
        out.number("site-slot", SHARES, |i| value(i, &|line| line.slot as f32 / self.pages));
        out.number("site-pair", SHARES, |i| value(i, &|line| line.pair as f32 / self.pages));
        out.number("site-pair-above", SHARES, |i| {
            i.checked_sub(1).map_or(-1.0, |above| value(above, &|line| line.pair as f32 / self.pages))
        });
        out.number("site-above", SHARES, |i| i.checked_sub(1).map_or(-1.0, whole));
        out.number("site-below", SHARES, |i| whole(i + 1));
        out.number("site-around", SHARES, |i| {
            let around = i.saturating_sub(4)..self.lines.len().min(i + 5);
            if known { around.clone().map(whole).sum::<f32>() / around.len() as f32 } else { -1.0 }
        });
        let gap = |gaps: &[u8], line: usize| if known { f32::from(gaps[line]) } else { -1.0 };
        out.number("since-template", GAPS, |i| gap(&self.since, i));
        out.number("until-template", GAPS, |i| gap(&self.until, i));
    }
}
