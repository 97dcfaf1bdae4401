//! Consent dialogs planted in pages of text, as a browser's text or a careless extractor has them: prose above the page
//! or above its article, now and then below.

use super::words::Texts;
use crate::learn::fit::data::Sample;
use crate::learn::fit::random::Random;
use crate::learn::gold::GoldPage;
use crate::phrases::cue::{CueKind, Cues};

/// A copy of a page with a dialog; `None` if there are no words for one.
pub(super) fn planted(
    number: usize,
    page: &GoldPage,
    sample: &Sample,
    texts: &Texts<'_>,
    cues: &Cues,
) -> Option<Sample> {
    let mut random = Random(number as u64 * 2 + 1);
    let dialog = dialog(texts, page, number, &mut random)?;
    let is_article_alone = random.chance(0.5);
    let mut shares = vec![f32::NAN; sample.reading.lines.last().map_or(0, |facts| facts.line as usize + 1)];
    for (facts, &share) in sample.reading.lines.iter().zip(&sample.shares) {
        shares[facts.line as usize] = share;
    }
    let whole = page.page();
    let stays = |line: &usize| {
        let share = shares.get(*line).copied().unwrap_or(f32::NAN);
        !(is_article_alone && share < 0.5)
    };
    let mut lines: Vec<(&str, f32)> = (0..whole.lines().len())
        .filter(stays)
        .map(|line| (whole.line(line), shares.get(line).copied().unwrap_or(f32::NAN)))
        .collect();
    // Below the headline, if the first line that stays is one.
    let spot = match random.below(10) {
        0 => lines.len(),
        1 | 2 => 1.min(lines.len()),
        _ => 0,
    };
    let planted = spot..spot + dialog.len();
    lines.splice(spot..spot, dialog.iter().map(|line| (&line[..], 0.0)));
    let text: String = lines.iter().flat_map(|(line, _)| [line, "\n"]).collect();
    let share = |line: usize| lines.get(line).map_or(0.0, |(_, share)| share.max(0.0));
    Some(sample.changed_text(text, cues, share, |line| planted.contains(&line)))
}

/// The lines of a dialog: a heading or none, a few sentences, buttons or none.
fn dialog(texts: &Texts<'_>, page: &GoldPage, number: usize, random: &mut Random) -> Option<Vec<String>> {
    let words = texts.of(number, page, random)?;
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
    Some(lines)
}

/// Phrases of packs are in lower case.
fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::pack::Pack;

    #[test]
    fn a_dialog_is_planted_and_the_article_stays() {
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
        for number in 0..40 {
            let copy = planted(number, &page, &sample, &texts, &cues).unwrap();
            assert_eq!(copy.shares.iter().filter(|&&share| share > 0.99).count(), 3);
            let long = copy.tally.lines.iter().filter(|words| words.len() >= 50).count();
            let chaff = copy.shares.iter().filter(|&&share| share == 0.0).count();
            // All chaff but the menu was planted.
            assert!(chaff == long || chaff == long + 1, "{number}: {chaff} {long}");
        }
    }
}
