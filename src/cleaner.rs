//! The steps of a decision, in order.

use std::sync::LazyLock;

use crate::decide::decision::Decision;
use crate::decide::draft::{Articles, Draft};
use crate::decide::label::KeepSet;
use crate::decide::model::Model;
use crate::phrases::cue::Cues;
use crate::result::boundary::Boundary;
use crate::result::cleaned::Cleaned;
use crate::result::explained::Explained;
use crate::text::page::Page;

/// Decides pages. Made once, used from any number of threads.
#[derive(Clone, Debug)]
pub struct Cleaner {
    cues: Cues,
    model: Model,
    /// The built-in one, which is read when the first page of HTML comes, if there is none.
    html_model: Option<Model>,
    keep: KeepSet,
    articles: Articles,
}

/// Bytes of a page that are looked at together when all its articles are wanted: among too many others an article
/// does not show. One that does not end in this window gets a window of twice the size.
const WINDOW: usize = 1 << 14;

/// All that is looked at is no more than the page this many times, so that the time stays linear.
const MOST_TIMES: usize = 50;

impl Cleaner {
    /// A cleaner with some cues, a model for text, and the labels to keep. For HTML it has the built-in model; of each
    /// page it keeps the first article.
    pub fn new(cues: Cues, model: Model, keep: KeepSet) -> Self {
        Self { cues, model, html_model: None, keep, articles: Articles::First }
    }

    /// The same cleaner with another model for HTML.
    #[must_use]
    pub fn with_html_model(mut self, model: Model) -> Self {
        self.html_model = Some(model);
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
        let mut draft = Draft::new(page.lines().len());
        self.each_article(page, |decision| decision.write(page, &self.cues, &mut draft));
        Cleaned::new(page, draft, self.keep, self.articles)
    }

    /// Decides a page and keeps what is needed to say why: slower, and for people to read.
    pub fn explain<'p>(&'p self, page: &'p Page<'p>) -> Explained<'p> {
        let model = self.model_for(page);
        let mut decisions = Vec::new();
        self.each_article(page, |decision| decisions.push(decision));
        let mut draft = Draft::new(page.lines().len());
        decisions.iter().for_each(|decision| decision.write(page, &self.cues, &mut draft));
        let cleaned = Cleaned::new(page, draft, self.keep, self.articles);
        let nexts = decisions.iter().skip(1).map(Some).chain([None]);
        let boundaries = decisions
            .iter()
            .zip(nexts)
            .flat_map(|(decision, next)| Boundary::find_all(decision, next, model.cut()));
        Explained::new(cleaned, boundaries.collect(), model, &decisions)
    }

    fn model_for(&self, page: &Page<'_>) -> &Model {
        static BUILTIN: LazyLock<Model> = LazyLock::new(Model::builtin_for_html);
        match (page.html(), &self.html_model) {
            (None, _) => &self.model,
            (Some(_), Some(model)) => model,
            (Some(_), None) => &BUILTIN,
        }
    }

    /// Gives the decision on the page, which holds its own article, and then, if more than the first are wanted, those
    /// on the rest of the page below each article in which there is another one.
    fn each_article(&self, page: &Page<'_>, mut take: impl FnMut(Decision)) {
        if self.articles == Articles::First {
            return take(self.decide(page, 0, page.text().len()));
        }
        let all = page.text().len();
        let mut left = all * MOST_TIMES;
        let mut window = WINDOW;
        let mut above: Option<Decision> = None;
        let mut rest = Some(0);
        while let Some(line) = rest {
            let decision = self.decide(page, line, window);
            // To compare two articles, the one above is looked at again.
            let looked_at = decision.bytes + above.as_ref().map_or(0, |above| above.bytes);
            left = left.saturating_sub(looked_at);
            let are_last = page.lines().get(line).is_none_or(|first| first.start + decision.bytes == all);
            if !are_last && left > 0 && !decision.ends_inside() {
                window *= 2;
                continue;
            }
            window = WINDOW;
            rest = decision.rest(are_last).filter(|_| left > 0);
            match &mut above {
                None => above = Some(decision),
                Some(above) if decision.has_article() && above.ends_above(&decision) => {
                    take(std::mem::replace(above, decision));
                }
                Some(_) => {}
            }
        }
        above.map(take);
    }

    /// Decides so many bytes of a page from one of its lines on, and the rest of the line that they end in.
    fn decide(&self, page: &Page<'_>, line: usize, window: usize) -> Decision {
        let model = self.model_for(page);
        if line == 0 && window >= page.text().len() {
            return Decision::new(page, 0, &self.cues, model, self.articles);
        }
        Decision::new(&page.part(line, window), line, &self.cues, model, self.articles)
    }
}

impl Default for Cleaner {
    /// All packs, the built-in models, the article's labels, the first article.
    fn default() -> Self {
        Self::new(Cues::builtin(), Model::builtin(), KeepSet::ARTICLE)
    }
}
