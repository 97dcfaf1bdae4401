//! Addresses: made absolute as RFC 3986, section 5, says, and written as Markdown reads them.

use std::fmt::Write;

/// The address that links of a page start from, if it is absolute: its own, and that of its `base` element.
pub(super) fn base(page: Option<&str>, base: Option<&str>) -> Option<String> {
    let page = page.map(clean);
    let base = base.map(|base| resolve(page.as_deref(), base));
    base.or(page).filter(|address| Parts::split(address).is_some_and(|parts| !parts.authority.is_empty()))
}

/// Where an address leads from a page with this address; empty if it leads to no page. What cannot be resolved stays as it is.
pub(super) fn resolve(base: Option<&str>, address: &str) -> String {
    let address = clean(address);
    if let Some((scheme, _)) = split_scheme(&address) {
        const NO_PAGES: [&str; 5] = ["javascript", "data", "vbscript", "blob", "about"];
        let leads = !NO_PAGES.iter().any(|other| scheme.eq_ignore_ascii_case(other));
        return if leads { address } else { String::new() };
    }
    let Some(base) = base.and_then(Parts::split).filter(|_| !address.is_empty()) else { return address };
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let (path, rest) = address.split_at(end);
    let Parts { scheme, authority, path: base_path, query } = base;
    if path.starts_with("//") {
        return [scheme, ":", &address].concat();
    }
    let merged = if path.starts_with('/') {
        without_dots(path)
    } else if !path.is_empty() {
        let folder = base_path.rfind('/').map_or("/", |end| &base_path[..=end]);
        without_dots(&[folder, path].concat())
    } else {
        base_path.to_owned()
    };
    let query = if path.is_empty() && rest.starts_with('#') { query } else { "" };
    [scheme, "://", authority, &merged, query, rest].concat()
}

/// The parts of an absolute address.
struct Parts<'a> {
    scheme: &'a str,
    authority: &'a str,
    path: &'a str,
    /// With its question mark.
    query: &'a str,
}

impl<'a> Parts<'a> {
    fn split(address: &'a str) -> Option<Self> {
        let (scheme, rest) = split_scheme(address)?;
        let rest = rest.strip_prefix("//")?;
        let rest = rest.split_once('#').map_or(rest, |(before, _)| before);
        let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        Some(Self { scheme, authority, path, query })
    }
}

/// The scheme of an address and what is behind its colon.
fn split_scheme(address: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme.then_some((scheme, rest))
}

/// A path without the steps `.` and `..`.
fn without_dots(path: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    let last = path.matches('/').count();
    for (index, step) in path.split('/').enumerate() {
        let is_last = index == last;
        match step {
            "." => steps.extend(is_last.then_some("")),
            ".." => {
                if steps.len() > 1 {
                    steps.pop();
                }
                steps.extend(is_last.then_some(""));
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// An address as browsers read it: without white space around it and line breaks in it, with `/` for `\`, and with spaces and
/// other characters that no address has in their codes.
fn clean(address: &str) -> String {
    let address = address.trim_matches(|c: char| c <= ' ');
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let is_web = split_scheme(address).is_none_or(|(scheme, _)| {
        scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
    });
    let mut cleaned = String::with_capacity(address.len());
    for (at, c) in address.char_indices() {
        match c {
            '\t' | '\n' | '\r' => {}
            '\\' if at < end && is_web => cleaned.push('/'),
            '"' | '<' | '>' | '\\' | '`' => push_code(c, &mut cleaned),
            c if c.is_whitespace() || c.is_control() => push_code(c, &mut cleaned),
            c => cleaned.push(c),
        }
    }
    cleaned
}

/// Adds a character as the codes of its bytes.
fn push_code(c: char, out: &mut String) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        // Writing to a string cannot fail.
        let _ = write!(out, "%{byte:02X}");
    }
}

/// Adds an address between the parentheses of a link. In the cell of a table, a bar would end the cell.
pub(super) fn write_address(address: &str, in_cell: bool, out: &mut String) {
    let is_balanced = {
        let mut depth = 0i32;
        let closes_first = address.chars().any(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            !(0..=16).contains(&depth)
        });
        !closes_first && depth == 0
    };
    for (at, c) in address.char_indices() {
        let begins_reference =
            || address[at + 1..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '#');
        match c {
            '(' | ')' if !is_balanced => out.push('\\'),
            '|' if in_cell => out.push('\\'),
            '&' if begins_reference() && address[at..].contains(';') => out.push('\\'),
            _ => {}
        }
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 3986, section 5.4, but for those that browsers read in another way.
    #[test]
    fn relative_addresses_are_made_absolute() {
        let base = "http://a/b/c/d;p?q";
        for (address, absolute) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g#s", "http://a/b/c/g#s"),
            ("g?y#s", "http://a/b/c/g?y#s"),
            (";x", "http://a/b/c/;x"),
            ("g;x=1/../y", "http://a/b/c/y"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("..g", "http://a/b/c/..g"),
            ("./g/.", "http://a/b/c/g/"),
            ("g/../h", "http://a/b/c/h"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
            (" \n/g\u{0} h\\i ", "http://a/g%00%20h/i"),
            ("/é\"<", "http://a/é%22%3C"),
        ] {
            assert_eq!(resolve(Some(base), address), absolute, "{address}");
        }
        assert_eq!(resolve(Some("http://a"), "g"), "http://a/g");
        assert_eq!(resolve(Some("mailto:x@a"), "g"), "g");
        assert_eq!(resolve(None, "../g"), "../g");
    }

    #[test]
    fn what_leads_to_no_page_is_no_address() {
        for address in ["javascript:void(0)", " JavaScript:x", "data:text/html,x", "java\nscript:x", ""] {
            assert_eq!(resolve(Some("http://a/b"), address), "", "{address}");
        }
        assert_eq!(resolve(None, "mailto:x@a"), "mailto:x@a");
    }

    #[test]
    fn links_start_from_the_base() {
        let base = |page, of| base(page, of).unwrap_or_default();
        assert_eq!(base(Some("http://a/b"), None), "http://a/b");
        assert_eq!(base(Some("http://a/b"), Some("/c/")), "http://a/c/");
        assert_eq!(base(None, Some("http://b/")), "http://b/");
        assert_eq!(base(Some("/b"), Some("c")), "");
        assert_eq!(base(Some("file:///b"), None), "");
    }

    #[test]
    fn addresses_are_written_as_markdown_reads_them() {
        let written = |address: &str, in_cell: bool| {
            let mut out = String::new();
            write_address(address, in_cell, &mut out);
            out
        };
        assert_eq!(written("/a_(b)?c|d&e=1", false), "/a_(b)?c|d&e=1");
        assert_eq!(written("/a_(b?c|d&lt;", true), r"/a_\(b?c\|d\&lt;");
    }
}
