//! The evidence of the cut: what is known of a boundary between two lines of text.
//!
//! [`EVIDENCE`] is the whole list. A line of it is a kind of evidence: its name, the edges of its buckets, its value.

use std::fmt;
use std::ops::Range;

use super::CutBuckets;
use crate::decide::scorecard::Kind;
use crate::evidence::lexical_cohesion::Stretch;
use crate::evidence::{Bucket, Buckets, Cohesion, ends_an_article, heads_a_block};
use crate::phrases::cue::{Cue, Position};
use crate::text::reading::{Bullet, End, Reading};

/// One kind of evidence.
pub(crate) struct CutEvidence {
    pub(crate) kind: Kind,
    /// Whether it is the same for all boundaries of a page.
    of_page: bool,
    /// The value at the boundary above one of the candidates, by its index from 1.
    value: fn(&Candidates<'_>, usize) -> f32,
}

/// Kinds of evidence.
pub(crate) const KINDS: usize = 18;

/// All evidence of the cut, in the order of its buckets.
#[rustfmt::skip]
pub(crate) const EVIDENCE: [CutEvidence; KINDS] = [
    // How separate the words above and below are, in standard deviations, and how far that is below the page's greatest.
    here("apart", &[-1., 0., 0.5, 1., 1.5, 2., 2.5, 3., 3.5, 4., 5.], |page, at| page.separation[at]),
    here("apart-of-best", &[0.001, 0.3, 0.7, 1.2, 2., 3.], |page, at| page.greatest - page.separation[at]),
    here("gap", &[1., 2., 3., 5., 8., 15., 30.], |page, at| page.gap(at).len() as f32),
    here("cue", &[1., 2., 3., 4., 5.], |page, at| f32::from(cue_in_gap(&page.cues[page.gap(at)]))),
    here("share-above", &[0.05, 0.15, 0.25, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95], |page, at| {
        page.words_above(at) as f32 / page.words().max(1) as f32
    }),
    here("words-above", &[50., 100., 200., 400., 800.], |page, at| page.words_above(at) as f32),
    here("words-below", &[20., 50., 100., 200., 400., 800.], |page, at| page.words_below(at) as f32),
    here("headline", &[1., 2., 3.], |page, at| f32::from(page.headline(at))),
    here("sentence-above", &[1.], |page, at| flag(page.reading.lines[page.above(at)].ends_sentence())),
    here("lowest", &[0.01, 0.03, 0.08, 0.2, 0.4], |page, at| page.lowest_probability(page.gap(at))),
    // Candidates per line, below minus above.
    here("density", &[-0.6, -0.4, -0.2, -0.1, 0.1], |page, at| page.density(at..page.count()) - page.density(0..at)),
    // Cues on the eight lines that follow the line below.
    here("cues-after", &[1., 2., 3., 5.], |page, at| page.cues_on(page.below(at) + 1..page.below(at) + 9)),
    // Mean probability of the words below.
    here("probability-below", &[0.6, 0.7, 0.8, 0.9, 0.95], |page, at| {
        page.expected_below[at] / page.words_below(at).max(1) as f32
    }),
    here("cues-in-gap", &[1., 2., 3., 5.], |page, at| page.cues_on(page.gap(at))),
    here("blanks", &[1., 2., 3.], |page, at| f32::from(page.reading.lines[page.below(at)].blanks_above)),
    // Of the page: share of its words expected to be article, candidates, bullets among them.
    of_page("page-article", &[0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9], |page, _| page.expected_share),
    of_page("page-lines", &[6., 10., 16., 25., 40., 80.], |page, _| page.count() as f32),
    of_page("page-bullets", &[0.02, 0.05, 0.1, 0.2, 0.4], |page, _| page.bullet_share),
];

type Value = fn(&Candidates<'_>, usize) -> f32;

const fn here(name: &'static str, edges: &'static [f32], value: Value) -> CutEvidence {
    CutEvidence { kind: Kind { name, edges }, of_page: false, value }
}

const fn of_page(name: &'static str, edges: &'static [f32], value: Value) -> CutEvidence {
    CutEvidence { kind: Kind { name, edges }, of_page: true, value }
}

/// One kind of evidence of a boundary and the bucket of its value, such as `gap = 8 to 15`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CutObservation {
    /// Index into [`EVIDENCE`].
    kind: u8,
    bucket: u8,
}

impl CutObservation {
    pub(super) fn new(kind: usize, bucket: u8) -> Self {
        Self { kind: kind as u8, bucket }
    }

    /// Every observation that can be made of a boundary: all kinds of evidence, each with all of its buckets.
    pub fn all() -> impl Iterator<Item = Self> {
        let buckets = |(kind, evidence): (usize, &'static CutEvidence)| {
            (0..evidence.kind.buckets()).map(move |bucket| Self::new(kind, bucket as u8))
        };
        EVIDENCE.iter().enumerate().flat_map(buckets)
    }

