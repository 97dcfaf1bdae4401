//! Fits scorecards: finds the weights with the least loss, given its slopes.

use crate::decide::scorecard::{Kind, Scorecard};

/// Where the weights of each kind of evidence begin in the vector that is fitted. The base is its last entry.
pub(crate) struct Layout {
    kinds: Vec<Kind>,
    offsets: Vec<usize>,
    base: usize,
}

impl Layout {
    pub(crate) fn new(kinds: impl IntoIterator<Item = Kind>) -> Self {
        let kinds: Vec<Kind> = kinds.into_iter().collect();
        let mut base = 0;
        let offset = |kind: &Kind| {
            base += kind.buckets();
            base - kind.buckets()
        };
        let offsets = kinds.iter().map(offset).collect();
        Self { kinds, offsets, base }
    }

    /// The sum of the base and of the weights of some buckets, one of each kind of evidence.
    pub(crate) fn sum(&self, weights: &[f64], buckets: &[u8]) -> f64 {
        let of_buckets = buckets.iter().zip(&self.offsets);
        weights[self.base]
            + of_buckets.map(|(&bucket, offset)| weights[offset + usize::from(bucket)]).sum::<f64>()
    }

    /// Adds the slope of the loss along that sum to the slopes along its terms.
    pub(crate) fn add(&self, slope: f64, buckets: &[u8], slopes: &mut [f64]) {
        slopes[self.base] += slope;
        for (&bucket, offset) in buckets.iter().zip(&self.offsets) {
            slopes[offset + usize::from(bucket)] += slope;
        }
    }

    /// The weights with the least loss, by Adam (Kingma and Ba 2015), beginning with this base and weights of 0. `add_slopes`
    /// adds the slopes of the loss along each weight. `ridge` is the penalty on the square of each weight.
    pub(crate) fn descend(&self, base: f64, ridge: f64, add_slopes: impl Fn(&[f64], &mut [f64])) -> Vec<f64> {
        const STEPS: i32 = 400;
        const RATE: f64 = 0.05;
        let count = self.base + 1;
        let mut weights = vec![0.0; count];
        weights[self.base] = base;
        let (mut mean, mut square) = (vec![0.0; count], vec![0.0; count]);
        for step in 1..=STEPS {
            let mut slopes: Vec<f64> = weights.iter().map(|weight| 2.0 * ridge * weight).collect();
            slopes[self.base] = 0.0;
            add_slopes(&weights, &mut slopes);
            for (index, &slope) in slopes.iter().enumerate() {
                mean[index] = 0.9 * mean[index] + 0.1 * slope;
                square[index] = 0.999 * square[index] + 0.001 * slope * slope;
                let (mean, square) =
                    (mean[index] / (1.0 - 0.9f64.powi(step)), square[index] / (1.0 - 0.999f64.powi(step)));
                weights[index] -= RATE * mean / (square.sqrt() + 1e-9);
            }
        }
        weights
    }

    /// The scorecard of fitted weights.
    pub(crate) fn scorecard(&self, weights: &[f64]) -> Scorecard {
        let table = |(kind, &offset): (&Kind, &usize)| {
            let table = weights[offset..offset + kind.buckets()].iter().map(|&weight| weight as f32);
            (kind.name.to_owned(), table.collect())
        };
        let tables = self.kinds.iter().zip(&self.offsets).map(table);
        Scorecard { base: weights[self.base] as f32, weights: tables.collect() }
    }
}
