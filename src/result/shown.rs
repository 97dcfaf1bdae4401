//! The cleaned text of a page of Markdown as a reader sees it.

use crate::decide::draft::Span;
use crate::decide::label::Label;
use crate::decide::source::shown_lines;
use crate::result::cleaned::{Article, Cleaned, Part};
use crate::text::page::Page;

impl Cleaned<'_> {
    /// The cleaned text without the signs of Markdown: what a reader sees. On a page that is not of Markdown, the same as
    /// [`Cleaned::text`].
    ///
    /// ```
    /// use dechaff::{Cleaner, Cues, KeepSet, Label, Markdown, Model, Page};
    ///
    /// let source = Markdown::read("The [night ferry](/ferry) sails **at noon**.\n");
    /// let page = Page::from_markdown(&source);
    /// let all: KeepSet = Label::ALL.into_iter().collect();
    /// let cleaned = Cleaner::new(Cues::builtin(), Model::builtin(), all).clean(&page);
    /// assert_eq!(cleaned.text(), "The [night ferry](/ferry) sails **at noon**.\n");
    /// assert_eq!(cleaned.shown_text(), "The night ferry sails at noon.\n");
    /// ```
    pub fn shown_text(&self) -> String {
        shown_text(self.page(), self.spans())
    }
}

impl Article<'_, '_> {
    /// The text of the article without the signs of Markdown; see [`Cleaned::shown_text`].
    pub fn shown_text(&self) -> String {
        shown_text(self.page(), self.spans())
    }
}

impl Part<'_, '_> {
    /// The text of the part without the signs of Markdown; see [`Cleaned::shown_text`].
    pub fn shown_text(&self) -> String {
        shown_text(self.page(), self.spans())
    }
}

fn shown_text(page: &Page<'_>, spans: &[Span]) -> String {
    let kept = spans.iter().filter(|span| span.kept);
    let Some(markdown) = page.markdown() else {
        return kept.map(|span| &page.text()[span.range.clone()]).collect();
    };
    let shown = Page::from_html(markdown.shown());
    let shown_of = shown_lines(page, markdown);
    let mut text = String::new();
    let mut last = None;
    for line in kept.filter(|span| span.label != Label::Blank).filter_map(|span| shown_of[span.line]) {
        let above = last.replace(line);
        if above == Some(line) {
            continue;
        }
        let is_blank = |line| shown.line(line).is_empty();
        if above.is_some_and(|above| (above + 1..line).any(is_blank)) {
            text.push('\n');
        }
        text.push_str(shown.line(line));
        text.push('\n');
    }
    text
}
