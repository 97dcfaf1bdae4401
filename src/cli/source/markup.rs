//! Tells HTML from text, by content.

use memchr::{memchr, memmem};

/// Tags that only a page of HTML begins with.
const BEGINNINGS: [&str; 8] = ["html", "head", "body", "frameset", "meta", "title", "base", "link"];
/// Elements that make a block of their text.
const BLOCKS: [&str; 45] = [
    "html",
    "head",
    "body",
    "title",
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "li",
    "main",
    "nav",
    "noscript",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "select",
];
/// Elements inside a line.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "big", "br", "button", "cite", "code", "em", "font", "hr", "i", "img", "input",
    "label", "link", "s", "small", "span", "strong", "sub", "sup", "time", "u",
];
/// Elements whose content is no markup and no text of the page.
const RAW: [&str; 4] = ["script", "style", "iframe", "svg"];
/// Longest tag, in bytes.
const MAX_TAG: usize = 1 << 10;
/// Bytes of a page that are looked at.
const MAX_BYTES: usize = 256 << 10;
/// How deep elements are followed.
const MAX_DEPTH: usize = 64;
/// Bytes in which a message of PHP stands before the page.
const MESSAGE: usize = 4 << 10;

/// Whether a page is HTML, whatever its name.
pub fn is_html(text: &str) -> bool {
    let Some(start) = after_preamble(text) else { return false };
    match start.get(..9) {
        Some(doctype) if doctype.eq_ignore_ascii_case("<!doctype") => {
            let name = start[9..].trim_start();
            return name.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("html"));
        }
        _ => {}
    }
    let begins = Tag::at(start).is_some_and(|tag| !tag.is_end && BEGINNINGS.contains(&&tag.name[..]));
    begins || follows_php_message(start) || is_marked_up(start)
}

/// Whether there is an end tag or a comment, which plain text hardly ever contains.
pub fn has_tag(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_tag = |at: usize| match bytes.get(at + 1) {
        Some(b'/') => bytes.get(at + 2).is_some_and(u8::is_ascii_alphabetic),
        Some(b'!') => bytes[at..].starts_with(b"<!--"),
        _ => false,
    };
    memchr::memchr_iter(b'<', bytes).any(is_tag)
}

