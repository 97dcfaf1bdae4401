//! What is planted in pages of text: consent dialogs, as a browser's text or a careless extractor has them, prose above
//! the page or above its article, now and then below; and short lines of the author, among the paragraphs or in place of
//! them.

use super::short::{Prose, of_author};
use super::words::{Texts, Words, capitalized};
use super::{ARTICLE, CHAFF};
use crate::learn::fit::data::{PARAGRAPH, Sample};
use crate::learn::fit::random::Random;
use crate::learn::gold::GoldPage;
use crate::phrases::cue::{CueKind, Cues};

/// A line of the copy.
struct Line {
    text: String,
    /// The share of its words that are in the gold text.
    share: f32,
    /// The least words that it weighs.
    least: usize,
}

impl Line {
    fn is_article(&self) -> bool {
        self.share >= 0.5
    }

    fn is_paragraph(&self) -> bool {
        const SHORTEST: usize = 60;
        self.is_article() && self.text.chars().count() >= SHORTEST
    }
}

/// A copy of a page with a dialog, some with short lines of its author as well; `None` if there are no words for them.
pub(super) fn planted(
    number: usize,
    page: &GoldPage,
    sample: &Sample,
    texts: &Texts<'_>,
    cues: &Cues,
) -> Option<Sample> {
    const SHORT_LINES: f64 = 0.25;
    let mut random = Random(number as u64 * 2 + 1);
    let words = texts.of(number, page, &mut random)?;
    let dialog = dialog(&words, &mut random);
    let mut lines = lines(page, sample);
    if random.chance(0.5) {
        lines.retain(|line| line.share.is_nan() || line.is_article());
    }
    // Below the headline, if the first line that stays is one.
    let spot = match random.below(10) {
        0 => lines.len(),
        1 | 2 => 1.min(lines.len()),
        _ => 0,
    };
    plant(&mut lines, spot, dialog, CHAFF, PARAGRAPH);
    if random.chance(SHORT_LINES) {
        plant_short_lines(&mut lines, &words, &mut random);
    }
    let text: String = lines.iter().flat_map(|line| [&line.text, "\n"]).collect();
    let share = |line: usize| lines.get(line).map_or(0.0, |line| line.share.max(0.0));
    let least = |line: usize| lines.get(line).map_or(0, |line| line.least);
    Some(sample.changed_text(text, cues, share, least))
}

/// The lines of a page; blank ones have no share.
fn lines(page: &GoldPage, sample: &Sample) -> Vec<Line> {
    let whole = page.page();
    let line = |line: usize| Line { text: whole.line(line).to_owned(), share: f32::NAN, least: 0 };
    let mut lines: Vec<Line> = (0..whole.lines().len()).map(line).collect();
    for (facts, &share) in sample.reading.lines.iter().zip(&sample.shares) {
        lines[facts.line as usize].share = share;
    }
    lines
}

fn plant(lines: &mut Vec<Line>, spot: usize, texts: Vec<String>, share: f32, least: usize) {
    let line = |text: String| Line { text, share, least };
    lines.splice(spot..spot, texts.into_iter().map(line));
}

/// Plants lines of the author above, between or in place of the paragraphs.
fn plant_short_lines(lines: &mut Vec<Line>, words: &Words<'_>, random: &mut Random) {
    const IN_PLACE: f64 = 0.25;
    const ABOVE: f64 = 0.3;
    /// The least words that such a line weighs. If it weighed as much as a paragraph, menus would stay.
    const SHORT_LINE: usize = 15;
    let paragraphs: Vec<usize> = (0..lines.len()).filter(|&line| lines[line].is_paragraph()).collect();
    let Some(&first) = paragraphs.first() else { return };
    let prose = Prose::new(paragraphs.iter().map(|&line| &lines[line].text[..]), words, random);
    let spot = match (random.chance(IN_PLACE), random.chance(ABOVE)) {
        (true, _) => {
            // The first one may stay.
            let from = first + random.below(2);
            let mut line = 0..;
            lines.retain(|of| line.next().is_some_and(|line| line < from) || !of.is_paragraph());
            from
        }
        (false, true) => first,
        (false, false) => random.pick(&paragraphs) + 1,
    };
    plant(lines, spot, of_author(&prose, random), ARTICLE, SHORT_LINE);
}

/// The lines of a dialog: a heading or none, a few sentences, buttons or none.
fn dialog(words: &Words<'_>, random: &mut Random) -> Vec<String> {
    let mut prose = words.consent(random);
    prose.truncate(1 + random.below(prose.len().max(1)));
    let mut lines = Vec::new();
    if random.chance(0.5) {
        lines.extend(words.phrase_of(CueKind::Cookies, random).map(|text| capitalized(&text)));
    }
    if random.chance(0.5) {
        lines.push(prose.join(" "));
    } else {
        lines.extend(prose.into_iter().map(str::to_owned));
    }
    for _ in 0..random.below(4) {
        lines.extend(words.phrase_of(CueKind::Cookies, random).map(|text| capitalized(&text)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::pack::Pack;

    #[test]
    fn dialogs_and_short_lines_are_planted_and_the_headline_stays() {
        let text = "Menu\nStorm breaks harbour wall\nThe harbour wall gave way after midnight, when the storm reached the town.\n\
            The council met in the morning and asked the fire service to close the road to the beach.\n";
        let page = GoldPage {
            id: "storm.txt".to_owned(),
            group: "en".to_owned(),
            site: String::new(),
            text: text.to_owned(),
            gold: text.lines().skip(1).collect::<Vec<_>>().join("\n"),
            html: None,
            free: Vec::new(),
            labels: Vec::new(),
        };
        let (packs, cues) = ([Pack::builtin_of("en").unwrap()], Cues::builtin());
        let pages = vec![&page; 41];
        let texts = Texts::new(&packs, &pages);
        let sample = Sample::new(&page, 1.0, &cues);
        let mut with_short_lines = 0;
        for number in 0..40 {
            let copy = planted(number, &page, &sample, &texts, &cues).unwrap();
            let weights: Vec<(f32, usize)> = copy
                .shares
                .iter()
                .zip(&copy.tally.lines)
                .map(|(&share, words)| (share, words.len()))
                .collect();
            let count = |test: fn(&&(f32, usize)) -> bool| weights.iter().filter(test).count();
            // All chaff but the menu was planted, and weighs like paragraphs.
            let (chaff, dialog) = (count(|line| line.0 == 0.0), count(|line| line.0 == 0.0 && line.1 >= 50));
            assert!(dialog > 0 && (dialog..=dialog + 1).contains(&chaff), "{number}: {chaff} {dialog}");
            // The paragraphs of the page, of 13 and 17 words, may give way to short lines; its headline stays.
            let (article, short) = (count(|line| line.0 > 0.99), count(|line| line.0 > 0.99 && line.1 == 15));
            assert!(article > short && (short > 0 || article == 3), "{number}: {article} {short}");
            assert!(copy.text.contains("Storm breaks harbour wall\n"));
            with_short_lines += usize::from(short > 0);
        }
        assert!((4..=20).contains(&with_short_lines), "{with_short_lines}");
    }
}
