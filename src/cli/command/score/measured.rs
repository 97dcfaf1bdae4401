//! One page, cleaned and compared with its correct text.

use dechaff::{Bag, Cleaner, GoldPage, Page, Score, fold_space};

use super::confusion::Confusion;
use super::harm::Harm;

/// The scores of a page.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Name of the page.
    pub id: String,
    /// Language or kind; may be empty.
    pub group: String,
    /// Site; may be empty.
    pub site: String,
    /// The words that were kept, compared with those of the correct text.
    pub score: Score,
    /// Whether exactly the right lines were kept.
    pub exact: bool,
    /// True and predicted labels; empty if the page has no labels.
    pub confusion: Confusion,
    /// Mistakes; empty if they are not reported.
    pub harm: Harm,
}

impl Measured {
    /// Cleans a page and measures it.
    pub fn new(gold: &GoldPage, cleaner: &Cleaner, wants_harm: bool) -> Self {
        let page = gold.page();
        let cleaned = cleaner.clean(&page);
        let mut written = lines(&cleaned.text());
        written.retain(|line| !gold.free.contains(line));
        let score = Bag::new(&written.join("\n")).score(&Bag::new(&gold.gold));
        let exact = written == lines(&gold.gold);
        let mut confusion = Confusion::default();
        for (&label, verdict) in gold.labels.iter().zip(cleaned.verdicts()) {
            confusion.count(label, verdict.label);
        }
        let harm = if wants_harm && !exact {
            Harm::from_page(gold, &cleaner.explain(&page))
        } else {
            Harm::default()
        };
        let (id, group, site) = (gold.id.clone(), gold.group.clone(), gold.site.clone());
        Self { id, group, site, score, exact, confusion, harm }
    }
}

/// The lines that are not blank, with white space folded.
fn lines(text: &str) -> Vec<String> {
    let page = Page::new(text);
    let lines = (0..page.lines().len()).map(|index| fold_space(page.line(index)));
    lines.filter(|line| !line.is_empty()).collect()
}
