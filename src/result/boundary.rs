//! Where one article ends and another one, or the tail, begins; and why, in words.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use crate::decide::choice::logistic;
use crate::decide::cut::{Boundaries, CutModel, EVIDENCE};
use crate::decide::decision::Decision;
use crate::evidence::cohesion;

/// The end of an article with more text below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// The first line of the page below it: where the next article begins, if one was looked for and found.
    pub line: usize,
    /// What weighed most for it, in words, the heaviest first.
    pub reasons: Vec<String>,
    /// How many rare words follow, down to the end of the next article: those on few lines of both sides.
    pub rare_words: usize,
    /// How many of these are in the article above, too.
    pub shared_words: usize,
}

/// Reasons that are named.
const REASONS: usize = 3;

impl Boundary {
    /// The joints of an article's text, and its end, given the article that follows if one does.
    pub(crate) fn all_of(above: &Decision, next: Option<&Decision>, cut: &CutModel) -> Vec<Self> {
        let kept_end =
            |decision: &Decision| decision.kept.iter().rposition(|&kept| kept).map(|last| last + 1);
        let end = kept_end(above).unwrap_or(0);
        let mut boundaries = Vec::new();
        let mut first = 0;
        for (index, &joint) in above.joints.iter().enumerate() {
            let end = above.joints.get(index + 1).map_or(end, |&next| next);
            let reasons = vec!["another text with nothing between".to_owned()];
            boundaries.push(Self::new((above, first..joint), (above, joint..end), reasons));
            first = joint;
        }
        let below = match next {
            Some(next) => {
                let end = next.joints.first().copied().or_else(|| kept_end(next)).unwrap_or(next.len());
                Some((next, next.beginning()..end))
            }
            None => above.below.map(|below| (above, below..above.len())),
        };
        boundaries.extend(below.map(|(decision, lines)| {
            let line = decision.line(lines.start);
            let start = (0..above.len()).take_while(|&index| above.line(index) < line).count();
            Self::new((above, first..end), (decision, lines), reasons(above, start, cut))
        }));
        boundaries
    }

    fn new(above: (&Decision, Range<usize>), below: (&Decision, Range<usize>), reasons: Vec<String>) -> Self {
        let line = below.0.line(below.1.start);
        let (rare_words, shared_words) = rare_words(above, below);
        Self { line, reasons, rare_words, shared_words }
    }
}

impl fmt::Display for Boundary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.reasons.iter().try_for_each(|reason| write!(f, "{reason}; "))?;
        let words = if self.rare_words == 1 { "word" } else { "words" };
        write!(f, "shares {} of {} rare {words} with the article above", self.shared_words, self.rare_words)
    }
}

/// What speaks for the article's end above a line: what stands in the gap, then the evidence of the cut.
fn reasons(above: &Decision, start: usize, cut: &CutModel) -> Vec<String> {
    let gap = above.kept[..start].iter().rposition(|&kept| kept).map_or(0, |last| last + 1)..start;
    let mut labels = Vec::new();
    for index in gap.filter(|&index| above.cues[index].is_some()) {
        if !labels.contains(&above.labels[index].name()) {
            labels.push(above.labels[index].name());
        }
    }
    let mut reasons = Vec::new();
    if !labels.is_empty() {
        reasons.push(format!("below {}", labels.join(", ")));
    }
    if above.below.is_none() {
        reasons.push("no part of the article above, but one by itself".to_owned());
    }
    let probabilities: Vec<f32> = above.scores.iter().map(|&score| logistic(score)).collect();
    let cohesion = cohesion(&above.reading, &above.cues);
    let boundaries = Boundaries::of(&above.reading, &above.cues, &cohesion, &probabilities);
    let Some(at) = above.below.and_then(|below| boundaries.below.iter().position(|&line| line == below))
    else {
        return reasons;
    };
    let mut weights: Vec<(f32, usize)> =
        cut.weights_of(&boundaries.buckets[at]).into_iter().zip(0..).collect();
    weights.sort_by(|one, other| other.0.total_cmp(&one.0));
    let weighty = weights.into_iter().filter(|&(weight, _)| weight > 0.0);
    let words = weighty.filter_map(|(_, kind)| words(EVIDENCE[kind].0, boundaries.buckets[at][kind]));
    reasons.extend(words.take(REASONS).map(str::to_owned));
    reasons
}

