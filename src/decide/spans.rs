//! Noise that is glued to the text of a kept line: only the noise is removed.
//!
//! A page rendered to text often joins what was separate: `Read moreThe minister said`, a
//! row of share buttons before the first word. A phrase of the packs reveals it. A sentence that loses words is worse
//! than a teaser that stays, so only what is hardly ever the author's is removed: what reads like a teaser behind a space
//! is a sentence of the author five times of six.

use std::ops::Range;

use crate::decide::label::Label;
use crate::phrases::cue::{CueKind, Cues, FoundCue};
use crate::text::chars::{CharTable, Kind};
use crate::text::reading::Word;

/// A part of a line to remove, in bytes of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Noise {
    pub(crate) range: Range<usize>,
    pub(crate) label: Label,
}

/// Finds the noise in a kept line, from left to right. At least one word of the line is left.
pub(crate) fn noise(text: &str, words: &[Word], cues: &Cues) -> Vec<Noise> {
    let mut found = Vec::new();
    cues.each(text, words, |cue| found.push(cue));
    let mut noise = Vec::new();
    let mut from = lead(text, words, &found, &mut noise);
    let mut sentences = Sentences::new(text);
    for cue in &found {
        let start = words[cue.first as usize].start as usize;
        if start < from || cue.first == 0 || !sentences.follow_end_mark(start) {
            continue;
        }
        let Some(end) = tail(&mut sentences, words, cue) else { continue };
        // If text follows, one of the spaces on both sides is left.
        let start = if end < text.len() { start } else { text[..start].trim_end().len().max(from) };
        from = end;
        noise.push(Noise { range: start..end, label: label(cue.kind) });
    }
    if leaves_a_word(words, &noise) { noise } else { Vec::new() }
}

/// Whether any of the words is outside the noise. Both are in order.
fn leaves_a_word(words: &[Word], noise: &[Noise]) -> bool {
    let mut noise = noise.iter().peekable();
    words.iter().any(|word| {
        let start = word.start as usize;
        while noise.next_if(|noise| noise.range.end <= start).is_some() {}
        noise.peek().is_none_or(|noise| start < noise.range.start)
    })
}

/// Finds noise before the text, a cue that runs into it or a row of share buttons, and returns where the text begins.
fn lead(text: &str, words: &[Word], found: &[FoundCue], noise: &mut Vec<Noise>) -> usize {
    // Of the phrases that begin at a word, the longest comes first.
    let teaser = found.iter().take_while(|cue| cue.first == 0).find(|cue| is_teaser(cue));
    let (kind, end) = match teaser.and_then(|cue| Some((cue.kind, teaser_end(text, words, cue)?))) {
        Some(teaser) => teaser,
        None => match buttons_end(text, found) {
            Some(end) => (CueKind::Share, end),
            None => return 0,
        },
    };
    let end = begin(text, end);
    noise.push(Noise { range: 0..end, label: label(kind) });
    end
}

fn is_teaser(cue: &FoundCue) -> bool {
    matches!(cue.kind, CueKind::ReadMore | CueKind::ReadAlso)
}

/// Where a teaser ends that begins the line, if text follows that is none: behind the cue that runs into it, or behind a
/// headline that does. Behind a colon and a space may be a sentence of the author: "Learn more: three ways to bake".
fn teaser_end(text: &str, words: &[Word], cue: &FoundCue) -> Option<usize> {
    /// Words of a text; a headline has fewer, or no end mark.
    const TEXT: usize = 8;
    let end = cue.end as usize;
    if cue.glued {
        return Some(end);
    }
    if !cue.colon || words.len() < TEXT + (cue.first + cue.count) as usize || !ends_with_mark(text) {
        return None;
    }
    let is_glued = !text[end..begin(text, end)].ends_with(char::is_whitespace);
    headline_end(text, end).or(is_glued.then_some(end))
}

/// Where the first word or quote from an offset on begins.
fn begin(text: &str, from: usize) -> usize {
    let rest = text[from..].trim_start_matches(|c: char| !c.is_alphanumeric() && !opens(c));
    text.len() - rest.len()
}

