//! Lines that are nothing but a phrase of chaff.
//!
//! "Advertisement", "Sign up for our newsletter", "Comments (12)", alone in a paragraph: nobody would doubt what they are,
//! wherever they stand. Trees weigh the paragraphs around, and among enough of them keep anything. So such a line counts one way only.
//! A heading, an item of a list, a cell or a line of code may be made of the same words and belong to the article.

use crate::evidence::{Evidence, Groups};
use crate::phrases::cue::{Cue, CueKind, Position};
use crate::text::reading::{Facts, Reading};

/// The highest score of such a line, in log-odds: as chaff, it is sure enough to fail a page in `dechaff check`.
const MOST: f32 = -4.25;
/// A longer line is not only the phrase, in units.
const LONGEST: u32 = 60;

/// Text of so few lines has nothing around a line that tells what it is.
const FEW_LINES: usize = 2;
/// The lowest score of a sentence there, so that a short record is not lost.
const LEAST: f32 = 1.0;

/// Lowers the scores of lines that are a phrase and nothing else. On a page of one or two lines of text, a sentence without
/// a phrase is an article.
pub(crate) fn lower(scores: &mut [f32], groups: &Groups, reading: &Reading, cues: &[Option<Cue>]) {
    let is_text = groups.is_bare.is_empty();
    let is_alone = is_text && reading.lines.len() <= FEW_LINES;
    for (index, ((score, facts), cue)) in scores.iter_mut().zip(&reading.lines).zip(cues).enumerate() {
        let is_plain = facts.units < LONGEST
            && match (cue, groups.is_bare.get(index)) {
                (Some(cue), Some(&is_bare)) => is_bare && is_doubtless(*cue, facts.ends_sentence()),
                (Some(cue), None) if is_alone => !facts.ends_sentence() && is_doubtless(*cue, false),
                (cue, None) => is_doubtless_in_text(*cue, &reading.lines, index),
                (None, Some(_)) => false,
            };
        if is_plain {
            *score = score.min(MOST);
        } else if is_alone && cue.is_none() && facts.ends_sentence() {
            *score = score.max(LEAST);
        }
    }
}

/// Whether a line of text is surely chaff. Text has no elements that would tell a heading from a button, so only buttons are
/// sure, and a line with a date and a time between a headline and a paragraph: other phrases cost pages of all genres more
/// than they gain. A time alone may be a price or a share: 12.89.
fn is_doubtless_in_text(cue: Option<Cue>, lines: &[Facts], index: usize) -> bool {
    const DATE_AND_TIME: u8 = 3;
    let is_button = |cue: Cue| {
        cue.position == Position::Line && matches!(cue.kind, CueKind::Share | CueKind::Follow | CueKind::Ads)
    };
    let facts = &lines[index];
    let is_above_text = lines.get(index + 1).is_some_and(Facts::is_good);
    let is_below_headline = index > 0 && !lines[index - 1].ends_sentence();
    let is_dateline =
        facts.clock == DATE_AND_TIME && !facts.ends_sentence() && is_above_text && is_below_headline;
    cue.is_some_and(is_button) || is_dateline
}

/// Lowers the scores of lines that stand on nearly all pages of a known site: the template made them.
pub(crate) fn lower_repeated(scores: &mut [f32], evidence: &Evidence<'_>) {
    let repeated = scores.iter_mut().enumerate().filter(|(line, _)| evidence.is_on_nearly_all(*line));
    repeated.for_each(|(_, score)| *score = score.min(MOST));
}

/// Whether a short line with this cue is chaff, whatever its other words are. Of such lines of the labeled pages, one of
/// thirty belongs to the article; of bylines, dates and sources, which are not kept anyway, one of six is in the gold text.
/// Not so behind "Read also": one of five headlines there counts as the page's own.
fn is_doubtless(cue: Cue, ends_sentence: bool) -> bool {
    match cue.position {
        Position::Line => true,
        Position::Prefix => match cue.kind {
            CueKind::Caption | CueKind::Footer | CueKind::ReadAlso | CueKind::ReadMore => false,
            CueKind::Byline | CueKind::Date | CueKind::Source => !ends_sentence,
            _ => true,
        },
        Position::Suffix => !matches!(cue.kind, CueKind::Caption | CueKind::Share),
        Position::Inside => cue.kind != CueKind::Caption,
        Position::Within => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::find_cues;
    use crate::html::Html;
    use crate::phrases::cue::Cues;
    use crate::text::page::Page;

    /// The scores of a page's lines, all 5 before.
    fn scores(html: &str) -> Vec<f32> {
        let html = Html::read(html);
        let page = Page::from_html(&html);
        let reading = Reading::new(&page);
        let (cues, _) = find_cues(&page, &reading, &Cues::builtin());
        let mut scores = vec![5.0; reading.lines.len()];
        lower(&mut scores, Evidence::new(&page, &reading, &cues).groups(), &reading, &cues);
        scores
    }

    #[test]
    fn a_phrase_alone_in_a_paragraph_or_box_goes() {
        assert_eq!(scores("<p>Advertisement</p><div>Read more</div><p><b>Sign up</b></p>"), [MOST; 3]);
    }

    #[test]
    fn the_same_words_may_head_a_section_or_be_an_item_a_cell_or_code() {
        let html = "<h2>Comments</h2><ul><li>Share</ul><table><tr><td>Date</table><pre>Print</pre>";
        assert!(scores(html).iter().all(|&score| score > 0.0));
    }

    #[test]
    fn a_sentence_that_begins_like_a_phrase_stays_as_it_is() {
        assert_eq!(scores("<p>Advertisement is an old trade in the harbour town.</p>"), [5.0]);
    }

    #[test]
    fn a_short_line_that_begins_with_a_phrase_or_has_one_inside_goes_by_its_kind() {
        let html =
            "<p>Comments (12)</p><p>Read also: Storm breaks harbour wall</p><p>© 2024 Harbour Post</p>";
        assert_eq!(scores(html), [MOST, 5.0, MOST]);
    }

    #[test]
    fn of_text_only_buttons_and_datelines_go() {
        let text = "Share this\nComments\nStorm breaks the wall\nBy Ola Brandt, 4 March 2024, 09:12\n\
            The harbour wall gave way after midnight, when the second storm reached the town.\n09:12 Rain\n";
        assert_eq!(scores_of_text(text, -1.0), [MOST, -1.0, -1.0, MOST, -1.0, -1.0]);
    }

    #[test]
    fn a_number_between_a_headline_and_a_paragraph_stays() {
        let text = "The largest bakeries\nMarket share: 12.89 %\n\
            Norrby bakes more rye bread than all other towns on the coast together.\n";
        assert_eq!(scores_of_text(text, -1.0), [-1.0; 3]);
    }

    #[test]
    fn of_one_line_of_text_a_sentence_stays_and_a_menu_goes() {
        assert_eq!(scores_of_text("One line of text.\n", -1.0), [LEAST]);
        assert_eq!(scores_of_text("Home | News | Sport | Log in\n", 5.0), [MOST]);
        assert_eq!(scores_of_text("Hello world\n", -1.0), [-1.0]);
    }

    /// The scores of a page's lines, all the same before.
    fn scores_of_text(text: &str, before: f32) -> Vec<f32> {
        let page = Page::new(text);
        let reading = Reading::new(&page);
        let (cues, _) = find_cues(&page, &reading, &Cues::builtin());
        let mut scores = vec![before; reading.lines.len()];
        lower(&mut scores, &Groups::default(), &reading, &cues);
        scores
    }
}