/// What a bucket of [`EVIDENCE`] means, if it means something to people and of this boundary.
fn words(evidence: &str, bucket: u8) -> Option<&'static str> {
    Some(match (evidence, bucket) {
        ("apart", 0..=2) => "many words on both sides",
        ("apart", 3..=5) => "few words on both sides",
        ("apart", _) => "hardly a word on both sides",
        ("apart-of-best", 0) => "nowhere do words change more",
        ("gap", 0) => "nothing between",
        ("gap", 1..=2) => "a line or two between",
        ("gap", 3..) => "many lines between",
        ("cue", 1) => "a phrase of chaff between",
        ("cue", 2) => "what stands at the end of articles between",
        ("cue", 3..=4) => "a heading of other pages between",
        ("cue", 5..) => "what stands at the end of articles between, then a heading of other pages",
        ("share-above", 0..=3) => "most of the text follows",
        ("share-above", 4..=6) => "half of the text follows",
        ("share-above", 7..) => "little text follows",
        ("words-above", 0..=1) => "a short text above",
        ("words-above", 4..) => "a long text above",
        ("words-below", 0..=1) => "a short text below",
        ("words-below", 4..) => "a long text below",
        ("headline", 1) => "a line like a headline",
        ("headline", 2) => "a line like a headline behind chaff",
        ("sentence-above", 1) => "a sentence ends above",
        ("lowest", 0..=1) => "clear chaff between",
        ("density", 0..=3) => "less text among the lines below",
        ("cues-after", 1..) => "phrases of chaff below",
        ("probability-below", 0..=2) => "what follows reads unlike this article",
        ("cues-in-gap", 1..) => "phrases of chaff between",
        ("blanks", 1..) => "blank lines between",
        _ => return None,
    })
}

/// The rare words of some lines, and how many of them stand in the article above.
fn rare_words(above: (&Decision, Range<usize>), below: (&Decision, Range<usize>)) -> (usize, usize) {
    #[derive(Default)]
    struct Seen {
        lines: usize,
        last: usize,
        above: bool,
        below: bool,
    }
    let mut seen: HashMap<u32, Seen> = HashMap::new();
    let mut lines = 0;
    let kept = above.1.filter(|&index| above.0.kept[index]).map(|index| (true, above.0, index));
    for (is_above, decision, index) in kept.chain(below.1.map(|index| (false, below.0, index))) {
        lines += 1;
        for word in decision.reading.words_of(index).iter().filter(|word| word.long) {
            let seen = seen.entry(word.stem).or_default();
            seen.lines += usize::from(seen.last != lines);
            seen.last = lines;
            *(if is_above { &mut seen.above } else { &mut seen.below }) = true;
        }
    }
    let rare = || seen.values().filter(|word| word.below && word.lines <= (lines / 4).max(3));
    (rare().count(), rare().filter(|word| word.above).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_of_a_boundary_has_words() {
        let silent = ["page-article", "page-lines", "page-bullets"];
        for (name, edges) in EVIDENCE {
            let speaks = (0..=edges.len()).any(|bucket| words(name, bucket as u8).is_some());
            assert_eq!(speaks, !silent.contains(&name), "{name}");
        }
    }

    #[test]
    fn a_boundary_says_why() {
        let mut boundary =
            Boundary { line: 3, reasons: vec!["below tags".to_owned()], rare_words: 31, shared_words: 2 };
        assert_eq!(boundary.to_string(), "below tags; shares 2 of 31 rare words with the article above");
        (boundary.reasons, boundary.rare_words, boundary.shared_words) = (Vec::new(), 1, 0);
        assert_eq!(boundary.to_string(), "shares 0 of 1 rare word with the article above");
    }
}
