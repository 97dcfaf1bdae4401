//! An oblivious tree: a few questions, and a value for each combination of answers.

use super::Question;
use crate::evidence::{Family, VECTOR, registry};

/// The most questions that a tree asks.
pub(super) const MOST_QUESTIONS: usize = 6;
const LEAVES: usize = 1 << MOST_QUESTIONS;

#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// The family of the first question, which tells most.
    pub(super) family: Family,
    /// Indices of questions in the forest; the first `depth` count.
    ask: [u16; MOST_QUESTIONS],
    depth: usize,
    /// The index is the answers as bits, from the first question in the lowest bit.
    pub(super) values: Vec<f32>,
    /// The same values in a table of fixed size, which needs no bounds checks.
    table: Box<[f32; LEAVES]>,
}

impl Tree {
    pub(super) fn new(ask: &[Question], values: &[f32], questions: &[Question]) -> Self {
        let mut indices = [0; MOST_QUESTIONS];
        for (index, question) in indices.iter_mut().zip(ask) {
            *index = questions.binary_search(question).unwrap_or(0) as u16;
        }
        let family = registry()[ask[0].column].family;
        let mut table = Box::new([0.0; LEAVES]);
        table[..values.len()].copy_from_slice(values);
        Self { family, ask: indices, depth: ask.len(), values: values.to_vec(), table }
    }

    /// The indices of its questions.
    pub(super) fn ask(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.ask[..self.depth].iter().map(|&question| usize::from(question))
    }

    pub(super) fn mean(&self) -> f32 {
        self.values.iter().sum::<f32>() / self.values.len() as f32
    }

    /// Adds its values for a vector of lines to their sums. `answers` has a vector for each question.
    #[inline]
    pub(super) fn add(&self, answers: &[[u8; VECTOR]], sums: &mut [f32; VECTOR]) {
        let mut leaves = [0u8; VECTOR];
        // Doubling by addition: vectors of bytes have no shift.
        for question in self.ask().rev() {
            for (leaf, &answer) in leaves.iter_mut().zip(&answers[question]) {
                *leaf = leaf.wrapping_add(*leaf) | answer;
            }
        }
        for (sum, &leaf) in sums.iter_mut().zip(&leaves) {
            *sum += self.table[usize::from(leaf) % LEAVES];
        }
    }

    /// Adds the contribution of each answer to the weight of its evidence: by how much the answer changes the mean of the
    /// values that are still possible (Saabas 2014). The mean of all values and the weights add up to the line's value.
    pub(super) fn explain(&self, questions: &[Question], codes: &[u8], weights: &mut [f32]) {
        let mut leaf = 0;
        let mut mean = self.mean();
        for (level, question) in self.ask().enumerate() {
            let question = questions[question];
            leaf |= usize::from(question.answer(codes[question.column])) << level;
            let mask = (1 << (level + 1)) - 1;
            let possible = self.values.iter().enumerate().filter(|(index, _)| index & mask == leaf);
            let (sum, count) =
                possible.fold((0.0, 0.0), |(sum, count), (_, value)| (sum + value, count + 1.0));
            weights[question.column] += sum / count - mean;
            mean = sum / count;
        }
    }
}