/// Where a row of share buttons ends that begins the line: one or two may begin a sentence, such as "Share prices fell".
fn buttons_end(text: &str, found: &[FoundCue]) -> Option<usize> {
    const LEAST: usize = 3;
    let (mut buttons, mut word, mut end) = (0, 0, 0);
    let mut rest = found;
    loop {
        rest = &rest[rest.partition_point(|cue| (cue.first as usize) < word)..];
        let mut here = rest.iter().take_while(|cue| cue.first as usize == word);
        let Some(cue) = here.find(|cue| matches!(cue.kind, CueKind::Share | CueKind::Follow)) else { break };
        (buttons, word, end) = (buttons + 1, word + cue.count as usize, cue.end as usize);
        let next =
            text[end..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '·' | '•'));
        if cue.glued || next.chars().next().is_none_or(|c| !c.is_alphanumeric()) {
            break;
        }
    }
    let next = text[end..].chars().find(|c| c.is_alphanumeric());
    let begins = next.is_some_and(|c| CharTable::get().kind(c) != Kind::Lower);
    (buttons >= LEAST && begins).then_some(end)
}

fn opens(c: char) -> bool {
    matches!(c, '"' | '“' | '„' | '«' | '‹' | '‘' | '\'' | '(' | '[' | '「' | '『' | '¿' | '¡')
}

fn is_end_mark(kind: Kind) -> bool {
    matches!(kind, Kind::Stop | Kind::SolidStop | Kind::Query | Kind::Ellipsis)
}

/// Whether a line ends with an end mark, apart from closing quotes.
fn ends_with_mark(text: &str) -> bool {
    let chars = CharTable::get();
    let mut kinds = text.trim_end().chars().rev().map(|c| chars.kind(c));
    kinds.find(|kind| !kind.closes() && *kind != Kind::Mark).is_some_and(is_end_mark)
}

/// Where a teaser ends that runs into the end of a sentence, if the cue begins one: `port.Read also: Storm at sea. Boats`.
/// Behind a space it may be a sentence of the author.
fn tail(sentences: &mut Sentences<'_>, words: &[Word], cue: &FoundCue) -> Option<usize> {
    /// Words of a headline.
    const HEADLINE: usize = 25;
    let text = sentences.text;
    let (start, end) = (words[cue.first as usize].start as usize, cue.end as usize);
    let is_glued = text[..start].chars().next_back().is_some_and(|c| !c.is_whitespace());
    if !is_teaser(cue) || !is_glued || !cue.colon || cue.count < 2 {
        return None;
    }
    if let Some(at) = headline_end(text, end) {
        return Some(at);
    }
    let behind = &words[(cue.first + cue.count) as usize..];
    let is_headline = |at: usize| behind.get(HEADLINE).is_none_or(|word| word.start as usize >= at);
    sentences.end_behind(end).filter(|&at| is_headline(at))
}

/// Where the sentences of a line end. It is asked about one cue after another from left to right, and keeps the last
/// answers: the cues of a long sentence share its end, and reading on to it for each takes quadratic time.
struct Sentences<'t> {
    text: &'t str,
    /// The offsets that the last answer of `end_behind` holds for, and that answer.
    read: Range<usize>,
    end: Option<usize>,
    /// The last offset that `follow_end_mark` was asked about, and its answer.
    asked: usize,
    followed: bool,
}

impl<'t> Sentences<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, read: 0..0, end: None, asked: 0, followed: false }
    }

    /// Whether the text before an offset ends with an end mark, apart from closing quotes and white space.
    fn follow_end_mark(&mut self, at: usize) -> bool {
        let chars = CharTable::get();
        let mut unread = self.text[self.asked.min(at)..at].chars().rev().map(|c| chars.kind(c));
        let last = unread.find(|&kind| {
            kind != Kind::Space
                && kind != Kind::Mark
                && !kind.closes()
                && kind != Kind::Sign
                && kind != Kind::Dash
        });
        if let Some(kind) = last {
            self.followed = is_end_mark(kind);
        }
        self.asked = at;
        self.followed
    }

    /// Where the sentence at `from` ends: after its end mark, closing quotes and white space. `None` if it reaches the
    /// end of the text.
    fn end_behind(&mut self, from: usize) -> Option<usize> {
        if !self.read.contains(&from) {
            self.read_sentence(from);
        }
        self.end
    }

    fn read_sentence(&mut self, from: usize) {
        let chars = CharTable::get();
        // Until an end mark that ends the sentence, each character might be the first to be read.
        let mut marked_at = None;
        let mut spaced = false;
        let mut end = None;
        for (at, c) in self.text[from..].char_indices() {
            let kind = chars.kind(c);
            match kind {
                Kind::SolidStop => {
                    end = Some(from + at + c.len_utf8());
                    marked_at.get_or_insert(from + at);
                    break;
                }
                Kind::Stop | Kind::Query | Kind::Ellipsis => _ = marked_at.get_or_insert(from + at),
                Kind::Space => spaced = marked_at.is_some(),
                _ if marked_at.is_some() && spaced => {
                    end = Some(from + at);
                    break;
                }
                _ if kind.closes() && marked_at.is_some() => {}
                _ => marked_at = None,
            }
        }
        self.read = from..marked_at.unwrap_or(self.text.len()) + 1;
        self.end = end;
    }
}

