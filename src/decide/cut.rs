//! The cut: where the page's own article ends and another one, or the tail, begins.
//!
//! Candidates are the boundaries between two successive lines that look like article. A second scorecard weighs
//! each: cohesion of the text above with that below, what stands in the gap, how much is left. The sum of the
//! boundaries' probabilities down to a line is the probability that the article has ended above it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use crate::decide::choice::exp;
use crate::evidence::lexical_cohesion::Stretch;
use crate::evidence::{Cohesion, ends_an_article, heads_a_block};
use crate::phrases::cue::{Cue, Position};
use crate::text::reading::{Bullet, End, Reading};

/// The weights of the cut: for each kind of evidence one a bucket.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CutModel {
    pub(crate) base: f32,
    /// Those of [`EVIDENCE`], by name.
    pub(crate) weights: BTreeMap<String, Vec<f32>>,
}

impl Default for CutModel {
    /// All weights 0, and so reluctant to cut that it never does.
    fn default() -> Self {
        let weights = EVIDENCE.iter().map(|(name, edges)| ((*name).to_owned(), vec![0.0; edges.len() + 1]));
        Self { base: -20.0, weights: weights.collect() }
    }
}

impl CutModel {
    /// The first kind of evidence that has not one weight a bucket: its name, the weights it needs and has.
    pub(crate) fn misfit(&self) -> Option<(&'static str, usize, usize)> {
        let sizes = EVIDENCE
            .iter()
            .map(|(name, edges)| (*name, edges.len() + 1, self.weights.get(*name).map_or(0, Vec::len)));
        sizes.into_iter().find(|(_, expected, found)| expected != found)
    }

    /// Its tables of the model file.
    pub(crate) fn to_toml(&self) -> String {
        let mut text = format!("[cut]\nbase = {:.3}\n\n[cut.weights]\n", self.base);
        for (name, _) in EVIDENCE {
            let weights: Vec<String> =
                self.weights[name].iter().map(|weight| format!("{weight:.3}")).collect();
            let _ = writeln!(text, "{name} = [{}]", weights.join(", "));
        }
        text
    }
}

/// Evidence of a boundary and the edges of its buckets.
pub(crate) const EVIDENCE: [(&str, &[f32]); 18] = [
    // How much the words above and below keep apart, in standard deviations; that of the page's best boundary
    // minus this one's.
    ("apart", &[-1., 0., 0.5, 1., 1.5, 2., 2.5, 3., 3.5, 4., 5.]),
    ("apart-of-best", &[0.001, 0.3, 0.7, 1.2, 2., 3.]),
    // Lines in the gap; 0 no cue, 1 one of any kind, 2 an end cue, 3 a heading of other pages, 4 it comes last, 5 both.
    ("gap", &[1., 2., 3., 5., 8., 15., 30.]),
    ("cue", &[1., 2., 3., 4., 5.]),
    // Share and number of kept words above, number below.
    ("share-above", &[0.05, 0.15, 0.25, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95]),
    ("words-above", &[50., 100., 200., 400., 800.]),
    ("words-below", &[20., 50., 100., 200., 400., 800.]),
    // The line below reads like a headline; 2 behind a gap.
    ("headline", &[1., 2., 3.]),
    ("sentence-above", &[1.]),
    // The least probable line of the gap.
    ("lowest", &[0.01, 0.03, 0.08, 0.2, 0.4]),
    // How much thinner kept lines stand below than above.
    ("density", &[-0.6, -0.4, -0.2, -0.1, 0.1]),
    ("cues-after", &[1., 2., 3., 5.]),
    // Mean probability of the text below.
    ("probability-below", &[0.6, 0.7, 0.8, 0.9, 0.95]),
    ("cues-in-gap", &[1., 2., 3., 5.]),
    ("blanks", &[1., 2., 3.]),
    // What kind of page it is: share of its words expected to be article, its likely lines, bullets among them.
    ("page-article", &[0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9]),
    ("page-lines", &[6., 10., 16., 25., 40., 80.]),
    ("page-bullets", &[0.02, 0.05, 0.1, 0.2, 0.4]),
];

/// The boundaries of a page at which its article may end.
pub(crate) struct Boundaries {
    /// The line below each.
    pub(crate) below: Vec<usize>,
    /// The bucket of each kind of [`EVIDENCE`].
    pub(crate) buckets: Vec<[u8; EVIDENCE.len()]>,
}

/// Lines of at least this probability count as article here, if they have more than three words.
const LIKELY: f32 = 0.4;

impl CutModel {
    /// Finds the line below which the article has ended: the first line, if any, that the cut takes off.
    pub(crate) fn first_line_below(&self, boundaries: &Boundaries) -> Option<usize> {
        self.first_below(&boundaries.buckets).map(|boundary| boundaries.below[boundary])
    }

    /// The first boundary above which the article is likelier to have ended than not, by the buckets of all.
    pub(crate) fn first_below(&self, boundaries: &[[u8; EVIDENCE.len()]]) -> Option<usize> {
        let tables = self.tables();
        let score =
            |buckets: &[u8; EVIDENCE.len()]| self.base + weights(&tables, buckets).iter().sum::<f32>();
        let scores: Vec<f32> = boundaries.iter().map(score).collect();
        let highest = scores.iter().fold(0.0f32, |highest, &score| highest.max(score));
        let odds = |score: f32| f64::from(exp((score - highest).max(-60.0)));
        let all: f64 = scores.iter().map(|&score| odds(score)).sum::<f64>() + odds(0.0);
        let mut ended = 0.0;
        scores.iter().position(|&score| {
            ended += odds(score) / all;
            ended > 0.5
        })
    }

