//! Copies of pages with chaff planted in.
//!
//! Of most chaff the training pages have little, and a line of two words weighs next to nothing beside paragraphs, so
//! the model would not heed it. Planted lines are known for what they are and weigh like a paragraph. Blocks of an article
//! that look like chaff are planted as well, and some copies get the posts of a thread in place of their text, so that
//! the model does not take all that is short, or has records, for chaff.

mod article;
mod chaff;
mod graft;
mod short;
mod text;
mod words;

use rayon::prelude::*;

use self::graft::{Grafted, graft};
use self::words::Texts;
use super::data::Sample;
use super::random::Random;
use super::vary::as_markdown;
use crate::html::Html;
use crate::learn::gold::GoldPage;
use crate::phrases::cue::Cues;
use crate::phrases::pack::Pack;

/// A copy of each page, most with chaff planted in: in text a consent dialog, in some with short lines of the author.
/// Pages without enough paragraphs are not changed, so that all pages count the same.
pub(crate) fn planted_samples(
    pages: &[(usize, &GoldPage)],
    samples: &[Sample],
    packs: &[Pack],
    cues: &Cues,
) -> Vec<Sample> {
    let texts = Texts::new(packs, &pages.iter().map(|(_, page)| *page).collect::<Vec<_>>());
    let copy = |(number, ((_, page), sample)): (usize, (&(usize, &GoldPage), &Sample))| {
        let plant = if page.html.is_some() { planted } else { text::planted };
        plant(number, page, sample, &texts, cues).unwrap_or_else(|| sample.clone())
    };
    pages.par_iter().zip(samples).enumerate().map(copy).collect()
}

/// The share of its words that a planted line has in the gold text.
const CHAFF: f32 = 0.0;
const ARTICLE: f32 = 1.0;

/// A page to plant in.
struct Bed {
    html: Html,
    /// By line of the text: the share of its words that are in the gold text.
    shares: Vec<f32>,
    /// By line of the text: whether it was planted.
    planted: Vec<bool>,
}

fn planted(
    number: usize,
    page: &GoldPage,
    sample: &Sample,
    texts: &Texts<'_>,
    cues: &Cues,
) -> Option<Sample> {
    const THREADS: f64 = 0.12;
    const ARTICLE_BLOCKS: f64 = 0.3;
    let mut random = Random(number as u64 * 2 + 1);
    let html = page.html.as_ref()?;
    let words = texts.of(number, page, &mut random)?;
    let spots = Spots::find(sample, html)?;
    let mut bed = Bed::new(html, sample);
    if random.chance(THREADS) {
        let posts = chaff::posts(&words, &mut random);
        bed.clear_article();
        let lines = bed.plant(&posts, spots.lines[0], spots.parent, CHAFF);
        // Names and dates may stay or go; the rest is article.
        for line in lines {
            let is_prose = bed.html.text.lines().nth(line).is_some_and(|text| text.chars().count() > 30);
            bed.shares[line] = if is_prose { 1.0 } else { 0.5 };
            bed.planted[line] = false;
        }
        return Some(bed.sample(sample, cues));
    }
    let may_comment = !spots.are_entries;
    // From below to above, so that the lines of the spots stay where they are.
    let mut plants: Vec<(usize, u32, f32, String)> = Vec::new();
    for _ in 0..=random.below(3) {
        plants.push((*random.pick(&spots.lines), spots.parent, CHAFF, chaff::phrase(&words, &mut random)));
    }
    if random.chance(ARTICLE_BLOCKS) {
        let line = *random.pick(&spots.lines);
        plants.push((line, spots.parent, ARTICLE, article::block(&words, &mut random)));
    }
    for _ in 0..=random.below(2) {
        let block = chaff::block(&words, &mut random, may_comment);
        let around = html.marks.elements[spots.parent as usize].parent;
        let parent = *random.pick(&[spots.parent, spots.parent, around, 0]);
        let last = *spots.lines.last()?;
        let line =
            if random.chance(0.7) || parent != spots.parent { last } else { *random.pick(&spots.lines) };
        plants.push((line, parent, CHAFF, block));
    }
    plants.sort_by_key(|&(line, ..)| std::cmp::Reverse(line));
    for (line, parent, share, snippet) in &plants {
        bed.plant(snippet, *line, *parent, *share);
    }
    Some(bed.sample(sample, cues))
}

/// Where chaff can be planted: below the paragraphs of an article that share an element.
struct Spots {
    /// Lines of the text, in order.
    lines: Vec<usize>,
    parent: u32,
    /// Whether most of the article is in elements like others beside them, as the posts of a thread are.
    are_entries: bool,
}

impl Spots {
    /// `None` if the article has fewer than three paragraphs, or less than half of them share an element.
    fn find(sample: &Sample, html: &Html) -> Option<Self> {
        const FEWEST: usize = 3;
        let is_long = |index: &usize| sample.shares[*index] >= 0.5 && sample.reading.lines[*index].is_good();
        let long: Vec<usize> = (0..sample.shares.len()).filter(is_long).collect();
        if long.len() < FEWEST {
            return None;
        }
        let marks = &html.marks;
        let parent_of = |index: usize| {
            let line = sample.reading.lines[index].line;
            let at = marks.lines.binary_search_by_key(&line, |mark| mark.line).ok()?;
            Some(marks.elements[marks.lines[at].block as usize].parent)
        };
        let parents: Vec<Option<u32>> = long.iter().map(|&index| parent_of(index)).collect();
        let count = |parent: u32| parents.iter().filter(|other| **other == Some(parent)).count();
        let parent = parents
            .iter()
            .flatten()
            .copied()
            .max_by_key(|&parent| (count(parent), std::cmp::Reverse(parent)))?;
        if 2 * count(parent) < long.len() {
            return None;
        }
        let here = long.iter().zip(&parents).filter(|(_, other)| **other == Some(parent));
        let lines: Vec<usize> = here.map(|(&index, _)| sample.reading.lines[index].line as usize).collect();
        // Where posts are the article, other posts beside it are not comments.
        let signature = marks.elements[parent as usize].signature;
        let alike = long.iter().zip(&parents).filter(|(_, other)| {
            other
                .is_some_and(|other| other != parent && marks.elements[other as usize].signature == signature)
        });
        Some(Self { are_entries: alike.count() > 0, lines, parent })
    }
}

