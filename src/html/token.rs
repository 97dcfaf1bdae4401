//! Splits HTML into tokens: text, start tags and end tags, all borrowed from the page.
//!
//! This is the tokenizer of the standard with its states folded into a few searches. Comments, declarations and invalid
//! markup are skipped as browsers skip them.

use memchr::{memchr, memchr_iter, memchr2, memmem};

use super::entity::{Context, decode};
use super::tag::{Name, Tag};

/// A token of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'h> {
    /// Text that may have character references.
    Text(&'h str),
    /// Text of a CDATA section, as it is.
    Literal(&'h str),
    /// A start tag, `closed` if it ends in `/>`. [`Tokens::attributes`] has its attributes.
    Start { name: Name, closed: bool },
    /// An end tag.
    End(Name),
}

/// An attribute, as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute<'h> {
    name: &'h str,
    value: &'h str,
}

impl<'h> Attribute<'h> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(super) fn name(&self) -> &'h str {
        self.name
    }

    /// Whether it has this value, in any case.
    pub(super) fn is_value(&self, value: &str) -> bool {
        self.value.trim().eq_ignore_ascii_case(value)
    }

    /// The value as written.
    pub(super) fn raw(&self) -> &'h str {
        self.value
    }

    /// The value with its character references replaced.
    pub(super) fn value(&self) -> String {
        decode(self.value, Context::Attribute)
    }
}

/// The tokenizer.
#[derive(Debug)]
pub(super) struct Tokens<'h> {
    html: &'h str,
    at: usize,
    /// The last offset whose line was asked for, and the number of that line.
    line: (usize, u32),
    /// The attributes of the last start tag.
    pub(super) attributes: Vec<Attribute<'h>>,
    /// Whether `<![CDATA[` begins a section, as in SVG and math.
    pub(super) foreign: bool,
    /// Whether the page begins with an XML declaration: `/>` closes every element, and CDATA sections are text.
    pub(super) xml: bool,
}

