//! Escaping: text whose characters have no meaning in Markdown.

/// Where a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At the beginning of a line, where characters can begin a block.
    Block,
    /// In a heading.
    Heading,
    /// In the cell of a table.
    Cell,
}

/// What is around a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Escaping {
    /// Whether it is the beginning of a line of a paragraph.
    pub(super) begins: bool,
    /// Whether it is in a link, which a bracket would end.
    pub(super) in_link: bool,
    /// Whether a reference to a footnote is before it: with a parenthesis, it would be a link.
    pub(super) follows_note: bool,
    pub(super) place: Place,
}

/// Adds a text.
pub(super) fn escape(text: &str, around: Escaping, out: &mut String) {
    let Escaping { begins, in_link, follows_note, place } = around;
    let mut rest = text;
    if begins && place == Place::Block {
        rest = &text[begin(text, out)..];
    }
    let mut before = text[..text.len() - rest.len()].chars().next_back();
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let around = |is: fn(char) -> bool| before.is_some_and(is) && next.is_some_and(is);
        let escapes = match c {
            '\\' | '`' | '[' => true,
            ']' => in_link,
            '(' | ':' => follows_note && before.is_none(),
            '*' | '~' => !around(char::is_whitespace),
            '_' => !around(char::is_alphanumeric),
            '<' => next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')),
            '&' => next.is_some_and(|next| next.is_ascii_alphanumeric() || next == '#'),
            '|' => place == Place::Cell,
            // A run of them at the end of a heading is taken for its end.
            '#' => place == Place::Heading && before != Some('#') && chars.clone().all(|c| c == '#'),
            _ => false,
        };
        if escapes {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// Escapes what would begin a block: a list, a quote, a heading, a rule, a table. Returns the bytes that are done.
fn begin(text: &str, out: &mut String) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (sign, next) = {
        let mut chars = text[digits..].chars();
        (chars.next(), chars.next())
    };
    let escapes = match sign {
        Some('.' | ')') => (1..=9).contains(&digits) && next.is_none_or(char::is_whitespace),
        _ if digits > 0 => false,
        Some('#' | '+' | '-') => next.is_none_or(|next| !next.is_alphanumeric()),
        // A colon begins a definition, or a row of a table.
        Some('=' | '>' | '|' | ':') => true,
        _ => false,
    };
    if !escapes {
        return 0;
    }
    // All of these signs are of one byte.
    out.push_str(&text[..digits]);
    out.push('\\');
    out.push_str(&text[digits..=digits]);
    digits + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped_in(text: &str, place: Place, in_link: bool) -> String {
        let mut out = String::new();
        escape(text, Escaping { begins: true, in_link, follows_note: false, place }, &mut out);
        out
    }

    #[test]
    fn only_what_means_something_is_escaped() {
        for (text, escaped) in [
            ("a_b __c__ *d* 2 * 3", r"a_b \_\_c\_\_ \*d\* 2 * 3"),
            ("[1] <b> a < b &amp; R&D ~x~", r"\[1] \<b> a < b \&amp; R\&D \~x\~"),
            ("# x", r"\# x"),
            ("#tag", "#tag"),
            ("- x", r"\- x"),
            ("-5", "-5"),
            ("--- x", r"\--- x"),
            ("1986. Then", r"1986\. Then"),
            ("1.5 m", "1.5 m"),
            ("1234567890. x", "1234567890. x"),
            ("===", r"\==="),
            ("> x | y", r"\> x | y"),
            ("C:\\x`", r"C:\\x\`"),
            (": x", r"\: x"),
            (":x", r"\:x"),
        ] {
            assert_eq!(escaped_in(text, Place::Block, false), escaped);
        }
        assert_eq!(escaped_in("# a|b ##", Place::Heading, false), r"# a|b \##");
        assert_eq!(escaped_in("# a|b ##", Place::Cell, false), r"# a\|b ##");
        assert_eq!(escaped_in("a] b", Place::Block, true), r"a\] b");
    }
}
