//! Trees that are asked together.

use crate::evidence::{Columns, Family, Observation, VECTOR, registry};

use super::question::Prepared;
use super::tree::Tree;
use super::{Question, RawTree, Reason};

/// Trees and their questions, ready to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Forest {
    /// Sorted by the family of their first question.
    trees: Vec<Tree>,
    /// Every question once, those about one kind of evidence together; trees name them by index.
    questions: Vec<Question>,
    /// The questions again, ready to be asked: for each kind of evidence that they are about its column.
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

    /// Columns for the evidence that these trees read, on a page with so many lines with text.
    pub(crate) fn columns(&self, lines: usize) -> Columns<'_> {
        Columns::new(&self.wanted, lines)
    }

    /// Scores a block of lines, and names the family that weighed most on the decided side. `answers` is room to
    /// work in.
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

    /// What each kind of evidence that the trees ask for did to the score of a line, by the line's bucket codes of all
    /// evidence. The weights add up to the score, together with [`Forest::base`].
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

    /// The score of a line of which nothing is known: the mean of each tree's values, added up.
    pub(crate) fn base(&self) -> f32 {
        self.trees.iter().map(Tree::mean).sum()
    }
}
