//! An oblivious tree: a few questions, and a value for each combination of answers.

use super::Question;
use crate::evidence::{Columns, Family, registry};

/// The most questions of a tree.
pub(super) const MOST_QUESTIONS: usize = 6;

#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// The family of the first question, the one that says most.
    pub(super) family: Family,
    /// Indices into the model's questions; the first `depth` count.
    ask: [u16; MOST_QUESTIONS],
    depth: usize,
    /// Index: the answers as bits, that to the first question lowest.
    pub(super) values: Vec<f32>,
}

impl Tree {
    pub(super) fn new(ask: &[Question], values: &[f32], questions: &[Question]) -> Self {
        let mut indices = [0; MOST_QUESTIONS];
        for (index, question) in indices.iter_mut().zip(ask) {
            *index = questions.binary_search(question).unwrap_or(0) as u16;
        }
        let family = registry()[ask[0].column].family;
        Self { family, ask: indices, depth: ask.len(), values: values.to_vec() }
    }

    /// The indices of its questions.
    pub(super) fn ask(&self) -> impl Iterator<Item = usize> {
        self.ask[..self.depth].iter().map(|&question| usize::from(question))
    }

    pub(super) fn mean(&self) -> f32 {
        self.values.iter().sum::<f32>() / self.values.len() as f32
    }

    /// Adds its values to the sums of a block of lines. `answers` has that many for each question; `leaves` is room
    /// to work in.
    #[inline]
    pub(super) fn add(&self, answers: &[u8], leaves: &mut [u8], sums: &mut [f32]) {
        let count = sums.len();
        leaves.fill(0);
        for (level, question) in self.ask().enumerate() {
            let answers = &answers[question * count..][..count];
            for (leaf, &answer) in leaves.iter_mut().zip(answers) {
                *leaf |= answer << level;
            }
        }
        // A table of fixed size needs no check of its bounds.
        let mut values = [0.0; 1 << MOST_QUESTIONS];
        values[..self.values.len()].copy_from_slice(&self.values);
        for (sum, &leaf) in sums.iter_mut().zip(&*leaves) {
            *sum += values[usize::from(leaf) % (1 << MOST_QUESTIONS)];
        }
    }

    /// Adds to the weight of each kind of evidence what its answers did: the change of the mean of the values that
    /// are still possible (Saabas 2014). Together with the mean of all values the weights add up to the line's.
    pub(super) fn explain(&self, questions: &[Question], columns: &Columns<'_>, line: usize, weights: &mut [f32]) {
        let mut leaf = 0;
        let mut mean = self.mean();
        for (level, question) in self.ask().enumerate() {
            let question = questions[question];
            leaf |= usize::from(question.answer(columns.column(question.column)[line])) << level;
            let mask = (1 << (level + 1)) - 1;
            let possible = self.values.iter().enumerate().filter(|(index, _)| index & mask == leaf);
            let (sum, count) = possible.fold((0.0, 0.0), |(sum, count), (_, value)| (sum + value, count + 1.0));
            weights[question.column] += sum / count - mean;
            mean = sum / count;
        }
    }
}
