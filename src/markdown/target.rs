//! Where a link leads, and tags of HTML.

/// The longest target in bytes.
pub(super) const LONGEST: usize = 1 << 12;
/// The longest target of a picture that holds its data.
const LONGEST_DATA: usize = 1 << 24;
/// The longest tag in bytes.
const LONGEST_TAG: usize = 1 << 10;

/// The length of the target of a link, with its parentheses: `(/path "title")`. `None` if it does not end on its line.
///
/// Crawlers do not escape: blanks and parentheses may stand in the address.
pub(super) fn length(text: &str) -> Option<usize> {
    if text.starts_with("(data:") {
        let data = &text.as_bytes()[..text.len().min(LONGEST_DATA)];
        return memchr::memchr(b')', data).map(|end| end + 1);
    }
    let bytes = &text.as_bytes()[..text.len().min(LONGEST)];
    let mut depth = 0;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'<' if at == 1 => at = memchr::memchr(b'>', bytes)?,
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at + 1),
            b')' => depth -= 1,
            // A title ends at the quote before the last parenthesis.
            quote @ (b'"' | b'\'') if depth == 1 && bytes[at - 1] == b' ' => {
                let ends = |&end: &usize| {
                    bytes[at + 1 + end..]
                        .get(1..)
                        .is_some_and(|rest| rest.trim_ascii_start().starts_with(b")"))
                };
                let title = memchr::memchr_iter(quote, &bytes[at + 1..]).take(8).find(ends);
                at += title.map_or(0, |end| end + 1);
            }
            _ => {}
        }
        at += 1;
    }
    // The parentheses do not match: the first one that may close it does.
    memchr::memchr(b')', bytes).map(|end| end + 1)
}

/// The address in a target: `address "title")`, `<address>)`.
pub(super) fn address(target: &str) -> &str {
    let target = target.trim_start_matches(['<', ' ']);
    let end = target.bytes().position(|byte| matches!(byte, b' ' | b'>' | b')'));
    &target[..end.unwrap_or(target.len())]
}

/// The length of a tag, a comment or an address in angle brackets at the beginning, and whether it is an address.
pub(super) fn tag(text: &str) -> Option<(usize, bool)> {
    let bytes = &text.as_bytes()[..text.len().min(LONGEST_TAG)];
    if bytes.starts_with(b"<!--") {
        return memchr::memmem::find(bytes, b"-->").map(|end| (end + 3, false));
    }
    let end =
        memchr::memchr2(b'>', b'<', &bytes[1..]).map(|end| end + 1).filter(|&end| bytes[end] == b'>')?;
    let inside = &bytes[1..end];
    let name = inside.strip_prefix(b"/").unwrap_or(inside);
    let letters = name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    if !name.first().is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    let has_blank = inside.iter().any(u8::is_ascii_whitespace);
    match name.get(letters) {
        None | Some(b'/' | b' ' | b'\t') => Some((end + 1, false)),
        Some(b':' | b'@' | b'.' | b'+')
            if !has_blank && inside.iter().any(|byte| matches!(byte, b':' | b'@')) =>
        {
            Some((end + 1, true))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_end_at_their_parenthesis() {
        for (text, target) in [
            ("(/a) b)", "(/a)"),
            ("(/a_(b) \"c) d\") e", "(/a_(b) \"c) d\")"),
            ("(javascript:void\\(0)) b", "(javascript:void\\(0)"),
            ("(<a b)c>) d", "(<a b)c>)"),
            ("(a b 'c') d", "(a b 'c')"),
            ("(a(b) c", "(a(b)"),
            ("()", "()"),
        ] {
            assert_eq!(length(text).map(|length| &text[..length]), Some(target), "{text}");
        }
        assert_eq!(length("(a"), None);
    }

    #[test]
    fn tags_are_told_from_text() {
        assert_eq!(tag("<br />a"), Some((6, false)));
        assert_eq!(tag("<!-- a > b --> c"), Some((14, false)));
        assert_eq!(tag("<https://a.example/b> c"), Some((21, true)));
        for text in ["<3", "< a>", "<a", "<a <b>", "<1>", "<äh>"] {
            assert_eq!(tag(text), None, "{text}");
        }
    }
}
