//! What is decided about the lines of a page, or about the rest of it below an article as if it were a page.

use crate::decide::article_split::{are_apart, has_article, is_headline, joints};
use crate::decide::choice::{choose, logistic};
use crate::decide::cut::Boundaries;
use crate::decide::draft::{Articles, Draft, Span, Verdict};
use crate::decide::label::Label;
use crate::decide::model::{Forest, Model};
use crate::decide::sections::labels;
use crate::decide::spans::noise;
use crate::evidence::{BLOCK, Evidence, Family, cohesion, find_cues, registry};
use crate::phrases::cue::{Cue, Cues};
use crate::text::page::Page;
use crate::text::reading::{Facts, Reading};

/// The decision on a page and what it was made of: lists with an entry for each line with text.
#[derive(Debug)]
pub(crate) struct Decision {
    /// Lines of the whole page above.
    pub(crate) offset: usize,
    /// Bytes that it is about.
    pub(crate) bytes: usize,
    pub(crate) reading: Reading,
    pub(crate) cues: Vec<Option<Cue>>,
    /// Whether phrases stand inside the line.
    within: Vec<bool>,
    pub(crate) scores: Vec<f32>,
    families: Vec<Family>,
    pub(crate) kept: Vec<bool>,
    pub(crate) labels: Vec<Label>,
    /// The first line below the boundary at which the article ends and another one, or the tail, begins.
    pub(crate) below: Option<usize>,
    /// The lines with text at which another article begins with nothing before it, if these were wanted.
    pub(crate) joints: Vec<usize>,
}

impl Decision {
    /// Decides every line of a page; in the whole page, so many lines stand above.
    pub(crate) fn of(page: &Page<'_>, offset: usize, cues: &Cues, model: &Model, articles: Articles) -> Self {
        let reading = Reading::new(page);
        let (cues, within) = find_cues(page, &reading, cues);
        let evidence = Evidence::of(page, &reading, &cues);
        let (scores, families) = score(model.forest(evidence.is_of_site()), &reading, &evidence);
        let probabilities: Vec<f32> = scores.iter().map(|&score| logistic(score)).collect();
        let words: Vec<u32> =
            (0..reading.lines.len()).map(|line| reading.words_of(line).len() as u32).collect();
        let mut kept = Vec::new();
        choose(&probabilities, &words, &mut kept);
        let boundaries = Boundaries::of(&reading, &cues, evidence.cohesion(), &probabilities);
        let below = model.cut().first_line_below(&boundaries);
        if let Some(below) = below {
            kept[below..].fill(false);
        }
        if offset > 0 {
            keep_headline(&reading, &cues, &mut kept);
        }
        let joints = match articles {
            Articles::First => Vec::new(),
            Articles::All | Articles::Split => joints(&reading, evidence.cohesion(), &mut kept),
        };
        let mut labels = labels(&reading, &cues, &kept);
        for &joint in &joints {
            if labels[joint] == Label::Subhead {
                labels[joint] = Label::Title;
            }
        }
        Self {
            offset,
            bytes: page.text().len(),
            reading,
            cues,
            within,
            scores,
            families,
            kept,
            labels,
            below,
            joints,
        }
    }

    /// Lines with text.
    pub(crate) fn len(&self) -> usize {
        self.kept.len()
    }

    /// The index in the whole page of a line with text.
    pub(crate) fn line(&self, index: usize) -> usize {
        self.offset + self.reading.lines[index].line as usize
    }

    /// The first line of the whole page with text below all that stays. There is none where no paragraph follows that
    /// could be of an article, if these are the last lines of the page.
    pub(crate) fn rest(&self, are_last: bool) -> Option<usize> {
        let first = self.kept.iter().rposition(|&kept| kept)? + 1;
        let below = &self.reading.lines[first..];
        let goes_on = if are_last { below.iter().any(Facts::is_good) } else { !below.is_empty() };
        goes_on.then(|| self.line(first))
    }

    /// Whether what stays has text enough for an article: headlines and a teaser have not.
    pub(crate) fn has_article(&self) -> bool {
        let lines = self.reading.lines.iter().zip(&self.kept);
        has_article(lines.filter(|&(_, &kept)| kept).map(|(facts, _)| facts))
    }

    /// Whether what stays ends well above the last lines.
    pub(crate) fn ends_inside(&self) -> bool {
        self.kept.iter().rposition(|&kept| kept).is_some_and(|last| 4 * last < 3 * self.len())
    }

