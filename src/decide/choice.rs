//! Which lines of a page stay: the set with the highest expected F1.
//!
//! Lines are kept in order of their probability while the expected F1 of the kept words rises, so that neither pages
//! with a clear article nor pages with hardly any need a threshold of their own. The greedy set is the best one for
//! this form of the expectation: 2 · (expected kept article words) / (kept words + expected article words). A page
//! without a likely line keeps nothing. Of text, the threshold has a limit, and [`Favor`] moves it.

use crate::decide::caution::{Caution, Outlook};
use crate::decide::logistic::exp;
use crate::phrases::cue::{Cue, Position};
use crate::text::page::Page;
use crate::text::segments::Division;

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
pub(crate) struct Choice<'m> {
    pub(crate) favor: Favor,
    pub(crate) form: Form,
    /// What limits the threshold of text, if anything does.
    pub(crate) caution: Option<&'m Caution>,
}

/// The least probabilities with which lines stay.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Thresholds {
    pub(crate) outside: f32,
    /// Between the first and the last line that stay.
    pub(crate) inside: f32,
    /// With a phrase of chaff, which is reason enough.
    pub(crate) with_cue: f32,
}

impl Choice<'_> {
    /// Marks the lines to keep, given the probability of article of each, its number of words, and its cue.
    pub(crate) fn choose(
        self,
        probabilities: &[f32],
        words: &[u32],
        cues: &[Option<Cue>],
        kept: &mut Vec<bool>,
    ) {
        self.thresholds(&Outlook::new(probabilities, words)).keep(probabilities, cues, kept);
    }

    fn thresholds(self, page: &Outlook) -> Thresholds {
        let balanced = self.balanced(page);
        match (self.favor, self.form) {
            (Favor::Balanced, _) => balanced,
            (Favor::Recall, Form::Html) => Thresholds::same(shifted(page.least, -SHIFT)),
            (Favor::Recall, _) => balanced.at_most(SURELY_CHAFF),
            (Favor::Precision, _) => Thresholds::same(shifted(page.least, SHIFT)),
        }
    }

    fn balanced(self, page: &Outlook) -> Thresholds {
        let least = page.least;
        match (self.form, self.caution) {
            // Out of the middle of a paragraph, nothing is taken.
            (Form::Sentences, _) => Thresholds::within(least, (0.05 + page.chaff, 0.0)),
            (Form::Text, Some(caution)) if least.is_finite() => {
                Thresholds::within(least, caution.limits(page))
            }
            _ => Thresholds::same(least),
        }
    }
}

impl Thresholds {
    /// The threshold with these limits outside and inside.
    pub(crate) fn within(least: f32, (outside, inside): (f32, f32)) -> Self {
        Self { outside: least.min(outside), inside: least.min(inside), with_cue: least.min(0.5) }
    }

    fn same(least: f32) -> Self {
        Self { outside: least, inside: least, with_cue: least }
    }

    fn at_most(self, most: f32) -> Self {
        let Self { outside, inside, with_cue } = self;
        Self { outside: outside.min(most), inside: inside.min(most), with_cue: with_cue.min(most) }
    }

    /// Marks the lines to keep, given the probability of article of each, and its cue.
    pub(crate) fn keep(self, probabilities: &[f32], cues: &[Option<Cue>], kept: &mut Vec<bool>) {
        let Self { outside, inside, with_cue } = self;
        kept.clear();
        // A phrase of chaff counts anywhere if it is the whole line.
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
/// How far the threshold moves where one side matters more, in log-odds.
const SHIFT: f32 = 1.0;

/// A threshold moved by log-odds.
fn shifted(least: f32, shift: f32) -> f32 {
    // The same as the logistic of the shifted log-odds, without a logarithm.
    let odds = least / (1.0 - least).max(1e-6) * exp(shift);
    if least.is_finite() { odds / (1.0 + odds) } else { least }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::caution::kinds;
    use crate::decide::scorecard::Scorecard;
    use crate::phrases::cue::CueKind;

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
            let caution = caution();
            let choice = Choice { favor, form, caution: Some(&caution) };
            choice.choose(probabilities, words, &cues, &mut kept);
            kept
        }
    }

    /// Limits of .3 outside and .1 inside.
    fn caution() -> Caution {
        let mut card = Scorecard::constant(-0.85, kinds().into_iter());
        card.weights.get_mut("inside").unwrap()[1] = -1.35;
        Caution(card)
    }

    #[test]
    fn the_threshold_of_text_has_a_limit() {
        let (page, words) = ([0.95, 0.25, 0.95, 0.32, 0.28], [60, 40, 60, 40, 40]);
        assert_eq!(kept(Favor::Balanced, Form::Html)(&page, &words), [true, false, true, false, false]);
        // The second line is in the middle, the last at the end.
        assert_eq!(kept(Favor::Balanced, Form::Text)(&page, &words), [true, true, true, true, false]);
    }

    #[test]
    fn a_phrase_of_chaff_is_reason_enough() {
        let (page, words) = ([0.95, 0.35, 0.95, 0.4], [60, 2, 60, 2]);
        let with_cues = |at: [Option<Position>; 4]| {
            let cues = at.map(|position| position.map(|position| Cue { kind: CueKind::Share, position }));
            let mut kept = Vec::new();
            let caution = caution();
            let choice = Choice { favor: Favor::Balanced, form: Form::Text, caution: Some(&caution) };
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
