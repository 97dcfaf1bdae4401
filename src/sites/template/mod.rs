//! Templates: how many pages of a site share each line, counted over any number of pages.
//!
//! Each site is counted on a sample of its pages: those whose hash has enough leading zeros (distinct sampling, Gibbons
//! 2001). A site is sampled only when it outgrows its share of the memory. Where the sites are so many that the shares would
//! be of no use, the sites are sampled too, by the hashes of their names. So memory is bounded, a page that is seen twice
//! counts once, and the result depends neither on the order of the pages nor on how they were divided among machines.

mod lines;
mod saved;

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::text::site::Site;

pub(crate) use lines::LineHashes;
pub use lines::PageLines;
pub use saved::SavedError;

/// The memory that a page takes, in hashes.
fn size(hashes: &[u32]) -> u64 {
    /// The hash of the page, its slot in the map, and the overhead of the allocator.
    const BESIDES: u64 = 16;
    hashes.len() as u64 + BESIDES
}

/// The memory that a site without pages takes, in hashes.
fn size_of_site(name: &str) -> u64 {
    /// Its sample, its slot in the tree and the first slots of its map.
    const BESIDES: u64 = 72;
    (name.len() / size_of::<u32>()) as u64 + BESIDES
}

/// Counts the lines of pages, site by site, in bounded memory.
///
/// ```
/// use dechaff::{Cleaner, Learner, Page, PageLines};
///
/// let texts = ["Harbor Times | News\nThe ferry sails.\n", "Harbor Times | News\nThe mill is open.\n"];
/// let mut learner = Learner::new(1 << 20);
/// for text in texts {
///     learner.add("harbor.example", PageLines::new(&Page::new(text)));
/// }
/// let templates = learner.templates(2);
/// let site = templates.site("harbor.example").unwrap();
/// assert_eq!(site.pages_with("Harbor Times | News"), 2);
///
/// // The cleaner removes more of what all pages of a site share.
/// let page = Page::new(texts[0]).on_site(site);
/// let cleaned = Cleaner::default().clean(&page);
/// ```
#[derive(Clone, Debug)]
pub struct Learner {
    sites: BTreeMap<String, Sample>,
    /// The memory for all sites, in hashes.
    memory: u64,
    /// The most memory for the pages of one site, in hashes.
    cap: u64,
    /// How many leading zeros the hash of its name needs for a site to be counted. It rises only when the cap is low.
    level: u32,
    /// The memory that all sites are charged for, in hashes.
    charged: u64,
}

/// The sampled pages of one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sample {
    /// The hash of each text, and the hashes of its lines.
    pages: HashMap<u64, Box<[u32]>>,
    /// How many leading zeros the hash of a page needs to be in the sample.
    level: u32,
    /// The size of the pages in the sample, and of all pages that were added, in hashes.
    size: u64,
    came: u64,
}

impl Learner {
    /// A learner that takes up to `memory` bytes.
    pub fn new(memory: u64) -> Self {
        /// About 20,000 pages: enough to know the share of pages with a line to half a percent.
        const ENOUGH: u64 = 1 << 21;
        let memory = memory / size_of::<u32>() as u64;
        Self { sites: BTreeMap::new(), memory, cap: memory.clamp(1, ENOUGH), level: 0, charged: 0 }
    }

    fn counts(&self, site: &str) -> bool {
        self.level == 0 || xxh3_64(site.as_bytes()).leading_zeros() >= self.level
    }

    /// Adds a page of a site. A page with the same text as an earlier one counts once.
    pub fn add(&mut self, site: &str, page: PageLines) {
        if !self.counts(site) {
            return;
        }
        if !self.sites.contains_key(site) {
            self.sites.insert(site.to_owned(), Sample::default());
            self.charged += size_of_site(site);
        }
        let Some(sample) = self.sites.get_mut(site) else { return };
        let before = sample.came.min(self.cap);
        sample.came += size(&page.hashes);
        self.charged += sample.came.min(self.cap) - before;
        sample.add(page, self.cap);
        if self.charged > self.memory {
            self.settle();
        }
    }

