//! The steps of a decision, in order.

use crate::cleaned::{Cleaned, Span, Verdict};
use crate::label::{KeepSet, Label};
use crate::model::Model;
use crate::pack::Pack;
use crate::page::Page;

/// Decides pages. Made once, used from any number of threads.
#[derive(Clone, Debug)]
pub struct Cleaner {
    keep: KeepSet,
}

impl Cleaner {
    /// A cleaner with the cues of some packs, a model, and the labels to keep.
    pub fn new(_packs: &[Pack], _model: Model, keep: KeepSet) -> Self {
        Self { keep }
    }

    /// Decides every line of a page.
    pub fn clean<'p>(&self, page: &'p Page<'p>) -> Cleaned<'p> {
        let mut verdicts = Vec::new();
        let mut pieces = Vec::new();
        for (index, line) in page.lines().iter().enumerate() {
            let blank = page.line(index).trim().is_empty();
            let label = if blank {
                Label::Blank
            } else if line.end - line.start > 40 {
                Label::Body
            } else {
                Label::Nav
            };
            verdicts.push(Verdict { label, score: 0.0 });
            if !blank {
                pieces.push(Span { range: line.content(), line: index, label, kept: false });
            }
        }
        Cleaned::new(page, verdicts, pieces, self.keep)
    }
}

impl Default for Cleaner {
    /// All packs, the built-in model, the article's labels.
    fn default() -> Self {
        Self::new(&Pack::builtin(), Model::builtin(), KeepSet::ARTICLE)
    }
}
