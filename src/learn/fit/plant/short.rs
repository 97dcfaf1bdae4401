//! An author's short lines, to plant in pages of text: recipes, lists, turns of a dialogue, verses. Pages that are made of
//! them are rare, and one by one such lines look like those of a menu.

use super::words::{Words, capitalized};
use crate::learn::fit::random::Random;

/// Sentences to take words from.
pub(super) struct Prose(Vec<String>);

impl Prose {
    /// Sentences of some paragraphs, or of other pages: what an author's short lines have in common with the text around
    /// them differs.
    pub(super) fn new<'t>(
        paragraphs: impl Iterator<Item = &'t str>,
        words: &Words<'_>,
        random: &mut Random,
    ) -> Self {
        /// Sentences that are enough.
        const ENOUGH: usize = 12;
        let own: Vec<String> = paragraphs.flat_map(sentences).take(4 * ENOUGH).map(str::to_owned).collect();
        if own.len() >= ENOUGH && random.chance(0.5) {
            return Self(own);
        }
        Self((0..ENOUGH).map(|_| words.sentence(random)).collect())
    }

    fn sentence(&self, random: &mut Random) -> &str {
        random.pick::<String>(&self.0)
    }

    /// One to so many words from anywhere in a sentence.
    fn few(&self, most: usize, random: &mut Random) -> String {
        let sentence = self.sentence(random);
        let from = random.below(length(sentence).max(1));
        bare(&run(sentence, from, 1 + random.below(most))).to_owned()
    }

    /// The first words of a sentence, without an end mark.
    fn beginning(&self, random: &mut Random) -> String {
        bare(&run(self.sentence(random), 0, 3 + random.below(6))).to_owned()
    }
}

/// A block of such lines.
pub(super) fn of_author(prose: &Prose, random: &mut Random) -> Vec<String> {
    let mut lines = match random.below(10) {
        0..=4 => {
            [headed(ingredients(prose, random), prose, random), headed(steps(prose, random), prose, random)]
                .concat()
        }
        5 | 6 => headed(list(prose, random), prose, random),
        7 | 8 => dialogue(prose, random),
        _ => verses(prose, random),
    };
    if random.chance(0.3) {
        // A blank line between all of them.
        lines = lines.into_iter().flat_map(|line| [line, String::new()]).collect();
    }
    lines
}

/// Lines below a heading of one or two words, if any.
fn headed(lines: Vec<String>, prose: &Prose, random: &mut Random) -> Vec<String> {
    if random.chance(0.3) {
        return lines;
    }
    let colon = if random.chance(0.2) { ":" } else { "" };
    let heading = capitalized(&prose.few(2, random)) + colon;
    [vec![heading], lines].concat()
}

fn bullet(random: &mut Random) -> &'static str {
    const BULLETS: &[&str] = &["", "", "", "• ", "- ", "* ", "– ", "  • "];
    random.pick::<&'static str>(BULLETS)
}

fn ingredients(prose: &Prose, random: &mut Random) -> Vec<String> {
    let (bullet, form) = (bullet(random), random.below(5));
    let line = |random: &mut Random| {
        let (name, amount) = (prose.few(3, random), amount(prose, random));
        // Of salt, a recipe says no amount.
        match if random.chance(0.12) { 4 } else { form } {
            0 | 1 => format!("{bullet}{amount} {name}"),
            2 => format!("{bullet}{name} {amount}"),
            3 => format!("{name}\t{amount}"),
            _ => format!("{bullet}{name}"),
        }
    };
    (0..5 + random.below(11)).map(|_| line(random)).collect()
}

fn amount(prose: &Prose, random: &mut Random) -> String {
    let number = match random.below(6) {
        0 => format!("{}", 25 * (1 + random.below(30))),
        1 => format!("{0}/{1}", 1 + random.below(3), 2 + random.below(3)),
        2 => format!("{},{}", 1 + random.below(4), 5),
        _ => format!("{}", 1 + random.below(12)),
    };
    match random.below(4) {
        0 => number,
        1 => format!("{number} {}", prose.few(1, random)),
        2 => format!("{number} {}", random.pick(&["g", "kg", "ml", "cl", "l", "oz"])),
        _ => format!("{number}{}", random.pick(&["g", "kg", "ml", "cl", "l", "oz"])),
    }
}

fn steps(prose: &Prose, random: &mut Random) -> Vec<String> {
    let (has_numbers, has_ends) = (random.chance(0.35), random.chance(0.8));
    let step = |number: usize, random: &mut Random| {
        let step = if random.chance(0.3) {
            prose.sentence(random).to_owned()
        } else {
            ended(&prose.beginning(random), if has_ends { "." } else { "" })
        };
        if has_numbers { format!("{number}. {step}") } else { step }
    };
    (1..4 + random.below(6)).map(|number| step(number, random)).collect()
}

fn list(prose: &Prose, random: &mut Random) -> Vec<String> {
    let (bullet, most) = (bullet(random), 1 + random.below(5));
    (0..4 + random.below(12)).map(|_| format!("{bullet}{}", prose.few(most, random))).collect()
}

fn dialogue(prose: &Prose, random: &mut Random) -> Vec<String> {
    let names = [0; 2].map(|_| {
        if random.chance(0.8) { capitalized(&prose.few(2, random)) + ": " } else { "– ".to_owned() }
    });
    let turn = |number: usize, random: &mut Random| {
        let text = match random.below(6) {
            0 | 1 => ended(&capitalized(&prose.few(2, random)), "."),
            2 => ended(&prose.beginning(random), "?"),
            3 => ended(&prose.beginning(random), "."),
            _ => prose.sentence(random).to_owned(),
        };
        format!("{}{text}", names[number % 2])
    };
    (0..4 + random.below(9)).map(|number| turn(number, random)).collect()
}

fn verses(prose: &Prose, random: &mut Random) -> Vec<String> {
    let verse = |random: &mut Random| {
        let sentence = prose.sentence(random);
        let from = random.below(length(sentence).max(1));
        run(sentence, from, 3 + random.below(5))
    };
    (0..6 + random.below(11)).map(|_| verse(random)).collect()
}

/// A text with an end mark as its script writes it.
fn ended(text: &str, mark: &str) -> String {
    let mark = match mark {
        "." if is_solid(text) => "。",
        "?" if is_solid(text) => "？",
        mark => mark,
    };
    format!("{text}{mark}")
}

/// The sentences of a paragraph, but for the shortest.
fn sentences(paragraph: &str) -> impl Iterator<Item = &str> {
    const SHORTEST: usize = 20;
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '।' | '؟' | '۔');
    paragraph.split_inclusive(ends).map(str::trim).filter(|text| text.chars().count() >= SHORTEST)
}

/// Words from one on; of a script without spaces, pairs of characters.
fn run(sentence: &str, from: usize, count: usize) -> String {
    if is_solid(sentence) {
        sentence.chars().filter(|c| !c.is_whitespace()).skip(2 * from).take(2 * count).collect()
    } else {
        sentence.split_whitespace().skip(from).take(count).collect::<Vec<_>>().join(" ")
    }
}

/// The number of words, or of pairs.
fn length(sentence: &str) -> usize {
    if is_solid(sentence) { sentence.chars().count() / 2 } else { sentence.split_whitespace().count() }
}

fn is_solid(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{E00}'..='\u{EFF}'))
}

/// A text without signs around it.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}
