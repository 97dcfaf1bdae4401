//! The cut: where the page's own article ends and another one, or the tail, begins.
//!
//! Candidates are the boundaries between successive lines that look like article. A scorecard weighs the evidence of
//! each: how separate the words above and below are, what lies between, how much follows. The sum of the boundaries'
//! probabilities down to a line is the probability that the article has ended above it.

mod evidence;

use serde::Deserialize;

use crate::decide::logistic::exp;
use crate::decide::scorecard::{Kind, Scorecard, weights};

pub use evidence::CutObservation;
pub(crate) use evidence::{Boundaries, EVIDENCE, KINDS};

/// The bucket of each kind of [`EVIDENCE`] at a boundary.
pub(crate) type CutBuckets = [u8; KINDS];

/// The weights of the cut: those of [`EVIDENCE`].
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct CutModel(pub(crate) Scorecard);

impl Default for CutModel {
    /// All weights are 0, and the base is so low that it never cuts.
    fn default() -> Self {
        Self(Scorecard::constant(-20.0, kinds().into_iter()))
    }
}

impl CutModel {
    /// The first kind of evidence whose number of weights is wrong: its name, the weights that it needs, those it has.
    pub(crate) fn misfit(&self) -> Option<(&'static str, usize, usize)> {
        self.0.misfit(kinds().into_iter())
    }

    /// Its tables of the model file.
    pub(crate) fn to_toml(&self) -> String {
        self.0.to_toml("cut", kinds().into_iter())
    }

    /// The same, but less ready to cut.
    pub(crate) fn surer(&self, by: f32) -> Self {
        Self(Scorecard { base: self.0.base - by, ..self.0.clone() })
    }

    /// The line below which the article has ended: the first line, if any, that the cut takes off.
    pub(crate) fn first_line_below(&self, boundaries: &Boundaries) -> Option<usize> {
        self.first_below(&boundaries.buckets).map(|boundary| boundaries.below[boundary])
    }

    /// The first boundary above which the article is likelier to have ended than not, given the buckets of all.
    pub(crate) fn first_below(&self, boundaries: &[CutBuckets]) -> Option<usize> {
        let tables = self.0.tables(kinds());
        let score = |buckets: &CutBuckets| self.0.base + weights(&tables, buckets).iter().sum::<f32>();
        let scores: Vec<f32> = boundaries.iter().map(score).collect();
        let highest = scores.iter().fold(0.0f32, |highest, &score| highest.max(score));
        let odds = |score: f32| f64::from(exp((score - highest).max(-60.0)));
        let all: f64 = scores.iter().map(|&score| odds(score)).sum::<f64>() + odds(0.0);
        let mut ended = 0.0;
        scores.iter().position(|&score| {
            ended += odds(score) / all;
            ended > 0.5
        })
    }

    /// What speaks for a cut at a boundary, with its weight in log-odds, the heaviest first.
    pub(crate) fn reasons(&self, buckets: &CutBuckets) -> Vec<(CutObservation, f32)> {
        let weights = weights(&self.0.tables(kinds()), buckets).into_iter().enumerate();
        let mut reasons: Vec<(CutObservation, f32)> = weights
            .filter(|&(_, weight)| weight > 0.0)
            .map(|(kind, weight)| (CutObservation::new(kind, buckets[kind]), weight))
            .collect();
        reasons.sort_by(|one, other| other.1.total_cmp(&one.1));
        reasons
    }
}

/// The kinds of [`EVIDENCE`].
pub(crate) fn kinds() -> [Kind; KINDS] {
    EVIDENCE.map(|evidence| evidence.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A model to which only the gap matters: this weight for a gap of 30 lines or more.
    fn model(base: f32, weight: f32) -> CutModel {
        let mut model = CutModel::default();
        model.0.base = base;
        *model.0.weights.get_mut("gap").and_then(|weights| weights.last_mut()).unwrap() = weight;
        model
    }

    /// Boundaries of which those that are set have a gap of 30 lines or more.
    fn boundaries<const N: usize>(wide: [bool; N]) -> [CutBuckets; N] {
        let gap = EVIDENCE.iter().position(|evidence| evidence.kind.name == "gap").unwrap();
        wide.map(|is_wide| {
            let mut buckets = [0; KINDS];
            buckets[gap] = if is_wide { EVIDENCE[gap].kind.edges.len() as u8 } else { 0 };
            buckets
        })
    }

    #[test]
    fn a_page_is_cut_at_its_clearest_boundary() {
        assert_eq!(model(-5.0, 9.0).first_below(&boundaries([false, true, false])), Some(1));
        assert_eq!(model(-5.0, 4.0).first_below(&boundaries([false, true, false])), None);
        assert_eq!(model(-5.0, 9.0).first_below(&[]), None);
    }

    #[test]
    fn probabilities_add_up_over_boundaries() {
        // Each boundary alone is less likely than no cut; above the second it is likelier that the article has ended.
        let one = model(-5.0, 4.9);
        assert_eq!(one.first_below(&boundaries([true])), None);
        assert_eq!(one.first_below(&boundaries([true, true])), Some(1));
    }

    #[test]
    fn a_new_model_never_cuts() {
        assert_eq!(CutModel::default().first_below(&boundaries([true; 100])), None);
    }

    #[test]
    fn the_heaviest_reason_comes_first_and_what_speaks_against_a_cut_is_none() {
        let mut model = model(0.0, 2.0);
        model.0.weights.get_mut("blanks").unwrap()[0] = 3.0;
        model.0.weights.get_mut("headline").unwrap()[0] = -1.0;
        let reasons = model.reasons(&boundaries([true])[0]);
        let names: Vec<&str> = reasons.iter().map(|(seen, _)| seen.name()).collect();
        assert_eq!(names, ["blanks", "gap"]);
    }

    #[test]
    fn a_model_with_a_weight_too_few_does_not_fit() {
        let mut model = CutModel::default();
        assert_eq!(model.misfit(), None);
        model.0.weights.get_mut("gap").unwrap().pop();
        assert_eq!(model.misfit(), Some(("gap", 8, 7)));
    }
}
