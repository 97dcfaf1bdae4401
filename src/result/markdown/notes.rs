//! Footnotes: links from a mark in the text to a note below it, and from the note back.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::decide::draft::Span;
use crate::html::{Marks, Tag, emphasis, id_hash};
use crate::text::page::Page;

/// The footnotes of a page.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// The elements of the notes and their labels, in the order of the first references.
    pub(super) labels: Vec<(u32, String)>,
    /// The indices of links that refer to a note, in order, and the index of the note.
    references: Vec<(usize, usize)>,
    /// What Markdown writes by itself, in bytes of the text and in order: the mark before a note, the links back.
    pub(super) left_out: Vec<Range<usize>>,
}

/// The most footnotes of a page, which keeps the time linear. The rest are text.
const MOST: usize = 1000;
/// The longest mark of a footnote, in characters.
const LONGEST_MARK: usize = 4;

impl Notes {
    /// Finds the footnotes whose reference and text are kept.
    pub(super) fn find(page: &Page<'_>, marks: &Marks, spans: &[Span]) -> Self {
        let embedded = &marks.embedded;
        let mut notes = Self::default();
        if embedded.ids.is_empty() {
            return notes;
        }
        let mut search: Option<Search<'_>> = None;
        for (index, link) in embedded.links.iter().enumerate() {
            let range = link.start as usize..link.end as usize;
            let Some(mark) = mark(&page.text()[range.clone()]) else { continue };
            let Some(id) = anchor(marks, link.number) else { continue };
            let search = search.get_or_insert_with(|| Search::new(page, marks, spans));
            let Some(element) = search.note(&id, &range) else { continue };
            if notes.labels.len() >= MOST {
                break;
            }
            let known = notes.labels.iter().position(|(note, _)| *note == element);
            let note = known.unwrap_or_else(|| {
                notes.left_out.extend(search.left_out(element, mark));
                let label = notes.new_label(mark);
                notes.labels.push((element, label));
                notes.labels.len() - 1
            });
            notes.references.push((index, note));
        }
        notes.left_out.sort_unstable_by_key(|range| range.start);
        notes
    }

    /// The label of the note that a link refers to, given by its index.
    pub(super) fn label_of(&self, link: usize) -> Option<&str> {
        let found = self.references.binary_search_by_key(&link, |(index, _)| *index).ok()?;
        Some(&self.labels[self.references[found].1].1)
    }

    /// The label of the note that is this element.
    pub(super) fn label(&self, element: u32) -> Option<&str> {
        self.labels.iter().find(|(note, _)| *note == element).map(|(_, label)| &label[..])
    }

    /// The mark, or a number if it cannot be a label or another note has it.
    fn new_label(&self, mark: &str) -> String {
        let is_free = |label: &str| self.labels.iter().all(|(_, other)| other != label);
        if mark.bytes().all(|byte| byte.is_ascii_alphanumeric()) && is_free(mark) {
            return mark.to_owned();
        }
        let numbers = (self.labels.len() + 1..).map(|number| number.to_string());
        numbers.into_iter().find(|number| is_free(number)).unwrap_or_default()
    }
}

/// The mark of a footnote in the text of a link, without the brackets around it.
fn mark(text: &str) -> Option<&str> {
    let mark = text.trim().trim_matches(['[', ']', '(', ')']).trim();
    let is_mark = |c: char| c.is_alphanumeric() || matches!(c, '*' | '†' | '‡' | '§' | '¶');
    (!mark.is_empty() && mark.chars().count() <= LONGEST_MARK && mark.chars().all(is_mark)).then_some(mark)
}

/// The id that a link on its own page leads to.
fn anchor(marks: &Marks, link: u32) -> Option<String> {
    let target = marks.embedded.target(link);
    target.trim().strip_prefix('#').filter(|id| !id.is_empty()).map(str::to_owned)
}

/// What is known for finding notes.
struct Search<'p> {
    page: &'p Page<'p>,
    marks: &'p Marks,
    /// The elements with ids, by their hashes.
    ids: HashMap<u32, u32>,
    /// For each element, the lines inside it by their numbers.
    lines: Vec<Range<u32>>,
    /// The lines that are kept, by their indices.
    kept: HashSet<usize>,
}

