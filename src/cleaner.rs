//! The cleaner: it decides a page, article by article if all of them are wanted.

use std::sync::LazyLock;

use crate::decide::choice::Favor;
use crate::decide::decision::Decision;
use crate::decide::draft::{Articles, Draft};
use crate::decide::label::KeepSet;
use crate::decide::model::Model;
use crate::decide::source::of_source;
use crate::phrases::cue::Cues;
use crate::result::boundary::Boundary;
use crate::result::cleaned::Cleaned;
use crate::result::explained::Explained;
use crate::text::page::Page;

/// Cleans pages. Create it once and use it from any number of threads.
///
/// ```
/// use dechaff::{Cleaner, Page};
///
/// let page = Page::new("Home\nNews\nContact\n");
/// assert_eq!(Cleaner::default().clean(&page).text(), "");
/// ```
#[derive(Clone, Debug)]
pub struct Cleaner {
    cues: Cues,
    model: Model,
    /// Without one, the built-in model is read when the first HTML page comes.
    html_model: Option<Model>,
    /// The same for Markdown.
    markdown_model: Option<Model>,
    keep: KeepSet,
    articles: Articles,
    favor: Favor,
}

/// Bytes that are decided together when all articles are wanted: one article among too many is not recognized. The window
/// is doubled until the article ends inside it.
const WINDOW: usize = 1 << 14;

/// The bytes that are decided are at most this many times those of the page, which keeps the time linear.
const MOST_TIMES: usize = 50;

impl Cleaner {
    /// A cleaner with these cues, this model for text, and these labels to keep. It uses the built-in models for HTML and
    /// Markdown, and keeps the first article of each page.
    pub fn new(cues: Cues, model: Model, keep: KeepSet) -> Self {
        Self {
            cues,
            model,
            html_model: None,
            markdown_model: None,
            keep,
            articles: Articles::First,
            favor: Favor::Balanced,
        }
    }

    /// Replaces the built-in model for HTML.
    #[must_use]
    pub fn with_html_model(mut self, model: Model) -> Self {
        self.html_model = Some(model);
        self
    }

    /// Replaces the built-in model for Markdown.
    #[must_use]
    pub fn with_markdown_model(mut self, model: Model) -> Self {
        self.markdown_model = Some(model);
        self
    }

    /// Chooses which of the articles on a page to keep.
    #[must_use]
    pub fn with_articles(mut self, articles: Articles) -> Self {
        self.articles = articles;
        self
    }

    /// Chooses what matters more where it is not clear what a line is: to lose nothing of the article, or to keep no chaff.
    #[must_use]
    pub fn with_favor(mut self, favor: Favor) -> Self {
        self.favor = favor;
        self
    }

    /// Decides every line of a page. Takes time linear in the page's length.
    pub fn clean<'p>(&self, page: &'p Page<'p>) -> Cleaned<'p> {
        let shown = page.shown();
        let decided = shown.as_ref().unwrap_or(page);
        let mut draft = Draft::new(decided.lines().len());
        self.each_article(decided, |decision| decision.write(decided, &self.cues, &mut draft));
        Cleaned::new(page, of_source(page, draft, self.keep), self.keep, self.articles)
    }

    /// Cleans a page and gives the reasons as well, which takes longer.
    ///
    /// ```
    /// use dechaff::{Cleaner, Page};
    ///
    /// let page = Page::new("Home | News | Sport | Log in\n");
    /// let cleaner = Cleaner::default();
    /// let explained = cleaner.explain(&page);
    /// let reasons = explained.reasons(0);
    /// let weights: f32 = reasons.iter().map(|reason| reason.weight).sum();
    /// let score = explained.cleaned.verdicts()[0].score;
    /// assert!((explained.base(0) + explained.alike(0) + weights - score).abs() < 1e-3);
    /// ```
    pub fn explain<'p>(&'p self, page: &'p Page<'p>) -> Explained<'p> {
        let shown = page.shown();
        let decided = shown.as_ref().unwrap_or(page);
        let model = self.model_for(decided);
        let mut decisions = Vec::new();
        self.each_article(decided, |decision| decisions.push(decision));
        let mut draft = Draft::new(decided.lines().len());
        decisions.iter().for_each(|decision| decision.write(decided, &self.cues, &mut draft));
        let cleaned = Cleaned::new(page, of_source(page, draft, self.keep), self.keep, self.articles);
        let nexts = decisions.iter().skip(1).map(Some).chain([None]);
        let boundaries = decisions
            .iter()
            .zip(nexts)
            .flat_map(|(decision, next)| Boundary::find_all(decision, next, model.cut()));
        Explained::new(cleaned, decided, boundaries.collect(), model, &decisions)
    }

    fn model_for(&self, page: &Page<'_>) -> &Model {
        static FOR_HTML: LazyLock<Model> = LazyLock::new(Model::builtin_for_html);
        static FOR_MARKDOWN: LazyLock<Model> = LazyLock::new(Model::builtin_for_markdown);
        match page.html() {
            None => &self.model,
            Some(html) if html.is_markdown => self.markdown_model.as_ref().unwrap_or_else(|| &FOR_MARKDOWN),
            Some(_) => self.html_model.as_ref().unwrap_or_else(|| &FOR_HTML),
        }
    }

    /// Passes on the decision on the page, with the page's own article. If all articles are wanted, it passes on a further
    /// decision for each article below, on that article and the rest of the page.
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
            // Comparing two articles reads the one above again.
            let decided = decision.bytes + above.as_ref().map_or(0, |above| above.bytes);
            left = left.saturating_sub(decided);
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

    /// Decides the part of a page that begins at a line and has `window` bytes, rounded up to a whole line.
    fn decide(&self, page: &Page<'_>, line: usize, window: usize) -> Decision {
        let model = self.model_for(page);
        page.with_part(line, window, |part| {
            Decision::new(part, line, &self.cues, model, self.articles, self.favor)
        })
    }
}

impl Default for Cleaner {
    /// A cleaner with all packs and the built-in models, which keeps the article's labels and the first article.
    fn default() -> Self {
        Self::new(Cues::builtin(), Model::builtin(), KeepSet::ARTICLE)
    }
}
