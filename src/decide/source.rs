//! Carries the decision on what a reader of Markdown sees to the lines of its source.
//!
//! A line of the source stays or goes as a whole, for half a link is none. Signs stay with what they belong to: fences
//! with their code, the head of a table with its rows, the target of a reference with its link.

use std::ops::Range;

use crate::decide::draft::{Draft, Piece};
use crate::decide::label::{KeepSet, Label};
use crate::markdown::{Markdown, SourcePart, Stays};
use crate::text::page::Page;

/// A heading with a lower score is chaff, whatever is below it; in log-odds.
const SURELY_NO_HEADING: f32 = -1.0;
/// The same for one between lines that stay.
const SURELY_NO_SUBHEAD: f32 = -2.0;
/// The same for the first heading of the first level. Many of the texts that models are fitted to have no title, so the score
/// says little; only a phrase of chaff has a lower one.
const SURELY_NO_TITLE: f32 = -4.0;

/// The most lines between a title and its article that do not stay.
const MOST_BELOW_TITLE: usize = 4;

/// The draft of a page, given that of what its reader sees. For a page that is not of Markdown, they are the same.
pub(crate) fn of_source(page: &Page<'_>, draft: Draft, keep: KeepSet) -> Draft {
    let Some(markdown) = page.markdown() else { return draft };
    let mut labels = Labels::new(markdown, &draft, keep);
    labels.keep_headings(markdown, &draft);
    let labels = labels.settle();
    let mut source = Draft::new(page.lines().len());
    for (part, lines) in lines_of(page, markdown) {
        let SourcePart { shown, .. } = markdown.parts[part];
        for line in lines {
            if let Some(shown) = shown {
                source.verdicts[line] = draft.verdicts[shown as usize];
            }
            source.verdicts[line].label = labels[part];
            let length = page.lines()[line].content().len();
            source.pieces.push(Piece::new(line, 0..length, labels[part]));
        }
    }
    let source_lines = source_lines(page, markdown);
    source.beginnings = draft.beginnings.iter().map(|&line| source_lines(line)).collect();
    if let Some(first) = source.beginnings.first_mut() {
        *first = 0;
    }
    source
}

/// The parts of a source, by their indices, and the lines of the page that each is on.
fn lines_of<'p>(
    page: &'p Page<'_>,
    markdown: &'p Markdown,
) -> impl Iterator<Item = (usize, Range<usize>)> + use<'p> {
    let lines = page.lines();
    markdown.parts.iter().enumerate().map(move |(index, part)| {
        let first = lines.partition_point(|line| line.next <= part.range.start as usize);
        let last = lines[first..].partition_point(|line| line.start < part.range.end as usize);
        (index, first..first + last.max(1))
    })
}

/// Finds the first line of the source that shows a line, or one below it.
pub(crate) fn source_lines(page: &Page<'_>, markdown: &Markdown) -> impl Fn(usize) -> usize {
    let shown = lines_of(page, markdown)
        .filter_map(|(part, lines)| markdown.parts[part].shown.map(|shown| (shown as usize, lines.start)));
    let shown: Vec<(usize, usize)> = shown.collect();
    let all = page.lines().len();
    move |line| shown.get(shown.partition_point(|(shown, _)| *shown < line)).map_or(all, |(_, line)| *line)
}

/// For each line of a page, the line that its reader sees.
pub(crate) fn shown_lines(page: &Page<'_>, markdown: &Markdown) -> Vec<Option<usize>> {
    let mut shown = vec![None; page.lines().len()];
    for (part, lines) in lines_of(page, markdown) {
        shown[lines].fill(markdown.parts[part].shown.map(|shown| shown as usize));
    }
    shown
}

/// The labels of the parts of a source.
struct Labels<'m> {
    parts: &'m [SourcePart],
    keep: KeepSet,
    of_parts: Vec<Label>,
}

impl<'m> Labels<'m> {
    /// The labels of the lines that show the parts; those without one are blank.
    fn new(markdown: &'m Markdown, draft: &Draft, keep: KeepSet) -> Self {
        // The longest piece of a line names all of it.
        let mut longest = vec![(0, Label::Blank); draft.verdicts.len()];
        for piece in &draft.pieces {
            let length = piece.end - piece.start + 1;
            let longest = &mut longest[piece.line as usize];
            *longest = if length > longest.0 { (length, piece.label) } else { *longest };
        }
        let label = |part: &SourcePart| part.shown.map_or(Label::Blank, |shown| longest[shown as usize].1);
        Self { parts: &markdown.parts, keep, of_parts: markdown.parts.iter().map(label).collect() }
    }

    fn stays(&self, part: usize) -> bool {
        self.keep.contains(self.of_parts[part])
    }

    /// The label of the first of some parts that stay.
    fn kept(&self, parts: Range<usize>) -> Option<Label> {
        parts.map(|part| self.of_parts[part]).find(|&label| self.keep.contains(label))
    }

