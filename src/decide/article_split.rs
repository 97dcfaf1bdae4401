//! Joints: where in a text that stays one article follows another with nothing between them.
//!
//! The cut takes text away, so it must be sure, and knows a second article by the chaff around it. To divide a text
//! costs no word, so here the words alone decide: how much those above and those below keep apart, and whether the line
//! below reads like a headline of what follows.

use std::ops::Range;

use crate::evidence::Cohesion;
use crate::evidence::lexical_cohesion::{Seen, Stretch};
use crate::text::reading::{Bullet, End, Facts, Reading};

/// What a joint scores at least, after the length of the text is taken off. Of texts known to be one article one to
/// three in a hundred reach it.
const LEAST: f32 = 0.8;

/// Taken off for each doubling of the lines: of more boundaries the best is better by chance.
const A_DOUBLING: f32 = 1.04;

/// How often the parts of a text are divided again, so that the time stays linear.
const DEPTH: u32 = 5;

/// Units of paragraphs that an article has at least, about thirty words: headlines and a teaser have fewer.
const LEAST_UNITS: u32 = 160;

/// Whether lines hold text enough for an article.
pub(crate) fn has_article<'f>(lines: impl Iterator<Item = &'f Facts>) -> bool {
    lines.filter(|facts| facts.is_good()).map(|facts| facts.units).sum::<u32>() >= LEAST_UNITS
}

/// The lines at which another article begins, in order, of the text between the first line that stays and the last. A
/// headline that looked like chaff in the midst of the text stays after all.
pub(crate) fn joints(reading: &Reading, cohesion: &Cohesion, kept: &mut [bool]) -> Vec<usize> {
    let end = kept.iter().rposition(|&kept| kept).map_or(0, |last| last + 1);
    let start = kept.iter().position(|&kept| kept).unwrap_or(end);
    let lines: Vec<usize> = (start..end).filter(|&line| is_long(reading, line)).collect();
    let mut joints = Vec::new();
    divide(reading, cohesion, &lines, DEPTH, &mut joints);
    joints.iter().for_each(|&joint| kept[joint] |= is_headline(&reading.lines[joint]));
    joints
}

fn divide(reading: &Reading, cohesion: &Cohesion, lines: &[usize], depth: u32, joints: &mut Vec<usize>) {
    let best = if depth == 0 { None } else { best_joint(reading, cohesion, lines) };
    if let Some(at) = best {
        divide(reading, cohesion, &lines[..at], depth - 1, joints);
        joints.push(lines[at]);
        divide(reading, cohesion, &lines[at..], depth - 1, joints);
    }
}

/// The clearest joint of some lines, if it is clear and there is an article on both sides.
fn best_joint(reading: &Reading, cohesion: &Cohesion, lines: &[usize]) -> Option<usize> {
    if lines.len() < 4 {
        return None;
    }
    let text = Text::of(reading, cohesion, lines);
    let (at, most) = (1..lines.len())
        .map(|at| (at, text.score(at)))
        .fold((0, f32::MIN), |most, joint| if joint.1 > most.1 { joint } else { most });
    let articles = |range: Range<usize>| has_article(lines[range].iter().map(|&line| &reading.lines[line]));
    (most >= LEAST && articles(0..at) && articles(at..lines.len())).then_some(at)
}

/// Whether the lines of one text and those of another below are two articles.
pub(crate) fn are_apart(reading: &Reading, cohesion: &Cohesion, above: &[usize], below: &[usize]) -> bool {
    let long = |lines: &[usize]| -> Vec<usize> {
        lines.iter().copied().filter(|&line| is_long(reading, line)).collect()
    };
    let (above, below) = (long(above), long(below));
    let lines = [&above[..], &below].concat();
    !above.is_empty() && !below.is_empty() && Text::of(reading, cohesion, &lines).score(above.len()) >= LEAST
}

/// Whether a line has words enough to count.
fn is_long(reading: &Reading, line: usize) -> bool {
    reading.words_of(line).len() > 3
}

