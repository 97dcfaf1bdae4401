//! The lines of gold pages as bucket codes, each with its weight and its side.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::align;
use super::boost::Lines;
use crate::decide::choice::Form;
use crate::decide::logistic::logistic;
use crate::decide::plain;
use crate::decide::smooth::smooth;
use crate::evidence::{BLOCK, Buckets, Columns, Evidence, Groups, Trend, find_cues, registry};
use crate::html::Html;
use crate::learn::gold::{GoldPage, fold_space};
use crate::learn::measure::Score;
use crate::phrases::cue::{Cue, Cues};
use crate::text::page::Page;
use crate::text::reading::Reading;
use crate::text::site::Site;

/// The least words that planted chaff weighs.
pub(crate) const PARAGRAPH: usize = 50;

/// A gold page, read, and aligned with its gold text.
#[derive(Clone)]
pub(crate) struct Sample {
    /// The weight of the pages of its set.
    pub(crate) weight: f32,
    pub(crate) fold: usize,
    /// The HTML that the page was read from, if any.
    pub(crate) html: Option<Html>,
    /// Its text, if it is none of HTML.
    pub(crate) text: String,
    /// The form of its page.
    pub(crate) form: Form,
    /// Its site, if known.
    pub(crate) site: Option<Arc<Site>>,
    pub(crate) reading: Reading,
    pub(crate) cues: Vec<Option<Cue>>,
    /// For each line with text, the share of its words that are in the gold text.
    pub(crate) shares: Vec<f32>,
    /// The lines that the markup treats alike.
    pub(crate) groups: Groups,
    pub(crate) tally: Tally,
}

/// The words of a page and of its gold text as numbers, to score many choices of lines fast.
#[derive(Clone)]
pub(crate) struct Tally {
    /// The words of each line with text; none for lines that may be kept or removed.
    pub(crate) lines: Vec<Vec<u32>>,
    /// How often each word is in the gold text.
    gold: Vec<u32>,
    gold_words: u32,
}

impl Tally {
    /// F1 of the page if these lines are kept.
    pub(crate) fn f1(&self, kept: impl Iterator<Item = bool>) -> f64 {
        self.score(kept).f1
    }

    /// The score of the page if these lines are kept.
    pub(crate) fn score(&self, kept: impl Iterator<Item = bool>) -> Score {
        let mut counts = vec![0u32; self.gold.len()];
        let (mut both, mut written) = (0, 0);
        for (words, _) in self.lines.iter().zip(kept).filter(|(_, kept)| *kept) {
            for &word in words {
                let count = &mut counts[word as usize];
                *count += 1;
                both += u32::from(*count <= self.gold[word as usize]);
                written += 1;
            }
        }
        Score::from_counts(both, written, self.gold_words)
    }

    /// F1 of the page if of the kept lines only those above each line of `below` stay, and if all stay.
    pub(crate) fn f1_above(&self, kept: &[bool], below: &[usize]) -> (Vec<f64>, f64) {
        let mut counts = vec![0u32; self.gold.len()];
        let (mut both, mut written) = (0, 0);
        let f1 =
            |both: u32, written: u32| f64::from(2 * both) / f64::from((written + self.gold_words).max(1));
        let mut above = Vec::with_capacity(below.len());
        for (line, words) in self.lines.iter().enumerate() {
            if below.get(above.len()) == Some(&line) {
                above.push(f1(both, written));
            }
            for &word in words.iter().filter(|_| kept[line]) {
                let count = &mut counts[word as usize];
                *count += 1;
                both += u32::from(*count <= self.gold[word as usize]);
                written += 1;
            }
        }
        (above, f1(both, written))
    }

    /// The number of words of each line.
    pub(crate) fn words(&self) -> Vec<u32> {
        self.lines.iter().map(|words| words.len() as u32).collect()
    }
}

impl Sample {
    pub(crate) fn new(gold: &GoldPage, weight: f32, cues: &Cues) -> Self {
        let page = gold.page();
        let reading = Reading::new(&page);
        let mut numbers = align::Numbers::default();
        let text = |facts: &crate::text::reading::Facts| page.line(facts.line as usize);
        let mut lines: Vec<Vec<u32>> = reading.lines.iter().map(|facts| numbers.words(text(facts))).collect();
        let gold_lines: Vec<Vec<u32>> = gold.gold.lines().map(|line| numbers.words(line)).collect();
        let shares = align::shares(&lines, &gold_lines);
        for (facts, words) in reading.lines.iter().zip(&mut lines) {
            if gold.free.contains(&fold_space(text(facts))) {
                words.clear();
            }
        }
        let mut gold_counts = vec![0; numbers.len()];
        gold_lines.iter().flatten().for_each(|&word| gold_counts[word as usize] += 1);
        let gold_words = gold_lines.iter().map(|line| line.len() as u32).sum();
        let (cues, _) = find_cues(&page, &reading, cues);
        let html = gold.html.clone();
        let text = if html.is_some() { String::new() } else { gold.text.clone() };
        let form = Form::of(&page, false);
        let mut sample = Self {
            weight,
            form,
            fold: 0,
            html,
            text,
            site: None,
            reading,
            cues,
            shares,
            groups: Groups::default(),
            tally: Tally { lines, gold: gold_counts, gold_words },
        };
        sample.groups = sample.evidence(&sample.cues).groups().clone();
        sample
    }

