//! Lines that were kept or removed by mistake, and the evidence behind it.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use dechaff::{Bag, Cleaned, Explained, Family, GoldPage, Observation, Page, Reason, fit, fold_space};
use serde::Serialize;

use super::rounded::rounded;

/// Both kinds of mistakes.
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
    /// Words of lines whose own score was right, but was overruled by the choice of lines, by the cut or by a span.
    overruled: u64,
    /// By family, its weight toward the mistake, times words.
    families: [f64; Family::ALL.len()],
    /// The same by observation.
    evidence: BTreeMap<Observation, f64>,
}

impl Harm {
    /// The mistakes of a page.
    pub fn from_page(gold: &GoldPage, explained: &Explained<'_>) -> Self {
        let cleaned = &explained.cleaned;
        let page = cleaned.page();
        let in_gold = in_gold(gold, page);
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

/// For each line, whether at least half of it should be kept.
fn in_gold(gold: &GoldPage, page: &Page<'_>) -> Vec<bool> {
    if gold.labels.is_empty() {
        fit::shares_in_gold(gold).iter().map(|&share| share >= 0.5).collect()
    } else {
        let is_article = |line| gold.labels[page.number_of(line)].is_article();
        (0..page.lines().len()).map(is_article).collect()
    }
}

/// For each line, how many of its words were kept.
fn kept_words(cleaned: &Cleaned<'_>) -> Vec<u32> {
    let page: &Page<'_> = cleaned.page();
    let mut words = vec![0; page.lines().len()];
    for span in cleaned.spans().iter().filter(|span| span.kept) {
        words[span.line] += Bag::new(cleaned.piece(span)).words();
    }
    words
}

impl Side {
    /// Counts a line. `sign` is that of weights toward this mistake.
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

/// A summary of mistakes.
#[derive(Debug, Serialize)]
pub struct HarmReport {
    /// Lines that were kept and are not in the gold.
    pub kept: SideReport,
    /// Lines of the gold that were not kept.
    pub lost: SideReport,
}

/// A summary of one kind of mistakes.
#[derive(Debug, Serialize)]
pub struct SideReport {
    /// Number of lines.
    pub lines: u64,
    /// Number of words in them.
    pub words: u64,
    /// Words of lines whose own score was right, but was overruled by the choice of lines, by the cut or by a span.
    pub overruled: u64,
    /// What each family of evidence contributed.
    pub families: Vec<Contribution>,
    /// The observations that contributed most.
    pub evidence: Vec<Contribution>,
}

/// A mean contribution to the mistake, per word.
#[derive(Debug, Serialize)]
pub struct Contribution {
    /// A family, or an observation.
    pub by: String,
    /// Log-odds; below 0 if it opposed the mistake.
    #[serde(serialize_with = "rounded")]
    pub log_odds: f64,
}

impl HarmReport {
    /// Sums up mistakes. Lists at most `evidence` observations of each kind.
    pub fn new(harm: &Harm, evidence: usize) -> Self {
        Self { kept: harm.kept.report(evidence), lost: harm.lost.report(evidence) }
    }
}

impl Side {
    fn report(&self, count: usize) -> SideReport {
        let words = self.words.max(1) as f64;
        let contribution = |by: &str, harm: f64| Contribution { by: by.to_owned(), log_odds: harm / words };
        let mut worst: Vec<_> = self.evidence.iter().filter(|&(_, &harm)| harm > 0.0).collect();
        worst.sort_by(|one, other| other.1.total_cmp(one.1));
        SideReport {
            lines: self.lines,
            words: self.words,
            overruled: self.overruled,
            families: Family::ALL
                .iter()
                .zip(self.families)
                .map(|(family, harm)| contribution(family.name(), harm))
                .collect(),
            evidence: worst
                .into_iter()
                .take(count)
                .map(|(evidence, &harm)| contribution(&evidence.to_string(), harm))
                .collect(),
        }
    }
}
