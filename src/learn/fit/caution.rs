//! Fits the caution: weights that give the threshold of each page the limits with the highest F1.

use super::data::Sample;
use super::scorecard::Layout;
use crate::decide::caution::{Caution, KINDS, Outlook, kinds};
use crate::decide::choice::{Form, Thresholds};
use crate::decide::logistic::logistic;

/// The limits that are tried, in log-odds.
const LIMITS: [f64; 16] =
    [-5.0, -4.5, -4.0, -3.5, -3.0, -2.5, -2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5];
/// How far a page whose limit is between those that are tried looks around, in log-odds.
const WIDTH: f64 = 0.6;
/// The penalty on the square of each weight, where a page weighs 1 in the mean.
const RIDGE: f64 = 0.8;

/// A page of text, with what each pair of limits is worth there.
pub(crate) struct Example {
    outside: [u8; KINDS],
    inside: [u8; KINDS],
    /// F1 by the limits outside and inside. What is lost of the F1 of the page as it is counts more than once.
    worth: [[f64; LIMITS.len()]; LIMITS.len()],
    weight: f64,
    pub(crate) fold: usize,
}

impl Example {
    /// `None` if the threshold of the page is not limited, or the page only scored.
    pub(crate) fn new(sample: &Sample, probabilities: &[f32], harm: f64) -> Option<Self> {
        let page = Outlook::new(probabilities, &sample.tally.words());
        if sample.form != Form::Text || sample.weight <= 0.0 || !page.least.is_finite() {
            return None;
        }
        let keep_all = sample.tally.f1(sample.shares.iter().map(|_| true));
        let mut kept = Vec::new();
        let mut worth = |outside: f64, inside: f64| {
            let limits = (logistic(outside as f32), logistic(inside.min(outside) as f32));
            Thresholds::within(page.least, limits).keep(probabilities, &sample.cues, &mut kept);
            let f1 = sample.tally.f1(kept.iter().copied());
            f1 - (harm - 1.0) * (keep_all - f1).max(0.0)
        };
        Some(Self {
            outside: page.buckets(false),
            inside: page.buckets(true),
            worth: LIMITS.map(|outside| LIMITS.map(|inside| worth(outside, inside))),
            weight: sample.weight.into(),
            fold: sample.fold,
        })
    }
}

/// Fits the weights.
pub(crate) fn fit<'a>(examples: impl Iterator<Item = &'a Example>) -> Caution {
    const BASE: f64 = -1.0;
    let examples: Vec<&Example> = examples.collect();
    let mean = examples.iter().map(|example| example.weight).sum::<f64>() / examples.len().max(1) as f64;
    let layout = Layout::new(kinds());
    let weights = layout.descend(BASE, RIDGE, |weights, slopes| {
        for example in &examples {
            let outside = Near::new(layout.sum(weights, &example.outside));
            let inside = Near::new(layout.sum(weights, &example.inside));
            let worth_outside = example.worth.map(|worth| inside.mean(&worth));
            let worth_inside =
                std::array::from_fn(|inside| outside.mean(&example.worth.map(|worth| worth[inside])));
            let weight = example.weight / mean;
            layout.add(-weight * outside.slope(&worth_outside), &example.outside, slopes);
            layout.add(-weight * inside.slope(&worth_inside), &example.inside, slopes);
        }
    });
    Caution(layout.scorecard(&weights))
}

/// How much each of the limits that are tried counts for one near them.
struct Near([f64; LIMITS.len()]);

impl Near {
    fn new(limit: f64) -> Self {
        // Beyond the ends, the nearest counts.
        let limit = limit.clamp(LIMITS[0], LIMITS[LIMITS.len() - 1]);
        let parts = LIMITS.map(|tried| (-(limit - tried).powi(2) / (2.0 * WIDTH * WIDTH)).exp());
        let all: f64 = parts.iter().sum();
        Self(parts.map(|part| part / all))
    }

    /// The mean of what the limits are worth.
    fn mean(&self, worth: &[f64; LIMITS.len()]) -> f64 {
        self.0.iter().zip(worth).map(|(part, worth)| part * worth).sum()
    }

    /// How fast the mean rises with the limit.
    fn slope(&self, worth: &[f64; LIMITS.len()]) -> f64 {
        let center = self.mean(&LIMITS);
        let slopes = self.0.iter().zip(worth).zip(LIMITS);
        slopes.map(|((part, worth), tried)| part * worth * (tried - center)).sum::<f64>() / (WIDTH * WIDTH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_differ_get_different_limits() {
        // Clean pages lose by any limit above the lowest ones, noisy ones gain.
        let example = |page: usize| {
            let is_clean = page.is_multiple_of(2);
            let mut outside = [0; KINDS];
            outside[1] = if is_clean { 0 } else { 6 };
            let mut inside = outside;
            inside[0] = 1;
            let worth = |limit: f64| -> f64 { if is_clean == (limit < -2.0) { 0.9 } else { 0.6 } };
            let worth = LIMITS.map(|outside| LIMITS.map(|inside| worth(outside).midpoint(worth(inside))));
            Example { outside, inside, worth, weight: 1.0, fold: 0 }
        };
        let examples: Vec<Example> = (0..40).map(example).collect();
        let caution = fit(examples.iter());
        let limits =
            |probabilities: &[f32], words: &[u32]| caution.limits(&Outlook::new(probabilities, words));
        let (clean, _) = limits(&[0.95, 0.98, 0.9], &[40, 50, 20]);
        let (noisy, _) = limits(&[0.01, 0.95, 0.01, 0.01], &[80, 40, 90, 90]);
        assert!(clean < 0.12 && noisy > 0.12, "{clean} {noisy}");
    }
}