    /// The name of the evidence, as model files have it.
    pub fn name(self) -> &'static str {
        EVIDENCE[usize::from(self.kind)].kind.name
    }

    /// The bucket of its value.
    pub fn bucket(self) -> Bucket {
        Buckets::Edges(EVIDENCE[usize::from(self.kind)].kind.edges).get(self.bucket)
    }

    /// Whether it is the same for all boundaries of a page.
    pub fn is_of_page(self) -> bool {
        EVIDENCE[usize::from(self.kind)].of_page
    }
}

impl fmt::Display for CutObservation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.name(), self.bucket())
    }
}

/// Lines of at least this probability count as article here, if they have more than three words.
const LIKELY: f32 = 0.4;

/// The boundaries of a page at which its article may end.
pub(crate) struct Boundaries {
    /// The line below each.
    pub(crate) below: Vec<usize>,
    pub(crate) buckets: Vec<CutBuckets>,
}

impl Boundaries {
    /// The boundaries of a page, given the probability of article of each line with text.
    pub(crate) fn new(
        reading: &Reading,
        cues: &[Option<Cue>],
        cohesion: &Cohesion,
        probabilities: &[f32],
    ) -> Self {
        let likely = |line: &usize| probabilities[*line] >= LIKELY && reading.words_of(*line).len() > 3;
        let stretch = Stretch::new(reading, (0..probabilities.len()).filter(likely));
        if stretch.lines.len() < 4 {
            return Self { below: Vec::new(), buckets: Vec::new() };
        }
        let page = Candidates::new(reading, cues, cohesion, probabilities, &stretch);
        let buckets = (1..page.count()).map(|at| page.buckets(at)).collect();
        Self { below: stretch.lines[1..].to_vec(), buckets }
    }
}

/// The lines that look like article; between each two of them lies a boundary. At index k stands what belongs to the
/// k-th candidate, or to the boundary above it.
struct Candidates<'a> {
    reading: &'a Reading,
    cues: &'a [Option<Cue>],
    probabilities: &'a [f32],
    stretch: &'a Stretch,
    separation: Vec<f32>,
    greatest: f32,
    /// Expected words of article from here to the last candidate.
    expected_below: Vec<f32>,
    /// Lines with a cue above each line of the page.
    cues_above: Vec<u32>,
    expected_share: f32,
    bullet_share: f32,
}

impl<'a> Candidates<'a> {
    fn new(
        reading: &'a Reading,
        cues: &'a [Option<Cue>],
        cohesion: &Cohesion,
        probabilities: &'a [f32],
        stretch: &'a Stretch,
    ) -> Self {
        let separation = stretch.separation(reading, cohesion.stems(), cohesion.stem_count());
        let bullets = stretch.lines.iter().filter(|&&line| reading.lines[line].bullet != Bullet::None);
        let expected = |line: usize| probabilities[line] * reading.words_of(line).len() as f32;
        let page_words = reading.words.len().max(1) as f32;
        Self {
            greatest: separation[1..].iter().fold(f32::MIN, |greatest, &value| greatest.max(value)),
            separation,
            expected_below: expected_below(stretch, probabilities),
            cues_above: cues_above(cues),
            expected_share: (0..probabilities.len()).map(expected).sum::<f32>() / page_words,
            bullet_share: bullets.count() as f32 / stretch.lines.len() as f32,
            reading,
            cues,
            probabilities,
            stretch,
        }
    }

    /// The bucket of each kind of evidence at a boundary.
    fn buckets(&self, at: usize) -> CutBuckets {
        std::array::from_fn(|kind| {
            let evidence = &EVIDENCE[kind];
            evidence.kind.bucket((evidence.value)(self, at))
        })
    }

    fn count(&self) -> usize {
        self.stretch.lines.len()
    }

    /// The line above a boundary.
    fn above(&self, at: usize) -> usize {
        self.stretch.lines[at - 1]
    }

    /// The line below a boundary.
    fn below(&self, at: usize) -> usize {
        self.stretch.lines[at]
    }

    /// The lines between the two.
    fn gap(&self, at: usize) -> Range<usize> {
        self.above(at) + 1..self.below(at)
    }

    /// Words of all candidates.
    fn words(&self) -> u64 {
        self.stretch.all_words()
    }

    fn words_above(&self, at: usize) -> u64 {
        self.stretch.words[at]
    }

    fn words_below(&self, at: usize) -> u64 {
        self.words() - self.words_above(at)
    }

    /// 0 the line below is not like a headline, 1 it is, 2 it is and there is a gap above it.
    fn headline(&self, at: usize) -> u8 {
        let facts = &self.reading.lines[self.below(at)];
        let ends_like_one = matches!(
            facts.end,
            End::Letter | End::Quote | End::Bracket | End::Digit | End::Query | End::Ellipsis
        );
        if facts.units < 130 && ends_like_one { 1 + u8::from(!self.gap(at).is_empty()) } else { 0 }
    }

