//! The confusion matrix of labels, and the scores that follow from it.

use std::ops::AddAssign;

use dechaff::Label;
use serde::{Serialize, Serializer};

use super::rounded::rounded;

const LABELS: usize = Label::ALL.len();

/// Number of lines by true label, then by predicted label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confusion([[u64; LABELS]; LABELS]);

/// How well lines are labeled.
#[derive(Debug, Serialize)]
pub struct LabelReport {
    /// Share of lines whose label was predicted.
    #[serde(serialize_with = "rounded")]
    pub accuracy: f64,
    /// Mean F1 of the labels that at least one line has.
    #[serde(serialize_with = "rounded")]
    pub macro_f1: f64,
    /// Scores of all labels that occur, true or predicted.
    pub scores: Vec<LabelScore>,
    /// Number of lines by true label, then by predicted label.
    pub confusion: Confusion,
}

/// How well one label is predicted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LabelScore {
    #[serde(serialize_with = "by_name")]
    pub label: Label,
    /// Lines with this label.
    pub lines: u64,
    /// Share of lines with this prediction that have the label.
    #[serde(serialize_with = "rounded")]
    pub precision: f64,
    /// Share of lines with this label that are predicted so.
    #[serde(serialize_with = "rounded")]
    pub recall: f64,
    /// Harmonic mean of the two.
    #[serde(serialize_with = "rounded")]
    pub f1: f64,
}

impl LabelReport {
    /// Scores all labels.
    pub fn new(confusion: Confusion) -> Self {
        let all = Label::ALL.map(|label| confusion.score(label));
        let f1: Vec<f64> = all.iter().filter(|score| score.lines > 0).map(|score| score.f1).collect();
        Self {
            accuracy: share(
                Label::ALL.iter().map(|&label| confusion.lines(label, label)).sum(),
                confusion.all(),
            ),
            macro_f1: f1.iter().sum::<f64>() / f1.len().max(1) as f64,
            scores: all.into_iter().filter(|score| confusion.has(score.label)).collect(),
            confusion,
        }
    }
}

impl Confusion {
    /// Counts a line; blank lines do not count.
    pub fn count(&mut self, label: Label, predicted: Label) {
        if label != Label::Blank && predicted != Label::Blank {
            self.0[label as usize][predicted as usize] += 1;
        }
    }

    /// Number of lines with one label for which another, or the same, was predicted.
    pub fn lines(&self, label: Label, predicted: Label) -> u64 {
        self.0[label as usize][predicted as usize]
    }

    /// Whether no line was counted.
    pub fn is_empty(&self) -> bool {
        self.all() == 0
    }

    fn score(&self, label: Label) -> LabelScore {
        let (right, lines, predicted) = (self.lines(label, label), self.with(label), self.predicted(label));
        LabelScore {
            label,
            lines,
            precision: share(right, predicted),
            recall: share(right, lines),
            f1: share(2 * right, lines + predicted),
        }
    }

    /// Whether any line has the label, or the prediction.
    fn has(&self, label: Label) -> bool {
        self.with(label) + self.predicted(label) > 0
    }

    fn with(&self, label: Label) -> u64 {
        self.0[label as usize].iter().sum()
    }

    fn predicted(&self, label: Label) -> u64 {
        self.0.iter().map(|row| row[label as usize]).sum()
    }

    fn all(&self) -> u64 {
        self.0.iter().flatten().sum()
    }
}

/// A share of nothing is 0.
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}

impl AddAssign<&Self> for Confusion {
    fn add_assign(&mut self, other: &Self) {
        let counts = self.0.iter_mut().flatten();
        counts.zip(other.0.iter().flatten()).for_each(|(count, more)| *count += more);
    }
}

impl Serialize for Confusion {
    /// By true label, then by predicted label, without zeros.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Counts<'a>(&'a [u64; LABELS]);
        impl Serialize for Counts<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let counts = Label::ALL.iter().zip(self.0).filter(|&(_, &count)| count > 0);
                serializer.collect_map(counts.map(|(label, count)| (label.name(), count)))
            }
        }
        let rows = Label::ALL.iter().zip(&self.0).filter(|(_, row)| row.iter().any(|&count| count > 0));
        serializer.collect_map(rows.map(|(label, row)| (label.name(), Counts(row))))
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
fn by_name<S: Serializer>(label: &Label, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(label.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_scored() {
        let mut confusion = Confusion::default();
        for (label, predicted) in [
            (Label::Body, Label::Body),
            (Label::Body, Label::Body),
            (Label::Body, Label::Nav),
            (Label::Nav, Label::Body),
            (Label::Nav, Label::Tags),
            (Label::Blank, Label::Blank),
        ] {
            confusion.count(label, predicted);
        }
        let report = LabelReport::new(confusion);
        let LabelScore { label, lines, precision, recall, f1 } = report.scores[0];
        assert_eq!((label, lines), (Label::Body, 3));
        assert_eq!(format!("{precision:.4} {recall:.4} {f1:.4}"), "0.6667 0.6667 0.6667");
        // No line has the label `tags`, so the mean leaves it out.
        assert_eq!(format!("{:.4} {:.4}", report.macro_f1, report.accuracy), "0.3333 0.4000");
        assert_eq!(report.scores.len(), 3);
    }
}