impl<'h> Tokens<'h> {
    pub(super) fn new(html: &'h str) -> Self {
        let begins = html.trim_start_matches(|c: char| c == '\u{FEFF}' || c.is_ascii_whitespace());
        let xml = begins
            .strip_prefix("<?xml")
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_whitespace()));
        Self { html, at: 0, line: (0, 1), attributes: Vec::new(), foreign: false, xml }
    }

    /// What is left of the page.
    pub(super) fn rest(&self) -> &'h str {
        &self.html[self.at..]
    }

    /// The offset of what is left.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The number of the line at an offset; the first is 1. Offsets are asked for in order.
    pub(super) fn line_at(&mut self, at: usize) -> u32 {
        let (before, line) = self.line;
        let breaks = self.bytes().get(before..at).map_or(0, |bytes| memchr_iter(b'\n', bytes).count());
        self.line = (before.max(at), line + breaks as u32);
        self.line.1
    }

    /// Goes back to a token that was read.
    pub(super) fn go_back(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute<'h>> {
        self.attributes.iter().find(|attribute| attribute.is(name))
    }

    fn bytes(&self) -> &'h [u8] {
        self.html.as_bytes()
    }

    /// The next token; `None` at the end of the page.
    pub(super) fn next(&mut self) -> Option<Token<'h>> {
        let bytes = self.bytes();
        let start = self.at;
        let mut from = start;
        while let Some(found) = memchr(b'<', &bytes[from..]) {
            let at = from + found;
            let is_markup = match bytes.get(at + 1) {
                Some(b'a'..=b'z' | b'A'..=b'Z' | b'!' | b'?') => true,
                Some(b'/') => at + 2 < bytes.len(),
                _ => false,
            };
            if !is_markup {
                from = at + 1;
                continue;
            }
            if at > start {
                self.at = at;
                return Some(Token::Text(&self.html[start..at]));
            }
            match bytes[at + 1] {
                b'!' => {
                    if let Some(text) = self.declaration(at) {
                        return Some(Token::Literal(text));
                    }
                }
                b'/' if bytes[at + 2].is_ascii_alphabetic() => {
                    return self.tag(at + 2).map(|(name, _)| Token::End(name));
                }
                b'/' | b'?' => self.at = self.behind(b'>', at + 2),
                _ => return self.tag(at + 1).map(|(name, closed)| Token::Start { name, closed }),
            }
            return self.next_behind_comments();
        }
        self.at = bytes.len();
        (start < bytes.len()).then(|| Token::Text(&self.html[start..]))
    }

    /// The next token after markup that gives none. A loop, because recursion would overflow on a page of comments.
    fn next_behind_comments(&mut self) -> Option<Token<'h>> {
        let bytes = self.bytes();
        loop {
            match &bytes[self.at..] {
                [b'<', b'!', ..] => {
                    if let Some(text) = self.declaration(self.at) {
                        return Some(Token::Literal(text));
                    }
                }
                [b'<', b'?', ..] => self.at = self.behind(b'>', self.at + 2),
                [b'<', b'/', next, ..] if !next.is_ascii_alphabetic() => {
                    self.at = self.behind(b'>', self.at + 2);
                }
                _ => return self.next(),
            }
        }
    }

    /// The offset after the next such byte, or the end.
    fn behind(&self, byte: u8, from: usize) -> usize {
        memchr(byte, &self.bytes()[from..]).map_or(self.html.len(), |at| from + at + 1)
    }

    /// Skips a comment or a doctype. Of a CDATA section, returns the text.
    fn declaration(&mut self, at: usize) -> Option<&'h str> {
        let rest = &self.bytes()[at..];
        let end =
            |from: usize, mark: &[u8]| memmem::find(&rest[from..], mark).map(|at| from + at + mark.len());
        if (self.foreign || self.xml) && rest.starts_with(CDATA) {
            let length = memmem::find(rest, b"]]>").unwrap_or(rest.len());
            self.at = (at + length + 3).min(self.html.len());
            return Some(&self.html[at + CDATA.len()..at + length]);
        }
        let length = if rest.starts_with(b"<!-->") {
            Some(5)
        } else if rest.starts_with(b"<!--->") {
            Some(6)
        } else if rest.starts_with(b"<!--") {
            comment_end(rest)
        } else if self.xml && memchr2(b'[', b'>', rest).is_some_and(|at| rest[at] == b'[') {
            // A document type may define entities.
            end(2, b"]").and_then(|at| end(at, b">"))
        } else {
            end(2, b">")
        };
        self.at = at + length.unwrap_or(rest.len());
        None
    }

    /// Reads a tag from its name on. Returns the name, and whether it ends in `/>`; `None` if the page ends inside it.
    fn tag(&mut self, from: usize) -> Option<(Name, bool)> {
        self.attributes.clear();
        let bytes = self.bytes();
        let name_end =
            from + bytes[from..].iter().position(|&byte| ends_name(byte)).unwrap_or(bytes.len() - from);
        let name = Name::read(&bytes[from..name_end]);
        let mut at = name_end;
        let mut closed = false;
        loop {
            let byte = *bytes.get(at)?;
            if byte == b'>' {
                self.at = at + 1;
                return Some((name, closed));
            }
            closed = byte == b'/';
            at = if ends_name(byte) { at + 1 } else { self.read_attribute(at)? };
        }
    }

    /// Reads an attribute and returns the offset after it; `None` if the page ends inside it.
    fn read_attribute(&mut self, start: usize) -> Option<usize> {
        let bytes = self.bytes();
        let html = self.html;
        let mut at = start + 1;
        while !(ends_name(*bytes.get(at)?) || bytes[at] == b'=') {
            at += 1;
        }
        let name = &html[start..at];
        while bytes.get(at)?.is_ascii_whitespace() {
            at += 1;
        }
        if bytes[at] != b'=' {
            self.attributes.push(Attribute { name, value: &html[at..at] });
            return Some(at);
        }
        at += 1;
        while bytes.get(at)?.is_ascii_whitespace() {
            at += 1;
        }
        let (from, to, next) = if let quote @ (b'"' | b'\'') = bytes[at] {
            let end = at + 1 + memchr(quote, &bytes[at + 1..])?;
            (at + 1, end, end + 1)
        } else {
            let rest = &bytes[at..];
            let end = at + rest.iter().position(|&byte| byte == b'>' || byte.is_ascii_whitespace())?;
            (at, end, end)
        };
        self.attributes.push(Attribute { name, value: &html[from..to] });
        Some(next)
    }

    /// Whether the next token, white space and short comments aside, begins a custom element.
    pub(super) fn next_is_custom(&self) -> bool {
        const LONGEST: usize = 256;
        let mut rest = self.bytes()[self.at..].trim_ascii_start();
        while rest.starts_with(b"<!--")
            && let Some(end) = memmem::find(&rest[..rest.len().min(LONGEST)], b"-->")
        {
            rest = rest[end + 3..].trim_ascii_start();
        }
        let Some(name) = rest.strip_prefix(b"<") else { return false };
        let name = name.iter().take(LONGEST).take_while(|&&byte| !ends_name(byte));
        rest.get(1).is_some_and(u8::is_ascii_alphabetic) && name.into_iter().any(|&byte| byte == b'-')
    }

    /// The content of an element without markup, up to its end tag, which is the next token.
    pub(super) fn raw(&mut self, tag: Tag) -> &'h str {
        let rest = &self.html[self.at..];
        let length = match tag {
            Tag::Plaintext => rest.len(),
            Tag::Script => script_length(rest.as_bytes()),
            _ => end_tag(rest.as_bytes(), tag.name()).unwrap_or(rest.len()),
        };
        self.at += length;
        &rest[..length]
    }
}

const CDATA: &[u8] = b"<![CDATA[";

fn ends_name(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ' | b'/' | b'>')
}

/// The offset after a comment: after `-->` or `--!>`.
fn comment_end(comment: &[u8]) -> Option<usize> {
    let mut from = 4;
    loop {
        let dashes = from + memmem::find(&comment[from..], b"--")?;
        match &comment[dashes + 2..] {
            [b'>', ..] => return Some(dashes + 3),
            [b'!', b'>', ..] => return Some(dashes + 4),
            _ => from = dashes + 1,
        }
    }
}

