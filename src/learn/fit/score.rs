//! How good a fit is: the word-F1 of pages by the probabilities of their lines.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::cut::Example;
use super::data::Sample;
use super::{GoldSet, SetScore};
use crate::decide::caution::Caution;
use crate::decide::choice::{Choice, Favor};
use crate::decide::cut::{Boundaries, CutModel};
use crate::learn::measure::Score;

/// A page with a lower F1 has a whole block wrong.
const LOW: f64 = 0.8;
/// The most F1 that cleaning may take from a page of text before it counts as harmed.
const MOST_LOST: f64 = 0.1;

/// The pages to score. Probabilities of lines come from trees that have not seen the page.
pub(crate) struct Scorer<'a> {
    pub(crate) sets: &'a [GoldSet],
    /// The index of the set of each sample.
    pub(crate) set_of: Vec<usize>,
    pub(crate) samples: &'a [Sample],
}

/// A sample with the lines of its site known.
pub(crate) struct OnSite<'a> {
    /// The index of the same sample without.
    pub(crate) index: usize,
    pub(crate) sample: &'a Sample,
    /// The probabilities of its lines.
    pub(crate) unseen: Vec<f32>,
}

/// F1 of one page in the order of the fields of [`SetScore`].
#[derive(Clone, Copy)]
struct PageScore {
    is_text: bool,
    keep_all: f64,
    aligned: f64,
    lines: f64,
    cut: Score,
    site: f64,
}

impl Scorer<'_> {
    /// Whether the pages are text. A few of them may be Markdown, which is read like HTML.
    pub(crate) fn is_text(&self) -> bool {
        2 * self.samples.iter().filter(|sample| sample.html.is_none()).count() > self.samples.len()
    }

    /// The mean F1 of a set's pages without caution and cut, averaged over the sets that are fitted on.
    pub(crate) fn mean(&self, unseen: &[Vec<f32>]) -> f64 {
        let f1: Vec<f64> = self
            .samples
            .par_iter()
            .zip(unseen)
            .map(|(sample, probabilities)| sample.tally.f1(choice(sample, probabilities, None).into_iter()))
            .collect();
        let fitted = self.sets.iter().enumerate();
        let fitted = fitted.filter(|(_, set)| set.weight > 0.0 && !set.pages.is_empty());
        let means: Vec<f64> = fitted
            .map(|(index, set)| {
                let pages = f1.iter().zip(&self.set_of).filter(|(_, of)| **of == index);
                pages.map(|(f1, _)| f1).sum::<f64>() / set.pages.len() as f64
            })
            .collect();
        means.iter().sum::<f64>() / means.len().max(1) as f64
    }

    /// What the cut is fitted on; `None` for pages without a boundary. `cautions` has one for each fold, fitted on the others.
    pub(crate) fn examples(&self, unseen: &[Vec<f32>], cautions: &[Option<Caution>]) -> Vec<Option<Example>> {
        let example = |(sample, probabilities): (&Sample, &Vec<f32>)| {
            let kept = choice(sample, probabilities, cautions[sample.fold].as_ref());
            let boundaries = boundaries(sample, probabilities);
            Example::new(boundaries, &sample.tally, &kept, sample.weight, sample.fold)
        };
        self.samples.par_iter().zip(unseen).map(example).collect()
    }

    /// The scores of each set. `cautions` and `cuts` have one for each fold, fitted on the others.
    pub(crate) fn by_set(
        &self,
        unseen: &[Vec<f32>],
        on_sites: &[OnSite<'_>],
        cautions: &[Option<Caution>],
        cuts: &[CutModel],
    ) -> Vec<SetScore> {
        let score = |(sample, probabilities): (&Sample, &Vec<f32>)| {
            let (lines, cut) = lines_and_cut(sample, probabilities, cautions, cuts);
            let keep_all = sample.tally.f1(sample.shares.iter().map(|_| true));
            let aligned = sample.tally.f1(sample.shares.iter().map(|&share| share >= 0.5));
            PageScore { is_text: sample.html.is_none(), keep_all, aligned, lines, cut, site: cut.f1 }
        };
        let mut scores: Vec<PageScore> = self.samples.par_iter().zip(unseen).map(score).collect();
        for OnSite { index, sample, unseen } in on_sites {
            scores[*index].site = lines_and_cut(sample, unseen, cautions, cuts).1.f1;
        }
        self.sets.iter().enumerate().map(|(index, set)| self.mean_of_set(index, set, &scores)).collect()
    }

    fn mean_of_set(&self, index: usize, set: &GoldSet, scores: &[PageScore]) -> SetScore {
        let pages: Vec<PageScore> = scores
            .iter()
            .zip(&self.set_of)
            .filter(|(_, of)| **of == index)
            .map(|(score, _)| *score)
            .collect();
        let mut groups: BTreeMap<&str, Vec<PageScore>> = BTreeMap::new();
        for (page, score) in set.pages.iter().zip(&pages) {
            groups.entry(&page.group).or_default().push(*score);
        }
        let groups = if groups.len() > 1 { groups } else { BTreeMap::new() };
        SetScore {
            groups: groups.into_iter().map(|(name, pages)| mean(name, &pages)).collect(),
            ..mean(&set.name, &pages)
        }
    }
}

/// The means of some pages.
fn mean(name: &str, pages: &[PageScore]) -> SetScore {
    let mean =
        |score: fn(&PageScore) -> f64| pages.iter().map(score).sum::<f64>() / pages.len().max(1) as f64;
    let share = |is: fn(&PageScore) -> bool| {
        pages.iter().filter(|page| is(page)).count() as f64 / pages.len().max(1) as f64
    };
    SetScore {
        name: name.to_owned(),
        pages: pages.len(),
        keep_all: mean(|page| page.keep_all),
        aligned: mean(|page| page.aligned),
        lines: mean(|page| page.lines),
        cut: mean(|page| page.cut.f1),
        precision: mean(|page| page.cut.precision),
        recall: mean(|page| page.cut.recall),
        site: mean(|page| page.site),
        low: share(|page| page.cut.f1 < LOW),
        harmed: share(|page| page.is_text && page.cut.f1 < page.keep_all - MOST_LOST),
        groups: Vec::new(),
    }
}

/// F1 of a page without the cut, and its score with it.
fn lines_and_cut(
    sample: &Sample,
    probabilities: &[f32],
    cautions: &[Option<Caution>],
    cuts: &[CutModel],
) -> (f64, Score) {
    let mut kept = choice(sample, probabilities, cautions[sample.fold].as_ref());
    let lines = sample.tally.f1(kept.iter().copied());
    if let Some(below) = cuts[sample.fold].first_line_below(&boundaries(sample, probabilities)) {
        kept[below..].fill(false);
    }
    (lines, sample.tally.score(kept.into_iter()))
}

fn choice(sample: &Sample, probabilities: &[f32], caution: Option<&Caution>) -> Vec<bool> {
    let mut kept = Vec::new();
    let choice = Choice { favor: Favor::Balanced, form: sample.form, caution };
    choice.choose(probabilities, &sample.tally.words(), &sample.cues, &mut kept);
    kept
}

fn boundaries(sample: &Sample, probabilities: &[f32]) -> Boundaries {
    let evidence = sample.evidence(&sample.cues);
    Boundaries::new(&sample.reading, &sample.cues, evidence.cohesion(), probabilities)
}