impl Bed {
    fn new(html: &Html, sample: &Sample) -> Self {
        let count = html.text.lines().count();
        let mut shares = vec![0.0; count];
        for (facts, &share) in sample.reading.lines.iter().zip(&sample.shares) {
            shares[facts.line as usize] = share;
        }
        Self { html: html.clone(), shares, planted: vec![false; count] }
    }

    /// Grafts a snippet, and marks its lines as planted, each with this share.
    fn plant(&mut self, snippet: &str, line: usize, parent: u32, share: f32) -> std::ops::Range<usize> {
        let Grafted { html, lines } = graft(&self.html, snippet, line, parent);
        self.html = html;
        self.shares.splice(lines.start..lines.start, lines.clone().map(|_| share));
        self.planted.splice(lines.start..lines.start, lines.clone().map(|_| true));
        lines
    }

    /// Blanks the paragraphs of the article; its headings stay.
    fn clear_article(&mut self) {
        let goes = |line: usize, text: &str| self.shares[line] >= 0.5 && text.chars().count() > 60;
        let kept: Vec<bool> =
            self.html.text.lines().enumerate().map(|(line, text)| !goes(line, text)).collect();
        let blanked = self.html.text.lines().zip(&kept).map(|(text, &stays)| if stays { text } else { "" });
        self.html.text = blanked.collect::<Vec<_>>().join("\n") + "\n";
        self.html.marks.lines.retain(|mark| kept[mark.line as usize]);
    }

    fn sample(self, of: &Sample, cues: &Cues) -> Sample {
        let shares = |line: u32| self.shares[line as usize];
        let is_planted = |line: u32| self.planted[line as usize];
        let html = if self.html.is_markdown {
            Html { about: self.html.about.clone(), ..as_markdown(&self.html) }
        } else {
            self.html.clone()
        };
        Sample::changed(of, html, cues, shares, is_planted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<body><nav>Home</nav><main><h1>Storm breaks harbour wall</h1>\
        <p>The harbour wall gave way after midnight, when the second storm reached the town.</p>\
        <p>The council met in the morning and asked the fire service to close the road to the beach.</p>\
        <p>Work on a new harbour wall will begin in May, and the town will pay for it with a loan.</p></main>";

    /// A gold page of HTML, of which all but the menu is article.
    fn gold_page() -> GoldPage {
        let html = Html::read(PAGE);
        GoldPage {
            id: "storm.html".to_owned(),
            group: "en".to_owned(),
            site: String::new(),
            text: html.text.clone(),
            gold: html.text.lines().skip(1).collect::<Vec<_>>().join("\n"),
            html: Some(html),
            free: Vec::new(),
            labels: Vec::new(),
        }
    }

    /// Copies of the page by the numbers of many pages.
    fn copies(check: impl Fn(&Sample, &Sample)) {
        let (page, cues) = (gold_page(), Cues::builtin());
        let packs = [Pack::builtin_of("en").unwrap()];
        // Without sentences of its language, nothing is planted: forty other pages have some.
        let pages = vec![&page; 41];
        let texts = Texts::new(&packs, &pages);
        let sample = Sample::new(&page, 1.0, &cues);
        for number in 0..40 {
            check(&planted(number, &page, &sample, &texts, &cues).unwrap(), &sample);
        }
    }

    #[test]
    fn planted_lines_are_chaff_and_weigh_like_a_paragraph() {
        copies(|copy, page| {
            assert!(copy.shares.len() > page.shares.len() || copy.shares.contains(&0.5));
            let chaff = copy.shares.iter().zip(&copy.tally.lines).filter(|(share, _)| **share == 0.0);
            // All but the menu, which is of the page itself.
            assert!(chaff.skip(1).all(|(_, words)| words.len() >= 50 || copy.shares.contains(&0.5)));
        });
    }

    #[test]
    fn the_lines_of_the_page_keep_their_shares() {
        copies(|copy, page| {
            let article = |sample: &Sample| sample.shares.iter().filter(|&&share| share > 0.99).count();
            assert!(article(copy) >= article(page) || copy.shares.contains(&0.5));
            assert_eq!(copy.reading.lines.len(), copy.shares.len());
            assert_eq!(copy.groups.paths.len(), copy.shares.len());
        });
    }

    #[test]
    fn the_same_page_gets_the_same_chaff() {
        let text = |sample: &Sample| sample.html.as_ref().unwrap().text.clone();
        let (first, second) = (std::cell::RefCell::new(Vec::new()), std::cell::RefCell::new(Vec::new()));
        copies(|copy, _| first.borrow_mut().push(text(copy)));
        copies(|copy, _| second.borrow_mut().push(text(copy)));
        assert_eq!(first, second);
        assert!(first.borrow()[0] != first.borrow()[1]);
    }
}
