//! The model: small trees over evidence, read from a file that people can read too.

mod question;
mod tree;

use std::fmt::Write as _;

use serde::Deserialize;

use crate::cut::CutModel;
use crate::evidence::{Columns, Family, Observation, VECTOR, registry};

use question::Prepared;
pub(crate) use question::Question;
pub use question::QuestionError;
pub(crate) use tree::Tree;

/// The weights of all evidence.
///
/// A line's score is the sum of one value from each tree: log-odds that the line is article. A tree asks a few
/// questions of the line's evidence; the answers together pick the value.
#[derive(Clone, Debug)]
pub struct Model {
    /// Sorted by the family of their first question.
    trees: Vec<Tree>,
    /// Every question once, those about one kind of evidence together; trees name them by index.
    questions: Vec<Question>,
    /// The questions again, ready to be asked: for each kind of evidence that they are about its column.
    prepared: Vec<(usize, Vec<Prepared>)>,
    /// For each kind of evidence, whether a question is about it.
    wanted: Vec<bool>,
    cut: CutModel,
}

/// Why a model cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// It is no TOML, or a field has the wrong type or is missing.
    #[error(transparent)]
    Syntax(#[from] toml::de::Error),
    /// A question is not understood.
    #[error("tree {tree}: {error}")]
    Question {
        /// The number of the tree in the file, from 1.
        tree: usize,
        /// What is wrong with it.
        error: QuestionError,
    },
    /// A tree has not one value for each combination of answers.
    #[error("tree {tree}: {questions} questions need {expected} values, not {found}")]
    WrongSize {
        /// The number of the tree in the file, from 1.
        tree: usize,
        /// Questions that it asks.
        questions: usize,
        /// Values that these need.
        expected: usize,
        /// Values in the file.
        found: usize,
    },
    /// A tree asks no question or too many.
    #[error("tree {tree}: a tree asks 1 to {most} questions, not {questions}", most = tree::MOST_QUESTIONS)]
    WrongDepth {
        /// The number of the tree in the file, from 1.
        tree: usize,
        /// Questions that it asks.
        questions: usize,
    },
    /// The cut has no weights for its evidence, or not one a bucket.
    #[error("the cut needs {expected} weights for {evidence}, not {found}")]
    WrongCut {
        /// The evidence.
        evidence: &'static str,
        /// Weights that its buckets need.
        expected: usize,
        /// Weights in the file.
        found: usize,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    cut: CutModel,
    #[serde(rename = "tree")]
    trees: Vec<RawTree>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTree {
    ask: Vec<String>,
    values: Vec<f32>,
}

/// What one kind of evidence did to a line's score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason {
    /// What was seen.
    pub evidence: Observation,
    /// What it adds to the log-odds of article.
    pub weight: f32,
}

impl Model {
    /// The model for text that dechaff ships with.
    ///
    /// # Panics
    ///
    /// Never: a test reads it.
    pub fn builtin() -> Self {
        Self::made(include_str!(concat!(env!("OUT_DIR"), "/model.json")))
    }

    /// The model for HTML that dechaff ships with.
    ///
    /// # Panics
    ///
    /// Never: a test reads it.
    pub fn builtin_for_html() -> Self {
        Self::made(include_str!(concat!(env!("OUT_DIR"), "/model-html.json")))
    }

    /// Reads what build.rs has made of a model: its text as JSON, which is read ten times as fast.
    fn made(json: &str) -> Self {
        let raw = serde_json::from_str(json);
        raw.map_err(|error| error.to_string())
            .and_then(|raw| Self::of(raw).map_err(|error| error.to_string()))
            .expect("a built-in model is well-formed")
    }

    /// Reads a model from TOML.
    ///
    /// # Errors
    ///
    /// When the text is no TOML, or a tree does not fit the evidence there is.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        Self::of(toml::from_str(text)?)
    }

    fn of(raw: Raw) -> Result<Self, ModelError> {
        let mut trees = Vec::with_capacity(raw.trees.len());
        for (index, RawTree { ask, values }) in raw.trees.into_iter().enumerate() {
            let tree = index + 1;
            let questions = ask.len();
            if questions == 0 || questions > tree::MOST_QUESTIONS {
                return Err(ModelError::WrongDepth { tree, questions });
            }
            if values.len() != 1 << questions {
                return Err(ModelError::WrongSize {
                    tree,
                    questions,
                    expected: 1 << questions,
                    found: values.len(),
                });
            }
            let ask = ask.iter().map(|text| text.parse::<Question>()).collect::<Result<Vec<_>, _>>();
            trees.push((ask.map_err(|error| ModelError::Question { tree, error })?, values));
        }
        if let Some((evidence, expected, found)) = raw.cut.misfit() {
            return Err(ModelError::WrongCut { evidence, expected, found });
        }
        Ok(Self::new(&trees, raw.cut))
    }

    /// Puts trees together, each given by its questions and values.
    pub(crate) fn new(trees: &[(Vec<Question>, Vec<f32>)], cut: CutModel) -> Self {
        let mut questions: Vec<Question> = trees.iter().flat_map(|(ask, _)| ask).copied().collect();
        questions.sort_unstable();
        questions.dedup();
        let mut trees: Vec<Tree> =
            trees.iter().map(|(ask, values)| Tree::new(ask, values, &questions)).collect();
        trees.sort_by_key(|tree| tree.family);
        let wanted = (0..registry().len())
            .map(|column| questions.iter().any(|question| question.column == column))
            .collect();
        let prepared = questions
            .chunk_by(|one, other| one.column == other.column)
            .map(|same| (same[0].column, same.iter().copied().map(Prepared::new).collect()))
            .collect();
        Self { trees, questions, prepared, wanted, cut }
    }

    /// The weights of the cut.
    pub(crate) fn cut(&self) -> &CutModel {
        &self.cut
    }

    /// The text that [`Model::parse`] reads, without a header.
    pub(crate) fn to_toml(&self) -> String {
        let mut text = self.cut.to_toml();
        for tree in &self.trees {
            let ask: Vec<String> =
                tree.ask().map(|question| format!("{:?}", self.questions[question].to_string())).collect();
            let values: Vec<String> = tree.values.iter().map(|value| format!("{value:.3}")).collect();
            let _ = write!(
                text,
                "\n[[tree]]\nask = [\n  {},\n]\nvalues = [{}]\n",
                ask.join(",\n  "),
                values.join(", ")
            );
        }
        text
    }

    /// Columns for the evidence that this model reads, on a page with so many lines with text.
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
    /// evidence. The weights add up to the score, together with [`Model::base`].
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
    pub fn base(&self) -> f32 {
        self.trees.iter().map(Tree::mean).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_models_are_read_back() {
        for model in [Model::builtin(), Model::builtin_for_html()] {
            assert!(!model.trees.is_empty());
            let text = model.to_toml();
            assert_eq!(Model::parse(&text).unwrap().to_toml(), text);
        }
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let message = |ask: &str, values: &str| {
            let cut = CutModel::default().to_toml();
            Model::parse(&format!("{cut}\n[[tree]]\nask = {ask}\nvalues = {values}")).unwrap_err().to_string()
        };
        assert_eq!(message("['age >= 3']", "[0.0, 1.0]"), "tree 1: there is no evidence named \"age\"");
        assert_eq!(message("['units >= 60']", "[0.0]"), "tree 1: 1 questions need 2 values, not 1");
        assert_eq!(message("[]", "[0.0]"), "tree 1: a tree asks 1 to 6 questions, not 0");
    }
}