    /// Adds the counts of another learner. The result is the same as if its pages had been added here.
    pub fn merge(&mut self, other: Self) {
        self.cap = self.cap.min(other.cap);
        self.level = self.level.max(other.level);
        for (site, theirs) in other.sites {
            let ours = self.sites.entry(site).or_default();
            ours.came += theirs.came;
            ours.raise(theirs.level);
            for (page, hashes) in theirs.pages {
                ours.add(PageLines { page, hashes }, self.cap);
            }
        }
        self.settle();
    }

    /// Halves the memory for one site until all fit, and shrinks the samples to it. When it is a few pages, halves the
    /// number of sites instead.
    ///
    /// Sites are charged for all pages that were added, not for those in the sample: that sum only grows, so the order
    /// of the pages makes no difference.
    fn settle(&mut self) {
        /// About 20 pages; fewer tell little about a site.
        const FEW_PAGES: u64 = 1 << 11;
        let few = FEW_PAGES.min(self.memory / 16).max(1);
        loop {
            let mut sites = std::mem::take(&mut self.sites);
            sites.retain(|site, _| self.counts(site));
            self.sites = sites;
            let charge = |(site, sample): (&String, &Sample)| size_of_site(site) + sample.came.min(self.cap);
            self.charged = self.sites.iter().map(charge).sum();
            if self.charged <= self.memory {
                break;
            }
            if self.cap > few {
                self.cap = (self.cap / 2).max(few);
            } else {
                self.level += 1;
            }
        }
        for sample in self.sites.values_mut() {
            sample.shrink(self.cap);
        }
    }

    /// The sites with at least `least_pages` different pages (at least 2), and the lines that several pages share.
    pub fn templates(&self, least_pages: usize) -> Templates {
        let sites = self.sites.par_iter().filter(|(_, sample)| sample.pages.len() >= least_pages.max(2));
        Templates { sites: sites.map(|(name, sample)| (name.clone(), sample.site())).collect() }
    }

    /// The share of sites that are counted: 1, or a half of it again and again if their names alone would fill the memory.
    pub fn share_of_sites(&self) -> f64 {
        0.5f64.powi(self.level as i32)
    }

    /// The sites, sorted by name.
    pub fn sites(&self) -> impl Iterator<Item = Learnt<'_>> {
        self.sites.iter().map(|(name, sample)| Learnt {
            name,
            counted: sample.pages.len(),
            is_sample: sample.level > 0,
        })
    }
}

/// A site in a [`Learner`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Learnt<'a> {
    /// The name it was added by.
    pub name: &'a str,
    /// The number of different pages that were counted.
    pub counted: usize,
    /// Whether these are a sample of the pages that were added.
    pub is_sample: bool,
}

impl Sample {
    fn add(&mut self, page: PageLines, cap: u64) {
        if page.page.leading_zeros() < self.level || self.pages.contains_key(&page.page) {
            return;
        }
        self.size += size(&page.hashes);
        self.pages.insert(page.page, page.hashes);
        self.shrink(cap);
    }

    /// Raises the level until the sample fits into `cap` hashes.
    fn shrink(&mut self, cap: u64) {
        while self.size > cap {
            self.raise(self.level + 1);
        }
    }

    fn raise(&mut self, level: u32) {
        self.level = self.level.max(level);
        self.pages.retain(|page, _| page.leading_zeros() >= self.level);
        self.size = self.pages.values().map(|hashes| size(hashes)).sum();
    }

    fn site(&self) -> Site {
        let mut all: Vec<u32> = self.pages.values().flatten().copied().collect();
        all.sort_unstable();
        let runs = all.chunk_by(|one, other| one == other).filter(|run| run.len() > 1);
        Site::new(self.pages.len() as u32, runs.map(|run| (run[0], run.len() as u32)).collect())
    }
}