    /// A sample of another page made of this one's, with the share of each of its lines, and whether it was planted.
    /// Planted lines weigh like a paragraph, however short they are: of a line of two words, trees take no notice.
    pub(crate) fn changed(
        &self,
        html: Html,
        cues: &Cues,
        share: impl Fn(u32) -> f32,
        is_planted: impl Fn(u32) -> bool,
    ) -> Self {
        let page = Page::from_html(&html);
        let least = |line: u32| if is_planted(line) { PARAGRAPH } else { 0 };
        let mut sample = self.replaced(&page, cues, share, least);
        sample.html = Some(html);
        sample.groups = sample.evidence(&sample.cues).groups().clone();
        sample
    }

    /// The same for a page of text, with the least words that each line weighs.
    pub(crate) fn changed_text(
        &self,
        text: String,
        cues: &Cues,
        share: impl Fn(usize) -> f32,
        least: impl Fn(usize) -> usize,
    ) -> Self {
        let page = Page::new(&text);
        let number = |line: u32| page.number_of(line as usize);
        let sample = self.replaced(&page, cues, |line| share(number(line)), |line| least(number(line)));
        Self { text, ..sample }
    }

    /// A sample of the text of a page, given by line what is known of it.
    fn replaced(
        &self,
        page: &Page<'_>,
        cues: &Cues,
        share: impl Fn(u32) -> f32,
        least: impl Fn(u32) -> usize,
    ) -> Self {
        let reading = Reading::new(page);
        let (cues, _) = find_cues(page, &reading, cues);
        let line = |(index, facts): (usize, &crate::text::reading::Facts)| {
            vec![0; reading.words_of(index).len().max(least(facts.line))]
        };
        Self {
            shares: reading.lines.iter().map(|facts| share(facts.line)).collect(),
            tally: Tally {
                lines: reading.lines.iter().enumerate().map(line).collect(),
                gold: self.tally.gold.clone(),
                gold_words: self.tally.gold_words,
            },
            html: None,
            text: String::new(),
            site: None,
            groups: Groups::default(),
            reading,
            cues,
            ..*self
        }
    }

    /// Moves scores of its lines toward those of lines like them, and makes probabilities of them.
    pub(crate) fn probabilities(&self, scores: &[f32]) -> Vec<f32> {
        let mut scores = scores.to_vec();
        smooth(&mut scores, &self.groups, &self.reading, &self.cues);
        plain::lower(&mut scores, &self.groups, &self.reading, &self.cues);
        scores.into_iter().map(logistic).collect()
    }

    /// The evidence of its lines, given their cues.
    pub(crate) fn evidence<'s>(&'s self, cues: &'s [Option<Cue>]) -> Evidence<'s> {
        let mut page = self.html.as_ref().map_or_else(|| Page::new(&self.text), Page::from_html);
        if let Some(site) = &self.site {
            page = page.on_site(site);
        }
        Evidence::new(&page, &self.reading, cues)
    }

    /// The weight of each line: its share of the number of words in the gold text. The sum over a page is capped.
    fn line_weights(&self) -> Vec<f32> {
        /// The largest weight of a page.
        const CAP: f32 = 2.5;
        let gold = self.tally.gold_words.max(30) as f32;
        let lines = self.shares.iter().zip(&self.tally.lines);
        let mut weights: Vec<f32> =
            lines.map(|(share, words)| (2.0 * share - 1.0).abs() * words.len() as f32 / gold).collect();
        let sum: f32 = weights.iter().sum();
        let factor = self.weight * (CAP / sum.max(CAP));
        weights.iter_mut().for_each(|weight| *weight *= factor);
        weights
    }
}

/// The lines of many samples.
#[derive(Default)]
pub(crate) struct Table {
    /// Bucket codes: a column for each kind of evidence, with a code for each line.
    pub(crate) columns: Vec<Vec<u8>>,
    /// Whether the buckets of a column have no order.
    classes: Vec<bool>,
    /// Which way each column may count.
    trends: Vec<Trend>,
    pub(crate) article: Vec<bool>,
    pub(crate) weights: Vec<f32>,
    /// The range of lines of each sample.
    pub(crate) rows: Vec<Range<usize>>,
    pub(crate) folds: Vec<usize>,
}

