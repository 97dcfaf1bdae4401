//! Which lines of a page stay: the set with the highest expected F1.
//!
//! Lines are kept in order of their probability while the expected F1 of the kept words rises, so that neither pages
//! with a clear article nor pages with hardly any need a threshold of their own. The greedy set is the best one for
//! this form of the expectation: 2 · (expected kept article words) / (kept words + expected article words). A page
//! without a likely line keeps nothing. Text that looks clean is left alone, and [`Favor`] moves the threshold.

use crate::phrases::cue::{Cue, Position};
use crate::text::page::Page;
use crate::text::segments::Division;

/// The probability of article from its log-odds: exact to 1e-6, and the same on every machine.
pub(crate) fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + exp(-score.clamp(-30.0, 30.0)))
}

/// The same exact to 1e-12, to be shown. Decisions were measured with [`logistic`], whose last bit may differ.
pub(crate) fn exact_logistic(score: f32) -> f64 {
    1.0 / (1.0 + exp_series::<14>(f64::from(-score.clamp(-80.0, 80.0))))
}

/// e to the x, for |x| up to 80.
pub(crate) fn exp(x: f32) -> f32 {
    // |rest| is at most 0.35, so the first term left out is 5e-9.
    exp_series::<7>(f64::from(x)) as f32
}

/// e to the x by a Taylor series of so many terms behind the 1. Only sums, products and divisions of IEEE numbers: the
/// exponential of another machine may differ in its last bit.
fn exp_series<const TERMS: i32>(x: f64) -> f64 {
    let x = x * std::f64::consts::LOG2_E;
    let whole = x.round();
    let rest = (x - whole) * std::f64::consts::LN_2;
    let fraction = (0..TERMS).rev().fold(1.0, |sum, k| 1.0 + sum * rest / f64::from(k + 1));
    let power = f64::from_bits(((1023 + whole as i64) as u64) << 52);
    power * fraction
}

/// What matters more where it is not clear what a line is.
///
/// ```
/// use dechaff::{Cleaner, Favor, Page};
///
/// let page = Page::new("Home | News | Sport | Log in\n");
/// let cleaned = Cleaner::default().with_favor(Favor::Precision).clean(&page);
/// assert_eq!(cleaned.text(), "");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Favor {
    /// That nothing of the article is lost: only what is surely chaff goes, and no end of the article is looked for. For
    /// text that another tool has cleaned already.
    Recall,
    /// Both.
    #[default]
    Balanced,
    /// That no chaff stays: only what is surely article is kept.
    Precision,
}

/// A page without a line of at least this probability has no article.
const UNLIKELY: f32 = 0.2;

/// The form of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// HTML, most of which is chaff.
    Html,
    /// Text, of which most may be clean already.
    Text,
    /// Text that has lost its line ends, so that a line is only a sentence.
    Sentences,
    /// Text of a site whose pages are known. What they share is chaff, so it may go from anywhere.
    OfSite,
}

impl Form {
    /// `is_of_site` tells whether the page has the template of a known site.
    pub(crate) fn of(page: &Page<'_>, is_of_site: bool) -> Self {
        match page.division() {
            _ if page.html().is_some() => Self::Html,
            _ if is_of_site => Self::OfSite,
            Division::Sentences => Self::Sentences,
            Division::None | Division::Gaps => Self::Text,
        }
    }
}

/// Chooses the lines of a page to keep.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    pub(crate) favor: Favor,
    pub(crate) form: Form,
}

