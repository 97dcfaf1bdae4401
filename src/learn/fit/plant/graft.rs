//! Grafts a snippet of HTML into a page that has been read, as if it had been read with it.

use std::ops::Range;

use crate::html::{Embedded, Html, Marks};

/// A page with a snippet in it.
pub(super) struct Grafted {
    pub(super) html: Html,
    /// The lines of the text that came with the snippet; blank ones count.
    pub(super) lines: Range<usize>,
}

/// Puts a snippet below a line of the page's text, into an element.
pub(super) fn graft(page: &Html, snippet: &str, line: usize, parent: u32) -> Grafted {
    // With paragraphs around it, the snippet gets the blank lines that it has among other blocks.
    let read = Html::read(&format!("<p>x</p>{snippet}<p>x</p>"));
    let mut above: Vec<&str> = page.text.lines().collect();
    let below = above.split_off((line + 1).min(above.len()));
    let between: Vec<&str> = read.text.lines().collect();
    let mut between = &between[1..between.len() - 1];
    if below.first().is_none_or(|next| next.is_empty()) && between.last() == Some(&"") {
        between = &between[..between.len() - 1];
    }
    let lines = above.len()..above.len() + between.len();
    let text = [&above[..], between, &below[..]].concat().join("\n") + "\n";
    let marks = grafted_marks(page, &read, &lines, parent);
    Grafted { html: Html { text, unshown: 0, marks, ..page.clone() }, lines }
}

fn grafted_marks(page: &Html, read: &Html, new: &Range<usize>, parent: u32) -> Marks {
    // Byte offsets no longer match; no decision needs them.
    let mut marks = Marks {
        emphasis: Vec::new(),
        empty_cells: Vec::new(),
        formulas: Vec::new(),
        embedded: Embedded::default(),
        ..page.marks.clone()
    };
    let grafted = &read.marks;
    // The elements but for the body and the paragraphs above and below.
    let last = grafted.elements.len() - 1;
    let first = marks.elements.len() as u32;
    let number = |element: u32| if element == 0 { parent } else { first + element - 2 };
    let depth = marks.elements[parent as usize].depth;
    for index in 2..last {
        let mut element = grafted.elements[index];
        element.parent = number(element.parent);
        element.depth += depth;
        element.first_word = marks.words.len() as u32;
        marks.words.extend_from_slice(grafted.words_of(index));
        marks.elements.push(element);
    }
    for line in marks.lines.iter_mut().filter(|mark| mark.line as usize >= new.start) {
        line.line += new.len() as u32;
    }
    let of_snippet = grafted.lines[1..grafted.lines.len() - 1].iter().filter_map(|line| {
        let at = line.line as usize - 1 + new.start;
        let is_in = line.element as usize != last && line.element != 1 && at < new.end;
        is_in.then_some(crate::html::LineMarks {
            line: at as u32,
            element: number(line.element),
            block: number(line.block),
            ..*line
        })
    });
    marks.lines.extend(of_snippet);
    marks.lines.sort_by_key(|line| line.line);
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::page::Page;

    #[test]
    fn a_grafted_page_is_like_one_that_was_read_with_the_snippet() {
        let page = "<body><main class=story><p>One.</p><p>Two.</p></main><footer>End</footer>";
        let snippet = "<div class='teaser box'><h3>More</h3><p>Three <a href=/>four</a>.</p></div>";
        let read = Html::read(page);
        let grafted =
            graft(&read, snippet, 0, read.marks.elements[read.marks.lines[0].element as usize].parent);
        let whole = Html::read(&page.replace("One.</p>", &format!("One.</p>{snippet}")));
        assert_eq!(grafted.html.text, whole.text);
        assert!(!Page::from_html(&grafted.html).lines().is_empty());
        assert!(
            grafted.html.marks.lines.len() == 5
                && grafted.html.marks.elements.len() == whole.marks.elements.len()
        );
        for (line, other) in grafted.html.marks.lines.iter().zip(&whole.marks.lines) {
            assert_eq!((line.line, line.length, line.linked), (other.line, other.length, other.linked));
            let path = |html: &Html, mut at: u32| {
                let mut path = Vec::new();
                while at > 0 {
                    let element = &html.marks.elements[at as usize];
                    path.push((element.tag, element.depth, html.marks.words_of(at as usize).to_vec()));
                    at = element.parent;
                }
                path
            };
            assert_eq!(path(&grafted.html, line.element), path(&whole, other.element));
        }
    }
}
