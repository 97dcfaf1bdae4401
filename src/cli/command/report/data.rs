//! The numbers of all pages, and the pages to look at first. What is held does not grow with the corpus.

use std::collections::BTreeMap;
use std::ops::Add;

use dechaff::Label;

use super::page::PageReport;

/// What the report is made of.
#[derive(Debug)]
pub struct ReportData {
    /// Pages read.
    pub pages: u64,
    /// Pages named on standard error instead.
    pub failed: u64,
    /// Of all of them.
    pub all: Share,
    /// By site.
    pub sites: BTreeMap<String, Share>,
    /// By language.
    pub languages: BTreeMap<String, Share>,
    /// Characters that go, by label.
    pub gone: [u64; Label::ALL.len()],
    /// Pages by the share that goes: 0 to below 10 %, and so on, all of it in the last.
    pub histogram: [u64; 10],
    /// Those to look at first.
    pub first: [First; 3],
}

/// Characters that are not white space.
#[derive(Clone, Copy, Debug, Default)]
pub struct Share {
    /// Pages they are in.
    pub pages: u64,
    /// All of them.
    pub characters: u64,
    /// Those that stay.
    pub kept: u64,
}

/// The pages with the highest rank of one kind.
#[derive(Debug)]
pub struct First {
    /// What they are.
    pub name: &'static str,
    /// The highest first; of two alike the earlier page.
    pub pages: Vec<(f64, PageReport)>,
    rank: fn(&PageReport) -> f64,
    most: usize,
}

/// Sites and languages that are told apart; pages name their own, so there may be any number.
const GROUPS: usize = 50_000;
/// Characters of their names.
const NAME: usize = 80;
const REST: &str = "all others";

impl ReportData {
    /// Nothing yet; so many pages of each kind will be shown.
    pub fn new(most: usize) -> Self {
        let first = |name, rank| First { name, pages: Vec::new(), rank, most };
        Self {
            pages: 0,
            failed: 0,
            all: Share::default(),
            sites: BTreeMap::new(),
            languages: BTreeMap::new(),
            gone: [0; Label::ALL.len()],
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
        self.gone.iter_mut().zip(page.gone).for_each(|(gone, more)| *gone += more);
        let bin = ((1.0 - page.share_kept()) * 10.0) as usize;
        self.histogram[bin.min(9)] += 1;
        self.first.iter_mut().for_each(|first| first.offer(page));
    }
}

fn group<'a>(groups: &'a mut BTreeMap<String, Share>, name: &str) -> &'a mut Share {
    let name: String = name.chars().take(NAME).collect();
    let name = if groups.len() < GROUPS || groups.contains_key(&name) { name } else { REST.to_owned() };
    groups.entry(name).or_default()
}

impl Add for Share {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            pages: self.pages + other.pages,
            characters: self.characters + other.characters,
            kept: self.kept + other.kept,
        }
    }
}

impl Share {
    fn add_page(&mut self, page: &PageReport) {
        self.pages += 1;
        self.characters += page.characters;
        self.kept += page.kept;
    }

    /// In percent; of nothing all stays.
    pub fn percent(self) -> f64 {
        if self.characters == 0 { 100.0 } else { 100.0 * self.kept as f64 / self.characters as f64 }
    }
}

impl PageReport {
    /// The share that stays; of nothing all does.
    pub fn share_kept(&self) -> f64 {
        Share { pages: 1, characters: self.characters, kept: self.kept }.percent() / 100.0
    }
}

impl First {
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
    fn what_is_held_does_not_grow_with_the_corpus() {
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
