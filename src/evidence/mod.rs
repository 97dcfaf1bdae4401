//! Evidence: small observations of a line, each sorted into a few buckets.
//!
//! A family is a file. It prepares what it needs once per page, and then fills its columns one block of lines after
//! another. A column is one line of code: its name, its buckets and its value. The registry is made by running that code
//! over an empty page, so the two cannot diverge.

mod cohesion;
mod cues;
mod ending;
mod forms;
pub(crate) mod lexical_cohesion;
mod markup;
mod neighbours;
mod noise;
mod observation;
mod place;
mod region;
mod repeat;
mod shape;
mod sums;
mod template;

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use crate::phrases::cue::Cue;
use crate::text::page::Page;
use crate::text::reading::Reading;

pub(crate) use cohesion::Cohesion;
use cues::CueContext;
pub(crate) use cues::{ends_an_article, find_cues, heads_a_block, is_heading_of_links};
use forms::Forms;
pub(crate) use markup::Groups;
use markup::Markup;
use noise::Noise;
pub use observation::{Bucket, Observation};
use place::Place;
use region::Region;
use repeat::Repeats;
use template::Template;

/// A family of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[repr(u8)]
pub enum Family {
    /// The line's own length, words, digits, capitals, signs.
    Shape,
    /// What it and the lines around it end with.
    Ending,
    /// Phrases of the packs in it and around it.
    Cue,
    /// Whether the line, or one of its shape, occurs again on the page or on its site.
    Repeat,
    /// Where on the page it is.
    Place,
    /// Averages over the lines before and after.
    Neighbours,
    /// Where it is relative to the densest stretch of paragraphs.
    Region,
    /// Whether it is about what the paragraphs are about.
    Cohesion,
    /// What the elements of an HTML page tell about it.
    Markup,
}

impl Family {
    /// All of them, in the order of the enum.
    pub const ALL: [Self; 9] = [
        Self::Shape,
        Self::Ending,
        Self::Cue,
        Self::Repeat,
        Self::Place,
        Self::Neighbours,
        Self::Region,
        Self::Cohesion,
        Self::Markup,
    ];

    /// Its name in reports and statistics: lower case, ASCII.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shape => "shape",
            Self::Ending => "ending",
            Self::Cue => "cue",
            Self::Repeat => "repeat",
            Self::Place => "place",
            Self::Neighbours => "neighbours",
            Self::Region => "region",
            Self::Cohesion => "cohesion",
            Self::Markup => "markup",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How values become buckets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Buckets {
    /// Bucket k holds the values from edge k - 1 up to below edge k.
    Edges(&'static [f32]),
    /// Bucket k is the k-th of these names.
    Names(&'static [&'static str]),
}

impl Buckets {
    /// How many there are.
    pub(crate) fn count(self) -> usize {
        match self {
            Self::Edges(edges) => edges.len() + 1,
            Self::Names(names) => names.len(),
        }
    }
}

/// One kind of evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Definition {
    pub(crate) name: &'static str,
    pub(crate) family: Family,
    pub(crate) buckets: Buckets,
    /// Whether it is the same for all lines of a page.
    pub(crate) of_page: bool,
    pub(crate) trend: Trend,
}

/// Which way evidence may count, all else being equal. What a person would never doubt may count one way only: a link
/// makes no line more likely to be article text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Trend {
    /// Either way.
    #[default]
    Any,
    /// A higher bucket never makes article text less likely.
    Rising,
    /// A higher bucket never makes article text more likely.
    Falling,
    /// No bucket makes article text more likely than the first.
    FirstIsBest,
}

/// All kinds of evidence, in the order of the columns.
pub(crate) fn registry() -> &'static [Definition] {
    static REGISTRY: LazyLock<Vec<Definition>> = LazyLock::new(|| {
        let reading = Reading::default();
        let mut columns = Columns { register: Some(Vec::new()), ..Columns::default() };
        Evidence::new(&Page::new(""), &reading, &[]).fill(&mut columns);
        columns.register.unwrap_or_default()
    });
    &REGISTRY
}

