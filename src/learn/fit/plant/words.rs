//! What planted chaff is made of: phrases of the packs, prose about consent, and sentences of other pages in the same
//! language.

use std::collections::BTreeMap;

use crate::learn::fit::random::Random;
use crate::learn::gold::GoldPage;
use crate::phrases::cue::CueKind;
use crate::phrases::pack::Pack;

/// One row per language: its code, and sentences as consent dialogs have them.
const CONSENT: &str = include_str!("consent.tsv");

/// The texts of all languages.
pub(super) struct Texts<'p> {
    packs: BTreeMap<&'p str, Phrases<'p>>,
    consent: BTreeMap<&'static str, Vec<&'static str>>,
    /// Sentences of the gold texts by language, each with the number of its page.
    sentences: BTreeMap<String, Vec<(usize, &'p str)>>,
}

/// The phrases and examples of a pack.
#[derive(Default)]
struct Phrases<'p> {
    lines: Vec<(CueKind, &'p str)>,
    examples: Vec<&'p str>,
}

/// The texts for one page.
pub(super) struct Words<'t> {
    page: usize,
    phrases: &'t Phrases<'t>,
    consent: &'t [&'static str],
    sentences: &'t [(usize, &'t str)],
}

impl<'p> Texts<'p> {
    pub(super) fn new(packs: &'p [Pack], pages: &[&'p GoldPage]) -> Self {
        let phrases = |pack: &'p Pack| {
            let examples =
                pack.examples().filter(|(kind, line)| *kind != CueKind::Caption && !line.contains('\n'));
            Phrases {
                lines: pack.line_phrases().collect(),
                examples: examples.map(|(_, line)| line).collect(),
            }
        };
        let row = |row: &'static str| {
            let mut cells = row.split('\t');
            Some((cells.next()?, cells.collect()))
        };
        let mut sentences: BTreeMap<String, Vec<(usize, &'p str)>> = BTreeMap::new();
        for (number, page) in pages.iter().enumerate() {
            let long = page.gold.lines().filter(|line| (60..600).contains(&line.chars().count()));
            sentences.entry(language(page)).or_default().extend(long.take(12).map(|line| (number, line)));
        }
        Self {
            packs: packs.iter().map(|pack| (pack.code(), phrases(pack))).collect(),
            consent: CONSENT.lines().filter_map(row).collect(),
            sentences,
        }
    }

    /// The texts for a page, in its language; at times in English, as on many sites.
    pub(super) fn of(&self, number: usize, page: &GoldPage, random: &mut Random) -> Option<Words<'_>> {
        let own = language(page);
        let code = if random.chance(0.1) { "en" } else { &own[..] };
        let phrases = self.packs.get(code).or_else(|| self.packs.get("en"))?;
        let consent = self.consent.get(code).or_else(|| self.consent.get("en"))?;
        // A language with few pages has to do with the sentences of English ones.
        const FEW: usize = 40;
        let sentences = self.sentences.get(&own).filter(|all| all.len() >= FEW);
        let sentences =
            sentences.or_else(|| self.sentences.get("en")).or_else(|| self.sentences.values().next())?;
        (!sentences.is_empty() && !phrases.lines.is_empty() && !phrases.examples.is_empty())
            .then_some(Words { page: number, phrases, consent, sentences })
    }
}

impl Words<'_> {
    /// A phrase that is a whole line.
    pub(super) fn line_phrase(&self, random: &mut Random) -> String {
        random.pick(&self.phrases.lines).1.to_owned()
    }

    /// A line that the pack recognizes.
    pub(super) fn example(&self, random: &mut Random) -> String {
        (*random.pick(&self.phrases.examples)).to_owned()
    }

    /// A phrase of a kind that is a whole line; none if the pack has none.
    pub(super) fn phrase_of(&self, kind: CueKind, random: &mut Random) -> Option<String> {
        let count = self.phrases.lines.iter().filter(|(of, _)| *of == kind).count();
        let nth = random.below(count.max(1));
        self.phrases.lines.iter().filter(|(of, _)| *of == kind).nth(nth).map(|(_, text)| (*text).to_owned())
    }

    pub(super) fn phrase_or_sentence(&self, kind: CueKind, random: &mut Random) -> String {
        self.phrase_of(kind, random).unwrap_or_else(|| self.headline(random))
    }

    /// Some sentences about consent, in any order.
    pub(super) fn consent(&self, random: &mut Random) -> Vec<&'static str> {
        let from = random.below(self.consent.len().max(1));
        self.consent.iter().cycle().skip(from).take(self.consent.len()).copied().collect()
    }

    /// A sentence or two of another page.
    pub(super) fn sentence(&self, random: &mut Random) -> String {
        const TRIES: usize = 4;
        let mut line = "";
        for _ in 0..TRIES {
            let (page, text) = *random.pick(self.sentences);
            line = text;
            if page != self.page {
                break;
            }
        }
        // Long paragraphs are cut behind a sentence.
        let least = 60 + random.below(160);
        let end =
            line.char_indices().skip(least).find(|&(_, c)| matches!(c, '.' | '!' | '?' | '。' | '।' | '؟'));
        let end = end.map_or(line.len(), |(at, c)| at + c.len_utf8());
        line[..end].to_owned()
    }

    /// The first words of a sentence.
    pub(super) fn headline(&self, random: &mut Random) -> String {
        let sentence = self.sentence(random);
        let words = 4 + random.below(7);
        let headline = sentence.split_whitespace().take(words).collect::<Vec<_>>().join(" ");
        let headline: String = headline.chars().take(70).collect();
        headline.trim_end_matches([',', '.', ':', ';', '。', '，', '、']).to_owned()
    }
}

/// Phrases of packs are in lower case.
pub(super) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The code of a page's language: what its HTML says, or the group if it is named by one; English if nothing is known.
fn language(page: &GoldPage) -> String {
    let named = page.html.as_ref().and_then(|html| html.about.language.as_deref());
    let code = |text: &str| text.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let named = named.map(code).filter(|code| (2..=3).contains(&code.len()));
    let by_group = || Some(page.group.to_ascii_lowercase()).filter(|group| group.len() == 2);
    named.or_else(by_group).unwrap_or_else(|| "en".to_owned())
}