/// What a [`Learner`] has found: for each site, the lines that several of its pages share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Templates {
    sites: HashMap<String, Site>,
}

impl Templates {
    /// The site with this name, if there is one.
    pub fn site(&self, name: &str) -> Option<&Site> {
        self.sites.get(name)
    }

    /// The site, if there is exactly one.
    pub fn only_site(&self) -> Option<&Site> {
        let mut sites = self.sites.values();
        sites.next().filter(|_| sites.next().is_none())
    }

    /// The sites with their names, in no particular order.
    pub fn sites(&self) -> impl Iterator<Item = (&str, &Site)> {
        self.sites.iter().map(|(name, site)| (&name[..], site))
    }

    /// Whether there are no sites.
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::page::Page;
    use crate::text::reading::Reading;

    /// Pages of three sites with a line that all have, one with a number, one with a name, and one of their own.
    fn pages(number: usize) -> Vec<(String, PageLines)> {
        let page = |index: usize| {
            let text = format!(
                "Home News Contact\nWind and waves {index} of {index}\nFiled by Aino{word} under Boats\nAll of {word} rowed home\n",
                word = word(index),
            );
            (format!("site{}", index % 3), PageLines::new(&Page::new(&text)))
        };
        (0..number).map(page).collect()
    }

    /// A word for each number, without digits, which do not count.
    fn word(index: usize) -> String {
        index.to_string().bytes().map(|digit| char::from(b'a' + digit - b'0')).collect()
    }

    fn learnt(pages: impl Iterator<Item = (String, PageLines)>, memory: u64) -> Learner {
        let mut learner = Learner::new(memory);
        pages.for_each(|(site, page)| learner.add(&site, page));
        learner
    }

    fn saved(learner: &Learner) -> Vec<u8> {
        let mut bytes = Vec::new();
        learner.save(&mut bytes).unwrap();
        bytes
    }

    /// On how many pages of a site the lines of a text stand: whole, and by how they begin or end.
    fn counts(templates: &Templates, text: &str) -> Vec<(u32, u32)> {
        let reading = Reading::new(&Page::new(text));
        let site = templates.site("site0").unwrap();
        let count = |line| {
            let hashes = LineHashes::new(&reading, line);
            let slots = hashes.slots.into_iter().flatten().map(|hash| site.count(hash));
            (site.count(hashes.whole), slots.max().unwrap_or(0))
        };
        (0..reading.lines.len()).map(count).collect()
    }

    #[test]
    fn each_page_counts_a_line_once() {
        let twice = pages(30).into_iter().chain(pages(30));
        let templates = learnt(twice, u64::MAX).templates(10);
        let text =
            "Home NEWS Contact\nWind and waves 7 of 8\nFiled by Jan under Boats\nAll of x rowed home\n";
        assert_eq!(templates.site("site0").unwrap().pages(), 10);
        assert_eq!(counts(&templates, text), [(10, 10), (10, 10), (0, 10), (0, 10)]);
        assert!(learnt(pages(27).into_iter(), u64::MAX).templates(10).is_empty());
    }

    #[test]
    fn order_and_division_make_no_difference() {
        for memory in [u64::MAX, 4000, 1500, 40] {
            let whole = saved(&learnt(pages(60).into_iter(), memory));
            assert!(saved(&learnt(pages(60).into_iter().rev(), memory)) == whole, "{memory}");
            let (mut left, right) = (pages(60), pages(60).split_off(25));
            left.truncate(30);
            let mut merged = learnt(left.into_iter(), memory);
            // What both have counts once, but not for the memory.
            merged.merge(learnt(right.into_iter(), memory));
            if memory == u64::MAX {
                let pages = |learner: &Learner| learner.sites().map(|site| site.counted).collect::<Vec<_>>();
                assert_eq!(pages(&merged), [20, 20, 20]);
            }
            let halves = pages(60).into_iter().enumerate().partition::<Vec<_>, _>(|(index, _)| index % 4 < 2);
            let [one, other] =
                [halves.0, halves.1].map(|half| learnt(half.into_iter().map(|(_, page)| page), memory));
            for (mut first, second) in [(one.clone(), other.clone()), (other, one)] {
                first.merge(second);
                assert!(saved(&first) == whole, "{memory}");
            }
        }
    }

