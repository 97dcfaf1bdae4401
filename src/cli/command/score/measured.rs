//! One page, cleaned and compared with its correct text.

use dechaff::{Bag, Cleaner, GoldPage, Score, fold_space};

use super::confusion::Confusion;
use super::harm::Harm;

/// The most F1 that cleaning may take from a page of text before it counts as harmed.
const MOST_LOST: f64 = 0.1;

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
    /// Whether it is text and its F1 is more than .1 below that of the page as it is; none for HTML.
    pub harmed: Option<bool>,
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
        let gold_bag = Bag::new(&gold.gold);
        let score = Bag::new(&written.join("\n")).score(&gold_bag);
        let harmed = gold.html.is_none().then(|| {
            let as_is = Bag::new(&gold.without_free(&gold.text)).score(&gold_bag);
            score.f1 < as_is.f1 - MOST_LOST
        });
        let exact = written == lines(&gold.gold);
        let mut confusion = Confusion::default();
        for (line, verdict) in cleaned.verdicts().iter().enumerate() {
            if let Some(&label) = gold.labels.get(page.number_of(line)) {
                confusion.count(label, verdict.label);
            }
        }
        let harm = if wants_harm && !exact {
            Harm::from_page(gold, &cleaner.explain(&page))
        } else {
            Harm::default()
        };
        let (id, group, site) = (gold.id.clone(), gold.group.clone(), gold.site.clone());
        Self { id, group, site, score, exact, harmed, confusion, harm }
    }
}

/// The lines that are not blank, with white space folded.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(fold_space).filter(|line| !line.is_empty()).collect()
}
