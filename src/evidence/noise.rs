//! Noise: how noisy a page of text is at all, and whether it asks for consent.
//!
//! A page without any chaff around gives no reason to take a line out of its middle. HTML shows this in other ways.

use super::markup::words_of_consent;
use super::{Columns, FAR, Family, GAP, around, since, until};
use crate::phrases::cue::{Cue, CueKind, Position};
use crate::text::reading::Reading;

/// Lines around a line.
const REACH: usize = 8;
/// Lines at the top and at the bottom of a page.
const EDGE: usize = 12;
/// A line with so many words of consent asks for it.
const ASKS: u8 = 3;

pub(super) struct Noise {
    /// The share of lines with a cue.
    rate: f32,
    /// Kinds of strong cues: those that are a line, or begin one.
    kinds: u32,
    /// Strong cues in the first and the last lines.
    head: usize,
    tail: usize,
    /// Cues of what belongs to a site rather than to an article.
    chrome: usize,
    /// Cues around each line.
    around: Vec<u8>,
    /// The words of consent of each line.
    consent: Vec<u8>,
    since_consent: Vec<u8>,
    until_consent: Vec<u8>,
}

impl Noise {
    pub(super) fn new(reading: &Reading, cues: &[Option<Cue>]) -> Self {
        let count = |cues: &[Option<Cue>], test: fn(Cue) -> bool| {
            cues.iter().flatten().filter(|&&cue| test(cue)).count()
        };
        let consent: Vec<u8> = (0..cues.len()).map(|line| words_of_consent(reading.words_of(line))).collect();
        let asks = || {
            let is_cue = |cue: &Option<Cue>| cue.is_some_and(|cue| cue.kind == CueKind::Cookies);
            cues.iter().zip(&consent).map(move |(cue, &words)| words >= ASKS || is_cue(cue))
        };
        let kinds = cues.iter().flatten().filter(|&&cue| is_strong(cue));
        Self {
            rate: count(cues, |_| true) as f32 / cues.len().max(1) as f32,
            kinds: kinds.fold(0u32, |kinds, cue| kinds | 1 << cue.kind as u8).count_ones(),
            head: count(&cues[..EDGE.min(cues.len())], is_strong),
            tail: count(&cues[cues.len().saturating_sub(EDGE)..], is_strong),
            chrome: count(cues, is_chrome),
            around: around(cues.iter().map(Option::is_some), REACH),
            since_consent: since(asks(), FAR),
            until_consent: until(asks().collect::<Vec<_>>().into_iter(), FAR),
            consent,
        }
    }
}

/// Fills the columns; those of a page of HTML have nothing to tell.
pub(super) fn fill(noise: Option<&Noise>, out: &mut Columns<'_>) {
    const COUNT: &[f32] = &[1., 2., 3., 5., 8., 12., 20., 40., 80.];
    let of_page = |value: fn(&Noise) -> f32| noise.map_or(0.0, value);
    let at =
        |line: usize, values: fn(&Noise) -> &[u8]| noise.map_or(0.0, |noise| f32::from(values(noise)[line]));
    out.family(Family::Cue);
    const RATE: &[f32] = &[0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45, 0.6, 0.8];
    out.page_number("page-cues", RATE, of_page(|noise| noise.rate));
    out.page_number(
        "page-cue-kinds",
        &[1., 2., 3., 4., 5., 6., 8., 10.],
        of_page(|noise| noise.kinds as f32),
    );
    out.page_number("page-head-cues", COUNT, of_page(|noise| noise.head as f32));
    out.page_number("page-tail-cues", COUNT, of_page(|noise| noise.tail as f32));
    out.page_number("page-chrome", COUNT, of_page(|noise| noise.chrome as f32));
    out.number("cues-around", COUNT, |i| at(i, |noise| &noise.around));
    out.number("words-of-consent", &[1., 2., 3., 4., 6., 9.], |i| at(i, |noise| &noise.consent));
    out.number("since-consent", GAP, |i| at(i, |noise| &noise.since_consent));
    out.number("until-consent", GAP, |i| at(i, |noise| &noise.until_consent));
}

fn is_strong(cue: Cue) -> bool {
    matches!(cue.position, Position::Line | Position::Prefix)
}

fn is_chrome(cue: Cue) -> bool {
    use CueKind::{
        Ads, App, Breadcrumbs, Cookies, Copyright, Follow, Footer, Nav, Newsletter, Share, SignIn,
    };
    matches!(
        cue.kind,
        Ads | App | Breadcrumbs | Cookies | Copyright | Follow | Footer | Nav | Newsletter | Share | SignIn
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::find_cues;
    use crate::phrases::cue::Cues;
    use crate::text::page::Page;

    fn noise(text: &str) -> Noise {
        let page = Page::new(text);
        let reading = Reading::new(&page);
        let (cues, _) = find_cues(&page, &reading, &Cues::builtin());
        Noise::new(&reading, &cues)
    }

    #[test]
    fn a_page_with_chrome_is_noisy_and_prose_is_not() {
        let prose = "The harbour wall gave way after midnight, when the second storm reached the town.\n";
        let clean = noise(&prose.repeat(4));
        assert_eq!((clean.rate, clean.kinds, clean.head, clean.tail, clean.chrome), (0.0, 0, 0, 0, 0));
        let noisy = noise(&format!("Share this\nAdvertisement\n{prose}{prose}Follow us\nRelated articles\n"));
        assert_eq!((noisy.kinds, noisy.head, noisy.tail, noisy.chrome), (4, 4, 4, 3));
        assert_eq!(noisy.around, [4; 6]);
    }

    #[test]
    fn prose_that_asks_for_consent_is_found_in_any_script() {
        let text = "We and our partners ask for your consent to cookies.\nIt rains.\n\
            Мы просим вашего согласия на файлы cookie и персонализированной рекламы.\n";
        let noise = noise(text);
        assert!(noise.consent[0] >= ASKS && noise.consent[1] == 0 && noise.consent[2] >= ASKS);
        assert_eq!((noise.since_consent[1], noise.until_consent[1]), (1, 1));
    }
}
