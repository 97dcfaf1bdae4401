//! Templates: on how many pages of a site each line stands, counted over any number of pages.
//!
//! A site is counted on a sample of its pages, drawn by the hashes of their texts: those with enough leading zeros
//! (distinct sampling, Gibbons 2001). Until a site is too large for its share of the memory all its pages are in it.
//! So the memory is bounded, a page that is met again counts once, and what comes out depends neither on the order
//! of the pages nor on how they were divided among machines.

mod saved;

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::text::page::Page;
use crate::text::reading::{Reading, Word, mix};
use crate::text::site::Site;

pub use saved::SavedError;

/// What of a page is counted: hashes of its lines, of its pairs of lines and of how its short lines begin and end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageLines {
    /// Hash of the text.
    page: u64,
    /// In order, each once.
    hashes: Box<[u32]>,
}

impl PageLines {
    /// Reads a page.
    pub fn new(page: &Page<'_>) -> Self {
        let reading = Reading::new(page);
        let mut hashes = Vec::with_capacity(3 * reading.lines.len());
        for line in 0..reading.lines.len() {
            let LineHashes { whole, pair, slots } = LineHashes::new(&reading, line);
            hashes.extend([whole, pair]);
            hashes.extend(slots.into_iter().flatten());
        }
        hashes.sort_unstable();
        hashes.dedup();
        Self { page: xxh3_64(page.text().as_bytes()), hashes: hashes.into() }
    }
}

/// Memory that a page takes, in hashes.
fn size(hashes: &[u32]) -> u64 {
    /// The page's own hash, its place in the map, and what the allocator adds.
    const BESIDES: u64 = 16;
    hashes.len() as u64 + BESIDES
}

/// The hashes of one line with text. Numbers and spelling do not count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineHashes {
    pub(crate) whole: u32,
    /// With the line below.
    pub(crate) pair: u32,
    /// Of a short line its first and its last words, which stay when a name between them or beside them changes.
    pub(crate) slots: Option<[u32; 2]>,
}

impl LineHashes {
    pub(crate) fn new(reading: &Reading, line: usize) -> Self {
        /// Words of a line that may have a name in it: longer ones are sentences.
        const SHORT: std::ops::RangeInclusive<usize> = 3..=15;
        const ENDS: usize = 2;
        let key = reading.lines[line].key;
        let below = reading.lines.get(line + 1).map_or(0, |facts| facts.key);
        let words = reading.words_of(line);
        let of_words =
            |part, words: &[Word]| hash(part, words.iter().fold(0, |hash, word| mix(hash, word.full)));
        Self {
            whole: hash(Part::Line, key),
            pair: hash(Part::Pair, mix(key, below)),
            slots: SHORT.contains(&words.len()).then(|| {
                [of_words(Part::Head, &words[..ENDS]), of_words(Part::Tail, &words[words.len() - ENDS..])]
            }),
        }
    }
}

/// What a hash is of: its last two bits. Lines come first, see [`Site::lines_on`].
#[derive(Clone, Copy)]
enum Part {
    Line,
    Pair,
    Head,
    Tail,
}

/// The half of a hash that every bit before it went into: enough to tell the lines of one site apart.
fn hash(part: Part, words: u64) -> u32 {
    (mix(words, part as u64) >> 32) as u32 & !3 | part as u32
}

impl Site {
    /// On how many of its pages a line stands, spelling and numbers apart; 0 where it is only one, which may be the
    /// page that the line is of.
    pub fn pages_with(&self, line: &str) -> u32 {
        let reading = Reading::new(&Page::new(line));
        if reading.lines.is_empty() { 0 } else { self.count(LineHashes::new(&reading, 0).whole) }
    }
}

/// Counts the lines of pages, site by site, in bounded memory.
#[derive(Clone, Debug)]
pub struct Learner {
    sites: BTreeMap<String, Sample>,
    /// Memory for all, in hashes.
    memory: u64,
    /// Memory for one site, in hashes.
    cap: u64,
    /// The sum of what the sites took from the memory.
    charged: u64,
}