impl Choice {
    /// Marks the lines to keep, given the probability of article of each, its number of words, and its cue.
    pub(crate) fn choose(
        self,
        probabilities: &[f32],
        words: &[u32],
        cues: &[Option<Cue>],
        kept: &mut Vec<bool>,
    ) {
        let least = best_threshold(probabilities, words);
        let (outside, inside, with_cue) = match (self.favor, self.form) {
            (Favor::Balanced, Form::Html | Form::OfSite) => (least, least, least),
            (Favor::Balanced, form) => {
                let (outside, inside) = reluctant(probabilities, least, form);
                (outside, inside, least.min(0.5))
            }
            (Favor::Recall, Form::Html) => [shifted(least, -SHIFT); 3].into(),
            (Favor::Recall, _) => [least.min(SURELY_CHAFF); 3].into(),
            (Favor::Precision, _) => [shifted(least, SHIFT); 3].into(),
        };
        kept.clear();
        // A phrase of chaff is reason enough: anywhere if it is the whole line.
        let is_line = |line: usize| cues[line].is_some_and(|cue| cue.position == Position::Line);
        kept.extend(
            probabilities
                .iter()
                .enumerate()
                .map(|(line, &p)| p >= if is_line(line) { with_cue } else { outside }),
        );
        let first = kept.iter().position(|&kept| kept);
        let last = kept.iter().rposition(|&kept| kept);
        if let (Some(first), Some(last)) = (first, last) {
            for line in first..last {
                // Between lines that stay, if it begins the line.
                let threshold = if cues[line].is_some_and(is_strong) { with_cue } else { inside };
                kept[line] = probabilities[line] >= threshold;
            }
        }
    }
}

/// Whether a cue is a line or begins one.
fn is_strong(cue: Cue) -> bool {
    matches!(cue.position, Position::Line | Position::Prefix)
}

/// Lines of text below this probability are chaff nine times of ten, whatever the genre of the page.
const SURELY_CHAFF: f32 = 0.05;
/// Lines below this probability count as chaff where it matters how noisy a page is.
const CHAFF: f32 = 0.1;
/// How far the threshold moves where one side matters more, in log-odds.
const SHIFT: f32 = 1.0;

/// A threshold moved by log-odds.
fn shifted(least: f32, shift: f32) -> f32 {
    // The same as the logistic of the shifted log-odds, without a logarithm.
    let odds = least / (1.0 - least).max(1e-6) * exp(shift);
    if least.is_finite() { odds / (1.0 + odds) } else { least }
}

/// The threshold that gives the highest expected F1; infinite on a page that has no article.
fn best_threshold(probabilities: &[f32], words: &[u32]) -> f32 {
    let expected: f64 =
        probabilities.iter().zip(words).map(|(&p, &words)| f64::from(p) * f64::from(words)).sum();
    let mut order: Vec<u32> = (0..probabilities.len() as u32).collect();
    order.sort_by(|&one, &other| probabilities[other as usize].total_cmp(&probabilities[one as usize]));
    if order.first().is_some_and(|&line| probabilities[line as usize] < UNLIKELY) {
        return f32::INFINITY;
    }
    let (mut article, mut all, mut best, mut least) = (0.0, 0.0, -1.0, f32::INFINITY);
    for &line in &order {
        let (p, words) = (probabilities[line as usize], f64::from(words[line as usize]));
        article += f64::from(p) * words;
        all += words;
        let f1 = 2.0 * article / (all + expected + 1e-9);
        if f1 > best {
            (best, least) = (f1, p);
        }
    }
    least
}

