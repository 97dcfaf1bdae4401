//! The decision on the lines of a page, or on the lines below an article as if they were a page.

use crate::decide::article_split::{
    are_two_articles, find_splits, has_article, is_free_headline, is_headline, keep_headlines,
};
use crate::decide::choice::{Choice, Favor, Form};
use crate::decide::cut::Boundaries;
use crate::decide::draft::{Articles, Draft, Piece, Verdict};
use crate::decide::label::Label;
use crate::decide::logistic::logistic;
use crate::decide::model::{Forest, Model};
use crate::decide::plain;
use crate::decide::repeated_close::next_headline;
use crate::decide::sections::labels;
use crate::decide::smooth::smooth;
use crate::decide::spans::noise;
use crate::evidence::{BLOCK, Evidence, Family, cohesion, find_cues, registry};
use crate::phrases::cue::{Cue, Cues};
use crate::text::page::Page;
use crate::text::reading::{Facts, Reading};

/// A decision and what it is based on. Lists have an entry for each line with text.
#[derive(Debug)]
pub(crate) struct Decision {
    /// Lines of the whole page above the first one here.
    pub(crate) offset: usize,
    /// Bytes of text that it covers.
    pub(crate) bytes: usize,
    pub(crate) reading: Reading,
    pub(crate) cues: Vec<Option<Cue>>,
    /// Whether there are phrases inside the line.
    within: Vec<bool>,
    pub(crate) scores: Vec<f32>,
    families: Vec<Family>,
    pub(crate) kept: Vec<bool>,
    pub(crate) labels: Vec<Label>,
    /// The first line below the cut.
    pub(crate) below: Option<usize>,
    /// Whether the cut is there because the article below is closed like the one above, not because of the evidence.
    pub(crate) closes_repeat: bool,
    /// The lines where another article begins with nothing before it, if all articles are wanted.
    pub(crate) splits: Vec<usize>,
}

impl Decision {
    /// Decides every line of a page, which is the whole page or a part of it with `offset` lines above.
    pub(crate) fn new(
        page: &Page<'_>,
        offset: usize,
        cues: &Cues,
        model: &Model,
        articles: Articles,
        favor: Favor,
    ) -> Self {
        let reading = Reading::new(page);
        let (cues, within) = find_cues(page, &reading, cues);
        let evidence = Evidence::new(page, &reading, &cues);
        let (mut scores, families) = score(model.forest(evidence.is_of_site()), &reading, &evidence);
        smooth(&mut scores, evidence.groups(), &reading, &cues);
        plain::lower(&mut scores, evidence.groups(), &reading, &cues);
        plain::lower_repeated(&mut scores, &evidence);
        let probabilities: Vec<f32> = scores.iter().map(|&score| logistic(score)).collect();

        let form = Form::of(page, evidence.is_of_site());
        let choice = Choice { favor, form, caution: model.caution() };
        let mut kept = choose_lines(choice, &reading, &cues, &probabilities);
        let (below, closes_repeat) = match favor {
            Favor::Recall => (None, false),
            Favor::Balanced | Favor::Precision => {
                let boundaries = Boundaries::new(&reading, &cues, evidence.cohesion(), &probabilities);
                let by_model = model.cut().first_line_below(&boundaries);
                let by_close = next_headline(&reading, &cues, &kept);
                let closes_repeat = by_close.is_some_and(|line| by_model.is_none_or(|below| line < below));
                (if closes_repeat { by_close } else { by_model }, closes_repeat)
            }
        };
        remove_below(below, &mut kept);
        if offset > 0 {
            keep_headline_above(&reading, &cues, &mut kept);
        }
        let splits = match articles {
            Articles::First => Vec::new(),
            Articles::All | Articles::Split => find_splits(&reading, evidence.cohesion(), &kept),
        };
        keep_headlines(&reading, &splits, &mut kept);
        let mut labels = labels(&reading, &cues, &kept);
        name_titles(&splits, &mut labels);
        name_comments(&evidence, &cues, &mut labels);

        let bytes = page.text().len();
        Self {
            offset,
            bytes,
            reading,
            cues,
            within,
            scores,
            families,
            kept,
            labels,
            below,
            closes_repeat,
            splits,
        }
    }

    /// The number of lines with text.
    pub(crate) fn len(&self) -> usize {
        self.kept.len()
    }

    /// The index in the whole page of one of the lines with text.
    pub(crate) fn line(&self, index: usize) -> usize {
        self.offset + self.reading.lines[index].line as usize
    }