    /// Whether an article that was found below is one of its own: the cut or chaff stands between or the words
    /// change, and it is not what readers say of this one.
    pub(crate) fn ends_above(&self, next: &Self) -> bool {
        let above = (0..self.len()).filter(|&index| self.kept[index]);
        let lines = (0..next.len()).filter(|&index| next.kept[index]).map(|index| next.line(index));
        let below = self.indices(lines);
        let comments = below.iter().filter(|&&index| self.labels[index] == Label::Comment).count();
        if 2 * comments > below.len() {
            return false;
        }
        if self.below.is_some() || next.follows_chaff() {
            return true;
        }
        let cohesion = cohesion(&self.reading, &self.cues);
        are_apart(&self.reading, &cohesion, &above.collect::<Vec<_>>(), &below)
    }

    /// The lines with text that are these lines of the whole page, in order; those further below are left out.
    fn indices(&self, lines: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut at = 0;
        let index = lines.map(|line| {
            at +=
                self.reading.lines[at..].partition_point(|facts| self.offset + (facts.line as usize) < line);
            at
        });
        index.take_while(|&index| index < self.len()).collect()
    }

    /// Whether a phrase of chaff stands above all that stays.
    fn follows_chaff(&self) -> bool {
        self.cues.iter().zip(&self.kept).take_while(|&(_, &kept)| !kept).any(|(cue, _)| cue.is_some())
    }

    /// The line with text that the article begins with: the first that stays, or the date and the names above it.
    /// That of the page is its first line.
    pub(crate) fn beginning(&self) -> usize {
        if self.offset == 0 {
            return 0;
        }
        let first = self.kept.iter().position(|&kept| kept).unwrap_or(0);
        let above = self.labels[..first].iter().rev();
        first - above.take_while(|label| matches!(label, Label::Date | Label::Byline)).count()
    }

    /// Writes the lines of the article and those below into the draft of the whole page.
    pub(crate) fn write(&self, page: &Page<'_>, cues: &Cues, draft: &mut Draft) {
        let beginning = self.beginning();
        draft.begin_article(if beginning == 0 { self.offset } else { self.line(beginning) });
        draft.beginnings.extend(self.joints.iter().map(|&joint| self.line(joint)));
        for index in beginning..self.len() {
            let line = self.line(index);
            let label = self.labels[index];
            draft.verdicts[line] = Verdict { label, score: self.scores[index], family: self.families[index] };
            let content = page.lines()[line].content();
            let (start, mut from, end) = (content.start, content.start, content.end);
            let mut piece = |range, label| draft.pieces.push(Span { range, line, label, kept: false });
            if self.kept[index] && (self.within[index] || self.cues[index].is_some()) {
                for noise in noise(&page.text()[content], self.reading.words_of(index), cues) {
                    let range = start + noise.range.start..start + noise.range.end;
                    if from < range.start {
                        piece(from..range.start, label);
                    }
                    from = range.end;
                    piece(range, noise.label);
                }
            }
            if from < end {
                piece(from..end, label);
            }
        }
    }

    /// The trees that decided, and the bucket codes of all evidence that they ask for, a row for each line with text.
    pub(crate) fn codes<'m>(&self, page: &Page<'_>, model: &'m Model) -> (&'m Forest, Vec<u8>) {
        let evidence = Evidence::of(&page.part(self.offset, self.bytes), &self.reading, &self.cues);
        let mut codes = Vec::with_capacity(self.len() * registry().len());
        let forest = model.forest(evidence.is_of_site());
        let mut columns = forest.columns(self.len());
        for start in (0..self.len()).step_by(BLOCK) {
            let end = (start + BLOCK).min(self.len());
            columns.set_lines(start..end);
            evidence.fill(&mut columns);
            (0..end - start).for_each(|line| codes.extend(columns.codes_of(line)));
        }
        (forest, codes)
    }
}

/// Keeps the line right above all that stays if it reads like the headline that is missing there: of an article in the
/// midst of a page it looks like a link.
fn keep_headline(reading: &Reading, cues: &[Option<Cue>], kept: &mut [bool]) {
    let Some(first) = kept.iter().position(|&kept| kept).filter(|&first| first > 0) else { return };
    let is_free = cues[first - 1].is_none() && reading.words_of(first - 1).len() > 3;
    if is_free && is_headline(&reading.lines[first - 1]) && !is_headline(&reading.lines[first]) {
        kept[first - 1] = true;
    }
}

fn score(forest: &Forest, reading: &Reading, evidence: &Evidence<'_>) -> (Vec<f32>, Vec<Family>) {
    let count = reading.lines.len();
    let mut columns = forest.columns(count);
    let mut answers = Vec::new();
    let mut scores = vec![0.0; count];
    let mut families = vec![Family::Shape; count];
    for start in (0..count).step_by(BLOCK) {
        let end = (start + BLOCK).min(count);
        columns.set_lines(start..end);
        evidence.fill(&mut columns);
        forest.score(&columns, &mut answers, &mut scores[start..end], &mut families[start..end]);
    }
    (scores, families)
}