/// What the families know about a page.
pub(crate) struct Evidence<'r> {
    reading: &'r Reading,
    cues: &'r [Option<Cue>],
    context: CueContext,
    repeats: Repeats,
    place: Place,
    region: Region,
    cohesion: Cohesion,
    markup: Markup<'r>,
    template: Template,
    /// Of pages of text and Markdown only.
    noise: Option<Noise>,
    forms: Option<Forms>,
}

impl<'r> Evidence<'r> {
    /// Prepares a page. `cues` has the best cue of each line.
    pub(crate) fn new(page: &Page<'r>, reading: &'r Reading, cues: &'r [Option<Cue>]) -> Self {
        let repeats = Repeats::new(reading);
        let region = Region::new(reading, cues);
        // Markdown has little more to tell than text.
        let is_text = page.html().is_none_or(|html| html.is_markdown);
        Self {
            noise: is_text.then(|| Noise::new(reading, cues)),
            forms: is_text.then(|| Forms::new(page, reading)),
            context: CueContext::new(reading, cues, is_text),
            place: Place::new(reading),
            cohesion: Cohesion::new(reading, &region.lines),
            markup: Markup::from_page(page, reading, cues),
            template: Template::from_page(page, reading),
            reading,
            cues,
            repeats,
            region,
        }
    }

    /// Fills the columns for the block of lines that they are set to.
    pub(crate) fn fill(&self, columns: &mut Columns<'_>) {
        columns.next = 0;
        shape::fill(self.reading, columns);
        ending::fill(self.reading, columns);
        self.context.fill(self.cues, columns);
        self.repeats.fill(self.reading, columns);
        self.place.fill(self.reading, columns);
        neighbours::fill(self.reading, &self.repeats, columns);
        self.region.fill(self.reading, columns);
        self.cohesion.fill(self.reading, columns);
        self.markup.fill(columns);
        self.template.fill(columns);
        noise::fill(self.noise.as_ref(), columns);
        forms::fill(self.forms.as_ref(), self.reading, columns);
    }

    /// Whether a line stands on nearly all pages of a known site of many pages.
    pub(crate) fn is_on_nearly_all(&self, line: usize) -> bool {
        self.template.is_on_nearly_all(line)
    }

    /// Whether the page has the template of a known site.
    pub(crate) fn is_of_site(&self) -> bool {
        self.template.is_of_site()
    }

    /// Whether lines of the page are on the pages that are counted as its site, even if these have another template.
    pub(crate) fn knows_others(&self) -> bool {
        self.template.is_known()
    }

    /// Whether a line is in an element of HTML that is named after readers' comments.
    pub(crate) fn is_in_comments(&self, line: usize) -> bool {
        self.markup.is_in_comments(line)
    }

    /// The lines that the markup treats alike; none on a page of text.
    pub(crate) fn groups(&self) -> &Groups {
        self.markup.groups()
    }

    /// The cohesion of the page, which the cut uses as well.
    pub(crate) fn cohesion(&self) -> &Cohesion {
        &self.cohesion
    }
}

/// Only the cohesion of a page.
pub(crate) fn cohesion(reading: &Reading, cues: &[Option<Cue>]) -> Cohesion {
    Cohesion::new(reading, &Region::new(reading, cues).lines)
}

/// Bucket codes of a block of lines, with a column for each kind of evidence.
#[derive(Debug, Default)]
pub(crate) struct Columns<'a> {
    lines: Range<usize>,
    codes: Vec<u8>,
    /// The columns that the model uses; the others are not filled.
    wanted: &'a [bool],
    /// The distance from one column to the next, in codes.
    stride: usize,
    next: usize,
    family: Option<Family>,
    /// If set, collects definitions, and no codes are written.
    register: Option<Vec<Definition>>,
    values: Vec<f32>,
}