/// Some lines with what is known of their words.
struct Text<'a> {
    reading: &'a Reading,
    stems: &'a [u32],
    lines: &'a [usize],
    apart: Vec<f32>,
    seen: Vec<Seen>,
}

impl<'a> Text<'a> {
    fn of(reading: &'a Reading, cohesion: &'a Cohesion, lines: &'a [usize]) -> Self {
        let (stems, count) = (cohesion.stems(), cohesion.stem_count());
        let stretch = Stretch::of(reading, lines.iter().copied());
        let apart = stretch.apart(reading, stems, count);
        Self { reading, stems, lines, apart, seen: stretch.seen(reading, stems, count) }
    }

    /// How much the boundary above one of the lines is like a joint: how far the words on its sides keep apart; more
    /// for a headline, and for a line whose rarer words stand below it and not above.
    fn score(&self, at: usize) -> f32 {
        let facts = &self.reading.lines[self.lines[at]];
        let words = self.reading.words_of(self.lines[at]);
        let rare = (self.lines.len() / 4).max(3) as u32;
        let (mut above, mut below) = (0.0, 0.0);
        for (_, &stem) in
            words.iter().zip(&self.stems[facts.first_word as usize..]).filter(|(word, _)| word.long)
        {
            let seen = &self.seen[stem as usize];
            if (2..=rare).contains(&seen.count) {
                *(if (seen.first as usize) < at { &mut above } else { &mut below }) += 1.0f32;
            }
        }
        let headline = if is_headline(facts) { 1.0 } else { 0.0 };
        let own_words = (below - above) / (below + above + 1.0);
        self.apart[at] + headline + own_words - A_DOUBLING * doublings(self.lines.len())
    }
}

/// The logarithm to base 2, a straight line between powers of two: the same on every machine.
fn doublings(number: usize) -> f32 {
    let whole = number.ilog2();
    whole as f32 + number as f32 / (1u64 << whole) as f32 - 1.0
}

/// Whether a line reads like a headline.
pub(crate) fn is_headline(facts: &Facts) -> bool {
    facts.units < 130
        && facts.bullet == Bullet::None
        && !matches!(facts.end, End::Stop | End::Comma | End::Colon)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{cohesion, find_cues};
    use crate::phrases::cue::Cues;
    use crate::text::page::Page;

    /// Sentences that have some words in common, and none with those of another subject.
    fn article(subject: &str) -> String {
        let word = |name: &str, number: usize| format!("{subject}{name}{}", number % 5);
        let sentence = |number: usize| {
            let words = ["n", "m", "k", "r", "s", "t"].map(|name| word(name, number));
            format!(
                "The {} of the {} was seen by all who came to the place on that day.\n",
                words.join(" "),
                words[0]
            )
        };
        let headline = ["n", "m", "k", "r"].map(|name| word(name, 0)).join(" ") + "\n";
        headline + &(0..10).map(sentence).collect::<String>()
    }

    fn joints_of(text: &str, kept: &mut [bool]) -> Vec<usize> {
        let page = Page::new(text);
        let reading = Reading::new(&page);
        let (cues, _) = find_cues(&page, &reading, &Cues::builtin());
        joints(&reading, &cohesion(&reading, &cues), kept)
    }

    #[test]
    fn texts_are_divided_where_their_words_change() {
        let text = article("qa") + &article("we") + &article("zu");
        assert_eq!(joints_of(&text, &mut [true; 33]), [11, 22]);
        assert!(joints_of(&article("qa"), &mut [true; 11]).is_empty());
        assert!(joints_of("", &mut []).is_empty());
    }

    #[test]
    fn a_headline_at_a_joint_stays() {
        let mut kept = [true; 22];
        kept[11] = false;
        assert_eq!(joints_of(&(article("qa") + &article("we")), &mut kept), [11]);
        assert!(kept[11]);
    }

    #[test]
    fn doublings_are_counted() {
        let hundredths = |number| (100.0 * doublings(number)) as u32;
        assert_eq!([1, 2, 3, 4, 6, 1024].map(hundredths), [0, 100, 150, 200, 250, 1000]);
    }
}
