//! A question about the evidence of a line: `units >= 60`, `end in full stop | colon`.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use crate::evidence::{Buckets, VECTOR, registry};

/// Whether the bucket of one kind of evidence is in a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Question {
    /// Index of the evidence in the registry.
    pub(crate) column: usize,
    /// Bit k is set if the answer for bucket k is yes. For evidence with edges, these are all buckets from one on.
    pub(crate) yes: u32,
}

/// Why a question of a model file cannot be parsed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum QuestionError {
    /// It is neither `evidence >= edge` nor `evidence in name | name`.
    #[error("{0:?} is not a question: write \"evidence >= edge\" or \"evidence in name | name\"")]
    Form(String),
    /// It is about evidence that does not exist.
    #[error("there is no evidence named {0:?}")]
    UnknownEvidence(String),
    /// It names a bucket or an edge that the evidence does not have.
    #[error("{evidence} has no {bucket:?}; it has {known}")]
    UnknownBucket {
        /// The name of the evidence.
        evidence: &'static str,
        /// The unknown bucket or edge.
        bucket: String,
        /// Its buckets or edges.
        known: String,
    },
}

impl Question {
    #[inline]
    pub(crate) fn answer(self, bucket: u8) -> u8 {
        (self.yes >> (bucket & 31) & 1) as u8
    }

    /// The first bucket whose answer is yes, if it is for all later ones, too.
    pub(super) fn threshold(self) -> Option<u8> {
        let first = self.yes.trailing_zeros();
        (self.yes >> first == u32::MAX >> first).then_some(first as u8)
    }
}

/// A question in the form that is evaluated for a vector of lines.
#[derive(Clone, Copy, Debug)]
pub(super) enum Prepared {
    /// Yes from a bucket on.
    From(u8),
    /// Yes for the buckets whose bits are set; no for them if the flag is set.
    In(u32, bool),
}

impl Prepared {
    pub(super) fn new(question: Question) -> Self {
        if let Some(first) = question.threshold() {
            return Self::From(first);
        }
        // Each bucket costs a comparison, so take the side with fewer.
        let count = registry()[question.column].buckets.count();
        let buckets = u32::MAX >> (u32::BITS - count as u32);
        let (yes, no) = (question.yes & buckets, !question.yes & buckets);
        if no.count_ones() < yes.count_ones() { Self::In(no, true) } else { Self::In(yes, false) }
    }

    /// The answers: 1 is yes, 0 is no. The compiler vectorizes these comparisons of bytes.
    #[inline]
    pub(super) fn ask(self, buckets: &[u8; VECTOR]) -> [u8; VECTOR] {
        match self {
            Self::From(first) => buckets.map(|bucket| u8::from(bucket >= first)),
            Self::In(mut set, inverted) => {
                let mut answers = [u8::from(inverted); VECTOR];
                while set != 0 {
                    let member = set.trailing_zeros() as u8;
                    for (answer, &bucket) in answers.iter_mut().zip(buckets) {
                        *answer ^= u8::from(bucket == member);
                    }
                    set &= set - 1;
                }
                answers
            }
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = &registry()[self.column];
        match kind.buckets {
            Buckets::Edges(edges) => {
                write!(f, "{} >= {}", kind.name, edges[self.yes.trailing_zeros().max(1) as usize - 1])
            }
            Buckets::Names(names) => {
                let yes = names.iter().enumerate().filter(|(bucket, _)| self.answer(*bucket as u8) == 1);
                write!(f, "{} in {}", kind.name, yes.map(|(_, name)| *name).collect::<Vec<_>>().join(" | "))
            }
        }
    }
}

/// The column of evidence by its name. Models name it a thousand times.
fn column_of(name: &str) -> Option<usize> {
    static COLUMNS: LazyLock<HashMap<&str, usize>> =
        LazyLock::new(|| registry().iter().enumerate().map(|(column, kind)| (kind.name, column)).collect());
    COLUMNS.get(name).copied()
}

impl FromStr for Question {
    type Err = QuestionError;

    fn from_str(text: &str) -> Result<Self, QuestionError> {
        let form = || QuestionError::Form(text.to_owned());
        let (name, rest) = text.split_once(' ').ok_or_else(form)?;
        let column = column_of(name);
        let column = column.ok_or_else(|| QuestionError::UnknownEvidence(name.to_owned()))?;
        let kind = &registry()[column];
        let unknown = |bucket: &str, known: String| QuestionError::UnknownBucket {
            evidence: kind.name,
            bucket: bucket.to_owned(),
            known,
        };
        let yes = match (kind.buckets, rest.strip_prefix(">= "), rest.strip_prefix("in ")) {
            (Buckets::Edges(edges), Some(edge), _) => {
                let found = edge
                    .parse::<f32>()
                    .ok()
                    .and_then(|edge| edges.iter().position(|&known| (known - edge).abs() < 1e-6));
                u32::MAX << (found.ok_or_else(|| unknown(edge, format!("the edges {edges:?}")))? + 1)
            }
            (Buckets::Names(names), _, Some(list)) => {
                let mut yes = 0;
                for name in list.split(" | ") {
                    let found = names.iter().position(|known| *known == name);
                    yes |= 1 << found.ok_or_else(|| unknown(name, names.join(" | ")))?;
                }
                yes
            }
            _ => return Err(form()),
        };
        Ok(Self { column, yes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_read_back() {
        for text in ["units >= 60", "end in full stop | colon", "region-distance >= -0.5", "page-good >= 0.1"]
        {
            assert_eq!(text.parse::<Question>().unwrap().to_string(), text);
        }
        let message = |text: &str| text.parse::<Question>().unwrap_err().to_string();
        assert!(message("units > 60").ends_with("write \"evidence >= edge\" or \"evidence in name | name\""));
        assert!(message("units >= 61").starts_with("units has no \"61\"; it has the edges [1.0, 4.0,"));
        assert!(message("end in dot").starts_with("end has no \"dot\"; it has letter | full stop |"));
    }

    #[test]
    fn a_vector_has_the_answers_of_its_lines() {
        for text in ["end in letter | colon", "end in full stop", "units >= 8", "units >= 1"] {
            let question: Question = text.parse().unwrap();
            let buckets =
                std::array::from_fn(|line| line as u8 % registry()[question.column].buckets.count() as u8);
            let answers = Prepared::new(question).ask(&buckets);
            assert_eq!(answers, buckets.map(|bucket| question.answer(bucket)), "{text}");
        }
        let all_but_one =
            Question { column: Question::from_str("end in letter").unwrap().column, yes: !1 << 1 | 1 };
        let buckets = std::array::from_fn(|line| line as u8 % 10);
        assert_eq!(
            Prepared::new(all_but_one).ask(&buckets),
            buckets.map(|bucket| all_but_one.answer(bucket))
        );
    }
}
