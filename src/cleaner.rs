//! The steps of a decision, in order.

use crate::boundary::Boundary;
use crate::cleaned::{Articles, Cleaned, Draft};
use crate::cue::Cues;
use crate::decision::Decision;
use crate::explained::Explained;
use crate::label::KeepSet;
use crate::model::Model;
use crate::page::Page;

/// Decides pages. Made once, used from any number of threads.
#[derive(Clone, Debug)]
pub struct Cleaner {
    cues: Cues,
    model: Model,
    html_model: Model,
    keep: KeepSet,
    articles: Articles,
}

/// The rest of a page below an article is looked at anew, and so again below the next. All that is looked at is no
/// more than the page this many times, so that the time stays linear: enough for a hundred articles of one length,
/// with those that joints divide for more.
const MOST_TIMES: usize = 50;

impl Cleaner {
    /// A cleaner with some cues, a model for text, and the labels to keep. For HTML it has the built-in model; of each
    /// page it keeps the first article.
    pub fn new(cues: Cues, model: Model, keep: KeepSet) -> Self {
        Self { cues, model, html_model: Model::builtin_for_html(), keep, articles: Articles::First }
    }

    /// The same cleaner with another model for HTML.
    #[must_use]
    pub fn with_html_model(mut self, model: Model) -> Self {
        self.html_model = model;
        self
    }

    /// The same cleaner, which keeps other articles.
    #[must_use]
    pub fn with_articles(mut self, articles: Articles) -> Self {
        self.articles = articles;
        self
    }

    /// Decides every line of a page.
    pub fn clean<'p>(&self, page: &'p Page<'p>) -> Cleaned<'p> {
        let mut draft = Draft::of(page.lines().len());
        self.each_article(page, |decision| decision.write(page, &self.cues, &mut draft));
        Cleaned::new(page, draft, self.keep, self.articles)
    }

    /// Decides a page and keeps what is needed to say why: slower, and for people to read.
    pub fn explain<'p>(&'p self, page: &'p Page<'p>) -> Explained<'p> {
        let model = self.model_for(page);
        let mut decisions = Vec::new();
        self.each_article(page, |decision| decisions.push(decision));
        let mut draft = Draft::of(page.lines().len());
        decisions.iter().for_each(|decision| decision.write(page, &self.cues, &mut draft));
        let cleaned = Cleaned::new(page, draft, self.keep, self.articles);
        let nexts = decisions.iter().skip(1).map(Some).chain([None]);
        let boundaries = decisions
            .iter()
            .zip(nexts)
            .flat_map(|(decision, next)| Boundary::all_of(decision, next, model.cut()));
        Explained::new(cleaned, boundaries.collect(), model, &decisions)
    }

    fn model_for(&self, page: &Page<'_>) -> &Model {
        if page.html().is_some() { &self.html_model } else { &self.model }
    }

    /// Gives the decision on the page, which holds its own article, and then those on the rest of the page below
    /// each article in which there is another one, if more than the first are wanted.
    fn each_article(&self, page: &Page<'_>, mut take: impl FnMut(Decision)) {
        let model = self.model_for(page);
        let mut above = Decision::of(page, 0, &self.cues, model, self.articles);
        let mut left = match self.articles {
            Articles::First => return take(above),
            Articles::All | Articles::Split => page.text().len() * MOST_TIMES,
        };
        let mut rest = above.rest();
        while let Some(line) = rest {
            // The article above may be looked at again, so all from its beginning on counts.
            let Some(less) = left.checked_sub(page.text().len() - page.lines()[above.offset].start) else {
                break;
            };
            left = less;
            let decision = Decision::of(&page.from_line(line), line, &self.cues, model, self.articles);
            rest = decision.rest();
            if decision.has_article() && above.ends_above(&decision) {
                take(std::mem::replace(&mut above, decision));
            }
        }
        take(above);
    }
}

impl Default for Cleaner {
    /// All packs, the built-in models, the article's labels, the first article.
    fn default() -> Self {
        Self::new(Cues::builtin(), Model::builtin(), KeepSet::ARTICLE)
    }
}
