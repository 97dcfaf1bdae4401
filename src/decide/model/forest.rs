//! A forest: all trees that score a page, evaluated together.

use crate::evidence::{Columns, Family, Observation, VECTOR, registry};

use super::question::Prepared;
use super::tree::Tree;
use super::{Question, RawTree, Reason};

/// Trees and their questions, in the form that is evaluated.
#[derive(Clone, Debug)]
pub(crate) struct Forest {
    /// Sorted by the family of their first question.
    trees: Vec<Tree>,
    /// Each question once, grouped by kind of evidence. Trees refer to them by index.
    questions: Vec<Question>,
    /// The same questions in the form that is evaluated, for each column of evidence that they are about.
    prepared: Vec<(usize, Vec<Prepared>)>,
    /// For each kind of evidence, whether a question is about it.
    wanted: Vec<bool>,
}

impl Forest {
    pub(super) fn new<'t>(raw: impl Iterator<Item = &'t RawTree> + Clone) -> Self {
        let mut questions: Vec<Question> = raw.clone().flat_map(|(ask, _)| ask).copied().collect();
        questions.sort_unstable();
        questions.dedup();
        let mut trees: Vec<Tree> = raw.map(|(ask, values)| Tree::new(ask, values, &questions)).collect();
        trees.sort_by_key(|tree| tree.family);
        let wanted = (0..registry().len())
            .map(|column| questions.iter().any(|question| question.column == column))
            .collect();
        let prepared = questions
            .chunk_by(|one, other| one.column == other.column)
            .map(|same| (same[0].column, same.iter().copied().map(Prepared::new).collect()))
            .collect();
        Self { trees, questions, prepared, wanted }
    }

    /// Columns for the evidence of these trees, on a page that has so many lines with text.
    pub(crate) fn columns(&self, lines: usize) -> Columns<'_> {
        Columns::new(&self.wanted, lines)
    }

    /// Scores a block of lines, and finds the family of evidence that weighed most on the side of the score. `answers` is
    /// a buffer to reuse.
    pub(crate) fn score(
        &self,
        columns: &Columns<'_>,
        answers: &mut Vec<[u8; VECTOR]>,
        scores: &mut [f32],
        families: &mut [Family],
    ) {
        const NONE: (f32, Family) = (0.0, Family::Shape);
        answers.resize(self.questions.len(), [0; VECTOR]);
        for (vector, (scores, families)) in
            scores.chunks_mut(VECTOR).zip(families.chunks_mut(VECTOR)).enumerate()
        {
            let mut room = answers.iter_mut();
            for (column, questions) in &self.prepared {
                let buckets = columns.vector(*column, vector);
                for (question, answers) in questions.iter().zip(&mut room) {
                    *answers = question.ask(buckets);
                }
            }
            let mut all = [0.0; VECTOR];
            let (mut most, mut least) = ([NONE; VECTOR], [NONE; VECTOR]);
            for trees in self.trees.chunk_by(|one, other| one.family == other.family) {
                let mut sums = [0.0; VECTOR];
                for tree in trees {
                    tree.add(answers, &mut sums);
                }
                let family = trees[0].family;
                for (lane, &sum) in sums.iter().enumerate() {
                    all[lane] += sum;
                    if sum > most[lane].0 {
                        most[lane] = (sum, family);
                    }
                    if sum < least[lane].0 {
                        least[lane] = (sum, family);
                    }
                }
            }
            for (lane, (score, family)) in scores.iter_mut().zip(families).enumerate() {
                *score = all[lane];
                *family = if *score > 0.0 { most[lane].1 } else { least[lane].1 };
            }
        }
    }

    /// What each kind of evidence of the trees adds to the score of a line, given the line's bucket codes of all evidence.
    /// The weights and [`Forest::base`] add up to the score.
    pub(crate) fn reasons(&self, codes: &[u8]) -> Vec<Reason> {
        let mut weights = vec![0.0; codes.len()];
        for tree in &self.trees {
            tree.explain(&self.questions, codes, &mut weights);
        }
        let asked = (0..codes.len()).filter(|&column| self.wanted[column]);
        asked
            .map(|column| Reason {
                evidence: Observation::new(column, codes[column]),
                weight: weights[column],
            })
            .collect()
    }

    /// The score of a line before any evidence: the sum of the means of the trees.
    pub(crate) fn base(&self) -> f32 {
        self.trees.iter().map(Tree::mean).sum()
    }
}
