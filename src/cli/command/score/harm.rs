//! Lines that ended on the wrong side, and the evidence that put them there.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use dechaff::{Bag, Cleaned, Explained, Family, GoldPage, Observation, Page, Reason, fit, fold_space};
use serde::Serialize;

use super::rounded::rounded;

/// The two ways to be wrong.
#[derive(Clone, Debug, Default)]
pub struct Harm {
    /// Lines that were kept and are not in the gold.
    kept: Side,
    /// Lines of the gold that were not kept.
    lost: Side,
}

#[derive(Clone, Debug, Default)]
struct Side {
    lines: u64,
    words: u64,
    /// Words of the lines whose own score was right: the page's choice, its cut or a span decided otherwise.
    overruled: u64,
    /// By family, what it added to the log-odds of the wrong side, times the words.
    families: [f64; Family::ALL.len()],
    /// The same by evidence.
    evidence: BTreeMap<Observation, f64>,
}

impl Harm {
    /// What is wrong with a page.
    pub fn of(gold: &GoldPage, explained: &Explained<'_>) -> Self {
        let cleaned = &explained.cleaned;
        let page = cleaned.page();
        let in_gold = in_gold(gold);
        let kept = kept_words(cleaned);
        let mut harm = Self::default();
        for line in 0..page.lines().len() {
            let text = page.line(line);
            let words = Bag::new(text).words();
            if words == 0 || gold.free.contains(&fold_space(text)) {
                continue;
            }
            let score = cleaned.verdicts()[line].score;
            match (2 * kept[line] >= words, in_gold[line]) {
                (true, false) => harm.kept.count(words, score <= 0.0, &explained.reasons(line), 1.0),
                (false, true) => harm.lost.count(words, score > 0.0, &explained.reasons(line), -1.0),
                _ => {}
            }
        }
        harm
    }
}

/// For each line, whether the most of it should stay.
fn in_gold(gold: &GoldPage) -> Vec<bool> {
    if gold.labels.is_empty() {
        fit::shares_in_gold(gold).iter().map(|&share| share >= 0.5).collect()
    } else {
        gold.labels.iter().map(|label| label.is_article()).collect()
    }
}

/// For each line, how many of its words were kept.
fn kept_words(cleaned: &Cleaned<'_>) -> Vec<u32> {
    let page: &Page<'_> = cleaned.page();
    let mut words = vec![0; page.lines().len()];
    for span in cleaned.spans().iter().filter(|span| span.kept) {
        words[span.line] += Bag::new(&page.text()[span.range.clone()]).words();
    }
    words
}

impl Side {
    /// Counts a line; `sign` is that of weights for this side.
    fn count(&mut self, words: u32, overruled: bool, reasons: &[Reason], sign: f64) {
        self.lines += 1;
        self.words += u64::from(words);
        self.overruled += if overruled { u64::from(words) } else { 0 };
        for reason in reasons {
            let harm = f64::from(reason.weight) * f64::from(words) * sign;
            self.families[reason.evidence.family() as usize] += harm;
            *self.evidence.entry(reason.evidence).or_default() += harm;
        }
    }
}

impl AddAssign<&Self> for Harm {
    fn add_assign(&mut self, other: &Self) {
        for (side, more) in [(&mut self.kept, &other.kept), (&mut self.lost, &other.lost)] {
            side.lines += more.lines;
            side.words += more.words;
            side.overruled += more.overruled;
            side.families.iter_mut().zip(&more.families).for_each(|(harm, more)| *harm += more);
            for (&evidence, harm) in &more.evidence {
                *side.evidence.entry(evidence).or_default() += harm;
            }
        }
    }
}

/// Harm in few figures.
#[derive(Debug, Serialize)]
pub struct HarmReport {
    /// Lines that were kept and are not in the gold.
    pub kept: SideReport,
    /// Lines of the gold that were not kept.
    pub lost: SideReport,
}

/// The figures of lines that are wrong in one way.
#[derive(Debug, Serialize)]
pub struct SideReport {
    /// How many.
    pub lines: u64,
    /// Their words.
    pub words: u64,
    /// Words of those whose own score was right: the page's choice, its cut or a span decided otherwise.
    pub overruled: u64,
    /// What each family adds to the log-odds of the wrong side.
    pub families: Vec<Push>,
    /// The same of the evidence that adds most.
    pub evidence: Vec<Push>,
}

/// What something adds to the log-odds of the wrong side, mean over the words there.
#[derive(Debug, Serialize)]
pub struct Push {
    /// A family, or evidence and its bucket.
    pub by: String,
    /// The log-odds; below 0 when it spoke against the mistake.
    #[serde(serialize_with = "rounded")]
    pub log_odds: f64,
}

impl HarmReport {
    /// Sums harm up, with so many kinds of evidence a side.
    pub fn of(harm: &Harm, evidence: usize) -> Self {
        Self { kept: harm.kept.report(evidence), lost: harm.lost.report(evidence) }
    }
}

impl Side {
    fn report(&self, count: usize) -> SideReport {
        let words = self.words.max(1) as f64;
        let push = |by: &str, harm: f64| Push { by: by.to_owned(), log_odds: harm / words };
        let mut worst: Vec<_> = self.evidence.iter().filter(|&(_, &harm)| harm > 0.0).collect();
        worst.sort_by(|one, other| other.1.total_cmp(one.1));
        SideReport {
            lines: self.lines,
            words: self.words,
            overruled: self.overruled,
            families: Family::ALL
                .iter()
                .zip(self.families)
                .map(|(family, harm)| push(family.name(), harm))
                .collect(),
            evidence: worst
                .into_iter()
                .take(count)
                .map(|(evidence, &harm)| push(&evidence.to_string(), harm))
                .collect(),
        }
    }
}