    /// The first line of the whole page that has text and is below all kept lines. None if these are the last lines of
    /// the page and no paragraph follows, so that there can be no other article.
    pub(crate) fn rest(&self, are_last: bool) -> Option<usize> {
        let first = self.kept.iter().rposition(|&kept| kept)? + 1;
        let below = &self.reading.lines[first..];
        let goes_on = if are_last { below.iter().any(Facts::is_good) } else { !below.is_empty() };
        goes_on.then(|| self.line(first))
    }

    /// Whether the kept lines have enough text for an article; headlines and a teaser do not.
    pub(crate) fn has_article(&self) -> bool {
        let lines = self.reading.lines.iter().zip(&self.kept);
        has_article(lines.filter(|&(_, &kept)| kept).map(|(facts, _)| facts))
    }

    /// Whether the kept lines end in the upper three quarters.
    pub(crate) fn ends_inside(&self) -> bool {
        self.kept.iter().rposition(|&kept| kept).is_some_and(|last| 4 * last < 3 * self.len())
    }

    /// Whether the text found below is a separate article: a cut or chaff is between them or the words change, and it
    /// is not readers' comments on this one.
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
        are_two_articles(&self.reading, &cohesion, &above.collect::<Vec<_>>(), &below)
    }

    /// The indices here of some lines of the whole page, which are in order; lines further below are left out.
    fn indices(&self, lines: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut at = 0;
        let index = lines.map(|line| {
            at +=
                self.reading.lines[at..].partition_point(|facts| self.offset + (facts.line as usize) < line);
            at
        });
        index.take_while(|&index| index < self.len()).collect()
    }

    /// Whether there is a chaff phrase above all kept lines.
    fn follows_chaff(&self) -> bool {
        self.cues.iter().zip(&self.kept).take_while(|&(_, &kept)| !kept).any(|(cue, _)| cue.is_some())
    }

    /// The line with text where the article begins: the first kept one, or the date and byline above it. The page's own
    /// article begins with the page.
    pub(crate) fn beginning(&self) -> usize {
        if self.offset == 0 {
            return 0;
        }
        let first = self.kept.iter().position(|&kept| kept).unwrap_or(0);
        let above = self.labels[..first].iter().rev();
        first - above.take_while(|label| matches!(label, Label::Date | Label::Byline)).count()
    }

    /// Writes the article and the lines below it into the draft of the whole page.
    pub(crate) fn write(&self, page: &Page<'_>, cues: &Cues, draft: &mut Draft) {
        let beginning = self.beginning();
        draft.begin_article(if beginning == 0 { self.offset } else { self.line(beginning) });
        draft.beginnings.extend(self.splits.iter().map(|&split| self.line(split)));
        for index in beginning..self.len() {
            let line = self.line(index);
            let label = self.labels[index];
            draft.verdicts[line] = Verdict { label, score: self.scores[index], family: self.families[index] };
            let content = page.lines()[line].content();
            let (mut from, end) = (0, content.len());
            let mut piece = |range, label| draft.pieces.push(Piece::new(line, range, label));
            if self.kept[index] && (self.within[index] || self.cues[index].is_some()) {
                for noise in noise(&page.text()[content], self.reading.words_of(index), cues) {
                    if from < noise.range.start {
                        piece(from..noise.range.start, label);
                    }
                    from = noise.range.end;
                    piece(noise.range, noise.label);
                }
            }
            if from < end {
                piece(from..end, label);
            }
        }
    }

    /// The trees that decided, and the bucket codes of the evidence that they ask for, one row per line with text.
    pub(crate) fn codes<'m>(&self, page: &Page<'_>, model: &'m Model) -> (&'m Forest, Vec<u8>) {
        page.with_part(self.offset, self.bytes, |part| {
            let evidence = Evidence::new(part, &self.reading, &self.cues);
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
        })
    }
}

/// Marks the lines with the highest expected F1.
fn choose_lines(
    choice: Choice<'_>,
    reading: &Reading,
    cues: &[Option<Cue>],
    probabilities: &[f32],
) -> Vec<bool> {
    let words: Vec<u32> = (0..reading.lines.len()).map(|line| reading.words_of(line).len() as u32).collect();
    let mut kept = Vec::new();
    choice.choose(probabilities, &words, cues, &mut kept);
    kept
}

/// Removes what the cut takes off.
fn remove_below(below: Option<usize>, kept: &mut [bool]) {
    if let Some(below) = below {
        kept[below..].fill(false);
    }
}

/// Keeps the line right above all kept ones if it reads like the headline that they lack. In the middle of a page, the
/// headline of an article looks like a link.
fn keep_headline_above(reading: &Reading, cues: &[Option<Cue>], kept: &mut [bool]) {
    let Some(first) = kept.iter().position(|&kept| kept).filter(|&first| first > 0) else { return };
    if is_free_headline(reading, cues, first - 1) && !is_headline(&reading.lines[first]) {
        kept[first - 1] = true;
    }
}

