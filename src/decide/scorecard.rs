//! A scorecard: what each bucket of each kind of evidence adds to a sum of log-odds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

/// A kind of evidence that a scorecard weighs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// Bucket k holds the values from edge k - 1 up to below edge k.
    pub(crate) edges: &'static [f32],
}

impl Kind {
    /// The number of its buckets.
    pub(crate) fn buckets(self) -> usize {
        self.edges.len() + 1
    }

    /// The bucket of a value.
    pub(crate) fn bucket(self, value: f32) -> u8 {
        self.edges.iter().filter(|&&edge| value >= edge).count() as u8
    }
}

/// A base, and one weight for each bucket of each kind of evidence, by its name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scorecard {
    pub(crate) base: f32,
    pub(crate) weights: BTreeMap<String, Vec<f32>>,
}

impl Scorecard {
    /// One that gives every case the same sum.
    pub(crate) fn constant(base: f32, kinds: impl Iterator<Item = Kind>) -> Self {
        Self { base, weights: kinds.map(|kind| (kind.name.to_owned(), vec![0.0; kind.buckets()])).collect() }
    }

    /// The first kind of evidence whose number of weights is wrong: its name, the weights that it needs, those it has.
    pub(crate) fn misfit(
        &self,
        mut kinds: impl Iterator<Item = Kind>,
    ) -> Option<(&'static str, usize, usize)> {
        kinds.find_map(|kind| {
            let found = self.weights.get(kind.name).map_or(0, Vec::len);
            (found != kind.buckets()).then_some((kind.name, kind.buckets(), found))
        })
    }

    /// The weights of each of some kinds of evidence.
    pub(crate) fn tables<const N: usize>(&self, kinds: [Kind; N]) -> [&[f32]; N] {
        kinds.map(|kind| self.weights.get(kind.name).map_or(&[][..], Vec::as_slice))
    }

    /// Its tables of the model file.
    pub(crate) fn to_toml(&self, name: &str, kinds: impl Iterator<Item = Kind>) -> String {
        let mut text = format!("[{name}]\nbase = {:.3}\n\n[{name}.weights]\n", self.base);
        for kind in kinds {
            let weights = self.weights[kind.name].iter().map(|weight| format!("{weight:.3}"));
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{} = [{}]", kind.name, weights.collect::<Vec<_>>().join(", "));
        }
        text
    }
}

/// What the bucket of each kind of evidence adds, given the weights of all.
pub(crate) fn weights<const N: usize>(tables: &[&[f32]; N], buckets: &[u8; N]) -> [f32; N] {
    std::array::from_fn(|kind| tables[kind].get(usize::from(buckets[kind])).copied().unwrap_or(0.0))
}
