//! The model: small trees over evidence, from a file that people can read.

pub(crate) mod compact;
mod forest;
mod question;
mod tree;

use std::fmt::Write as _;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::decide::caution::Caution;
use crate::decide::cut::CutModel;
use crate::evidence::Observation;

pub(crate) use forest::Forest;
pub(crate) use question::Question;
pub use question::QuestionError;

/// The questions of a tree and its values.
pub(crate) type RawTree = (Vec<Question>, Vec<f32>);

/// How much the trees that know nothing about sites count where the site is known. They are so sure of a sentence that
/// little could outweigh them, not even that it is on every page. Of 1, .7, .5 and .3 this was best.
pub(crate) const PART_ON_SITE: f32 = 0.5;

/// The weights of all evidence.
///
/// A line's score is the sum of one value from each tree: the log-odds that the line belongs to the article. A tree asks
/// a few questions about the line's evidence, and the answers select the value. Where it is known on how many pages of
/// its site each line is, these trees count half, and further trees are added that were fitted to the remainder.
///
/// ```
/// use dechaff::Model;
///
/// let error = Model::parse("[[tree]]").unwrap_err();
/// assert!(error.to_string().contains("missing field"), "{error}");
/// ```
#[derive(Clone, Debug)]
pub struct Model {
    trees: Vec<RawTree>,
    site_trees: Vec<RawTree>,
    alone: Forest,
    /// All trees; built when the first page of a known site comes.
    on_site: OnceLock<Forest>,
    caution: Option<Caution>,
    cut: CutModel,
}

/// Why a model cannot be parsed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// It is not TOML, or a field is missing or has the wrong type.
    #[error(transparent)]
    Syntax(#[from] toml::de::Error),
    /// A question is invalid.
    #[error("tree {tree}: {error}")]
    Question {
        /// The number of the tree in the file, from 1. Trees for sites are counted after the others.
        tree: usize,
        /// What is wrong with it.
        error: QuestionError,
    },
    /// A tree does not have one value for each combination of answers.
    #[error("tree {tree}: {questions} questions need {expected} values, not {found}")]
    WrongSize {
        /// The number of the tree in the file, from 1. Trees for sites are counted after the others.
        tree: usize,
        /// How many questions it asks.
        questions: usize,
        /// How many values these need.
        expected: usize,
        /// How many values the file has.
        found: usize,
    },
    /// A tree asks too few or too many questions.
    #[error("tree {tree}: a tree asks 1 to {most} questions, not {questions}", most = tree::MOST_QUESTIONS)]
    WrongDepth {
        /// The number of the tree in the file, from 1. Trees for sites are counted after the others.
        tree: usize,
        /// How many questions it asks.
        questions: usize,
    },
    /// The cut or the caution does not have one weight for each bucket of its evidence.
    #[error("the {part} needs {expected} weights for {evidence}, not {found}")]
    WrongWeights {
        /// `cut` or `caution`.
        part: &'static str,
        /// The name of the evidence.
        evidence: &'static str,
        /// How many weights its buckets need.
        expected: usize,
        /// How many weights the file has.
        found: usize,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    /// That for HTML has none.
    caution: Option<Caution>,
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

/// A built-in model without its trees.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    caution: Option<Caution>,
    cut: CutModel,
    questions: Vec<String>,
    trees: usize,
}

/// One kind of evidence and what it adds to a line's score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reason {
    /// What was seen.
    pub evidence: Observation,
    /// What it adds to the log-odds that the line belongs to the article.
    pub weight: f32,
}

impl Model {
    /// The built-in model for text.
    ///
    /// # Panics
    ///
    /// Never: a test parses it.
    pub fn builtin() -> Self {
        Self::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/model")))
    }

    /// The built-in model for HTML.
    ///
    /// # Panics
    ///
    /// Never: a test parses it.
    pub fn builtin_for_html() -> Self {
        Self::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/model-html")))
    }

