//! An oblivious tree: a few questions, and a value for each combination of answers.

use super::Question;
use crate::evidence::{Family, VECTOR, registry};

/// The most questions of a tree.
pub(super) const MOST_QUESTIONS: usize = 6;
const LEAVES: usize = 1 << MOST_QUESTIONS;

#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// The family of the first question, the one that says most.
    pub(super) family: Family,
    /// Indices into the model's questions; the first `depth` count.
    ask: [u16; MOST_QUESTIONS],
    depth: usize,
    /// Index: the answers as bits, that to the first question lowest.
    pub(super) values: Vec<f32>,
    /// The values again, in a table of fixed size: it needs no check of its bounds.
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

    /// Adds its values to the sums of a vector of lines. `answers` has a vector for each question.
    #[inline]
    pub(super) fn add(&self, answers: &[[u8; VECTOR]], sums: &mut [f32; VECTOR]) {
        let mut leaves = [0u8; VECTOR];
        // From the last question to the first: doubling is an addition, which bytes have where they have no shift.
        for question in self.ask().rev() {
            for (leaf, &answer) in leaves.iter_mut().zip(&answers[question]) {
                *leaf = leaf.wrapping_add(*leaf) | answer;
            }
        }
        for (sum, &leaf) in sums.iter_mut().zip(&leaves) {
            *sum += self.table[usize::from(leaf) % LEAVES];
        }
    }

    /// Adds to the weight of each kind of evidence what its answers did: the change of the mean of the values that
    /// are still possible (Saabas 2014). Together with the mean of all values the weights add up to the line's.
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