impl<'p> Search<'p> {
    fn new(page: &'p Page<'p>, marks: &'p Marks, spans: &[Span]) -> Self {
        let mut lines = vec![0..0; marks.elements.len()];
        for (number, line) in marks.lines.iter().enumerate() {
            let mut element = line.element;
            while lines[element as usize].end != number as u32 + 1 {
                let of = &mut lines[element as usize];
                *of = if of.end == 0 { number as u32 } else { of.start }..number as u32 + 1;
                element = marks.elements[element as usize].parent;
            }
        }
        let ids = marks.embedded.ids.iter().rev().copied().collect();
        let kept = spans.iter().filter(|span| span.kept).map(|span| span.line).collect();
        Self { page, marks, ids, lines, kept }
    }

    /// The element of the note that a link with this text refers to.
    fn note(&self, id: &str, link: &Range<usize>) -> Option<u32> {
        let element = *self.ids.get(&id_hash(id))?;
        if !matches!(
            self.marks.elements[element as usize].tag,
            Tag::Li | Tag::P | Tag::Div | Tag::Dd | Tag::Aside
        ) {
            return None;
        }
        let lines = self.lines_of(element)?;
        let of_note = self.text_of(&lines);
        let is_below = link.end <= of_note.start;
        let is_kept =
            self.marks.lines[lines.clone()].iter().any(|line| self.kept.contains(&(line.line as usize)));
        let text = self.page.text();
        let is_bracketed = text[link.clone()].trim().starts_with(['[', '(']);
        let is_note = is_bracketed || self.is_raised(link) || self.links_back(&of_note).next().is_some();
        (is_below && is_kept && is_note).then_some(element)
    }

    /// The numbers of the lines inside an element.
    fn lines_of(&self, element: u32) -> Option<Range<usize>> {
        let lines = self.lines[element as usize].start as usize..self.lines[element as usize].end as usize;
        (lines.start < lines.end).then_some(lines)
    }

    /// The text of lines in bytes, without the bullet of the first.
    fn text_of(&self, lines: &Range<usize>) -> Range<usize> {
        let [first, last] = [lines.start, lines.end - 1].map(|number| &self.marks.lines[number]);
        let start = self.page.lines()[first.line as usize].start + usize::from(first.bullet);
        start..self.page.lines()[last.line as usize].end
    }

    fn is_raised(&self, link: &Range<usize>) -> bool {
        let looks = &self.marks.emphasis;
        let look = looks.get(looks.partition_point(|look| look.end as usize <= link.start));
        look.is_some_and(|look| (look.start as usize) < link.end && look.bits & emphasis::RAISED > 0)
    }

    /// The short links inside a note that lead to another place on the page.
    fn links_back(&self, note: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let links = &self.marks.embedded.links;
        let first = links.partition_point(|link| (link.start as usize) < note.start);
        let inside = links[first..].iter().take_while(move |link| link.end as usize <= note.end);
        inside.filter_map(|link| {
            let range = link.start as usize..link.end as usize;
            let is_short = self.page.text()[range.clone()].trim().chars().count() <= LONGEST_MARK;
            (is_short && anchor(self.marks, link.number).is_some()).then_some(range)
        })
    }

    /// What Markdown writes by itself of a note.
    fn left_out(&self, element: u32, mark: &str) -> Vec<Range<usize>> {
        let Some(lines) = self.lines_of(element) else { return Vec::new() };
        let note = self.text_of(&lines);
        let text = &self.page.text()[note.clone()];
        let begin = text.trim_start_matches(|c: char| matches!(c, '^' | '↑') || c.is_whitespace());
        let inner = begin.trim_start_matches(['[', '(']);
        let at = note.end - inner.len();
        let behind = inner.strip_prefix(mark).filter(|rest| {
            rest.starts_with([']', ')', '.', ':']) || self.links_back(&note).any(|link| link.start == at)
        });
        let behind = behind.map_or(begin, |rest| rest.trim_start_matches([']', ')', '.', ':', ' ']));
        let length = if behind.is_empty() { 0 } else { text.len() - behind.len() };
        let start = note.start..note.start + length;
        let back = self.links_back(&note).filter(|link| link.start >= start.end);
        [start.clone()].into_iter().chain(back).filter(|range| !range.is_empty()).collect()
    }
}