/// A heading where an article begins is its title.
fn name_titles(splits: &[usize], labels: &mut [Label]) {
    for &line in splits {
        if labels[line] == Label::Subhead {
            labels[line] = Label::Title;
        }
    }
}

/// Chaff in an element that is named after comments is comments, unless it is a phrase that says something else.
fn name_comments(evidence: &Evidence<'_>, cues: &[Option<Cue>], labels: &mut [Label]) {
    for (line, (label, cue)) in labels.iter_mut().zip(cues).enumerate() {
        if !label.is_article() && cue.is_none() && evidence.is_in_comments(line) {
            *label = Label::Comment;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::Html;

    const STORM: &str = "The harbour wall gave way after midnight, when the second storm reached the town.\n\
        The council met in the morning and asked the fire service to close the road to the beach.\n\
        Work on a new harbour wall will begin in May, and the town will pay for it with a loan.\n";

    fn decide(text: &str) -> Decision {
        Decision::new(
            &Page::new(text),
            0,
            &Cues::builtin(),
            &Model::builtin(),
            Articles::First,
            Favor::Balanced,
        )
    }

    #[test]
    fn the_rest_of_a_page_begins_below_the_last_kept_line() {
        let decision = decide(&format!("Home | News | Log in\n\n{STORM}\nShare\nTags: harbour\n"));
        assert_eq!(decision.kept, [false, true, true, true, false, false]);
        assert_eq!(decision.rest(false), Some(6));
        // On the last lines of a page, only a paragraph can be another article.
        assert_eq!(decision.rest(true), None);
    }

    #[test]
    fn nothing_kept_leaves_no_rest_and_no_article() {
        let decision = decide("Home\nNews\nContact\n");
        assert_eq!(decision.rest(false), None);
        assert!(!decision.has_article() && !decision.ends_inside());
    }

    #[test]
    fn an_article_ends_inside_if_more_than_a_quarter_of_the_lines_follows() {
        let menu = "Share\n".repeat(9);
        assert!(decide(&format!("{STORM}{menu}")).ends_inside());
        assert!(!decide(&STORM.repeat(2)).ends_inside());
    }

    #[test]
    fn a_headline_above_the_kept_lines_is_kept_unless_it_is_a_phrase() {
        let keeps = |text: &str| {
            let page = Page::new(text);
            let reading = Reading::new(&page);
            let (cues, _) = find_cues(&page, &reading, &Cues::builtin());
            let mut kept: Vec<bool> = (0..reading.lines.len()).map(|line| line > 0).collect();
            keep_headline_above(&reading, &cues, &mut kept);
            kept[0]
        };
        assert!(keeps(&format!("Village bakery wins a national prize\n{STORM}")));
        assert!(!keeps(&format!("Read also: Village bakery wins a prize\n{STORM}")));
        // Three words are a link rather than a headline.
        assert!(!keeps(&format!("Village bakery wins\n{STORM}")));
        assert!(!keeps(&format!("It rained on the day before that, too.\n{STORM}")));
    }

    #[test]
    fn a_cut_removes_all_lines_from_the_one_below_it() {
        let mut kept = [true; 4];
        remove_below(Some(2), &mut kept);
        assert_eq!(kept, [true, true, false, false]);
        remove_below(None, &mut kept);
        assert_eq!(kept, [true, true, false, false]);
    }

    #[test]
    fn chaff_in_an_element_named_after_comments_is_comments() {
        let html = Html::read(&format!(
            "<body><p>{}</p><div id=comments><b>Ola</b><p>I saw it.</p><p>Share</p></div><p>Harbour Times</p>",
            STORM.replace('\n', "</p><p>")
        ));
        let page = Page::from_html(&html);
        let reading = Reading::new(&page);
        let (cues, _) = find_cues(&page, &reading, &Cues::builtin());
        let mut labels = vec![Label::Related; reading.lines.len()];
        labels[0] = Label::Body;
        name_comments(&Evidence::new(&page, &reading, &cues), &cues, &mut labels);
        let comments: Vec<usize> = (0..labels.len()).filter(|&line| labels[line] == Label::Comment).collect();
        assert_eq!(comments, [3, 4]);
        assert_eq!((labels[0], labels[5]), (Label::Body, Label::Related));
    }

    #[test]
    fn a_heading_at_a_split_is_a_title_and_body_text_stays_body_text() {
        let mut labels = [Label::Subhead, Label::Subhead, Label::Body];
        name_titles(&[1, 2], &mut labels);
        assert_eq!(labels, [Label::Subhead, Label::Title, Label::Body]);
    }
}