/// What follows white space, comments and instructions to servers. `None` if one of them never ends.
pub fn after_preamble(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches(is_blank);
    loop {
        let (_, after) = match rest {
            _ if rest.starts_with("<!--") => rest.split_once("-->"),
            _ if rest.starts_with("<?xml") => rest.split_once('>'),
            _ if rest.starts_with("<?") => rest.split_once("?>").or_else(|| rest.split_once('>')),
            _ if rest.starts_with("<%") => rest.split_once("%>"),
            _ => return Some(rest),
        }?;
        rest = after.trim_start_matches(is_blank);
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{FEFF}'
}

/// Whether a page of HTML follows a warning that PHP printed before it, as text or as HTML.
fn follows_php_message(text: &str) -> bool {
    let start = &text.as_bytes()[..text.len().min(MESSAGE)];
    if memmem::find(start, b" on line ").is_none() {
        return false;
    }
    let start = start.to_ascii_lowercase();
    let page = memmem::find(&start, b"<!doctype html").or_else(|| memmem::find(&start, b"<html"));
    let is_message = |before: &[u8]| {
        [&b"warning"[..], b"notice", b"deprecated", b"error", b"strict standards"]
            .iter()
            .any(|word| before.starts_with(word))
    };
    page.is_some_and(|at| {
        let before = start[..at].trim_ascii_start();
        let before = before.strip_prefix(b"<br />").unwrap_or(before).trim_ascii_start();
        let before = before.strip_prefix(b"<b>").or_else(|| before.strip_prefix(b"php ")).unwrap_or(before);
        is_message(before)
            || is_message(
                before.strip_prefix(b"fatal ").or_else(|| before.strip_prefix(b"parse ")).unwrap_or(before),
            )
    })
}

/// A tag: a name with what HTML allows behind it.
struct Tag {
    name: String,
    is_end: bool,
    /// Length in bytes.
    length: usize,
}

impl Tag {
    fn at(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let is_end = bytes.get(1) == Some(&b'/');
        let from = 1 + usize::from(is_end);
        let name = bytes.get(from..)?;
        let length =
            name.iter().take(40).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
        let closes = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
        if bytes[0] != b'<' || !name.first()?.is_ascii_alphabetic() || !name.get(length).is_some_and(closes) {
            return None;
        }
        let end = memchr(b'>', &bytes[..bytes.len().min(MAX_TAG)])?;
        Some(Self { name: text[from..from + length].to_ascii_lowercase(), is_end, length: end + 1 })
    }

    /// Whether it is one of HTML, where names with a hyphen may mean anything.
    fn is_known(&self) -> bool {
        let is_in = |names: &[&str]| names.contains(&&self.name[..]);
        is_in(&BLOCKS) || is_in(&INLINE) || is_in(&RAW) || self.name.contains('-')
    }
}

/// Whether most of the text is inside elements, as in a piece of HTML without its head. Text that names tags, and Markdown
/// with some HTML, is mostly outside.
fn is_marked_up(text: &str) -> bool {
    if Tag::at(text).is_some_and(|first| !first.is_known()) {
        return false;
    }
    let mut seen = Seen::default();
    let mut rest = text.get(..MAX_BYTES).unwrap_or(text);
    let (mut after_tag, mut at_line_start) = (false, true);
    while let Some(at) = memchr(b'<', rest.as_bytes()) {
        let between = &rest[..at];
        let blank = between.trim_start_matches(is_blank).is_empty();
        at_line_start = between.trim_end_matches([' ', '\t']).ends_with(['\n', '\r'])
            || blank && (at_line_start || after_tag);
        if rest[at..].starts_with("<!--") {
            seen.text(between);
            let Some((_, after)) = rest[at..].split_once("-->") else { break };
            (rest, after_tag) = (after, true);
            continue;
        }
        let Some(tag) = Tag::at(&rest[at..]) else {
            seen.text(between);
            // The sign itself.
            (rest, after_tag, at_line_start) = (&rest[at + 1..], false, false);
            continue;
        };
        seen.text(between);
        rest = &rest[at + tag.length..];
        if !tag.is_end && RAW.contains(&&tag.name[..]) {
            let Some(end) = memmem::find(rest.as_bytes(), format!("</{}", tag.name).as_bytes()) else {
                break;
            };
            rest = &rest[end..];
        }
        seen.tag(&tag, at_line_start || blank && after_tag);
        after_tag = true;
    }
    seen.text(rest);
    seen.end_text(false);
    seen.is_html(text.starts_with('<'))
}

/// What was seen of a text and its tags.
#[derive(Default)]
struct Seen {
    open: Vec<String>,
    /// Bytes of text since the last block or line break.
    pending: usize,
    /// Bytes of text inside elements and outside.
    inside: usize,
    outside: usize,
    /// Blocks that begin, blocks that end, and beginnings in the middle of a line of text.
    begun: usize,
    ended: usize,
    mentioned: usize,
    breaks: usize,
    is_after_break: bool,
}

impl Seen {
    fn text(&mut self, text: &str) {
        self.pending += text.trim().len();
    }

    /// The end of some text, before a block or a line break.
    fn end_text(&mut self, is_before_break: bool) {
        let is_inside = !self.open.is_empty() || self.is_after_break || is_before_break;
        *(if is_inside { &mut self.inside } else { &mut self.outside }) += std::mem::take(&mut self.pending);
    }

    fn tag(&mut self, tag: &Tag, is_at_start: bool) {
        let is_break = tag.name == "br" || tag.name == "hr";
        if !is_break && !BLOCKS.contains(&&tag.name[..]) {
            return;
        }
        self.end_text(is_break);
        self.is_after_break = is_break;
        if is_break {
            self.breaks += 1;
            return;
        }
        let open = self.open.iter().rposition(|open| *open == tag.name);
        if tag.is_end {
            if let Some(open) = open {
                self.open.truncate(open);
                self.ended += 1;
            }
            return;
        }
        self.begun += 1;
        self.mentioned += usize::from(!is_at_start);
        // A block ends a paragraph whose end tag is left out.
        if self.open.last().is_some_and(|open| open == "p") {
            self.open.pop();
        }
        if self.open.len() < MAX_DEPTH {
            self.open.push(tag.name.clone());
        }
    }

    fn is_html(&self, begins_with_sign: bool) -> bool {
        let all = self.inside + self.outside;
        let (least, share) = if begins_with_sign { (1, 80) } else { (5, 85) };
        self.mentioned * 4 <= self.begun
            && (self.ended >= least || self.begun >= 3 * least || self.breaks >= 3 * least)
            && self.inside * 100 >= all * share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_told_by_its_first_tag() {
        for text in [
            "<!DOCTYPE html><p>x",
            "\u{FEFF}\r\n <!-- saved --><!--[if IE]> <p> <![endif]-->\n<HTML>",
            "<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0//EN\"><html>",
            "<?php if (1 > 0) echo 1; ?><html>",
            "<%@ Page Language=\"C#\" %>\n<html>",
            "<meta charset=utf-8><p>One",
            "<title>The harbour</title>One",
            "<br />\n<b>Warning</b>:  Undefined variable $x in <b>/srv/a.php</b> on line <b>12</b><br />\n<!DOCTYPE html>",
            "<br />\n<b>Fatal error</b>:  Uncaught Error in <b>/srv/a.php</b> on line <b>12</b><br />\n<html>",
            "\nNotice: Undefined index: id in /srv/a.php on line 3\n<!doctype HTML>\n<p>One",
            "PHP Deprecated:  Function x() is deprecated in /srv/a.php on line 3\n\n<html lang=fr>",
        ] {
            assert!(is_html(text), "{text}");
        }
    }

    #[test]
    fn pieces_of_html_are_html() {
        for text in [
            "<div class=\"entry\"><h1>The mill grinds again</h1><p>It stood still for fifty years.</p></div>",
            "<p>One paragraph.</p>",
            "<p>One.\n<p>Two.\n<p>Three.",
            "<script>var a = '<b>';</script>\n<div>The text.</div>",
            "<style>p { color: red }</style><p>The text.</p>",
            "<a href=\"#main\">Skip</a>\n<nav><ul><li>Home</li></ul></nav><main><p>The long text of the page.</p></main>",
            "<b>The mill</b><br>\nIt stood still.<br>\nNow it grinds.<br>",
            "<table><tr><td>One</td><td>Two</td></tr></table>",
            "<!-- wp:paragraph -->\n<p>أعلنت البلدية فتح الجسر.</p>\n<!-- /wp:paragraph -->",
            "Skip to content <div><p>The first part of the text.</p><p>And the second one.</p></div>\n<ul><li>The one</li>\
             <li>The other</li></ul><div><p>The third part of the text, which is longer than the others.</p></div>",
        ] {
            assert!(is_html(text), "{text}");
        }
    }

    #[test]
    fn text_with_signs_and_tags_stays_text() {
        for text in [
            "",
            "<3 this song",
            "<https://a.example/> is where it was found.\n\nAnd more.",
            "<editor@a.example> wrote to us.",
            "<b>Harbour.</b> The dredger came on Monday. Nobody <i>saw</i> it leave.",
            "<p> is the tag of a paragraph and <div> the tag of a division. Both begin a line.",
            "<div> elements hold anything.\n\nA <p> holds text. Close it with </p>, and a division with </div>.",
            "a < b and c > d",
            "<htmlish> text",
            "<!-- never closed <html>",
            "<p align=\"center\"><img src=\"logo.png\"></p>\n\n# The tool\n\nIt cleans the harbour.\n\n* fast\n* small\n",
            "# Notes\n\n<details><summary>More</summary>\n\nHidden text.\n\n</details>\n\nThe text goes on and on.\n",
            "How to write a page:\n\n    <!DOCTYPE html>\n    <html><body><p>Hello</p></body></html>\n\nSave it and open it.",
            "The error is on line 3 of the file.\n\n    <html>\n\nThe tag is not closed.",
            "<Name> said hello to <Place>.\n<Name> left.",
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>News</title></channel></rss>",
            "<!DOCTYPE svg><svg></svg>",
        ] {
            assert!(!is_html(text), "{text}");
        }
    }
}
