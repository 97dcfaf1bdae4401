//! HTML into lines of text, and what the markup says of each.
//!
//! A page is read once, from front to back, without a tree of it being built: text is laid out as it comes, one line a
//! block, and only elements that hold a line are remembered. Time is linear in the page's length.

mod about;
mod attributes;
mod entity;
mod layout;
mod linked;
pub mod marks;
mod open;
mod reader;
mod rules;
mod tag;
mod token;
mod unshown;

pub use about::About;
pub use linked::LinkedData;
pub use marks::{Element, LineMarks, Look, Marks, look, word_hash};
pub use tag::Tag;

/// A page of HTML, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html {
    /// Its text as a browser shows it, one block a line: paragraphs, headings, list items behind a bullet, table
    /// rows with their cells divided by tabs. Hidden text is in it; its lines are marked.
    pub text: String,
    /// Bytes at the beginning of the text that the page does not show: its article, when that stands in its linked data
    /// only.
    pub unshown: usize,
    /// What the markup says of its lines.
    pub marks: Marks,
    /// What the page says of itself.
    pub about: About,
}

impl Html {
    /// Reads a page. Anything is HTML: what is no markup is text, and what is broken is read as browsers read it.
    pub fn read(html: &str) -> Self {
        let read = reader::Reader::new(html).read();
        match unshown::unshown(&read.text, &read.about.linked) {
            Some(article) => reader::Reader::new(&article).read_before(html),
            None => read,
        }
    }
}
