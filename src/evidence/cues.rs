//! Cue: the phrases of the packs in a line, and how far away others are.

use super::sums::Sums;
use super::{Columns, FAR, Family, GAP, Trend, since};
use crate::phrases::cue::{Cue, CueKind, Cues, FoundCue, Position};
use crate::text::page::Page;
use crate::text::reading::{End, Facts, Reading};

/// The best cue of each line with text, and whether there are other phrases in the line.
pub(crate) fn find_cues(page: &Page<'_>, reading: &Reading, cues: &Cues) -> (Vec<Option<Cue>>, Vec<bool>) {
    let find = |(index, facts): (usize, &Facts)| {
        let found = cues.find(page.line(facts.line as usize), reading.words_of(index));
        // The only cue that is not a phrase. Prose does not have it.
        (found.best.map(FoundCue::cue).or(facts.copyright.then_some(Cue::COPYRIGHT_SIGN)), found.within)
    };
    reading.lines.iter().enumerate().map(find).unzip()
}

/// Classes of cues: kinds with the same effect are one.
const CLASS: &[&str] = &[
    "none",
    "read",
    "related",
    "share",
    "comments",
    "tags",
    "source",
    "date",
    "footer",
    "newsletter",
    "nav",
    "ads",
    "byline",
    "caption",
];
const CLASS_OF_NEIGHBOUR: &[&str] = &[
    "no line",
    "none",
    "read",
    "related",
    "share",
    "comments",
    "tags",
    "source",
    "date",
    "footer",
    "newsletter",
    "nav",
    "ads",
    "byline",
    "caption",
];
const NEARBY: &[f32] = &[1., 2., 3., 5., 8., 12., 20.];

pub(super) struct CueContext {
    /// Lines since a "read also" heading.
    since_read_also: Vec<u8>,
    /// Lines since a cue that ends articles.
    since_end: Vec<u8>,
    /// Cues above each line.
    above: Sums,
}

impl CueContext {
    /// In text, a dialog about cookies stands above an article as often as below.
    pub(super) fn new(reading: &Reading, cues: &[Option<Cue>], is_text: bool) -> Self {
        let ends = |cue: Cue| ends_an_article(cue) && !(is_text && cue.kind == CueKind::Cookies);
        Self {
            since_read_also: since(
                cues.iter()
                    .zip(&reading.lines)
                    .map(|(cue, facts)| cue.is_some_and(|cue| is_heading_of_links(cue, facts))),
                FAR,
            ),
            since_end: since(cues.iter().map(|cue| cue.is_some_and(ends)), FAR),
            above: Sums::new(cues.iter().map(|cue| u64::from(cue.is_some()))),
        }
    }

    pub(super) fn fill(&self, cues: &[Option<Cue>], out: &mut Columns<'_>) {
        let class_at = |line: usize, wanted: Position| match cues[line] {
            Some(cue) if cue.position == wanted => class(cue.kind),
            _ => 0,
        };
        let neighbour = |line: Option<usize>, wanted: Position| match line {
            Some(line) if line < cues.len() => class_at(line, wanted) + 1,
            _ => 0,
        };
        out.family(Family::Cue);
        out.class("cue-line", CLASS, |i| class_at(i, Position::Line));
        out.trend(Trend::FirstIsBest);
        out.class("cue-prefix", CLASS, |i| class_at(i, Position::Prefix));
        out.trend(Trend::FirstIsBest);
        out.class("cue-suffix", CLASS, |i| class_at(i, Position::Suffix));
        out.trend(Trend::FirstIsBest);
        out.class("cue-inside", CLASS, |i| class_at(i, Position::Inside));
        out.trend(Trend::FirstIsBest);
        out.number("since-read-also", GAP, |i| f32::from(self.since_read_also[i]));
        out.number("since-end-cue", GAP, |i| f32::from(self.since_end[i]));
        let above = self.above.of_block(&out.lines, |i| u64::from(cues[i].is_some()));
        out.number("cues-above", NEARBY, |i| above.at(i) as f32);
        out.number("cues-below", NEARBY, |i| {
            (self.above.all() - above.at(i) - u64::from(cues[i].is_some())) as f32
        });
        out.class("cue-line-above-1", CLASS_OF_NEIGHBOUR, |i| neighbour(i.checked_sub(1), Position::Line));
        out.class("cue-line-below-1", CLASS_OF_NEIGHBOUR, |i| neighbour(Some(i + 1), Position::Line));
        out.class("cue-line-below-2", CLASS_OF_NEIGHBOUR, |i| neighbour(Some(i + 2), Position::Line));
        out.class("cue-prefix-above-1", CLASS_OF_NEIGHBOUR, |i| {
            neighbour(i.checked_sub(1), Position::Prefix)
        });
        out.class("cue-prefix-below-1", CLASS_OF_NEIGHBOUR, |i| neighbour(Some(i + 1), Position::Prefix));
    }
}

/// Whether it heads a block of links to other pages, if it is a line by itself.
pub(crate) fn heads_a_block(cue: Cue) -> bool {
    matches!(cue.kind, CueKind::ReadMore | CueKind::ReadAlso | CueKind::Related)
        && matches!(cue.position, Position::Line | Position::Prefix)
}

/// Whether a line with it is only the heading of a block of links to other pages.
pub(crate) fn is_heading_of_links(cue: Cue, facts: &Facts) -> bool {
    heads_a_block(cue) && (cue.position == Position::Line || facts.units < 30 && facts.end == End::Colon)
}

/// Whether it occurs where articles end: comments, tags, source, footer.
pub(crate) fn ends_an_article(cue: Cue) -> bool {
    match cue.kind {
        CueKind::Comments | CueKind::Tags | CueKind::Source => {
            matches!(cue.position, Position::Line | Position::Prefix)
        }
        CueKind::Copyright | CueKind::Footer | CueKind::Cookies => true,
        _ => false,
    }
}

/// Index into [`CLASS`].
fn class(kind: CueKind) -> u8 {
    match kind {
        CueKind::ReadMore | CueKind::ReadAlso => 1,
        CueKind::Related => 2,
        CueKind::Share | CueKind::Follow => 3,
        CueKind::Comments => 4,
        CueKind::Tags => 5,
        CueKind::Source => 6,
        CueKind::Date => 7,
        CueKind::Copyright | CueKind::Footer | CueKind::Cookies => 8,
        CueKind::Newsletter | CueKind::Paywall => 9,
        CueKind::Nav | CueKind::Breadcrumbs | CueKind::SignIn => 10,
        CueKind::Ads | CueKind::App => 11,
        CueKind::Byline => 12,
        CueKind::Caption => 13,
    }
}