    #[test]
    fn memory_is_bounded_and_shared_by_all_sites() {
        let memory = 4096;
        let learner = learnt(pages(600).into_iter(), memory);
        let kept: u64 = learner.sites.values().map(|sample| sample.size).sum();
        assert!(kept * 4 <= memory, "{kept}");
        assert!(learner.sites().all(|site| site.counted > 2 && site.is_sample), "{:?}", learner.sites);
        // What stands on all pages stands on all of a part of them.
        let templates = learner.templates(2);
        let pages = templates.site("site0").unwrap().pages();
        assert_eq!(counts(&templates, "Home News Contact\n"), [(pages, pages)]);
    }

    #[test]
    fn names_of_sites_count_for_the_memory() {
        let page = PageLines::new(&Page::new("Home News Contact\nThe ferry sails.\n"));
        let name = |index: usize| format!("{index}.harbor.example");
        let learnt = |sites: &mut dyn Iterator<Item = usize>| {
            let mut learner = Learner::new(1 << 16);
            sites.for_each(|index| learner.add(&name(index), page.clone()));
            learner
        };
        let whole = learnt(&mut (0..10_000));
        let taken: u64 = whole.sites.iter().map(|(name, sample)| size_of_site(name) + sample.size).sum();
        assert!(taken * 4 <= 1 << 16, "{taken}");
        // What is left is enough for the pages of the sites that are counted.
        assert!(whole.sites.len() > 50 && whole.sites().all(|site| site.counted == 1));
        assert!(whole.share_of_sites() < 0.05, "{}", whole.share_of_sites());
        assert!(saved(&learnt(&mut (0..10_000).rev())) == saved(&whole));
        let mut merged = learnt(&mut (0..4000));
        merged.merge(learnt(&mut (4000..10_000)));
        assert!(saved(&merged) == saved(&whole));
        // A site that is not counted now is never counted.
        let mut read = Learner::read(&saved(&whole)[..], 1 << 16).unwrap();
        (0..10_000).for_each(|index| read.add(&name(index), page.clone()));
        assert_eq!(
            read.sites().map(|site| site.name).collect::<Vec<_>>(),
            whole.sites().map(|site| site.name).collect::<Vec<_>>()
        );
    }

    #[test]
    fn damaged_files_are_rejected() {
        let learner = learnt(pages(60).into_iter(), 1 << 20);
        let bytes = saved(&learner);
        assert!(saved(&Learner::read(&bytes[..], 1 << 20).unwrap()) == bytes);
        assert_eq!(Templates::read(&bytes[..], 10).unwrap(), learner.templates(10));
        let mut few = Vec::new();
        learner.templates(2).save(3, &mut few).unwrap();
        assert!(few.len() < bytes.len());
        assert!(matches!(Learner::read(&few[..], 1 << 20), Err(SavedError::Final)));
        let frequent = Templates::read(&few[..], 10).unwrap();
        assert_eq!(counts(&frequent, "Home News Contact\n"), [(20, 20)]);
        for end in 0..bytes.len() {
            assert!(Learner::read(&bytes[..end], 1 << 20).is_err(), "{end}");
            let mut damaged = bytes.clone();
            damaged[end] ^= 4;
            // Some bits of the packing mean nothing.
            assert!(
                Templates::read(&damaged[..], 10).map_or(true, |read| read == learner.templates(10)),
                "{end}"
            );
        }
        assert!(matches!(
            Learner::read(&b"no such thing"[..], 0),
            Err(SavedError::Io(_) | SavedError::Other)
        ));
    }
}
