//! Caution: how surely chaff a line of text must be before it goes.
//!
//! The highest expected F1 is right where the lines of a page are wrong each by itself. They are not: if one short line of an
//! author looks like a menu, so do its neighbors. And text may be clean already. So the threshold of a page of text has a limit,
//! which a scorecard sets by what the probabilities of its lines promise. It is lower for lines between others that stay:
//! what is removed at the top or bottom of a page is chaff more often than what is taken out of its middle.

use serde::Deserialize;

use crate::decide::logistic::logistic;
use crate::decide::scorecard::{Kind, Scorecard, weights};

/// A page without a line of at least this probability has no article.
const UNLIKELY: f32 = 0.2;
/// Lines below this probability count as chaff where it matters how noisy a page is.
const CHAFF: f32 = 0.1;
/// Lines from this probability on are clear.
const CLEAR: f32 = 0.9;

/// What the probabilities of a page's lines promise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Outlook {
    /// The threshold that gives the highest expected F1; infinite on a page that has no article.
    pub(crate) least: f32,
    /// By how much the expected F1 is above that of keeping everything.
    gain: f32,
    /// The share of lines that are chaff.
    pub(crate) chaff: f32,
    /// The share of words on lines that are clear.
    clear: f32,
    /// The mean variance of what a word is: 0 if all lines are certain, 0.25 if none says anything.
    doubt: f32,
}

impl Outlook {
    /// The outlook of a page, given the probability of article of each line, and its number of words.
    pub(crate) fn new(probabilities: &[f32], words: &[u32]) -> Self {
        let lines = || probabilities.iter().zip(words).map(|(&p, &words)| (f64::from(p), f64::from(words)));
        let (mut expected, mut all, mut clear, mut doubt) = (0.0, 0.0, 0.0, 0.0);
        for (p, words) in lines() {
            expected += p * words;
            all += words;
            doubt += p * (1.0 - p) * words;
            if p >= f64::from(CLEAR) {
                clear += words;
            }
        }
        let (least, best) = best_threshold(probabilities, words, expected);
        let chaff = probabilities.iter().filter(|&&p| p < CHAFF).count();
        let share = |part: f64| (part / all.max(1.0)) as f32;
        Self {
            least,
            gain: (best - f1(expected, all, expected)) as f32,
            chaff: chaff as f32 / probabilities.len().max(1) as f32,
            clear: share(clear),
            doubt: share(doubt),
        }
    }

    /// The buckets of its evidence for lines between others that stay, or for the lines around these.
    pub(crate) fn buckets(&self, is_inside: bool) -> [u8; KINDS] {
        EVIDENCE.map(|(kind, value)| kind.bucket(value(self, is_inside)))
    }
}

/// The threshold that gives the highest expected F1, and that F1, given the expected words of article.
fn best_threshold(probabilities: &[f32], words: &[u32], expected: f64) -> (f32, f64) {
    let mut order: Vec<u32> = (0..probabilities.len() as u32).collect();
    order.sort_by(|&one, &other| probabilities[other as usize].total_cmp(&probabilities[one as usize]));
    if order.first().is_some_and(|&line| probabilities[line as usize] < UNLIKELY) {
        return (f32::INFINITY, 0.0);
    }
    let (mut article, mut kept, mut best, mut least) = (0.0, 0.0, -1.0, f32::INFINITY);
    for &line in &order {
        let (p, words) = (probabilities[line as usize], f64::from(words[line as usize]));
        article += f64::from(p) * words;
        kept += words;
        let f1 = f1(article, kept, expected);
        if f1 > best {
            (best, least) = (f1, p);
        }
    }
    (least, best)
}

/// The expected F1 of kept words, given how many of them are expected to be article, and how many words are.
fn f1(article: f64, kept: f64, expected: f64) -> f64 {
    2.0 * article / (kept + expected + 1e-9)
}

/// Kinds of evidence.
pub(crate) const KINDS: usize = 5;

type Value = fn(&Outlook, bool) -> f32;

/// All evidence of the caution, in the order of its buckets.
const EVIDENCE: [(Kind, Value); KINDS] = [
    kind("inside", &[1.], |_, is_inside| f32::from(u8::from(is_inside))),
    kind("gain", &[0.006, 0.03, 0.08, 0.14, 0.22, 0.34], |page, _| page.gain),
    kind("least", &[0.35, 0.42, 0.47, 0.5, 0.56, 0.65, 0.8], |page, _| page.least),
    kind("clear", &[0.03, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95], |page, _| page.clear),
    kind("doubt", &[0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.15], |page, _| page.doubt),
];

const fn kind(name: &'static str, edges: &'static [f32], value: Value) -> (Kind, Value) {
    (Kind { name, edges }, value)
}

/// The kinds of evidence of the caution.
pub(crate) fn kinds() -> [Kind; KINDS] {
    EVIDENCE.map(|(kind, _)| kind)
}

/// The weights of the evidence. Their sum is the limit of the threshold, in log-odds.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Caution(pub(crate) Scorecard);

impl Caution {
    /// The limits of the threshold for lines around those that stay, and between them.
    pub(crate) fn limits(&self, page: &Outlook) -> (f32, f32) {
        let tables = self.0.tables(kinds());
        let limit = |is_inside| {
            logistic(self.0.base + weights(&tables, &page.buckets(is_inside)).iter().sum::<f32>())
        };
        (limit(false), limit(true))
    }

    /// The first kind of evidence whose number of weights is wrong: its name, the weights that it needs, those it has.
    pub(crate) fn misfit(&self) -> Option<(&'static str, usize, usize)> {
        self.0.misfit(kinds().into_iter())
    }

    /// Its tables of the model file.
    pub(crate) fn to_toml(&self) -> String {
        self.0.to_toml("caution", kinds().into_iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_a_likely_line_has_no_threshold() {
        assert!(Outlook::new(&[0.1, 0.05], &[9, 9]).least.is_infinite());
        assert!(Outlook::new(&[], &[]).least.is_infinite());
        assert!(is_near(Outlook::new(&[0.1, 0.8, 0.3], &[9, 40, 9]).least, 0.8));
    }

    #[test]
    fn clean_pages_promise_no_gain_and_noisy_ones_do() {
        let clean = Outlook::new(&[0.95, 0.98, 0.9], &[40, 50, 20]);
        assert!(
            is_near(clean.gain, 0.0) && is_near(clean.chaff, 0.0) && is_near(clean.clear, 1.0),
            "{clean:?}"
        );
        let noisy = Outlook::new(&[0.05, 0.95, 0.05, 0.05], &[20, 40, 30, 10]);
        assert!(noisy.gain > 0.3 && is_near(noisy.chaff, 0.75) && is_near(noisy.clear, 0.4), "{noisy:?}");
        assert!(is_near(noisy.doubt, 0.0475), "{noisy:?}");
    }

    fn is_near(one: f32, other: f32) -> bool {
        (one - other).abs() < 1e-6
    }

    #[test]
    fn the_limit_is_the_sum_of_the_weights() {
        let mut card = Scorecard::constant(-1.0, kinds().into_iter());
        card.weights.get_mut("inside").unwrap()[1] = -1.5;
        card.weights.get_mut("gain").unwrap()[0] = -0.5;
        let (outside, inside) = Caution(card).limits(&Outlook::new(&[0.95, 0.98, 0.9], &[40, 50, 20]));
        assert!(is_near(outside, logistic(-1.5)) && is_near(inside, logistic(-3.0)));
    }
}
