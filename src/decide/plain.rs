//! Lines that are nothing but a phrase of chaff.
//!
//! "Advertisement", "Sign up for our newsletter", "Comments (12)", alone in a paragraph: nobody would doubt what they are, wherever they
//! stand. Trees weigh the paragraphs around, and among enough of them keep anything. So such a line counts one way only.
//! A heading, an item of a list, a cell or a line of code may be made of the same words and belong to the article.

use crate::evidence::Groups;
use crate::phrases::cue::{Cue, CueKind, Position};
use crate::text::reading::Reading;

/// The highest score of such a line, in log-odds.
const MOST: f32 = -4.0;
/// A longer line is not only the phrase, in units.
const LONGEST: u32 = 60;

/// Lowers the scores of lines of HTML that are a phrase and nothing else.
pub(crate) fn lower(scores: &mut [f32], groups: &Groups, reading: &Reading, cues: &[Option<Cue>]) {
    let lines = scores.iter_mut().zip(&groups.is_bare).zip(&reading.lines).zip(cues);
    for (((score, &is_bare), facts), cue) in lines {
        let is_plain = |cue: Cue| is_doubtless(cue, facts.ends_sentence());
        if is_bare && facts.units < LONGEST && cue.is_some_and(is_plain) {
            *score = score.min(MOST);
        }
    }
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
    use crate::evidence::{Evidence, find_cues};
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
    fn text_has_no_elements_and_stays_as_it_is() {
        let page = Page::new("Advertisement\n");
        let reading = Reading::new(&page);
        let (cues, _) = find_cues(&page, &reading, &Cues::builtin());
        let mut scores = [5.0];
        lower(&mut scores, &Groups::default(), &reading, &cues);
        assert_eq!(scores, [5.0]);
    }
}
