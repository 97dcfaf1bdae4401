//! Smooths the scores of lines over those that the markup treats alike.
//!
//! One paragraph of an article may look like a teaser, and one teaser like a paragraph; all lines that the same line of
//! a template made hardly ever do. So a line's score moves toward the mean of its path, and then of its container.

use crate::evidence::Groups;
use crate::phrases::cue::Cue;
use crate::text::reading::Reading;

/// How far scores move toward the mean of their path, and of their container. Any from .35 to .7 helps for paths.
const BY_PATH: f32 = 0.5;
const BY_BOX: f32 = 0.2;

/// A score counts at most as much as this in a mean, so that a few lines that are very sure do not decide for all.
const MOST: f32 = 4.0;

/// Moves the scores of a page's lines. Lines with a cue count in the means, but their own scores stay: they are known
/// for what they are, not for where they are.
pub(crate) fn smooth(scores: &mut [f32], groups: &Groups, reading: &Reading, cues: &[Option<Cue>]) {
    if groups.are_alike {
        smooth_over(scores, &groups.paths, groups.path_count, BY_PATH, reading, cues);
        smooth_over(scores, &groups.boxes, groups.box_count, BY_BOX, reading, cues);
    }
}

fn smooth_over(
    scores: &mut [f32],
    group_of: &[u32],
    count: usize,
    part: f32,
    reading: &Reading,
    cues: &[Option<Cue>],
) {
    let mut sums = vec![(0.0f32, 0.0f32); count];
    for ((score, facts), &group) in scores.iter().zip(&reading.lines).zip(group_of) {
        let words = facts.word_count().max(1.0);
        let sum = &mut sums[group as usize];
        sum.0 += words * score.clamp(-MOST, MOST);
        sum.1 += words;
    }
    for ((score, cue), &group) in scores.iter_mut().zip(cues).zip(group_of) {
        if cue.is_none() {
            let (sum, words) = sums[group as usize];
            *score += part * (sum / words - *score);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::find_cues;
    use crate::phrases::cue::Cues;
    use crate::text::page::Page;

    #[test]
    fn scores_move_toward_their_group_but_for_lines_with_a_cue() {
        let page = Page::new("one two\nthree four\nRead more\nfive six\n");
        let reading = Reading::new(&page);
        let (cues, _) = find_cues(&page, &reading, &Cues::builtin());
        let groups = Groups {
            paths: vec![0, 0, 0, 1],
            path_count: 2,
            boxes: vec![0; 4],
            box_count: 1,
            are_alike: true,
            is_bare: Vec::new(),
        };
        let mut scores = [9.0, 0.0, -4.0, -2.0];
        smooth(&mut scores, &groups, &reading, &cues);
        // By path: the mean of the first three is 0, of the fourth its own score.
        let by_path = [4.5, 0.0, -4.0, -2.0];
        let mean = (4.0 + 0.0 - 4.0 - 2.0) / 4.0;
        let wanted = by_path.map(|score| score + 0.2 * (mean - score));
        assert!(
            scores.iter().zip(&wanted).take(2).all(|(score, wanted)| (score - wanted).abs() < 1e-6),
            "{scores:?}"
        );
        assert!((scores[2] + 4.0).abs() < 1e-6 && (scores[3] - wanted[3]).abs() < 1e-6, "{scores:?}");
    }

    #[test]
    fn text_has_no_groups_and_stays_as_it_is() {
        let page = Page::new("one\ntwo\n");
        let mut scores = [3.0, -3.0];
        smooth(&mut scores, &Groups::default(), &Reading::new(&page), &[None, None]);
        assert!(scores[0] > 2.9 && scores[1] < -2.9, "{scores:?}");
    }
}