    /// The built-in model for Markdown.
    ///
    /// # Panics
    ///
    /// Never: a test parses it.
    pub fn builtin_for_markdown() -> Self {
        Self::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/model-markdown")))
    }

    /// Reads a model that build.rs stored.
    fn from_bytes(bytes: &[u8]) -> Self {
        let read = || {
            let (head, trees) = compact::parts(bytes)?;
            let Head { caution, cut, questions, trees: alone } = serde_json::from_str(head).ok()?;
            let questions: Vec<Question> =
                questions.iter().map(|text| text.parse().ok()).collect::<Option<_>>()?;
            let mut trees: Vec<RawTree> = trees
                .map(|(ask, values)| (ask.iter().map(|&index| questions[index]).collect(), values))
                .collect();
            let site_trees = trees.split_off(alone);
            Some(Self::new(trees, site_trees, caution, cut))
        };
        read().expect("a built-in model is well-formed")
    }

    /// Parses a model file, which is TOML.
    ///
    /// # Errors
    ///
    /// If the text is not TOML, or a tree or the cut does not fit the evidence of this version.
    pub fn parse(text: &str) -> Result<Self, ModelError> {
        Self::from_raw(toml::from_str(text)?)
    }

    fn from_raw(raw: Raw) -> Result<Self, ModelError> {
        let of_caution = raw.caution.as_ref().and_then(Caution::misfit).map(|misfit| ("caution", misfit));
        let of_cut = raw.cut.misfit().map(|misfit| ("cut", misfit));
        if let Some((part, (evidence, expected, found))) = of_caution.or(of_cut) {
            return Err(ModelError::WrongWeights { part, evidence, expected, found });
        }
        let above = raw.trees.len();
        let trees = |texts: Vec<TreeText>, above: usize| -> Result<Vec<RawTree>, ModelError> {
            texts.into_iter().enumerate().map(|(index, text)| text.tree(above + index + 1)).collect()
        };
        Ok(Self::new(trees(raw.trees, 0)?, trees(raw.site_trees, above)?, raw.caution, raw.cut))
    }

    /// A model of these trees, of which `site_trees` count only where the site is known.
    pub(crate) fn new(
        trees: Vec<RawTree>,
        site_trees: Vec<RawTree>,
        caution: Option<Caution>,
        cut: CutModel,
    ) -> Self {
        let alone = Forest::new(trees.iter());
        Self { trees, site_trees, alone, on_site: OnceLock::new(), caution, cut }
    }

    /// The trees for a page, with those for known sites if its site is known.
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

    /// The weights of the caution; a model for HTML has none.
    pub(crate) fn caution(&self) -> Option<&Caution> {
        self.caution.as_ref()
    }

    /// The weights of the cut.
    pub(crate) fn cut(&self) -> &CutModel {
        &self.cut
    }

    /// The text that [`Model::parse`] parses, without a header.
    pub(crate) fn to_toml(&self) -> String {
        let caution = self.caution.as_ref().map(|caution| caution.to_toml() + "\n");
        let mut text = caution.unwrap_or_default() + &self.cut.to_toml();
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
    /// Its questions and values, given its number in the file.
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
        for model in [Model::builtin(), Model::builtin_for_html(), Model::builtin_for_markdown()] {
            assert!(!model.trees.is_empty());
            let text = model.to_toml();
            assert_eq!(Model::parse(&text).unwrap().to_toml(), text);
        }
    }

    #[test]
    fn errors_name_the_tree_and_the_fault() {
        let message = |ask: &str, values: &str| {
            let cut = CutModel::default().to_toml();
            Model::parse(&format!("{cut}\n[[tree]]\nask = {ask}\nvalues = {values}")).unwrap_err().to_string()
        };
        assert_eq!(message("['age >= 3']", "[0.0, 1.0]"), "tree 1: there is no evidence named \"age\"");
        assert_eq!(message("['units >= 60']", "[0.0]"), "tree 1: 1 questions need 2 values, not 1");
        assert_eq!(message("[]", "[0.0]"), "tree 1: a tree asks 1 to 6 questions, not 0");
    }
}
