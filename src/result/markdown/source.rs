//! What the writer knows about its page: where links lead, which are footnotes, and what is left out.

use std::ops::Range;

use super::address::{base, resolve};
use super::lines::Line;
use super::notes::Notes;
use super::style::{ImageStyle, LinkStyle, MarkdownStyle};
use crate::decide::draft::Span;
use crate::html::{Html, Marks, Picture};
use crate::text::page::Page;

/// A page of HTML to be written.
#[derive(Debug)]
pub(super) struct Source<'p> {
    pub(super) page: &'p Page<'p>,
    pub(super) marks: &'p Marks,
    pub(super) notes: Notes,
    style: MarkdownStyle<'p>,
    base: Option<String>,
    /// Stretches of text that are not written, in order, in bytes.
    left_out: Vec<Range<usize>>,
}

/// What a link becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A link to this address.
    Address(String),
    /// A reference to the footnote with this label.
    Note(String),
}

/// What a picture becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Image {
    /// The text that stands for it, on one line.
    pub(super) text: String,
    /// Its address, unless only the text is written.
    pub(super) address: Option<String>,
    /// Where it leads, if it is in a link.
    pub(super) link: Option<String>,
}

impl<'p> Source<'p> {
    pub(super) fn new(page: &'p Page<'p>, html: &'p Html, spans: &[Span], style: MarkdownStyle<'p>) -> Self {
        let (marks, about) = (&html.marks, html.about());
        let notes = Notes::find(page, marks, spans);
        let embedded = &marks.embedded;
        let mut left_out = notes.left_out.clone();
        if style.links == LinkStyle::None {
            let links =
                embedded.links.iter().enumerate().filter(|(index, _)| notes.label_of(*index).is_none());
            left_out.extend(links.map(|(_, link)| link.start as usize..link.end as usize));
            left_out.sort_unstable_by_key(|range| range.start);
        }
        let base = base(style.address.or(about.address.as_deref()), about.base.as_deref());
        Self { page, marks, notes, style, base, left_out }
    }

    /// The text of a line in bytes of the page, without its bullet.
    pub(super) fn content(&self, line: &Line<'_>) -> Range<usize> {
        let here = self.page.lines()[line.index];
        here.start + line.marks.map_or(0, |marks| usize::from(marks.bullet))..here.end
    }

    /// The parts of a range of bytes that are written.
    pub(super) fn written(&self, piece: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let first = self.left_out.partition_point(|out| out.end <= piece.start);
        let mut at = piece.start;
        let outs = self.left_out[first..].iter().take_while(move |out| out.start < piece.end);
        let ends = outs.map(|out| (out.start, out.end)).chain([(piece.end, piece.end)]);
        ends.filter_map(move |(start, next)| {
            let written = at..start;
            at = at.max(next);
            (written.start < written.end).then_some(written)
        })
    }

    /// What a stretch of a link becomes, given by its index; `None` if only its text is written.
    pub(super) fn target(&self, index: usize) -> Option<Target> {
        if let Some(label) = self.notes.label_of(index) {
            return Some(Target::Note(label.to_owned()));
        }
        self.leads_to(self.marks.embedded.links[index].number).map(Target::Address)
    }

    /// Where the link with a number leads; `None` if no link is written.
    fn leads_to(&self, number: u32) -> Option<String> {
        let target = || resolve(self.base.as_deref(), &self.marks.embedded.target(number));
        let address = (self.style.links == LinkStyle::Keep).then(target);
        address.filter(|address| !address.is_empty())
    }

    /// What a picture becomes; `None` if it is not written.
    pub(super) fn image(&self, picture: &Picture) -> Option<Image> {
        let embedded = &self.marks.embedded;
        let text = embedded.text(picture).split_whitespace().collect::<Vec<_>>().join(" ");
        let address = match self.style.images {
            ImageStyle::None => return None,
            ImageStyle::Alt => None,
            ImageStyle::Keep => Some(resolve(self.base.as_deref(), &embedded.address(picture))),
        };
        let is_empty = address.as_ref().unwrap_or(&text).is_empty();
        (!is_empty).then(|| Image { text, address, link: self.leads_to(picture.link) })
    }

    /// Whether pictures are written.
    pub(super) fn has_images(&self) -> bool {
        self.style.images != ImageStyle::None && !self.marks.embedded.pictures.is_empty()
    }
}
