//! How much memory it takes to clean a page.

use crate::html::Html;
use crate::markdown::Markdown;
use crate::text::page::Page;

/// Bytes that are kept of each byte of text, of each line with text, of each blank line, and of each element, measured as
/// the peak of the program on pages of little else.
const BYTE: u64 = 13;
const LINE: u64 = 140;
const BLANK: u64 = 68;
const MARKED_LINE: u64 = 275;
const ELEMENT: u64 = 170;

impl Page<'_> {
    /// About how many bytes of memory it takes to clean a page of this text, at most: few for the length of its text, many
    /// for each of its lines.
    ///
    /// ```
    /// use dechaff::Page;
    ///
    /// let prose = "The ferry sails at noon.\n".repeat(1000);
    /// let short = "a\n".repeat(prose.len() / 2);
    /// assert!(Page::memory_to_clean(&short) > 3 * Page::memory_to_clean(&prose));
    /// ```
    pub fn memory_to_clean(text: &str) -> u64 {
        let (lines, blanks) = count_lines(text);
        BYTE * text.len() as u64 + LINE * lines + BLANK * blanks
    }
}

impl Html {
    /// About how many bytes of memory it takes to clean this page, at most.
    pub fn memory_to_clean(&self) -> u64 {
        let (lines, blanks) = count_lines(&self.text);
        BYTE * self.text.len() as u64
            + MARKED_LINE * lines
            + BLANK * blanks
            + ELEMENT * self.marks.elements.len() as u64
    }
}

impl Markdown {
    /// About how many bytes of memory it takes to clean this page, at most: that of what a reader sees, and of the lines of
    /// its source.
    pub fn memory_to_clean(&self) -> u64 {
        self.shown().memory_to_clean() + Page::memory_to_clean(self.source())
    }
}

/// The lines with text and the blank ones. A blank line of spaces counts as one with text.
fn count_lines(text: &str) -> (u64, u64) {
    let ends = |byte: &u8| matches!(byte, b'\n' | b'\r' | 0x0B | 0x0C);
    let bytes = text.as_bytes();
    let all = bytes.iter().filter(|byte| ends(byte)).count();
    let blanks = bytes.windows(2).filter(|pair| ends(&pair[0]) && ends(&pair[1])).count();
    ((all - blanks + 1) as u64, blanks as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_blank_lines_are_counted() {
        assert_eq!(count_lines("a\n\n\nb\n"), (3, 2));
        assert_eq!(count_lines(""), (1, 0));
    }

    #[test]
    fn html_of_many_elements_takes_more_memory_than_its_text() {
        let html = Html::read(&"<p>a".repeat(1000));
        let marks = html.memory_to_clean() - Page::memory_to_clean(html.text());
        assert!(marks >= 1000 * ELEMENT, "{marks}");
    }
}