/// Where a headline ends that runs into a text without a space: `... at seaThe minister`. Only scripts with letter case
/// show it.
fn headline_end(text: &str, from: usize) -> Option<usize> {
    /// Characters of the longest headline.
    const LONGEST: usize = 160;
    let chars = CharTable::get();
    let mut before = [Kind::Space; 2];
    for (at, c) in text[from..].char_indices().take(LONGEST) {
        let kind = chars.kind(c);
        if before == [Kind::Lower; 2] && kind == Kind::Upper {
            let rest = &text[from + at..];
            // It may be a name such as "YouTube" or "McDonald", unless a longer text follows.
            let goes_on = rest
                .chars()
                .nth(1)
                .is_some_and(|c| chars.kind(c) == Kind::Lower || chars.kind(c) == Kind::Space);
            return (goes_on && rest.chars().nth(60).is_some()).then_some(from + at);
        }
        before = [before[1], kind];
    }
    None
}

fn label(kind: CueKind) -> Label {
    match kind {
        CueKind::Source => Label::Source,
        CueKind::Caption => Label::Other,
        CueKind::Tags => Label::Tags,
        CueKind::Share | CueKind::Follow => Label::Share,
        CueKind::Copyright => Label::Footer,
        _ => Label::Related,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrases::pack::Pack;
    use crate::text::page::Page;
    use crate::text::reading::Reading;

    /// What is left of a line.
    fn left(line: &str) -> String {
        let pack = "code = 'xx'\nname = 'Test'\nnative = 'Test'\n\
            [read-more]\nprefix = ['read more', 'إقرأ المزيد']\n\
            [read-also]\nprefix = ['read also', 'baca juga', 'اقرأ أيضا', 'إقرأ أيضا']\n\
            [share]\nline = ['share', 'tweet', 'e-mail']\nprefix = ['share this']\n\
            [tags]\nline = ['tags']\nprefix = ['tags:', 'كلمات دلالية:']\n\
            [caption]\nprefix = ['photo:']\n\
            [source]\nprefix = ['source:', 'المصدر:']\n";
        let cues = Cues::compile(&[Pack::parse(pack).unwrap()]);
        let page = Page::new(line);
        let reading = Reading::new(&page);
        let noise = noise(line, &reading.words, &cues);
        let mut left = String::new();
        let mut from = 0;
        for noise in noise {
            left.push_str(&line[from..noise.range.start]);
            from = noise.range.end;
        }
        left + &line[from..]
    }

    #[test]
    fn a_teaser_that_runs_into_the_text_is_removed() {
        assert_eq!(
            left("إقرأ المزيدوجاء في رسالة: \"أعرب عن التعازي\"."),
            "وجاء في رسالة: \"أعرب عن التعازي\"."
        );
        assert_eq!(
            left("Read more:“The sea rose,” she said, and the town slept on."),
            "“The sea rose,” she said, and the town slept on."
        );
        assert_eq!(
            left(
                "Baca juga: Harga Ikan Naik di PasarMenteri mengatakan bahwa harga ikan di pasar itu akan turun pekan depan."
            ),
            "Menteri mengatakan bahwa harga ikan di pasar itu akan turun pekan depan."
        );
        // Whether a teaser with nothing but its headline goes is decided for the whole line.
        for whole in [
            "Read more: Storm at sea",
            "Read more: Storm breaks the wall of the harbour, and nobody knows why",
            "Read more: three ways to keep a harbour open when the wind comes from the north.",
            "Read more : “The sea rose,” she said, and the town slept on.",
        ] {
            assert_eq!(left(whole), whole);
        }
        assert_eq!(
            left("Read more books, he said, and go to bed early."),
            "Read more books, he said, and go to bed early."
        );
    }

    #[test]
    fn a_row_of_buttons_before_the_text_is_removed() {
        let text = "The harbour was closed on Monday.";
        for row in ["Share Tweet E-mail ", "Share | Tweet | E-mail | ", "Share · Tweet • E-mail\u{a0}"] {
            assert_eq!(left(&format!("{row}{text}")), text);
        }
        for whole in [
            "Share prices fell. Nobody knew why.",
            "Share, tweet, e-mail: the verbs of our time.",
            "Share Tweet The harbour was closed on Monday.",
            "Share Tweet E-mail on our page and join us.",
        ] {
            assert_eq!(left(whole), whole);
        }
    }

    #[test]
    fn a_teaser_glued_to_a_sentence_is_removed() {
        assert_eq!(
            left("The harbour was closed.Read also: Storm at sea. Boats stayed in port."),
            "The harbour was closed.Boats stayed in port."
        );
        for whole in [
            "The harbour was closed. Read also: Storm at sea. Boats stayed in port.",
            "The harbour was closed.Read also: Storm at sea",
            "He asked them to read more books. They did.",
        ] {
            assert_eq!(left(whole), whole);
        }
    }

    #[test]
    fn what_may_be_a_sentence_of_the_author_stays() {
        for whole in [
            "The harbour stays closed. Tags: harbour, storm, sea",
            "أغلق الميناء أمس. المصدر: وكالات",
            "It rained. Photo: Ada Holm",
            "It rained. Share this",
            "She spoke of tags: paper tags, cloth tags.",
        ] {
            assert_eq!(left(whole), whole);
        }
    }

    /// Where a sentence ends, by reading on from an offset.
    fn end_behind(text: &str, from: usize) -> Option<usize> {
        let mut sentences = Sentences::new(text);
        sentences.read_sentence(from);
        sentences.end
    }

    #[test]
    fn ends_of_sentences_are_the_same_however_often_they_are_asked_for() {
        let pieces = ["a", " ", ".", "”", "。", "!", "ب", "+", "…", "3.5", ". B", "”. ", "،", "\u{301}"];
        // All texts of five pieces, in an order that repeats none.
        for number in (0..pieces.len().pow(5)).step_by(7) {
            let piece = |place: u32| pieces[number / pieces.len().pow(place) % pieces.len()];
            let text: String = (0..5).map(piece).collect();
            let mut sentences = Sentences::new(&text);
            let mut last = None;
            for (at, c) in text.char_indices() {
                let kind = CharTable::get().kind(c);
                // A cue ends behind a word, so after an end mark none is asked about.
                if at == 0 || kind.is_word() {
                    assert_eq!(sentences.end_behind(at), end_behind(&text, at), "{text:?} {at}");
                    assert_eq!(sentences.follow_end_mark(at), last == Some(true), "{text:?} {at}");
                }
                let stops = matches!(kind, Kind::Stop | Kind::SolidStop | Kind::Query | Kind::Ellipsis);
                let is_passed =
                    kind.closes() || matches!(kind, Kind::Space | Kind::Mark | Kind::Sign | Kind::Dash);
                last = if is_passed { last } else { Some(stops) };
            }
        }
    }

    #[test]
    fn noise_that_covers_all_words_leaves_none() {
        let page = Page::new("one two three");
        let reading = Reading::new(&page);
        let noise = |range| Noise { range, label: Label::Related };
        assert!(!leaves_a_word(&reading.words, &[noise(0..4), noise(4..13)]));
        assert!(leaves_a_word(&reading.words, &[noise(0..4), noise(5..13)]));
        assert!(leaves_a_word(&reading.words, &[noise(0..4)]));
        assert!(leaves_a_word(&reading.words, &[]));
    }

    #[test]
    fn a_line_never_loses_all_of_its_words() {
        assert_eq!(left("Read more"), "Read more");
        assert_eq!(left("Share Tweet"), "Share Tweet");
    }
}