impl Table {
    /// The lines of some samples, with or without their cues. `factor` scales their weights.
    pub(crate) fn new<'s>(samples: impl Iterator<Item = &'s Sample>, see_cues: bool, factor: f32) -> Self {
        let samples: Vec<&Sample> = samples.collect();
        let parts: Vec<Vec<Vec<u8>>> = samples.par_iter().map(|sample| codes(sample, see_cues)).collect();
        let classes = registry().iter().map(|kind| matches!(kind.buckets, Buckets::Names(_))).collect();
        let trends = registry().iter().map(|kind| kind.trend).collect();
        let mut table =
            Self { columns: vec![Vec::new(); registry().len()], classes, trends, ..Self::default() };
        for (sample, part) in samples.iter().zip(parts) {
            let start = table.article.len();
            for (column, codes) in table.columns.iter_mut().zip(part) {
                column.extend(codes);
            }
            table.article.extend(sample.shares.iter().map(|&share| share >= 0.5));
            table.weights.extend(sample.line_weights().iter().map(|weight| weight * factor));
            table.rows.push(start..table.article.len());
            table.folds.push(sample.fold);
        }
        table
    }

    /// The lines as trees are fitted on them.
    pub(crate) fn lines(&self) -> Lines<'_> {
        let Self { columns, classes, trends, article, weights, .. } = self;
        Lines { columns, classes, trends, article, weights }
    }

    pub(crate) fn append(&mut self, other: Self) {
        let start = self.article.len();
        for (column, codes) in self.columns.iter_mut().zip(other.columns) {
            column.extend(codes);
        }
        self.article.extend(other.article);
        self.weights.extend(other.weights);
        self.rows.extend(other.rows.into_iter().map(|rows| rows.start + start..rows.end + start));
        self.folds.extend(other.folds);
    }

    /// Scales the mean weight to 1, so that limits on leaves mean the same for all data.
    pub(crate) fn normalize(&mut self) {
        let mean = self.weights.iter().map(|&weight| f64::from(weight)).sum::<f64>()
            / self.weights.len().max(1) as f64;
        self.weights.iter_mut().for_each(|weight| *weight = (f64::from(*weight) / mean) as f32);
    }

    /// The lines of the samples whose fold passes a test.
    pub(crate) fn rows_where(&self, test: impl Fn(usize) -> bool) -> Vec<u32> {
        let samples = self.rows.iter().zip(&self.folds).filter(|(_, fold)| test(**fold));
        samples.flat_map(|(rows, _)| rows.start as u32..rows.end as u32).collect()
    }
}

fn codes(sample: &Sample, see_cues: bool) -> Vec<Vec<u8>> {
    let hidden = vec![None; sample.cues.len()];
    let evidence = sample.evidence(if see_cues { &sample.cues } else { &hidden });
    let count = sample.reading.lines.len();
    let all = vec![true; registry().len()];
    let mut columns = Columns::new(&all, count);
    let mut codes = vec![Vec::with_capacity(count); registry().len()];
    for start in (0..count).step_by(BLOCK) {
        columns.set_lines(start..(start + BLOCK).min(count));
        evidence.fill(&mut columns);
        for (index, codes) in codes.iter_mut().enumerate() {
            codes.extend_from_slice(columns.column(index));
        }
    }
    codes
}

/// Deals pages into folds. Pages of one site, and pages that share a long line of gold text, stay together.
pub(crate) fn deal(pages: &[&GoldPage], folds: usize) -> Vec<usize> {
    let mut groups = Joined::new(pages.len());
    let mut first_of: HashMap<String, usize> = HashMap::new();
    for (index, page) in pages.iter().enumerate() {
        let long_lines = page.gold.lines().filter(|line| line.chars().count() > 60).map(fold_space);
        let site = (!page.site.is_empty()).then(|| format!("site {}", page.site));
        for key in long_lines.chain(site) {
            match first_of.get(&key) {
                Some(&other) => groups.join(index, other),
                None => {
                    first_of.insert(key, index);
                }
            }
        }
    }
    let mut members: HashMap<usize, Vec<usize>> = HashMap::new();
    for index in 0..pages.len() {
        members.entry(groups.root(index)).or_default().push(index);
    }
    let mut members: Vec<_> = members.into_values().collect();
    members.sort_by_key(|group| (std::cmp::Reverse(group.len()), group[0]));
    let mut sizes = vec![0; folds];
    let mut fold_of = vec![0; pages.len()];
    for group in members {
        let fold = (0..folds).min_by_key(|&fold| sizes[fold]).unwrap_or(0);
        sizes[fold] += group.len();
        group.iter().for_each(|&index| fold_of[index] = fold);
    }
    fold_of
}

/// Union-find.
struct Joined(Vec<usize>);

impl Joined {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }
}
