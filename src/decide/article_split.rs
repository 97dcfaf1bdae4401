//! Splits: where, in the text of one article, another article begins with nothing between them.
//!
//! The cut removes text, so it must be sure, and it recognizes a second article by the chaff around it. A split removes
//! nothing, so the words alone decide: how separate those above and those below are, and whether the line below reads
//! like the headline of what follows.

use std::ops::Range;

use crate::evidence::Cohesion;
use crate::evidence::lexical_cohesion::{Occurrences, Stretch};
use crate::phrases::cue::Cue;
use crate::text::reading::{Bullet, End, Facts, Reading};

/// The least score of a split, after the penalty for the length of the text. Of the texts known to be one article, 1 to
/// 3 % reach it.
const LEAST: f32 = 0.8;

/// The penalty for each doubling of the lines: the best of more boundaries is better by chance.
const PER_DOUBLING: f32 = 1.04;

/// How often the parts of a text are split again. A limit keeps the time linear.
const DEPTH: u32 = 5;

/// The least units of paragraphs that an article has, about thirty words. Headlines and a teaser have fewer.
pub(crate) const LEAST_UNITS: u32 = 160;

/// Whether lines have enough text for an article.
pub(crate) fn has_article<'f>(lines: impl Iterator<Item = &'f Facts>) -> bool {
    lines.filter(|facts| facts.is_good()).map(|facts| facts.units).sum::<u32>() >= LEAST_UNITS
}

/// The lines where another article begins, in order, between the first kept line and the last.
pub(crate) fn find_splits(reading: &Reading, cohesion: &Cohesion, kept: &[bool]) -> Vec<usize> {
    let end = kept.iter().rposition(|&kept| kept).map_or(0, |last| last + 1);
    let start = kept.iter().position(|&kept| kept).unwrap_or(end);
    let lines: Vec<usize> = (start..end).filter(|&line| is_long(reading, line)).collect();
    let mut splits = Vec::new();
    split(reading, cohesion, &lines, DEPTH, &mut splits);
    splits
}

/// Keeps the headlines among the lines where an article begins: in the middle of a page they looked like chaff.
pub(crate) fn keep_headlines(reading: &Reading, splits: &[usize], kept: &mut [bool]) {
    splits.iter().for_each(|&line| kept[line] |= is_headline(&reading.lines[line]));
}

fn split(reading: &Reading, cohesion: &Cohesion, lines: &[usize], depth: u32, splits: &mut Vec<usize>) {
    let best = if depth == 0 { None } else { best_split(reading, cohesion, lines) };
    if let Some(at) = best {
        split(reading, cohesion, &lines[..at], depth - 1, splits);
        splits.push(lines[at]);
        split(reading, cohesion, &lines[at..], depth - 1, splits);
    }
}

/// The clearest split of some lines, if it is clear and there is an article on both sides.
fn best_split(reading: &Reading, cohesion: &Cohesion, lines: &[usize]) -> Option<usize> {
    if lines.len() < 4 {
        return None;
    }
    let text = Text::new(reading, cohesion, lines);
    let scored = (1..lines.len()).map(|at| (at, text.score(at)));
    let (at, score) = scored.fold((0, f32::MIN), |best, this| if this.1 > best.1 { this } else { best });
    let articles = |range: Range<usize>| has_article(lines[range].iter().map(|&line| &reading.lines[line]));
    (score >= LEAST && articles(0..at) && articles(at..lines.len())).then_some(at)
}

/// Whether the words of some lines and those of others below are separate enough for two articles.
pub(crate) fn are_two_articles(
    reading: &Reading,
    cohesion: &Cohesion,
    above: &[usize],
    below: &[usize],
) -> bool {
    let long = |lines: &[usize]| -> Vec<usize> {
        lines.iter().copied().filter(|&line| is_long(reading, line)).collect()
    };
    let (above, below) = (long(above), long(below));
    let lines = [&above[..], &below].concat();
    !above.is_empty() && !below.is_empty() && Text::new(reading, cohesion, &lines).score(above.len()) >= LEAST
}

