//! Where one article ends and another one, or the tail, begins; and why.

use std::collections::HashMap;
use std::ops::Range;

use crate::decide::cut::{Boundaries, CutModel, CutObservation};
use crate::decide::decision::Decision;
use crate::decide::label::Label;
use crate::decide::logistic::logistic;
use crate::evidence::cohesion;

/// The end of an article that has more text below it.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// The first line below it, by its index in the page: where the next article begins, if all were wanted and there is
    /// one.
    pub line: usize,
    /// What speaks for the boundary, the most telling first.
    pub reasons: Vec<BoundaryReason>,
    /// How many rare words follow, down to the end of the next article. A word is rare if it is on few lines of the two
    /// texts.
    pub rare_words: usize,
    /// How many of these are in the article above as well.
    pub shared_words: usize,
}

/// What speaks for a [`Boundary`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum BoundaryReason {
    /// The words change from one line to the next, with nothing between them.
    WordsChange,
    /// There are phrases of chaff with these labels right above it. Each label comes once, in the order of the page.
    Chaff(Vec<Label>),
    /// The page was not cut here, but the text below is an article when it is judged by itself.
    SeparateArticle,
    /// Lines of the same kinds, such as tags and share buttons, close the article above and the one below.
    RepeatedClose,
    /// Evidence for cutting the page here.
    Evidence {
        /// What was seen.
        seen: CutObservation,
        /// What it adds to the log-odds of the cut, above 0.
        weight: f32,
    },
}

impl Boundary {
    /// The splits of an article's text, and its end if something follows, given the next article if there is one.
    pub(crate) fn find_all(above: &Decision, next: Option<&Decision>, cut: &CutModel) -> Vec<Self> {
        let end = kept_end(above).unwrap_or(0);
        let starts: Vec<usize> = [0].into_iter().chain(above.splits.iter().copied()).collect();
        let mut boundaries: Vec<Self> = starts
            .windows(2)
            .enumerate()
            .map(|(index, pair)| {
                let end = starts.get(index + 2).copied().unwrap_or(end);
                let reasons = vec![BoundaryReason::WordsChange];
                Self::new((above, pair[0]..pair[1]), (above, pair[1]..end), reasons)
            })
            .collect();
        boundaries.extend(text_below(above, next).map(|(decision, lines)| {
            let line = decision.line(lines.start);
            let start = (0..above.len()).take_while(|&index| above.line(index) < line).count();
            let last = starts[starts.len() - 1]..end;
            Self::new((above, last), (decision, lines), reasons(above, start, cut))
        }));
        boundaries
    }

    fn new(above: Lines<'_>, below: Lines<'_>, reasons: Vec<BoundaryReason>) -> Self {
        let line = below.0.line(below.1.start);
        let (rare_words, shared_words) = rare_words(above, below);
        Self { line, reasons, rare_words, shared_words }
    }
}

/// Lines with text, by their indices in a decision.
type Lines<'d> = (&'d Decision, Range<usize>);

/// What follows the article: the next one, or what the cut took off.
fn text_below<'d>(above: &'d Decision, next: Option<&'d Decision>) -> Option<Lines<'d>> {
    match next {
        Some(next) => {
            let end = next.splits.first().copied().or_else(|| kept_end(next)).unwrap_or(next.len());
            Some((next, next.beginning()..end))
        }
        None => above.below.map(|below| (above, below..above.len())),
    }
}

/// The end of the kept lines.
fn kept_end(decision: &Decision) -> Option<usize> {
    decision.kept.iter().rposition(|&kept| kept).map(|last| last + 1)
}

/// What speaks for the end of the article above a line: the chaff between, then the evidence of the cut.
fn reasons(above: &Decision, start: usize, cut: &CutModel) -> Vec<BoundaryReason> {
    let mut reasons = Vec::new();
    let labels = chaff_labels(above, start);
    if !labels.is_empty() {
        reasons.push(BoundaryReason::Chaff(labels));
    }
    match above.below {
        None => reasons.push(BoundaryReason::SeparateArticle),
        Some(_) if above.closes_repeat => reasons.push(BoundaryReason::RepeatedClose),
        Some(below) => reasons.extend(cut_reasons(above, below, cut)),
    }
    reasons
}

/// The labels of the phrases between the last kept line and the start of what follows.
fn chaff_labels(above: &Decision, start: usize) -> Vec<Label> {
    let first = above.kept[..start].iter().rposition(|&kept| kept).map_or(0, |last| last + 1);
    let mut labels = Vec::new();
    for index in (first..start).filter(|&index| above.cues[index].is_some()) {
        if !labels.contains(&above.labels[index]) {
            labels.push(above.labels[index]);
        }
    }
    labels
}

/// The evidence of the cut above a line, the heaviest first.
fn cut_reasons(above: &Decision, below: usize, cut: &CutModel) -> Vec<BoundaryReason> {
    let probabilities: Vec<f32> = above.scores.iter().map(|&score| logistic(score)).collect();
    let cohesion = cohesion(&above.reading, &above.cues);
    let boundaries = Boundaries::new(&above.reading, &above.cues, &cohesion, &probabilities);
    let at = boundaries.below.iter().position(|&line| line == below);
    let reasons = at.map_or_else(Vec::new, |at| cut.reasons(&boundaries.buckets[at]));
    reasons.into_iter().map(|(seen, weight)| BoundaryReason::Evidence { seen, weight }).collect()
}

/// How many rare words are in the lines below, and how many of these are in the article above as well.
fn rare_words(above: Lines<'_>, below: Lines<'_>) -> (usize, usize) {
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
        for word in decision.reading.words_of(index).iter().filter(|word| word.is_long()) {
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
    use crate::{Articles, BoundaryReason, Cleaner, Label, Page};

    const STORM: &str = "The harbour wall gave way after midnight, when the second storm reached the town.\n\
        The council met in the morning and asked the fire service to close the road to the beach.\n\
        Work on a new harbour wall will begin in May, and the town will pay for it with a loan.\n\
        The harbour master said that the storm had moved every boat in the harbour of the town.\n";

    /// With tags and a heading of other pages between them.
    const CAT: &str = "\nTags: harbour, storm\n\nRead also:\n\n\
        Fire crew rescues a grey cat from a chimney in Milltown\n\
        A grey cat was rescued from a chimney in Milltown on Sunday, unhurt but very black.\n\
        Neighbours heard the cat crying through the fireplace and called the fire crew at noon.\n\
        The crew lowered a basket of sardines, and the cat climbed into the basket by itself.\n\
        The cat belongs to a chimney sweep, who said that he had seen it coming for years.\n";

    #[test]
    fn chaff_above_a_boundary_is_its_first_reason() {
        let text = format!("{STORM}{CAT}");
        let page = Page::new(&text);
        let cleaner = Cleaner::default().with_articles(Articles::All);
        let boundaries = cleaner.explain(&page).boundaries;
        assert_eq!(boundaries.len(), 1, "{boundaries:?}");
        let boundary = &boundaries[0];
        assert_eq!(page.line(boundary.line), "Fire crew rescues a grey cat from a chimney in Milltown");
        assert_eq!(boundary.reasons[0], BoundaryReason::Chaff(vec![Label::Tags, Label::Related]));
        assert!(boundary.shared_words < boundary.rare_words, "{boundary:?}");
    }

    #[test]
    fn an_article_with_nothing_below_has_no_boundary() {
        let page = Page::new(STORM);
        assert!(Cleaner::default().explain(&page).boundaries.is_empty());
    }
}
