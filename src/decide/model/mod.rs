//! The model: small trees over evidence, read from a file that people can read too.

mod forest;
mod question;
mod tree;

use std::fmt::Write as _;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::decide::cut::CutModel;
use crate::evidence::Observation;

pub(crate) use forest::Forest;
pub(crate) use question::Question;
pub use question::QuestionError;

/// The questions of a tree and its values.
pub(crate) type RawTree = (Vec<Question>, Vec<f32>);

/// What part of its score alone counts for a line where its site is known. The trees are so sure of a sentence that
/// little could speak against the whole of it, even that it stands on every page. Of 1, .7, .5 and .3 this did best.
pub(crate) const PART_ON_SITE: f32 = 0.5;

/// The weights of all evidence.
///
/// A line's score is the sum of one value from each tree: log-odds that the line is article. A tree asks a few
/// questions of the line's evidence; the answers together pick the value. Where it is known on how many pages of its
/// site each line stands, these trees count half, and further ones are asked, which were fitted to what that leaves.
#[derive(Clone, Debug)]
pub struct Model {
    trees: Vec<RawTree>,
    site_trees: Vec<RawTree>,
    alone: Forest,
    /// All trees; made when the first page of a known site comes.
    on_site: OnceLock<Forest>,
    cut: CutModel,
}

/// Why a model cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// It is no TOML, or a field has the wrong type or is missing.
    #[error(transparent)]
    Syntax(#[from] toml::de::Error),
    /// A question is not understood. Trees of sites are counted behind the others.
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
    trees: Vec<TreeText>,
    #[serde(rename = "site-tree", default)]
    site_trees: Vec<TreeText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TreeText {
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
            .and_then(|raw| Self::from_raw(raw).map_err(|error| error.to_string()))
            .expect("a built-in model is well-formed")
    }

    /// Reads a model from TOML.
    ///
    /// # Errors
    ///
    /// When the text is no TOML, or a tree does not fit the evidence there is.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        Self::from_raw(toml::from_str(text)?)
    }

    fn from_raw(raw: Raw) -> Result<Self, ModelError> {
        if let Some((evidence, expected, found)) = raw.cut.misfit() {
            return Err(ModelError::WrongCut { evidence, expected, found });
        }
        let above = raw.trees.len();
        let trees = |texts: Vec<TreeText>, above: usize| -> Result<Vec<RawTree>, ModelError> {
            texts.into_iter().enumerate().map(|(index, text)| text.tree(above + index + 1)).collect()
        };
        Ok(Self::new(trees(raw.trees, 0)?, trees(raw.site_trees, above)?, raw.cut))
    }

    /// Puts trees together, and those that are asked only where the site is known.
    pub(crate) fn new(trees: Vec<RawTree>, site_trees: Vec<RawTree>, cut: CutModel) -> Self {
        let alone = Forest::new(trees.iter());
        Self { trees, site_trees, alone, on_site: OnceLock::new(), cut }
    }

    /// The trees to ask, with or without those for known sites.
    pub(crate) fn forest(&self, knows_site: bool) -> &Forest {
        if !knows_site || self.site_trees.is_empty() {
            return &self.alone;
        }
        self.on_site.get_or_init(|| {
            let half = |(ask, values): &RawTree| {
                let values = values.iter().map(|value| PART_ON_SITE * value).collect();
                (ask.clone(), values)
            };
            let trees: Vec<RawTree> = self.trees.iter().map(half).collect();
            Forest::new(trees.iter().chain(&self.site_trees))
        })
    }

    /// The weights of the cut.
    pub(crate) fn cut(&self) -> &CutModel {
        &self.cut
    }

    /// The text that [`Model::parse`] reads, without a header.
    pub(crate) fn to_toml(&self) -> String {
        let mut text = self.cut.to_toml();
        let sites = self.site_trees.iter().map(|tree| ("site-tree", tree));
        for (name, (ask, values)) in self.trees.iter().map(|tree| ("tree", tree)).chain(sites) {
            let ask: Vec<String> = ask.iter().map(|question| format!("{:?}", question.to_string())).collect();
            let values: Vec<String> = values.iter().map(|value| format!("{value:.3}")).collect();
            let _ = write!(
                text,
                "\n[[{name}]]\nask = [\n  {},\n]\nvalues = [{}]\n",
                ask.join(",\n  "),
                values.join(", ")
            );
        }
        text
    }
}

impl TreeText {
    /// Its questions and values; it is the so many-th of the file.
    fn tree(self, tree: usize) -> Result<RawTree, ModelError> {
        let questions = self.ask.len();
        if questions == 0 || questions > tree::MOST_QUESTIONS {
            return Err(ModelError::WrongDepth { tree, questions });
        }
        let (expected, found) = (1 << questions, self.values.len());
        if found != expected {
            return Err(ModelError::WrongSize { tree, questions, expected, found });
        }
        let ask = self.ask.iter().map(|text| text.parse::<Question>()).collect::<Result<Vec<_>, _>>();
        Ok((ask.map_err(|error| ModelError::Question { tree, error })?, self.values))
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