/// Whether a line has enough words to count.
fn is_long(reading: &Reading, line: usize) -> bool {
    reading.words_of(line).len() > 3
}

/// Some lines, with what is known of their words.
struct Text<'a> {
    reading: &'a Reading,
    stems: &'a [u32],
    lines: &'a [usize],
    separation: Vec<f32>,
    occurrences: Vec<Occurrences>,
}

impl<'a> Text<'a> {
    fn new(reading: &'a Reading, cohesion: &'a Cohesion, lines: &'a [usize]) -> Self {
        let (stems, count) = (cohesion.stems(), cohesion.stem_count());
        let stretch = Stretch::new(reading, lines.iter().copied());
        let separation = stretch.separation(reading, stems, count);
        Self { reading, stems, lines, separation, occurrences: stretch.occurrences(reading, stems, count) }
    }

    /// How much the boundary above one of the lines looks like a split: how separate the words on its sides are; more
    /// for a headline, and for a line whose rarer words occur below it and not above.
    fn score(&self, at: usize) -> f32 {
        let facts = &self.reading.lines[self.lines[at]];
        let words = self.reading.words_of(self.lines[at]);
        let rare = (self.lines.len() / 4).max(3) as u32;
        let (mut above, mut below) = (0.0, 0.0);
        for (_, &stem) in
            words.iter().zip(&self.stems[facts.first_word as usize..]).filter(|(word, _)| word.is_long())
        {
            let stem = &self.occurrences[stem as usize];
            if (2..=rare).contains(&stem.count) {
                *(if (stem.first as usize) < at { &mut above } else { &mut below }) += 1.0f32;
            }
        }
        let headline = if is_headline(facts) { 1.0 } else { 0.0 };
        let own_words = (below - above) / (below + above + 1.0);
        self.separation[at] + headline + own_words - PER_DOUBLING * doublings(self.lines.len())
    }
}

/// The logarithm to base 2, linear between powers of two, and so the same on every machine.
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

/// Whether a line reads like a headline and has no phrase. Three words are a link rather than a headline.
pub(crate) fn is_free_headline(reading: &Reading, cues: &[Option<Cue>], line: usize) -> bool {
    cues[line].is_none() && reading.words_of(line).len() > 3 && is_headline(&reading.lines[line])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{cohesion, find_cues};
    use crate::phrases::cue::Cues;
    use crate::text::page::Page;

    /// Ten sentences that share words with each other, and few with those of another subject.
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

    fn splits(text: &str, kept: &mut [bool]) -> Vec<usize> {
        let page = Page::new(text);
        let reading = Reading::new(&page);
        let (cues, _) = find_cues(&page, &reading, &Cues::builtin());
        let splits = find_splits(&reading, &cohesion(&reading, &cues), kept);
        keep_headlines(&reading, &splits, kept);
        splits
    }

    #[test]
    fn a_text_is_split_where_its_words_change() {
        let text = article("qa") + &article("we") + &article("zu");
        assert_eq!(splits(&text, &mut [true; 33]), [11, 22]);
        assert!(splits(&article("qa"), &mut [true; 11]).is_empty());
        assert!(splits("", &mut []).is_empty());
    }

    #[test]
    fn a_headline_at_a_split_is_kept() {
        let mut kept = [true; 22];
        kept[11] = false;
        assert_eq!(splits(&(article("qa") + &article("we")), &mut kept), [11]);
        assert!(kept[11]);
    }

    #[test]
    fn between_powers_of_two_doublings_rise_linearly() {
        let hundredths = |number| (100.0 * doublings(number)) as u32;
        assert_eq!([1, 2, 3, 4, 6, 1024].map(hundredths), [0, 100, 150, 200, 250, 1000]);
    }
}
