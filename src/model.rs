//! The model: weights of evidence, alone and in pairs, read from a file that people can read too.

use std::fmt::Write as _;

use serde::Deserialize;

use crate::cut::CutModel;
use crate::evidence::{Columns, Definition, Family, registry};

/// The weights of all evidence. A line's score is a base plus one weight from each table, by the buckets that the
/// line falls in: log-odds that the line is article.
#[derive(Clone, Debug)]
pub struct Model {
    base: f32,
    /// Sorted by family.
    terms: Vec<Term>,
    pub(crate) cut: CutModel,
}

/// A table of weights over the buckets of one kind of evidence, or of two.
#[derive(Clone, Debug)]
struct Term {
    family: Family,
    first: usize,
    second: Option<usize>,
    /// Buckets of the second one, or 1.
    stride: usize,
    weights: Vec<f32>,
}

/// Why a model cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// It is no TOML, or a field has the wrong type or is missing.
    #[error("{0}")]
    Syntax(#[from] toml::de::Error),
    /// A table is over evidence that does not exist.
    #[error("there is no evidence named {0:?}")]
    UnknownEvidence(String),
    /// A table has not one weight a bucket.
    #[error("the table over {evidence} has {found} weights where its buckets need {expected}")]
    WrongSize {
        /// The evidence it is over.
        evidence: String,
        /// Weights in the file.
        found: usize,
        /// Weights that its buckets need.
        expected: usize,
    },
    /// A table is over no evidence, or over more than two kinds.
    #[error("a table must be over one or two kinds of evidence, not {0}")]
    WrongArity(usize),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    base: f32,
    #[serde(rename = "table")]
    tables: Vec<RawTable>,
    cut: CutModel,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    of: Vec<String>,
    weights: Vec<Vec<f32>>,
}

/// One weight that went into a line's score.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The family of the evidence.
    pub family: Family,
    /// The evidence and the bucket the line is in, such as `end = full stop`; two of them joined by `and`.
    pub evidence: String,
    /// What it adds to the log-odds of article.
    pub weight: f32,
}

impl Model {
    /// The model that dechaff ships with.
    ///
    /// # Panics
    ///
    /// Never: a test reads it.
    pub fn builtin() -> Self {
        Self::parse(include_str!("../model.toml")).expect("the built-in model is well-formed")
    }

    /// Reads a model from TOML.
    ///
    /// # Errors
    ///
    /// When the text is no TOML, or a table does not fit the evidence there is.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        let raw: Raw = toml::from_str(text)?;
        let mut terms = raw.tables.into_iter().map(Term::of).collect::<Result<Vec<_>, _>>()?;
        terms.sort_by_key(|term| term.family);
        Ok(Self { base: raw.base, terms, cut: raw.cut })
    }

    /// Columns for the evidence that this model reads.
    pub(crate) fn columns(&self) -> Columns {
        let mut wanted = vec![false; registry().len()];
        for term in &self.terms {
            wanted[term.first] = true;
            if let Some(second) = term.second {
                wanted[second] = true;
            }
        }
        Columns::new(wanted)
    }

    /// Scores a block of lines, and names the family that weighed most on the decided side.
    pub(crate) fn score(&self, columns: &Columns, scores: &mut [f32], families: &mut [Family]) {
        let mut of_family = vec![0.0f32; scores.len()];
        let mut extremes = vec![(0.0f32, 0.0f32, Family::Shape, Family::Shape); scores.len()];
        scores.fill(self.base);
        for terms in self.terms.chunk_by(|one, other| one.family == other.family) {
            of_family.fill(0.0);
            for term in terms {
                term.add(columns, &mut of_family);
            }
            for ((sum, score), extreme) in of_family.iter().zip(&mut *scores).zip(&mut extremes) {
                *score += sum;
                if *sum > extreme.0 {
                    (extreme.0, extreme.2) = (*sum, terms[0].family);
                }
                if *sum < extreme.1 {
                    (extreme.1, extreme.3) = (*sum, terms[0].family);
                }
            }
        }
        for ((family, score), (_, _, most, least)) in families.iter_mut().zip(scores).zip(extremes) {
            *family = if *score > 0.0 { most } else { least };
        }
    }

    /// The weights that make up the score of one line of the block, the heaviest first.
    pub(crate) fn reasons(&self, columns: &Columns, line: usize) -> Vec<Reason> {
        let mut reasons: Vec<_> = self.terms.iter().map(|term| term.reason(columns, line)).collect();
        reasons.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
        reasons
    }
}

impl Term {
    fn of(raw: RawTable) -> Result<Self, ModelError> {
        let find = |name: &String| {
            let found = registry().iter().position(|definition| definition.name == name);
            found.ok_or_else(|| ModelError::UnknownEvidence(name.clone()))
        };
        let (first, second) = match &raw.of[..] {
            [one] => (find(one)?, None),
            [one, other] => (find(one)?, Some(find(other)?)),
            names => return Err(ModelError::WrongArity(names.len())),
        };
        let stride = second.map_or(1, |second| registry()[second].buckets.count());
        let rows = registry()[first].buckets.count();
        // A table over one kind of evidence is written as one row.
        let weights: Vec<f32> = raw.weights.concat();
        if weights.len() != rows * stride {
            let evidence = raw.of.join(" and ");
            return Err(ModelError::WrongSize { evidence, found: weights.len(), expected: rows * stride });
        }
        Ok(Self { family: registry()[first].family, first, second, stride, weights })
    }

    #[inline]
    fn add(&self, columns: &Columns, sums: &mut [f32]) {
        let first = columns.column(self.first);
        match self.second {
            None => {
                for (sum, &code) in sums.iter_mut().zip(first) {
                    *sum += self.weights[usize::from(code)];
                }
            }
            Some(second) => {
                for ((sum, &one), &other) in sums.iter_mut().zip(first).zip(columns.column(second)) {
                    *sum += self.weights[usize::from(one) * self.stride + usize::from(other)];
                }
            }
        }
    }

    fn reason(&self, columns: &Columns, line: usize) -> Reason {
        let part = |index: usize| {
            let Definition { name, buckets, .. } = registry()[index];
            format!("{name} = {}", buckets.describe(columns.column(index)[line]))
        };
        let mut weight = [0.0];
        let one = usize::from(columns.column(self.first)[line]);
        let other = self.second.map_or(0, |second| usize::from(columns.column(second)[line]));
        weight[0] = self.weights[one * self.stride + other];
        let mut evidence = part(self.first);
        if let Some(second) = self.second {
            let _ = write!(evidence, " and {}", part(second));
        }
        Reason { family: self.family, evidence, weight: weight[0] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_model_is_well_formed() {
        assert!(!Model::builtin().terms.is_empty());
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let message = |tables: &str| {
            let cut = toml::to_string(&CutModel::default()).unwrap();
            Model::parse(&format!("base = 0.0\n{tables}\n[cut]\n{cut}")).unwrap_err().to_string()
        };
        assert_eq!(message("[[table]]\nof = ['age']\nweights = [[0.0]]"), "there is no evidence named \"age\"");
        assert_eq!(
            message("[[table]]\nof = ['address']\nweights = [[0.0]]"),
            "the table over address has 1 weights where its buckets need 2"
        );
        assert_eq!(message("[[table]]\nof = []\nweights = []"), "a table must be over one or two kinds of evidence, not 0");
    }
}