    /// What each kind of [`EVIDENCE`] adds to the log-odds of a boundary.
    pub(crate) fn weights_of(&self, buckets: &[u8; EVIDENCE.len()]) -> [f32; EVIDENCE.len()] {
        weights(&self.tables(), buckets)
    }

    fn tables(&self) -> [&[f32]; EVIDENCE.len()] {
        EVIDENCE.map(|(name, _)| self.weights.get(name).map_or(&[][..], Vec::as_slice))
    }
}

fn weights(tables: &[&[f32]; EVIDENCE.len()], buckets: &[u8; EVIDENCE.len()]) -> [f32; EVIDENCE.len()] {
    std::array::from_fn(|kind| tables[kind].get(usize::from(buckets[kind])).copied().unwrap_or(0.0))
}

impl Boundaries {
    /// The boundaries of a page, given the probability of article of each line with text.
    pub(crate) fn of(
        reading: &Reading,
        cues: &[Option<Cue>],
        cohesion: &Cohesion,
        probabilities: &[f32],
    ) -> Self {
        let likely = |line: &usize| probabilities[*line] >= LIKELY && reading.words_of(*line).len() > 3;
        let candidates = Stretch::of(reading, (0..probabilities.len()).filter(likely));
        if candidates.lines.len() < 4 {
            return Self { below: Vec::new(), buckets: Vec::new() };
        }
        let apart = candidates.apart(reading, cohesion.stems(), cohesion.stem_count());
        let buckets = buckets(reading, cues, probabilities, &candidates, &apart);
        Self { below: candidates.lines[1..].to_vec(), buckets }
    }
}

/// The evidence of each boundary.
fn buckets(
    reading: &Reading,
    cues: &[Option<Cue>],
    probabilities: &[f32],
    candidates: &Stretch,
    apart: &[f32],
) -> Vec<[u8; EVIDENCE.len()]> {
    let lines = &candidates.lines;
    let count = lines.len();
    let all_words = candidates.all_words();
    let most_apart = apart[1..].iter().fold(f32::MIN, |most, &value| most.max(value));
    let words_of = |index: usize| (candidates.words[index + 1] - candidates.words[index]) as f32;
    // Expected article words from each candidate to the last.
    let mut expected_below = vec![0.0f32; count + 1];
    for index in (0..count).rev() {
        expected_below[index] = expected_below[index + 1] + words_of(index) * probabilities[lines[index]];
    }
    let mut cue_sums = Vec::with_capacity(cues.len() + 1);
    cue_sums.push(0u32);
    for cue in cues {
        cue_sums.push(cue_sums[cue_sums.len() - 1] + u32::from(cue.is_some()));
    }
    let page_words = reading.words.len().max(1) as f32;
    let expected = |line: usize| probabilities[line] * reading.words_of(line).len() as f32;
    let page_article = (0..probabilities.len()).map(expected).sum::<f32>() / page_words;
    let bullets = lines.iter().filter(|&&line| reading.lines[line].bullet != Bullet::None).count();
    let page_bullets = bullets as f32 / count as f32;
    let boundary = |index: usize| {
        let (above, below) = (lines[index - 1], lines[index]);
        let gap = above + 1..below;
        let facts = &reading.lines[below];
        let headline = facts.units < 130
            && matches!(
                facts.end,
                End::Letter | End::Quote | End::Bracket | End::Digit | End::Query | End::Ellipsis
            );
        let words_below = (all_words - candidates.words[index]) as f32;
        let density = |from: usize, to: usize, count: usize| count as f32 / (to - from + 1) as f32;
        let values = [
            apart[index],
            most_apart - apart[index],
            gap.len() as f32,
            f32::from(cue_in_gap(&cues[gap.clone()])),
            candidates.words[index] as f32 / all_words.max(1) as f32,
            candidates.words[index] as f32,
            words_below,
            if headline { 1.0 + f32::from(u8::from(!gap.is_empty())) } else { 0.0 },
            f32::from(u8::from(reading.lines[above].ends_sentence())),
            probabilities[gap.clone()].iter().fold(1.0, |lowest: f32, &p| lowest.min(p)),
            density(below, lines[count - 1], count - index) - density(lines[0], above, index),
            (cue_sums[(below + 9).min(cues.len())] - cue_sums[below + 1]) as f32,
            expected_below[index] / words_below.max(1.0),
            (cue_sums[below] - cue_sums[above + 1]) as f32,
            facts.blanks_above as f32,
            page_article,
            count as f32,
            page_bullets,
        ];
        let mut buckets = [0; EVIDENCE.len()];
        for ((bucket, value), (_, edges)) in buckets.iter_mut().zip(values).zip(EVIDENCE) {
            *bucket = edges.iter().filter(|&&edge| value >= edge).count() as u8;
        }
        buckets
    };
    (1..count).map(boundary).collect()
}

/// What the cues of a gap say: see [`EVIDENCE`].
fn cue_in_gap(gap: &[Option<Cue>]) -> u8 {
    let found = || gap.iter().flatten();
    let heads = |cue: &Cue| heads_a_block(cue) && cue.position == Position::Line;
    let ends = found().any(ends_an_article);
    match gap.last() {
        Some(Some(last)) if heads(last) => 4 + u8::from(ends),
        _ if found().any(heads) => 3,
        _ if ends => 2,
        _ => u8::from(found().next().is_some()),
    }
}
