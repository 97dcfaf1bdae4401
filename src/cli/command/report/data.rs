//! Totals over all pages, and the pages to look at first. Memory does not grow with the corpus.

use std::collections::BTreeMap;
use std::ops::Add;

use dechaff::Label;

use super::page::PageReport;

/// Everything that the report shows.
#[derive(Debug)]
pub struct ReportData {
    /// Pages read.
    pub pages: u64,
    /// Pages that could not be read.
    pub failed: u64,
    /// Totals over all pages.
    pub all: Totals,
    /// Totals by site.
    pub sites: BTreeMap<String, Totals>,
    /// Totals by language.
    pub languages: BTreeMap<String, Totals>,
    /// Removed characters by label.
    pub removed: [u64; Label::ALL.len()],
    /// Pages by the share that is removed, in steps of 10 %. The last bin includes 100 %.
    pub histogram: [u64; 10],
    /// Pages to look at first.
    pub first: [TopPages; 3],
}

/// A number of pages, and their characters that are not white space.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    /// Pages.
    pub pages: u64,
    /// All characters.
    pub characters: u64,
    /// Kept characters.
    pub kept: u64,
}

/// The pages that rank highest by one measure.
#[derive(Debug)]
pub struct TopPages {
    /// Heading.
    pub name: &'static str,
    /// Highest rank first; of equal ranks, the earlier page.
    pub pages: Vec<(f64, PageReport)>,
    rank: fn(&PageReport) -> f64,
    most: usize,
}

/// Most sites, and most languages, to count separately. Pages name their own, so there may be any number.
const GROUPS: usize = 50_000;
/// Most characters of their names.
const NAME: usize = 80;
const REST: &str = "all others";

impl ReportData {
    /// An empty report that will show up to `most` pages per heading.
    pub fn new(most: usize) -> Self {
        let first = |name, rank| TopPages { name, pages: Vec::new(), rank, most };
        Self {
            pages: 0,
            failed: 0,
            all: Totals::default(),
            sites: BTreeMap::new(),
            languages: BTreeMap::new(),
            removed: [0; Label::ALL.len()],
            histogram: [0; 10],
            first: [
                first("Most removed", |page| if page.kept == 0 { 0.0 } else { 1.0 - page.share_kept() }),
                first("Nothing kept", |page| if page.kept == 0 { page.characters as f64 } else { 0.0 }),
                first("Uncertain", |page| page.uncertain as f64 / page.characters.max(1) as f64),
            ],
        }
    }

    /// Adds the next page.
    pub fn add(&mut self, page: &PageReport) {
        self.pages += 1;
        self.all.add_page(page);
        group(&mut self.sites, &page.site).add_page(page);
        group(&mut self.languages, &page.language).add_page(page);
        self.removed.iter_mut().zip(page.removed).for_each(|(sum, more)| *sum += more);
        let bin = ((1.0 - page.share_kept()) * 10.0) as usize;
        self.histogram[bin.min(9)] += 1;
        self.first.iter_mut().for_each(|first| first.offer(page));
    }
}

fn group<'a>(groups: &'a mut BTreeMap<String, Totals>, name: &str) -> &'a mut Totals {
    let name: String = name.chars().take(NAME).collect();
    let name = if groups.len() < GROUPS || groups.contains_key(&name) { name } else { REST.to_owned() };
    groups.entry(name).or_default()
}

impl Add for Totals {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            pages: self.pages + other.pages,
            characters: self.characters + other.characters,
            kept: self.kept + other.kept,
        }
    }
}

impl Totals {
    fn add_page(&mut self, page: &PageReport) {
        self.pages += 1;
        self.characters += page.characters;
        self.kept += page.kept;
    }

    /// The kept share in percent; 100 if there are no characters.
    pub fn percent(self) -> f64 {
        if self.characters == 0 { 100.0 } else { 100.0 * self.kept as f64 / self.characters as f64 }
    }
}

impl PageReport {
    /// The kept share, 0 to 1; 1 if there are no characters.
    pub fn share_kept(&self) -> f64 {
        Totals { pages: 1, characters: self.characters, kept: self.kept }.percent() / 100.0
    }
}

impl TopPages {
    fn offer(&mut self, page: &PageReport) {
        let rank = (self.rank)(page);
        let at = self.pages.partition_point(|(other, _)| *other >= rank);
        if rank > 0.0 && at < self.most {
            self.pages.insert(at, (rank, page.clone()));
            self.pages.truncate(self.most);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_does_not_grow_with_the_corpus() {
        let mut data = ReportData::new(3);
        let mut page = PageReport::default();
        let pages = GROUPS as u64 + 1_000;
        for number in 0..pages {
            page.site = format!("{number} {}", "ص".repeat(500));
            page.language = number.to_string();
            (page.characters, page.kept, page.uncertain) = (1_000, number % 3 * 500, number % 1_000);
            data.add(&page);
        }
        assert_eq!((data.sites.len(), data.languages.len()), (GROUPS + 1, GROUPS + 1));
        assert!(data.sites.keys().all(|name| name.chars().count() <= NAME));
        assert_eq!(data.sites[REST].pages, 1_000);
        assert!(data.first.iter().all(|first| first.pages.len() == 3));
        assert_eq!(data.histogram.iter().sum::<u64>(), pages);
        assert_eq!(data.sites.values().map(|share| share.pages).sum::<u64>(), pages);
    }
}
