//! A line of Markdown: what it is, and what can be said of it alone.

use std::ops::Range;

/// A line of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SourceLine {
    /// The line in bytes of the source, with its terminator.
    pub(super) whole: Range<usize>,
    /// What is left of it without the signs of blocks.
    pub(super) text: Range<usize>,
    /// Signs of a heading inside that text.
    pub(super) signs: Range<usize>,
    pub(super) kind: Kind,
    /// The innermost frame around it, by index.
    pub(super) frame: u32,
    /// Whether it is the first text in its list item.
    pub(super) begins_item: bool,
}

/// What a line is. Lines with the same number belong to the same block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    /// Metadata at the top, between lines of dashes.
    FrontMatter,
    /// Part of a paragraph.
    Text(u32),
    /// Part of the text of a heading, and its level.
    Heading(u32, u8),
    /// The line below the text of a heading.
    Underline(u32),
    Row(u32),
    /// The line below the head of a table.
    Delimiter(u32),
    Code(u32),
    /// The line above or below code.
    Fence(u32),
    /// A line across the page.
    Rule,
    /// Where a reference leads to.
    Definition,
    /// Part of a comment.
    Comment,
}

/// The blanks at the beginning of a text: their bytes and the columns that they take.
///
/// `column` is the column where the text begins. A tab leads to the next column that is a multiple of 4.
pub(super) fn indent(text: &str, column: usize) -> (usize, usize) {
    let mut at = column;
    let blanks = text.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    let mut bytes = 0;
    for byte in blanks {
        at += if byte == b'\t' { 4 - at % 4 } else { 1 };
        bytes += 1;
    }
    (bytes, at - column)
}

/// The marker of a list item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// Its length in bytes, without the blanks behind it.
    pub(super) length: usize,
    /// The bullet, or what stands behind the number.
    pub(super) sign: u8,
    /// The number, if it has one.
    pub(super) number: Option<u32>,
}

impl Marker {
    /// The marker that a text begins with.
    pub(super) fn at(text: &str) -> Option<Self> {
        /// `CommonMark`: a longer number would overflow in some browsers.
        const MOST_DIGITS: usize = 9;
        let bytes = text.as_bytes();
        let digits = bytes.iter().take(MOST_DIGITS).take_while(|byte| byte.is_ascii_digit()).count();
        let sign = *bytes.get(digits)?;
        let is_sign =
            if digits > 0 { matches!(sign, b'.' | b')') } else { matches!(sign, b'-' | b'*' | b'+') };
        let ends = bytes.get(digits + 1).is_none_or(|byte| matches!(byte, b' ' | b'\t'));
        let number = text[..digits].parse().ok();
        (is_sign && ends).then_some(Self { length: digits + 1, sign, number })
    }
}

/// Whether a line divides its page: three or more of the same sign, and blanks.
pub(super) fn is_rule(text: &str) -> bool {
    let mut signs = text.bytes().filter(|byte| !matches!(byte, b' ' | b'\t'));
    let Some(first) = signs.next().filter(|sign| matches!(sign, b'*' | b'-' | b'_')) else { return false };
    signs.try_fold(1, |count, sign| (sign == first).then_some(count + 1)).is_some_and(|count| count >= 3)
}

/// The level of a heading whose text is above this line: 1 for `===`, 2 for `---`.
pub(super) fn underline(text: &str) -> Option<u8> {
    let text = text.trim_end();
    let all = |sign| !text.is_empty() && text.bytes().all(|byte| byte == sign);
    if all(b'=') { Some(1) } else { all(b'-').then_some(2) }
}

/// The level of a heading that begins with number signs, and the length of these and the blanks behind them.
pub(super) fn heading(text: &str) -> Option<(u8, usize)> {
    let level = text.bytes().take_while(|&byte| byte == b'#').count();
    let blanks = indent(&text[level..], 0).0;
    let ends = level == text.len() || blanks > 0;
    ((1..=6).contains(&level) && ends).then_some((level as u8, level + blanks))
}

/// The text of a heading without the number signs that may close it.
pub(super) fn without_closing_signs(text: &str) -> &str {
    let text = text.trim_end();
    let bare = text.trim_end_matches('#');
    if bare.is_empty() || bare.ends_with([' ', '\t']) { bare.trim_end() } else { text }
}

/// The sign and the length of a fence of code.
pub(super) fn fence(text: &str) -> Option<(u8, usize)> {
    let sign = *text.as_bytes().first().filter(|sign| matches!(sign, b'`' | b'~'))?;
    let length = text.bytes().take_while(|&byte| byte == sign).count();
    // Backticks behind it make it a span of code.
    let is_fence = length >= 3 && (sign == b'~' || !text[length..].contains('`'));
    is_fence.then_some((sign, length))
}

/// Whether a line stands between the head of a table and its rows: `| --- | :-: |`.
pub(super) fn is_delimiter_row(text: &str) -> bool {
    let text = text.trim();
    text.contains('-')
        && text.contains('|')
        && text.split('|').all(|cell| {
            let cell = cell.trim();
            let dashes = cell.strip_prefix(':').unwrap_or(cell);
            let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
            dashes.bytes().all(|byte| byte == b'-') && (cell.is_empty() || !dashes.is_empty())
        })
}

/// The label of a definition, `[label]: target`, and the length of what stands before the target.
pub(super) fn definition(text: &str) -> Option<(&str, usize)> {
    /// `CommonMark` allows 999 characters. A longer label is text.
    const LONGEST: usize = 999;
    let end = memchr::memchr(b']', &text.as_bytes()[..text.len().min(LONGEST)])?;
    let label = text.get(1..end).filter(|label| text.starts_with('[') && !label.trim().is_empty())?;
    let rest = text[end + 1..].strip_prefix(':')?;
    Some((label, text.len() - rest.trim_start().len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_told_from_text() {
        let marker = |text| Marker::at(text).map(|marker| (marker.length, marker.number));
        assert_eq!(marker("* a"), Some((1, None)));
        assert_eq!(marker("12) a"), Some((3, Some(12))));
        assert_eq!(marker("-"), Some((1, None)));
        for text in ["-a", "*a*", "1.5 kg", "1234567890. a", "", "1"] {
            assert_eq!(marker(text), None, "{text}");
        }
    }

    #[test]
    fn lines_of_signs_are_told_apart() {
        assert!(is_rule("* * *") && is_rule("---") && is_rule("__ _"));
        assert!(!is_rule("--") && !is_rule("-*-") && !is_rule("") && !is_rule("--- a"));
        assert_eq!((underline("=="), underline("-- "), underline("- -")), (Some(1), Some(2), None));
        assert!(is_delimiter_row("---|---") && is_delimiter_row("| :-: |"));
        assert!(!is_delimiter_row("---") && !is_delimiter_row("| a |") && !is_delimiter_row("|:|"));
    }

    #[test]
    fn headings_and_fences_need_their_signs() {
        assert_eq!((heading("## a"), heading("#a"), heading("####### a")), (Some((2, 3)), None, None));
        assert_eq!((without_closing_signs("a ##"), without_closing_signs("C#")), ("a", "C#"));
        assert_eq!((fence("```rust"), fence("``"), fence("```a``` b")), (Some((b'`', 3)), None, None));
        assert_eq!(definition("[1]: /a"), Some(("1", 5)));
        assert_eq!((definition("[a](b): c"), definition("[ ]: a"), definition("a]: b")), (None, None, None));
    }
}