    /// The least probability among some lines; 1 if there are none.
    fn lowest_probability(&self, lines: Range<usize>) -> f32 {
        self.probabilities[lines].iter().fold(1.0, |lowest: f32, &p| lowest.min(p))
    }

    /// What share of the lines from the first of some candidates to the last are candidates.
    fn density(&self, candidates: Range<usize>) -> f32 {
        let lines = &self.stretch.lines[candidates];
        lines.len() as f32 / (lines[lines.len() - 1] - lines[0] + 1) as f32
    }

    /// Lines with a cue among some lines, which may reach beyond the page.
    fn cues_on(&self, lines: Range<usize>) -> f32 {
        let above = |line: usize| self.cues_above[line.min(self.cues.len())];
        (above(lines.end) - above(lines.start)) as f32
    }
}

fn flag(is_set: bool) -> f32 {
    f32::from(u8::from(is_set))
}

/// One entry more than candidates.
fn expected_below(stretch: &Stretch, probabilities: &[f32]) -> Vec<f32> {
    let mut expected = vec![0.0f32; stretch.lines.len() + 1];
    for (index, &line) in stretch.lines.iter().enumerate().rev() {
        let words = (stretch.words[index + 1] - stretch.words[index]) as f32;
        expected[index] = expected[index + 1] + words * probabilities[line];
    }
    expected
}

/// One entry more than lines.
fn cues_above(cues: &[Option<Cue>]) -> Vec<u32> {
    let mut above = Vec::with_capacity(cues.len() + 1);
    above.push(0);
    for cue in cues {
        above.push(above[above.len() - 1] + u32::from(cue.is_some()));
    }
    above
}

/// What the cues of a gap say: 0 there is none, 1 there are some of no consequence, 2 one that stands at the end of
/// articles, 3 a heading of other pages, 4 a heading of other pages comes last, 5 both 2 and 4.
fn cue_in_gap(gap: &[Option<Cue>]) -> u8 {
    let found = || gap.iter().flatten().copied();
    let heads = |cue: Cue| heads_a_block(cue) && cue.position == Position::Line;
    let ends = found().any(ends_an_article);
    match gap.last() {
        Some(Some(last)) if heads(*last) => 4 + u8::from(ends),
        _ if found().any(heads) => 3,
        _ if ends => 2,
        _ => u8::from(found().next().is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{cohesion, find_cues};
    use crate::phrases::cue::Cues;
    use crate::text::page::Page;

    const PROSE: &str = "The harbour wall gave way at night when the storm came.";
    const OTHER: &str = "A baker in the valley won the prize for rye bread again.";

    /// The observations at the last boundary of a page on which lines of more than five words look like article.
    fn last(text: &str) -> Vec<String> {
        let page = Page::new(text);
        let reading = Reading::new(&page);
        let (cues, _) = find_cues(&page, &reading, &Cues::builtin());
        let likely = |line: usize| if reading.words_of(line).len() > 5 { 0.9 } else { 0.05 };
        let probabilities: Vec<f32> = (0..reading.lines.len()).map(likely).collect();
        let boundaries = Boundaries::new(&reading, &cues, &cohesion(&reading, &cues), &probabilities);
        let Some(buckets) = boundaries.buckets.last() else { return Vec::new() };
        let observed = buckets.iter().enumerate().map(|(kind, &bucket)| CutObservation::new(kind, bucket));
        observed.map(|observation| observation.to_string()).collect()
    }

    #[test]
    fn names_are_unique_and_edges_rise() {
        let mut names = EVIDENCE.map(|evidence| evidence.kind.name);
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        assert!(EVIDENCE.iter().all(|evidence| evidence.kind.edges.is_sorted()));
    }

    #[test]
    fn a_gap_is_measured_and_its_cues_are_read() {
        let text = format!("{PROSE}\n{PROSE}\n{PROSE}\nTags: harbour\nRead also:\n\n{OTHER}\n");
        let seen = last(&text);
        for expected in ["gap = 2 to 3", "cue = 5 or more", "cues-in-gap = 2 to 3", "blanks = 1 to 2"] {
            assert!(seen.iter().any(|seen| seen == expected), "{expected}: {seen:?}");
        }
        for expected in ["lowest = 0.03 to 0.08", "sentence-above = 1 or more", "headline = below 1"] {
            assert!(seen.iter().any(|seen| seen == expected), "{expected}: {seen:?}");
        }
    }

    #[test]
    fn lines_that_follow_each_other_have_no_gap() {
        let seen = last(&format!("{PROSE}\n{PROSE}\n{PROSE}\n{PROSE}\n"));
        for expected in ["gap = below 1", "cue = below 1", "lowest = 0.4 or more", "density = -0.1 to 0.1"] {
            assert!(seen.iter().any(|seen| seen == expected), "{expected}: {seen:?}");
        }
    }

    #[test]
    fn a_page_of_three_candidates_has_no_boundary() {
        assert!(last(&format!("{PROSE}\n{PROSE}\n{PROSE}\n")).is_empty());
    }
}