/// Lines that are processed at once; blocks are padded to a multiple of it.
pub(crate) const VECTOR: usize = 16;

/// A number of lines, rounded up to whole vectors.
pub(crate) fn padded(lines: usize) -> usize {
    lines.next_multiple_of(VECTOR)
}

/// Lines of a block, whose codes then fit in the cache.
pub(crate) const BLOCK: usize = 256;

impl<'a> Columns<'a> {
    /// Columns for the wanted kinds of evidence, on a page that has so many lines with text.
    pub(crate) fn new(wanted: &'a [bool], lines: usize) -> Self {
        // Most pages are smaller than a block, and clearing a whole one takes time.
        let stride = padded(lines.min(BLOCK));
        Self {
            codes: vec![0; wanted.len() * stride],
            values: vec![0.0; stride],
            stride,
            wanted,
            ..Self::default()
        }
    }

    /// Sets the block of lines to fill next, at most [`BLOCK`].
    pub(crate) fn set_lines(&mut self, lines: Range<usize>) {
        self.lines = lines;
    }

    /// The codes of one column for the block.
    #[inline]
    pub(crate) fn column(&self, index: usize) -> &[u8] {
        &self.codes[index * self.stride..][..self.lines.len()]
    }

    /// One vector of the codes of one column. Codes after the last line mean nothing.
    #[inline]
    pub(crate) fn vector(&self, index: usize, vector: usize) -> &[u8; VECTOR] {
        &self.codes[index * self.stride..][..self.stride].as_chunks().0[vector]
    }

    /// The codes of one line of the block, one per column.
    pub(crate) fn codes_of(&self, line: usize) -> impl Iterator<Item = u8> {
        self.codes.chunks_exact(self.stride).map(move |column| column[line])
    }

    fn family(&mut self, family: Family) {
        self.family = Some(family);
    }

    /// A column of numbers.
    fn number(&mut self, name: &'static str, edges: &'static [f32], value: impl Fn(usize) -> f32) {
        let Some(column) = self.advance(name, Buckets::Edges(edges)) else { return };
        for (slot, line) in self.values.iter_mut().zip(self.lines.clone()) {
            *slot = value(line);
        }
        let codes = &mut self.codes[column * self.stride..][..self.stride];
        fill_buckets(codes, &self.values, edges);
    }

    /// A column of numbers of which the buckets are known.
    fn bucket(&mut self, name: &'static str, edges: &'static [f32], bucket: impl Fn(usize) -> u8) {
        self.codes(name, Buckets::Edges(edges), bucket);
    }

    /// A column that has one number for the whole page.
    fn page_number(&mut self, name: &'static str, edges: &'static [f32], value: f32) {
        let Some(column) = self.advance(name, Buckets::Edges(edges)) else {
            self.mark_of_page();
            return;
        };
        let code = bucket_of(value, edges);
        self.codes[column * self.stride..][..self.lines.len()].fill(code);
    }