/// The offset of the end tag of an element.
fn end_tag(raw: &[u8], name: &str) -> Option<usize> {
    memmem::find_iter(raw, b"</").find(|&at| is_tag(&raw[at + 2..], name))
}

fn is_tag(rest: &[u8], name: &str) -> bool {
    rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        && rest.get(name.len()).is_some_and(|&byte| ends_name(byte))
}

/// The length of a script in bytes. After `<!--`, a script may hold another one, whose end tag does not end the first.
fn script_length(raw: &[u8]) -> usize {
    let Some(first_end) = end_tag(raw, "script") else { return raw.len() };
    if memmem::find(&raw[..first_end], b"<!--").is_none() {
        return first_end;
    }
    let (mut escaped, mut inner) = (false, false);
    let mut at = 0;
    while let Some(found) = memchr2(b'<', b'-', &raw[at..]) {
        at += found;
        let rest = &raw[at..];
        if rest.starts_with(b"-->") {
            (escaped, inner) = (false, false);
        } else if !escaped && rest.starts_with(b"<!--") {
            escaped = true;
            // The dashes of `<!-->` also belong to its end.
            at += 1;
        } else if escaped && !inner && rest[0] == b'<' && is_tag(&rest[1..], "script") {
            inner = true;
        } else if rest.starts_with(b"</") && is_tag(&rest[2..], "script") {
            if !inner {
                return at;
            }
            inner = false;
        }
        at += 1;
    }
    raw.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of a page in short form.
    fn pieces(html: &str) -> String {
        let mut tokens = Tokens::new(html);
        let mut out: Vec<String> = Vec::new();
        while let Some(token) = tokens.next() {
            match token {
                Token::Text(text) | Token::Literal(text) => out.push(format!("{text:?}")),
                Token::End(name) => out.push(format!("/{}", name.tag.name())),
                Token::Start { name, closed } => {
                    let attributes = tokens.attributes.iter();
                    let attributes: Vec<_> =
                        attributes.map(|one| ["[", one.name(), "=", &one.value(), "]"].concat()).collect();
                    out.push([name.tag.name(), &attributes.concat(), if closed { "/" } else { "" }].concat());
                    if matches!(name.tag, Tag::Script | Tag::Style) {
                        out.push(format!("{:?}", tokens.raw(name.tag)));
                    }
                }
            }
        }
        out.join(" ")
    }

    #[test]
    fn tags_and_attributes() {
        assert_eq!(pieces("<P Class=x>a</p >"), "p[Class=x] \"a\" /p");
        assert_eq!(pieces("<br/><br / ><a href=/x/>"), "br/ br a[href=/x/]");
        assert_eq!(pieces("<a b c = 'd>' e=\"f\"g=h =i>"), "a[b=][c=d>][e=f][g=h][=i=]");
        assert_eq!(pieces("<a title='&lt;&amp'>"), "a[title=<&]");
        assert_eq!(pieces("<a b=></a x=y>z"), "a[b=] /a \"z\"");
    }

    #[test]
    fn invalid_tags_are_text() {
        assert_eq!(pieces("1 < 2 <3 a<"), "\"1 < 2 <3 a<\"");
        assert_eq!(pieces("a</"), "\"a</\"");
        assert_eq!(pieces("a</>b</ x>c<?php ?>d"), "\"a\" \"b\" \"c\" \"d\"");
        assert_eq!(pieces("a<b c='"), "\"a\"");
    }

    #[test]
    fn comments_are_skipped() {
        assert_eq!(
            pieces("a<!-- <p> --><!-->b<!--->c<!-- x --!>d<!doctype html>e"),
            "\"a\" \"b\" \"c\" \"d\" \"e\""
        );
        assert_eq!(pieces("a<!-- - -- ->"), "\"a\"");
        assert_eq!(pieces(&"<!---->".repeat(100_000)), "");
    }

    #[test]
    fn xml_has_sections_of_text() {
        assert_eq!(pieces("a<![CDATA[b]]>c"), "\"a\" \"c\"");
        let xml = "<?xml version='1.0'?><!DOCTYPE html [<!ENTITY x 'y'>] ><![CDATA[b & <i>]]>c<![CDATA[]]><![CDATA[d";
        assert_eq!(pieces(xml), "\"b & <i>\" \"c\" \"\" \"d\"");
        assert_eq!(pieces("<?xml-stylesheet?><![CDATA[b]]>"), "");
    }

    #[test]
    fn scripts_end_where_browsers_end_them() {
        assert_eq!(pieces("<script>a</scripty></SCRIPT >b"), "script \"a</scripty>\" /script \"b\"");
        assert_eq!(pieces("<style>a<!--</style>b"), "style \"a<!--\" /style \"b\"");
        let nested = "<script><!-- <script> </script> --></script>b";
        assert_eq!(pieces(nested), "script \"<!-- <script> </script> -->\" /script \"b\"");
        assert_eq!(pieces("<script><!--></script>b"), "script \"<!-->\" /script \"b\"");
        assert_eq!(pieces("<script>a"), "script \"a\"");
    }
}
