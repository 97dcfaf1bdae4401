//! Fits the cut: weights that give the boundaries with the highest F1 the highest probability.

use std::collections::{BTreeMap, BTreeSet};

use super::data::Tally;
use crate::decide::cut::{Boundaries, CutModel, EVIDENCE};

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
                if OF_CUES.contains(&evidence.name) {
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

/// Where the weights of each kind of evidence begin in the fitted vector. The last entry is the index of the base.
fn offsets() -> [usize; EVIDENCE.len() + 1] {
    let mut offsets = [0; EVIDENCE.len() + 1];
    for (index, evidence) in EVIDENCE.iter().enumerate() {
        offsets[index + 1] = offsets[index] + evidence.edges.len() + 1;
    }
    offsets
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
            let model = CutModel { base: model.base - STEP * step as f32, ..model.clone() };
            *sum += judged.iter().map(|example| example.weight * example.worth(&model, harm)).sum::<f64>();
        }
    }
    let best = sums.iter().fold(f64::MIN, |best, &sum| best.max(sum));
    let chance = CHANCE * all.iter().map(|example| example.weight).sum::<f64>();
    let step = sums.iter().position(|&sum| sum >= best - chance).unwrap_or(0);
    let model = descend(&all);
    CutModel { base: model.base - STEP * step as f32, ..model }
}

/// Fits the weights to the pages with and without their cues, with Adam (Kingma and Ba 2015).
fn descend(plain: &[&Example]) -> CutModel {
    const STEPS: i32 = 400;
    const RATE: f64 = 0.05;
    let hidden: Vec<Example> = plain.iter().map(|example| example.without_cues()).collect();
    let examples: Vec<(&Example, Vec<f64>)> =
        plain.iter().copied().chain(&hidden).map(|example| (example, example.wishes().0)).collect();
    let offsets = offsets();
    let base = offsets[EVIDENCE.len()];
    let mut weights = vec![0.0; base + 1];
    weights[base] = -4.0;
    let (mut mean, mut square) = (vec![0.0; base + 1], vec![0.0; base + 1]);
    for step in 1..=STEPS {
        let mut gradient: Vec<f64> = weights.iter().map(|weight| 2.0 * RIDGE * weight).collect();
        gradient[base] = 0.0;
        for (example, wishes) in &examples {
            add_gradient(example, wishes, &weights, &offsets, &mut gradient);
        }
        for (index, &slope) in gradient.iter().enumerate() {
            mean[index] = 0.9 * mean[index] + 0.1 * slope;
            square[index] = 0.999 * square[index] + 0.001 * slope * slope;
            let (mean, square) =
                (mean[index] / (1.0 - 0.9f64.powi(step)), square[index] / (1.0 - 0.999f64.powi(step)));
            weights[index] -= RATE * mean / (square.sqrt() + 1e-9);
        }
    }
    let tables = EVIDENCE.iter().enumerate().map(|(index, evidence)| {
        let table = weights[offsets[index]..offsets[index + 1]].iter().map(|&weight| weight as f32).collect();
        (evidence.name.to_owned(), table)
    });
    CutModel { base: weights[base] as f32, weights: tables.collect::<BTreeMap<_, _>>() }
}

/// Adds the gradient of the cross-entropy of one page.
fn add_gradient(example: &Example, wishes: &[f64], weights: &[f64], offsets: &[usize], gradient: &mut [f64]) {
    let base = gradient.len() - 1;
    let score = |buckets: &[u8; EVIDENCE.len()]| {
        weights[base]
            + buckets
                .iter()
                .zip(offsets)
                .map(|(&bucket, offset)| weights[offset + usize::from(bucket)])
                .sum::<f64>()
    };
    let scores: Vec<f64> = example.buckets.iter().map(score).collect();
    let highest = scores.iter().fold(0.0f64, |highest, &score| highest.max(score));
    let all: f64 = scores.iter().map(|score| (score - highest).exp()).sum::<f64>() + (-highest).exp();
    for ((buckets, score), wish) in example.buckets.iter().zip(scores).zip(wishes) {
        let slope = example.emphasis * ((score - highest).exp() / all - wish);
        gradient[base] += slope;
        for (&bucket, offset) in buckets.iter().zip(offsets) {
            gradient[offset + usize::from(bucket)] += slope;
        }
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
