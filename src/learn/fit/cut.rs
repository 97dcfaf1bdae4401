//! Fits the cut: weights that give the boundaries with the highest F1 the highest probability.

use std::collections::BTreeSet;

use super::data::Tally;
use super::scorecard::Layout;
use crate::decide::cut::{Boundaries, CutModel, EVIDENCE, kinds};

/// The boundaries of a page, each with the F1 of the page if it is cut there.
pub(crate) struct Example {
    buckets: Vec<[u8; EVIDENCE.len()]>,
    /// The F1 for each boundary.
    f1: Vec<f64>,
    /// The F1 without a cut.
    uncut: f64,
    /// The weight of the page, and its weight in the gradient, where pages that a cut improves count most.
    pub(crate) weight: f64,
    emphasis: f64,
    pub(crate) fold: usize,
}

/// The loss of F1 at which the wish for a boundary falls by a factor of e.
const SHARPNESS: f64 = 0.01;
/// The penalty on the square of each weight.
const RIDGE: f64 = 0.3;
/// The evidence that is hidden in the copies that teach the cut to do without cues.
const OF_CUES: [&str; 3] = ["cue", "cues-after", "cues-in-gap"];

impl Example {
    /// `None` if the page has no boundary.
    pub(crate) fn new(
        boundaries: Boundaries,
        tally: &Tally,
        kept: &[bool],
        weight: f32,
        fold: usize,
    ) -> Option<Self> {
        if boundaries.below.is_empty() {
            return None;
        }
        let (f1, uncut) = tally.f1_above(kept, &boundaries.below);
        let best = f1.iter().fold(uncut, |best, &f1| best.max(f1));
        let gain = best - uncut;
        let weight = f64::from(weight);
        let emphasis = weight * if gain > SHARPNESS { (0.1 + 2.0 * gain).min(1.0) } else { 0.5 };
        Some(Self { buckets: boundaries.buckets, f1, uncut, weight, emphasis, fold })
    }

    fn without_cues(&self) -> Self {
        let hide = |buckets: &[u8; EVIDENCE.len()]| {
            let mut hidden = *buckets;
            for (bucket, evidence) in hidden.iter_mut().zip(&EVIDENCE) {
                if OF_CUES.contains(&evidence.kind.name) {
                    *bucket = 0;
                }
            }
            hidden
        };
        Self { buckets: self.buckets.iter().map(hide).collect(), f1: self.f1.clone(), ..*self }
    }

    /// The F1 of the page if a model cuts it.
    fn f1_by(&self, model: &CutModel) -> f64 {
        model.first_below(&self.buckets).map_or(self.uncut, |boundary| self.f1[boundary])
    }

    /// The same, with what the cut costs counted `harm` times.
    fn worth(&self, model: &CutModel, harm: f64) -> f64 {
        let f1 = self.f1_by(model);
        if f1 < self.uncut { self.uncut - harm * (self.uncut - f1) } else { f1 }
    }

    /// The probability that each boundary should have, and that of no cut.
    fn wishes(&self) -> (Vec<f64>, f64) {
        let best = self.f1.iter().fold(self.uncut, |best, &f1| best.max(f1));
        let wish = |f1: f64| ((f1 - best) / SHARPNESS).exp();
        let all: f64 = self.f1.iter().map(|&f1| wish(f1)).sum::<f64>() + wish(self.uncut);
        (self.f1.iter().map(|&f1| wish(f1) / all).collect(), wish(self.uncut) / all)
    }
}

/// Fits the weights, and then the base: how sure the cut must be. The weights only compare boundaries; a wrong cut
/// costs more than they are fitted for. What it costs counts `harm` times.
pub(crate) fn fit<'a>(examples: impl Iterator<Item = &'a Example>, harm: f64) -> CutModel {
    const STEP: f32 = 0.25;
    /// A difference of F1 that is chance.
    const CHANCE: f64 = 0.001;
    const STEPS: usize = 17;
    let all: Vec<&Example> = examples.collect();
    // Weights are too sure of the pages that they were fitted to, so each half judges the weights of the other.
    let folds: BTreeSet<usize> = all.iter().map(|example| example.fold).collect();
    let upper: BTreeSet<usize> = folds.into_iter().skip(1).step_by(2).collect();
    let (one, other): (Vec<&Example>, Vec<&Example>) =
        all.iter().partition(|example| upper.contains(&example.fold));
    let mut sums = [0.0; STEPS];
    for (fitted, judged) in [(&one, &other), (&other, &one)] {
        let model = descend(fitted);
        for (step, sum) in sums.iter_mut().enumerate() {
            let model = model.surer(STEP * step as f32);
            *sum += judged.iter().map(|example| example.weight * example.worth(&model, harm)).sum::<f64>();
        }
    }
    let best = sums.iter().fold(f64::MIN, |best, &sum| best.max(sum));
    let chance = CHANCE * all.iter().map(|example| example.weight).sum::<f64>();
    let step = sums.iter().position(|&sum| sum >= best - chance).unwrap_or(0);
    descend(&all).surer(STEP * step as f32)
}

/// Fits the weights to the pages with and without their cues.
fn descend(plain: &[&Example]) -> CutModel {
    const BASE: f64 = -4.0;
    let hidden: Vec<Example> = plain.iter().map(|example| example.without_cues()).collect();
    let examples: Vec<(&Example, Vec<f64>)> =
        plain.iter().copied().chain(&hidden).map(|example| (example, example.wishes().0)).collect();
    let layout = Layout::new(kinds());
    let weights = layout.descend(BASE, RIDGE, |weights, slopes| {
        examples.iter().for_each(|(example, wishes)| add_slopes(example, wishes, &layout, weights, slopes));
    });
    CutModel(layout.scorecard(&weights))
}

/// Adds the slopes of the cross-entropy of one page.
fn add_slopes(example: &Example, wishes: &[f64], layout: &Layout, weights: &[f64], slopes: &mut [f64]) {
    let scores: Vec<f64> = example.buckets.iter().map(|buckets| layout.sum(weights, buckets)).collect();
    let highest = scores.iter().fold(0.0f64, |highest, &score| highest.max(score));
    let all: f64 = scores.iter().map(|score| (score - highest).exp()).sum::<f64>() + (-highest).exp();
    for ((buckets, score), wish) in example.buckets.iter().zip(scores).zip(wishes) {
        let slope = example.emphasis * ((score - highest).exp() / all - wish);
        layout.add(slope, buckets, slopes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clear_boundary_is_learned() {
        let quiet = [0; EVIDENCE.len()];
        let mut loud = quiet;
        loud[0] = 11;
        let example = |buckets: Vec<_>, f1: Vec<f64>, fold: usize| Example {
            buckets,
            f1,
            uncut: 0.7,
            weight: 1.0,
            emphasis: 1.0,
            fold,
        };
        let examples: Vec<Example> = (0..40)
            .map(|page| {
                if page % 2 == 0 {
                    example(vec![quiet, loud, quiet], vec![0.3, 0.95, 0.8], page / 2 % 3)
                } else {
                    example(vec![quiet, quiet], vec![0.3, 0.4], page / 2 % 3)
                }
            })
            .collect();
        let model = fit(examples.iter(), 1.0);
        let cut = |buckets: Vec<_>| {
            model.first_line_below(&Boundaries { below: (1..=buckets.len()).collect(), buckets })
        };
        assert_eq!(cut(vec![quiet, quiet, loud]), Some(3));
        assert_eq!(cut(vec![quiet, quiet, quiet]), None);
    }
}
