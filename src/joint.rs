//! Joints: where in a text that stays one article follows another with nothing between them.
//!
//! The cut takes text away, so it must be sure, and knows a second article by the chaff around it. To divide a text
//! costs no word, so here the words alone decide: how much those above and those below keep apart, and whether the line
//! below reads like a headline of what follows.

use std::ops::Range;

use crate::apart::Stretch;
use crate::evidence::Cohesion;
use crate::reading::{Bullet, End, Facts, Reading};

/// What a joint scores at least, after the length of the text is taken off. On texts known to be one article 3 in 100
/// boundaries that lead their text reach it.
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

/// The lines at which another article begins, in order, of a text made of these lines.
pub(crate) fn joints(
    reading: &Reading,
    cohesion: &Cohesion,
    lines: impl Iterator<Item = usize>,
) -> Vec<usize> {
    let lines: Vec<usize> = lines.filter(|&line| reading.words_of(line).len() > 3).collect();
    let mut joints = Vec::new();
    divide(reading, cohesion, &lines, DEPTH, &mut joints);
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
    let stretch = Stretch::of(reading, lines.iter().copied());
    let apart = stretch.apart(reading, cohesion.stems(), cohesion.stem_count());
    let seen = stretch.seen(reading, cohesion.stems(), cohesion.stem_count());
    let rare = (lines.len() / 4).max(3) as u32;
    let score = |at: usize| {
        let line = lines[at];
        let (mut above, mut below) = (0.0, 0.0);
        let words = reading.words_of(line);
        let stems = &cohesion.stems()[reading.lines[line].first_word as usize..];
        for (_, &stem) in words.iter().zip(stems).filter(|(word, _)| word.long) {
            let seen = &seen[stem as usize];
            if (2..=rare).contains(&seen.count) {
                *(if (seen.first as usize) < at { &mut above } else { &mut below }) += 1.0f32;
            }
        }
        let headline = if is_headline(&reading.lines[line]) { 1.0 } else { 0.0 };
        apart[at] + headline + (below - above) / (below + above + 1.0)
    };
    let (at, most) = (1..lines.len())
        .map(|at| (at, score(at)))
        .fold((0, f32::MIN), |most, joint| if joint.1 > most.1 { joint } else { most });
    let articles = |range: Range<usize>| has_article(lines[range].iter().map(|&line| &reading.lines[line]));
    let clear = most - A_DOUBLING * doublings(lines.len()) >= LEAST;
    (clear && articles(0..at) && articles(at..lines.len())).then_some(at)
}

/// The logarithm to base 2, a straight line between powers of two: the same on every machine.
fn doublings(number: usize) -> f32 {
    let whole = number.ilog2();
    whole as f32 + number as f32 / (1u64 << whole) as f32 - 1.0
}

fn is_headline(facts: &Facts) -> bool {
    facts.units < 130
        && facts.bullet == Bullet::None
        && !matches!(facts.end, End::Stop | End::Comma | End::Colon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doublings_are_counted() {
        assert_eq!([1, 2, 3, 4, 6, 1024].map(doublings), [0.0, 1.0, 1.5, 2.0, 2.5, 10.0]);
    }
}