/// A threshold that leaves clean pages alone, and the same for lines between the first and the last kept one: the more of
/// the page is surely chaff, the more may go. What is removed at the top or bottom of a page is chaff more often than what
/// is taken out of its middle. Both lines were measured on pages of all genres: they halve the pages that cleaning makes
/// worse, and cost news pages at most .003 of F1.
fn reluctant(probabilities: &[f32], least: f32, form: Form) -> (f32, f32) {
    let chaff = probabilities.iter().filter(|&&p| p < CHAFF).count();
    let share = chaff as f32 / probabilities.len().max(1) as f32;
    if form == Form::Sentences {
        // Out of the middle of a paragraph, nothing is taken.
        return (least.min(0.05 + share), 0.0);
    }
    (least.min(0.3 + share), least.min(0.1 + 0.5 * share))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::cue::CueKind;

    #[test]
    fn the_exponential_is_exact_enough() {
        for x in (-300..=300).map(|x| x as f32 / 10.0) {
            let (ours, theirs) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((ours / theirs - 1.0).abs() < 1e-6, "{x}: {ours} {theirs}");
            let (ours, theirs) = (exact_logistic(x), 1.0 / (1.0 + (-f64::from(x)).exp()));
            assert!((ours - theirs).abs() < 1e-12, "{x}: {ours} {theirs}");
        }
        assert!((logistic(0.0) - 0.5).abs() < 1e-7);
        assert!(logistic(f32::MAX) <= 1.0 && logistic(f32::MIN) >= 0.0);
    }

    #[test]
    fn clear_lines_stay_and_doubtful_ones_go() {
        let kept = kept(Favor::Balanced, Form::Text);
        assert_eq!(kept(&[0.1, 0.95, 0.9, 0.2], &[5, 40, 40, 30]), [false, true, true, false]);
        assert_eq!(kept(&[0.05, 0.02, 0.1], &[2, 9, 3]), [false; 3]);
        assert!(kept(&[], &[]).is_empty());
    }

    fn kept(favor: Favor, form: Form) -> impl Fn(&[f32], &[u32]) -> Vec<bool> {
        move |probabilities, words| {
            let mut kept = Vec::new();
            let cues = vec![None; words.len()];
            Choice { favor, form }.choose(probabilities, words, &cues, &mut kept);
            kept
        }
    }

    #[test]
    fn nothing_is_taken_out_of_text_that_looks_clean() {
        let (page, words) = ([0.95, 0.25, 0.95, 0.32, 0.28], [60, 40, 60, 40, 40]);
        assert_eq!(kept(Favor::Balanced, Form::Html)(&page, &words), [true, false, true, false, false]);
        // The second line is in the middle, the last at the end.
        assert_eq!(kept(Favor::Balanced, Form::Text)(&page, &words), [true, true, true, true, false]);
        // Half of this page is surely chaff.
        let page = [0.02, 0.95, 0.25, 0.95, 0.32, 0.02, 0.02, 0.02];
        let found = kept(Favor::Balanced, Form::Text)(&page, &[10, 60, 40, 60, 40, 10, 10, 10]);
        assert_eq!(found, [false, true, false, true, false, false, false, false]);
    }

    #[test]
    fn a_phrase_of_chaff_is_reason_enough() {
        let (page, words) = ([0.95, 0.35, 0.95, 0.4], [60, 2, 60, 2]);
        let with_cues = |at: [Option<Position>; 4]| {
            let cues = at.map(|position| position.map(|position| Cue { kind: CueKind::Share, position }));
            let mut kept = Vec::new();
            let choice = Choice { favor: Favor::Balanced, form: Form::Text };
            choice.choose(&page, &words, &cues, &mut kept);
            kept
        };
        assert_eq!(with_cues([None; 4]), [true; 4]);
        let (line, prefix) = (Some(Position::Line), Some(Position::Prefix));
        assert_eq!(with_cues([None, prefix, None, line]), [true, false, true, false]);
        assert_eq!(with_cues([None, None, None, prefix]), [true; 4]);
    }

    #[test]
    fn one_side_may_matter_more() {
        let (page, words) = ([0.95, 0.4, 0.6, 0.02], [60, 30, 60, 30]);
        for form in [Form::Text, Form::Html] {
            let kept = |favor| kept(favor, form)(&page, &words);
            assert_eq!(kept(Favor::Balanced)[2..], [true, false]);
            assert_eq!(kept(Favor::Precision), [true, false, false, false]);
            assert_eq!(kept(Favor::Recall), [true, true, true, false]);
        }
        assert_eq!(kept(Favor::Precision, Form::Text)(&[0.1], &[9]), [false]);
    }
}
