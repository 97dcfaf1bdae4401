//! The steps of a decision, in order.

use std::ops::Range;

use crate::choice::{choose, logistic};
use crate::cleaned::{Cleaned, Span, Verdict};
use crate::cue::Cues;
use crate::cut::Boundaries;
use crate::evidence::{BLOCK, Evidence, Family, find_cues, registry};
use crate::explained::Explained;
use crate::label::{KeepSet, Label};
use crate::model::Model;
use crate::page::Page;
use crate::reading::Reading;
use crate::sections::labels;
use crate::spans::noise;

/// Decides pages. Made once, used from any number of threads.
#[derive(Clone, Debug)]
pub struct Cleaner {
    cues: Cues,
    model: Model,
    keep: KeepSet,
}

impl Cleaner {
    /// A cleaner with some cues, a model, and the labels to keep.
    pub fn new(cues: Cues, model: Model, keep: KeepSet) -> Self {
        Self { cues, model, keep }
    }

    /// Decides every line of a page.
    pub fn clean<'p>(&self, page: &'p Page<'p>) -> Cleaned<'p> {
        let reading = Reading::of(page);
        let (cues, within) = find_cues(page, &reading, &self.cues);
        let evidence = Evidence::of(&reading, &cues);
        let (scores, families) = self.score(&reading, &evidence);
        let probabilities: Vec<f32> = scores.iter().map(|&score| logistic(score)).collect();
        let words: Vec<u32> =
            (0..reading.lines.len()).map(|line| reading.words_of(line).len() as u32).collect();
        let mut kept = Vec::new();
        choose(&probabilities, &words, &mut kept);
        let boundaries = Boundaries::of(&reading, &cues, evidence.cohesion(), &probabilities);
        if let Some(below) = self.model.cut().first_line_below(&boundaries) {
            kept[below..].fill(false);
        }
        let labels = labels(&reading, &cues, &kept);
        let mut verdicts =
            vec![Verdict { label: Label::Blank, score: 0.0, family: Family::Shape }; page.lines().len()];
        let mut pieces = Vec::with_capacity(reading.lines.len());
        for (index, facts) in reading.lines.iter().enumerate() {
            let line = facts.line as usize;
            verdicts[line] = Verdict { label: labels[index], score: scores[index], family: families[index] };
            let Range { start, end } = page.lines()[line].content();
            let mut from = start;
            if kept[index] && (within[index] || cues[index].is_some()) {
                for noise in noise(&page.text()[start..end], reading.words_of(index), &self.cues) {
                    let range = start + noise.range.start..start + noise.range.end;
                    if from < range.start {
                        pieces.push(Span {
                            range: from..range.start,
                            line,
                            label: labels[index],
                            kept: false,
                        });
                    }
                    from = range.end;
                    pieces.push(Span { range, line, label: noise.label, kept: false });
                }
            }
            if from < end {
                pieces.push(Span { range: from..end, line, label: labels[index], kept: false });
            }
        }
        Cleaned::new(page, verdicts, pieces, self.keep)
    }

    /// Decides a page and keeps what is needed to say why: slower, and for people to read.
    pub fn explain<'p>(&'p self, page: &'p Page<'p>) -> Explained<'p> {
        let cleaned = self.clean(page);
        let reading = Reading::of(page);
        let (cues, _) = find_cues(page, &reading, &self.cues);
        let evidence = Evidence::of(&reading, &cues);
        let lines: Vec<usize> = reading.lines.iter().map(|facts| facts.line as usize).collect();
        let probabilities: Vec<f32> =
            lines.iter().map(|&line| logistic(cleaned.verdicts()[line].score)).collect();
        let boundaries = Boundaries::of(&reading, &cues, evidence.cohesion(), &probabilities);
        let cut = self.model.cut().first_line_below(&boundaries).map(|below| lines[below]);
        let mut codes = Vec::with_capacity(lines.len() * registry().len());
        let mut columns = self.model.columns(lines.len());
        for start in (0..lines.len()).step_by(BLOCK) {
            let end = (start + BLOCK).min(lines.len());
            columns.set_lines(start..end);
            evidence.fill(&mut columns);
            (0..end - start).for_each(|line| codes.extend(columns.codes_of(line)));
        }
        Explained::new(cleaned, cut, &self.model, &lines, codes)
    }

    fn score(&self, reading: &Reading, evidence: &Evidence<'_>) -> (Vec<f32>, Vec<Family>) {
        let count = reading.lines.len();
        let mut columns = self.model.columns(count);
        let mut answers = Vec::new();
        let mut scores = vec![0.0; count];
        let mut families = vec![Family::Shape; count];
        for start in (0..count).step_by(BLOCK) {
            let end = (start + BLOCK).min(count);
            columns.set_lines(start..end);
            evidence.fill(&mut columns);
            self.model.score(&columns, &mut answers, &mut scores[start..end], &mut families[start..end]);
        }
        (scores, families)
    }
}

impl Default for Cleaner {
    /// All packs, the built-in model, the article's labels.
    fn default() -> Self {
        Self::new(Cues::builtin(), Model::builtin(), KeepSet::ARTICLE)
    }
}