    /// A column of classes.
    fn class(&mut self, name: &'static str, names: &'static [&'static str], class: impl Fn(usize) -> u8) {
        self.codes(name, Buckets::Names(names), class);
    }

    fn codes(&mut self, name: &'static str, buckets: Buckets, code_of: impl Fn(usize) -> u8) {
        let Some(column) = self.advance(name, buckets) else { return };
        for (code, line) in
            self.codes[column * self.stride..][..self.lines.len()].iter_mut().zip(self.lines.clone())
        {
            *code = code_of(line);
        }
    }

    /// A column that has one class for the whole page.
    fn page_class(&mut self, name: &'static str, names: &'static [&'static str], class: u8) {
        let Some(column) = self.advance(name, Buckets::Names(names)) else {
            self.mark_of_page();
            return;
        };
        self.codes[column * self.stride..][..self.lines.len()].fill(class);
    }

    fn mark_of_page(&mut self) {
        if let Some(definition) = self.register.as_mut().and_then(|register| register.last_mut()) {
            definition.of_page = true;
        }
    }

    /// Says which way the last column may count.
    fn trend(&mut self, trend: Trend) {
        if let Some(definition) = self.register.as_mut().and_then(|register| register.last_mut()) {
            definition.trend = trend;
        }
    }

    /// The next column, if it is to be filled.
    fn advance(&mut self, name: &'static str, buckets: Buckets) -> Option<usize> {
        if let (Some(register), Some(family)) = (&mut self.register, self.family) {
            register.push(Definition { name, family, buckets, of_page: false, trend: Trend::Any });
            return None;
        }
        let column = self.next;
        self.next += 1;
        self.wanted[column].then_some(column)
    }
}

/// Fills in the buckets of numbers, of which there are whole vectors.
fn fill_buckets(codes: &mut [u8], values: &[f32], edges: &[f32]) {
    // Counters as wide as the numbers, so that the compiler vectorizes the comparisons.
    for (codes, values) in codes.chunks_exact_mut(VECTOR).zip(values.chunks_exact(VECTOR)) {
        let mut counts = [0i32; VECTOR];
        for &edge in edges {
            for (count, &value) in counts.iter_mut().zip(values) {
                *count += i32::from(value >= edge);
            }
        }
        for (code, count) in codes.iter_mut().zip(counts) {
            *code = count as u8;
        }
    }
}

/// The bucket of a number.
fn bucket_of(value: f32, edges: &[f32]) -> u8 {
    edges.iter().filter(|&&edge| value >= edge).count() as u8
}

/// For each line, how many lines above the last marked one is; `cap` if there is none, or it is further up.
fn since(marked: impl Iterator<Item = bool>, cap: u8) -> Vec<u8> {
    let mut distance = cap;
    let since = marked.map(|mark| {
        let here = distance;
        distance = if mark { 1 } else { distance.saturating_add(1).min(cap) };
        here
    });
    since.collect()
}

/// The same for the next marked line below.
fn until(marked: impl DoubleEndedIterator<Item = bool>, cap: u8) -> Vec<u8> {
    let mut until = since(marked.rev(), cap);
    until.reverse();
    until
}

/// For each line, how many of the lines at most `reach` away are marked, the line itself among them; at most 255.
fn around(marked: impl Iterator<Item = bool>, reach: usize) -> Vec<u8> {
    let marks: Vec<bool> = marked.collect();
    let mut count = marks.iter().take(reach).filter(|&&mark| mark).count();
    let counts = (0..marks.len()).map(|line| {
        count += usize::from(marks.get(line + reach).is_some_and(|&mark| mark));
        count -= usize::from(line > reach && marks[line - reach - 1]);
        count.min(255) as u8
    });
    counts.collect()
}

/// Edges for a distance in lines.
const GAP: &[f32] = &[2.0, 3.0, 4.0, 6.0, 10.0, 20.0, 40.0, 60.0];
/// The cap for distances with [`GAP`].
const FAR: u8 = 60;
/// Edges for a share of the page.
const SHARE: &[f32] = &[0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_edges_rise() {
        let mut names: Vec<_> = registry().iter().map(|definition| definition.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        for definition in registry() {
            if let Buckets::Edges(edges) = definition.buckets {
                assert!(edges.is_sorted() && edges.len() < 32, "{}", definition.name);
            }
        }
    }

    #[test]
    fn distances_are_counted_up_to_the_cap() {
        let marks = [false, true, false, false];
        assert_eq!(since(marks.into_iter(), 9), [9, 9, 1, 2]);
        assert_eq!(until(marks.into_iter(), 9), [1, 9, 9, 9]);
        assert_eq!(around(marks.into_iter(), 1), [1, 1, 1, 0]);
        assert_eq!(around(marks.into_iter(), 8), [1; 4]);
    }
}
