//! One page, cleaned and measured against what should have come out.

use dechaff::{Bag, Cleaner, GoldPage, Page, Score, fold_space};

use super::confusion::Confusion;
use super::harm::Harm;

/// How a page came out.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Its name.
    pub id: String,
    /// Its language or kind; may be empty.
    pub group: String,
    /// Whose page it is; may be empty.
    pub site: String,
    /// The words that were kept against those that should have been.
    pub score: Score,
    /// Whether the lines that were kept are just those that should have been.
    pub exact: bool,
    /// What the lines are and what they were taken for; nothing when they are not labelled.
    pub confusion: Confusion,
    /// What stood on the wrong side; nothing when that is not wanted.
    pub harm: Harm,
}

impl Measured {
    /// Cleans a page and measures it.
    pub fn of(gold: &GoldPage, cleaner: &Cleaner, wants_harm: bool) -> Self {
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
        let harm =
            if wants_harm && !exact { Harm::of(gold, &cleaner.explain(&page)) } else { Harm::default() };
        let (id, group, site) = (gold.id.clone(), gold.group.clone(), gold.site.clone());
        Self { id, group, site, score, exact, confusion, harm }
    }
}

/// The lines with text in them, white space folded: in which texts are compared.
fn lines(text: &str) -> Vec<String> {
    let page = Page::new(text);
    let lines = (0..page.lines().len()).map(|index| fold_space(page.line(index)));
    lines.filter(|line| !line.is_empty()).collect()
}
