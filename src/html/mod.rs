//! Reads HTML: its text in lines, and what the markup says about each line.
//!
//! A page is read in one pass, without building a tree of it: text is laid out as it comes, one block per line, and
//! only elements that hold a line are recorded. Time is linear in the length of the page.

mod about;
mod attributes;
mod embedded;
mod entity;
mod exceptions;
mod hash;
mod layout;
mod leads;
mod linked;
mod marks;
mod math;
mod open;
mod pictures;
mod read;
mod reader;
mod rules;
mod state;
mod tag;
mod token;
mod unshown;

pub use about::About;
pub(crate) use embedded::{Embedded, Picture, id_hash};
pub(crate) use hash::word_hash;
pub(crate) use layout::{Layout, Style};
pub(crate) use leads::{Leads, leads};
pub use linked::LinkedData;
pub(crate) use marks::{Element, Marks, emphasis, hidden, landmark, picture, property};
pub use marks::{Emphasis, LineMarks};
pub(crate) use tag::Tag;

/// A page of HTML, read into lines of text.
///
/// ```
/// use dechaff::Html;
///
/// let html = Html::read("<title>The night ferry | Harbor</title><nav>Home</nav><p>The <b>ferry</b> sails.</p>");
/// assert_eq!(html.text(), "Home\n\nThe ferry sails.\n");
/// assert_eq!(html.about().title(), Some("The night ferry"));
/// let bold = html.emphasis().iter().find(|stretch| stretch.is_bold()).unwrap();
/// assert_eq!(&html.text()[bold.range()], "ferry");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html {
    pub(crate) text: String,
    /// Bytes at the beginning of the text that the page does not show.
    pub(crate) unshown: usize,
    pub(crate) marks: Marks,
    pub(crate) about: About,
    /// Whether it is what a reader of Markdown sees.
    pub(crate) is_markdown: bool,
}

impl Html {
    /// Reads a page. Any text is valid: markup errors are handled as browsers handle them, so this never fails.
    pub fn read(html: &str) -> Self {
        let (page, states) = read::read(html);
        match unshown::unshown(&page, &states) {
            Some(article) => read::read_below(&article, html),
            None => page,
        }
    }

    /// The text as a browser lays it out, one block per line: paragraphs, headings, list items after a bullet, table
    /// rows with cells separated by tabs. Hidden text is included; see [`LineMarks::is_hidden`].
    ///
    /// Readings of words (`ruby`) stand in brackets. Formulas are on one line. Links from a heading to itself are left
    /// out, and so are controls that no browser shows.
    ///
    /// When a page has its article only in its JSON-LD or another script in JSON, for a script to show, the article
    /// comes first.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text without an article that is only in a script in JSON.
    pub fn shown_text(&self) -> &str {
        &self.text[self.unshown..]
    }

    /// What the markup says about each line that is not blank, in order.
    pub fn lines(&self) -> &[LineMarks] {
        &self.marks.lines
    }

    /// Forgets which lines of the HTML the text is on. For HTML that was taken out of another file, such as an e-mail, these
    /// are not lines of the file.
    #[must_use]
    pub fn without_source_lines(mut self) -> Self {
        self.marks.lines.iter_mut().for_each(|line| line.source_line = 0);
        self
    }

    /// The bold, italic and code stretches of the text, in order; they do not overlap.
    pub fn emphasis(&self) -> &[Emphasis] {
        &self.marks.emphasis
    }

    /// The page's metadata: title, author, date, language.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The memory that text, lines and elements take, in bytes. At most about 50 times the length of the HTML.
    pub fn memory(&self) -> usize {
        self.text.len() + self.marks.memory()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::page::Page;

    /// The marks of the line with this text, and its page.
    fn line(html: &str, text: &str) -> (LineMarks, Html) {
        let read = Html::read(html);
        let page = Page::new(&read.text);
        let found = read.marks.lines.iter().find(|marks| page.line(marks.line as usize).contains(text));
        (*found.unwrap_or_else(|| panic!("no {text} in {}", read.text)), read)
    }

    #[test]
    fn lines_have_their_elements() {
        let html = "<body class=post><nav>x</nav><main id=mainText><div class='entry c2'><p>One <a href=/>li<b>nk</b></a>,
            <a href=/2>two</a> <em>and</em> three</p></div><a href=/3>all</a></main>";
        let (marks, page) = line(html, "One");
        assert_eq!((marks.length, marks.linked, marks.links, marks.bold, marks.italic), (19, 7, 2, 2, 3));
        let elements = &page.marks.elements;
        let element = elements[marks.element as usize];
        assert_eq!((element.tag, element.depth, marks.block), (Tag::P, 3, marks.element));
        assert_eq!(elements[element.parent as usize].tag, Tag::Div);
        assert_eq!(page.marks.words_of(element.parent as usize), [word_hash("entry")]);
        let steps = page.marks.steps_to(|element| element.landmarks & landmark::MAIN > 0);
        assert_eq!(steps[marks.element as usize], 2);
        let (link, page) = line(html, "all");
        let tag = |element: u32| page.marks.elements[element as usize].tag;
        assert_eq!((tag(link.element), tag(link.block), link.linked), (Tag::A, Tag::Main, 3));
    }

    #[test]
    fn lines_know_where_they_are_in_the_html() {
        let html = "<nav>Home\n</nav>\n\n<p>\n  The <b>ferry</b>\n sails.\n<pre>\none\n\ntwo &amp; three\n</pre><table><tr>\n\
            <td>a</td>\n<td>b</td></tr></table><!--\n--><p>end";
        let read = Html::read(html);
        let page = Page::new(&read.text);
        let found =
            read.lines().iter().map(|marks| (page.line(marks.line()).trim(), marks.source_line().unwrap()));
        let lines: Vec<_> = html.split('\n').collect();
        for (text, number) in found {
            assert!(lines[number - 1].contains(text.split([' ', '\t']).next().unwrap()), "{text} {number}");
        }
        assert!(read.without_source_lines().lines().iter().all(|marks| marks.source_line().is_none()));
    }

    #[test]
    fn hidden_lines_are_marked() {
        for (html, mark) in [
            ("<p hidden>x", hidden::ATTRIBUTE),
            ("<div aria-hidden=TRUE><p>x", hidden::ARIA),
            ("<div style='color:red; DISPLAY : none!important'><p>x", hidden::STYLE),
            ("<p style='visibility:hidden'>x", hidden::STYLE),
            ("<noscript><p>x</noscript>", hidden::NOSCRIPT),
            ("<details><p>x</details>", hidden::DETAILS),
            ("<details><summary>x</summary></details>", 0),
            ("<details open><p>x</details>", 0),
            ("<p style='display:block' aria-hidden=false>x", 0),
        ] {
            assert_eq!(line(html, "x").0.hidden, mark, "{html}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        for open in ["<div>", "<b><p>", "<ul><li>", "<table><tr><td>", "<x-y>"] {
            let read = Html::read(&format!("{}deep{}", open.repeat(5000), "</div>flat"));
            assert!(read.text.contains("deep") && read.text.contains("flat"), "{open}");
            let deepest = read.marks.elements.iter().map(|element| element.depth).max();
            assert!(deepest < Some(512), "{open} {deepest:?}");
        }
    }
}
