//! Comments: where the page says that its readers' comments are, and how much text there is besides.

use super::names::holds as word;
use super::outline::Outline;
use super::{Columns, FAR, GAP, STEP, since};
use crate::html::property;
use crate::phrases::cue::{Cue, CueKind, Position};

#[derive(Default)]
pub(super) struct Comments {
    /// Steps up to the nearest element named after comments, by line.
    steps: Vec<u8>,
    /// Units of good text that are not in such elements.
    rest: f32,
    /// The share of the good text that is above the last cue of comments; 0 if there is none.
    above_cue: f32,
    /// Lines since a cue of comments.
    since_cue: Vec<u8>,
}

/// A line with a cue of comments that is longer than this is no heading or button, in units.
const LONGEST_CUE: u32 = 60;

impl Comments {
    pub(super) fn new(page: &Outline<'_>, holds: &[u8], cues: &[Option<Cue>]) -> Self {
        let elements = &page.marks.elements;
        let mut steps: Vec<u8> = Vec::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            // The classes of the body are about the whole page.
            let is_named = index > 0
                && (holds[index] & word::COMMENT != 0 || element.properties & property::COMMENT != 0);
            let around = if index == 0 { u8::MAX } else { steps[element.parent as usize] };
            let next = if around == u8::MAX { around } else { (around + 1).min(u8::MAX - 1) };
            steps.push(if is_named { 0 } else { next });
        }
        let steps: Vec<u8> = page.lines.iter().map(|line| steps[line.element as usize]).collect();
        let is_cue = |(cue, line): (&Option<Cue>, usize)| {
            cue.is_some_and(|cue| {
                cue.kind == CueKind::Comments && matches!(cue.position, Position::Line | Position::Prefix)
            }) && page.reading.lines[line].units < LONGEST_CUE
        };
        let marked = || cues.iter().zip(0..page.lines.len()).map(is_cue);
        let (mut rest, mut above, mut above_cue) = (0.0, 0.0, 0.0);
        for (line, is_cue) in marked().enumerate() {
            if is_cue {
                above_cue = above;
            }
            above += page.good[line];
            rest += if steps[line] == u8::MAX { page.good[line] } else { 0.0 };
        }
        Self {
            steps,
            rest,
            above_cue: super::geometry::share(above_cue, above),
            since_cue: since(marked(), FAR),
        }
    }

    /// Whether a line is in an element that is named after comments.
    pub(super) fn holds(&self, line: usize) -> bool {
        self.steps.get(line).is_some_and(|&steps| steps < u8::MAX)
    }

    pub(super) fn fill(&self, out: &mut Columns<'_>) {
        out.number("in-comments", STEP, |i| f32::from(self.steps.get(i).copied().unwrap_or(u8::MAX)));
        out.page_number("comments-rest", &[1., 200., 500., 1000., 2000., 4000.], self.rest);
        out.page_number("comments-above-cue", &[0.003, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95], self.above_cue);
        out.number("comments-since-cue", GAP, |i| f32::from(self.since_cue.get(i).copied().unwrap_or(FAR)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::find_cues;
    use crate::evidence::markup::classes::ClassWords;
    use crate::evidence::markup::tests::{STORM, with_outline};

    use crate::html::Html;
    use crate::phrases::cue::Cues;
    use crate::text::page::Page;

    #[test]
    fn lines_in_elements_named_after_comments_are_known() {
        let html =
            format!("<body class=has-comments>{STORM}<h3>2 Comments</h3><div id=comments><p>I saw it.</div>");
        let read = Html::read(&html);
        with_outline(&html, |outline| {
            let page = Page::from_html(&read);
            let (cues, _) = find_cues(&page, outline.reading, &Cues::builtin());
            let comments = Comments::new(outline, &ClassWords::new(outline.marks).holds, &cues);
            assert_eq!(comments.steps, [255, 255, 255, 1]);
            assert_eq!((comments.above_cue, comments.since_cue[3]), (1.0, 1));
            assert!((comments.rest - outline.all_good).abs() < 1e-6);
        });
    }
}