/// Pages of one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sample {
    /// By the hashes of their texts.
    pages: HashMap<u64, Box<[u32]>>,
    /// Leading zeros of the hash of a page that is in the sample.
    level: u32,
    /// Size of the pages in the sample, and of all that came, in hashes.
    size: u64,
    came: u64,
}

impl Learner {
    /// Counts in so many bytes of memory, not counting the names of sites.
    pub fn new(memory: u64) -> Self {
        /// Of a site as large as that, some 20,000 pages, a share of its pages is known to half a percent.
        const ENOUGH: u64 = 1 << 21;
        let memory = memory / size_of::<u32>() as u64;
        Self { sites: BTreeMap::new(), memory, cap: memory.clamp(1, ENOUGH), charged: 0 }
    }

    /// Adds a page of a site.
    pub fn add(&mut self, site: &str, page: PageLines) {
        if !self.sites.contains_key(site) {
            self.sites.insert(site.to_owned(), Sample::default());
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

    /// Adds what another one counted: the same as adding its pages.
    pub fn merge(&mut self, other: Self) {
        self.cap = self.cap.min(other.cap);
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

    /// Makes the share of a site so small that all have room, and each site no larger than its share.
    ///
    /// What came is charged and not what is kept: it only grows, so the order of pages makes no difference.
    fn settle(&mut self) {
        loop {
            self.charged = self.sites.values().map(|sample| sample.came.min(self.cap)).sum();
            if self.charged <= self.memory || self.cap <= 1 {
                break;
            }
            self.cap /= 2;
        }
        for sample in self.sites.values_mut() {
            sample.shrink(self.cap);
        }
    }

    /// Sites with at least so many different pages, and what stands on more than one of them.
    pub fn templates(&self, least_pages: usize) -> Templates {
        let sites = self.sites.par_iter().filter(|(_, sample)| sample.pages.len() >= least_pages.max(2));
        Templates { sites: sites.map(|(name, sample)| (name.clone(), sample.site())).collect() }
    }

    /// The sites, in the order of their names.
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
pub struct Learnt<'a> {
    /// Its name.
    pub name: &'a str,
    /// Different pages that were counted.
    pub counted: usize,
    /// Whether these are only some of those that came.
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

    /// Leaves out pages until the sample is no larger than that.
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

/// Sites and what stands on more than one of their pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Templates {
    sites: HashMap<String, Site>,
}

impl Templates {
    /// The site of this name, if it is known.
    pub fn site(&self, name: &str) -> Option<&Site> {
        self.sites.get(name)
    }

    /// The site, if it is one alone.
    pub fn only_site(&self) -> Option<&Site> {
        let mut sites = self.sites.values();
        sites.next().filter(|_| sites.next().is_none())
    }

    /// The sites with their names, in any order.
    pub fn sites(&self) -> impl Iterator<Item = (&str, &Site)> {
        self.sites.iter().map(|(name, site)| (&name[..], site))
    }

    /// Whether there is no site.
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn lines_are_counted_a_page_and_a_page_once() {
        let twice = pages(30).into_iter().chain(pages(30));
        let templates = learnt(twice, u64::MAX).templates(10);
        let text =
            "Home NEWS Contact\nWind and waves 7 of 8\nFiled by Jan under Boats\nAll of x rowed home\n";
        assert_eq!(templates.site("site0").unwrap().pages(), 10);
        assert_eq!(counts(&templates, text), [(10, 10), (10, 10), (0, 10), (0, 10)]);
        assert!(learnt(pages(27).into_iter(), u64::MAX).templates(10).is_empty());
    }

    #[test]
    fn neither_order_nor_division_matters() {
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
    fn memory_is_bounded_and_all_sites_have_their_share() {
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
    fn files_are_read_back_whole_or_not_at_all() {
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