    /// Lets a heading stay with what is below it: a reader of the Markdown would take it for part of the section above. Of a
    /// page of HTML, much around a heading tells whether it belongs to the article; here, little but its words is left.
    /// Between a title and its article, a byline, a date and buttons may stand.
    fn keep_headings(&mut self, markdown: &Markdown, draft: &Draft) {
        let marks = &markdown.shown().marks;
        let marks_of = |line: u32| {
            let found = marks.lines.binary_search_by_key(&line, |line| line.line).ok()?;
            Some(&marks.lines[found])
        };
        let level = |line: u32| {
            let level = marks.elements[marks_of(line)?.block as usize].tag.heading_level();
            (level > 0).then_some(level)
        };
        // A heading that is a link is the name of the site.
        let is_title = |&line: &u32| {
            level(line) == Some(1) && marks_of(line).is_some_and(|marks| marks.linked < marks.length)
        };
        let parts = self.parts;
        let title = parts.iter().filter_map(|part| part.shown).find(is_title);
        let first = (0..parts.len()).find(|&part| self.stays(part));
        // How many lines below the next one is that stays.
        let mut gap = usize::MAX;
        for (index, part) in parts.iter().enumerate().rev() {
            let Some(shown) = part.shown else { continue };
            if let Some(level) = level(shown).filter(|_| !self.stays(index)) {
                let label = if level == 1 { Label::Title } else { Label::Subhead };
                let (least, most_below) = match level {
                    1 if title == Some(shown) => (SURELY_NO_TITLE, MOST_BELOW_TITLE),
                    2.. if first < Some(index) => (SURELY_NO_SUBHEAD, 0),
                    _ => (SURELY_NO_HEADING, 0),
                };
                if gap <= most_below && draft.verdicts[shown as usize].score > least {
                    self.of_parts[index] = label;
                }
            }
            gap = if self.stays(index) { 0 } else { gap.saturating_add(1) };
        }
    }

    /// Lets parts stay, or go, with those that they belong to.
    fn settle(mut self) -> Vec<Label> {
        let parts = self.parts;
        let of = |range: &Range<u32>| range.start as usize..range.end as usize;
        let mut block = None;
        for part in parts {
            if let Stays::WithMost(lines) = &part.stays
                && block.replace(lines) != Some(lines)
            {
                let label = self.most(of(lines));
                for line in of(lines) {
                    self.of_parts[line] = label;
                }
            }
        }
        // What is inside comes before what is around it. All items of a list have the same lines: they are searched once.
        let mut last = None;
        for (index, part) in parts.iter().enumerate().rev() {
            if let Stays::OrWith(lines) | Stays::WithAny(lines) = &part.stays
                && !self.stays(index)
            {
                let kept = match last {
                    Some((same, kept)) if same == lines => kept,
                    _ => self.kept(of(lines)),
                };
                last = Some((lines, kept));
                self.of_parts[index] = kept.unwrap_or(self.of_parts[index]);
            }
        }
        self.settle_between();
        for (index, part) in parts.iter().enumerate() {
            if let Stays::WithReference(lines) = &part.stays {
                let label = lines.iter().map(|&line| self.of_parts[line as usize]);
                let label = label.into_iter().find(|&label| self.keep.contains(label));
                let gone = if self.stays(index) { Label::Other } else { self.of_parts[index] };
                self.of_parts[index] = label.unwrap_or(gone);
            }
        }
        self.of_parts
    }

    /// The label of most of the text of some parts.
    fn most(&self, lines: Range<usize>) -> Label {
        let mut sums = [0i64; 2];
        let mut labels = [Label::Blank; 2];
        for line in lines.filter(|&line| self.parts[line].shown.is_some()) {
            let stays = usize::from(self.stays(line));
            sums[stays] += i64::from(self.parts[line].range.end - self.parts[line].range.start);
            if labels[stays] == Label::Blank {
                labels[stays] = self.of_parts[line];
            }
        }
        labels[usize::from(sums[1] >= sums[0] && sums[1] > 0)]
    }

    /// Pictures and rules stay between lines that stay; metadata stays if anything does.
    fn settle_between(&mut self) {
        let parts = self.parts;
        let first = self.kept(0..parts.len());
        let is_free = |part: &SourcePart| matches!(part.stays, Stays::Between);
        let mut above = None;
        let mut index = 0;
        while index < parts.len() {
            let is_metadata = matches!(parts[index].stays, Stays::Always);
            if is_metadata {
                self.of_parts[index] = first.unwrap_or(self.of_parts[index]);
            }
            if is_metadata || matches!(parts[index].stays, Stays::WithReference(_)) {
                index += 1;
                continue;
            }
            let run = parts[index..].iter().take_while(|part| is_free(part)).count();
            let below = (index + run < parts.len() && self.stays(index + run)).then_some(());
            if run > 0 {
                let label = above.filter(|_| below.is_some()).unwrap_or(Label::Blank);
                self.of_parts[index..index + run].fill(label);
                index += run;
                continue;
            }
            above = self.stays(index).then_some(self.of_parts[index]);
            index += 1;
        }
    }
}
