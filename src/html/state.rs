//! Finds prose in the state of a page: JSON in a script, from which a program makes what the page shows.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::entity::{Context, decode};

/// The least length of a script in bytes that may hold an article.
const SHORTEST_SCRIPT: usize = 300;
/// The least length of an article in bytes.
const SHORTEST: usize = 300;
/// The least length of a string in bytes that says by itself that it is prose.
const PROSE: usize = 60;
/// Values nested deeper than this are not read.
const DEEPEST: usize = 64;

/// Whether a script is long enough, and JSON or a variable with JSON. A look at its beginning.
pub(super) fn may_hold_state(script: &str) -> bool {
    script.len() >= SHORTEST_SCRIPT && json_of(script).is_some()
}

/// The JSON in a script and what is behind it: all of it, or the value of the variable that it begins with.
fn json_of(script: &str) -> Option<&str> {
    const AHEAD: usize = 100;
    let script = script.trim_start();
    let ahead = &script.as_bytes()[..script.len().min(AHEAD)];
    let at = ahead.iter().position(|byte| matches!(byte, b'{' | b'['))?;
    let before = script[..at].trim_end();
    // A name in brackets: `window["state"]`.
    if ahead[at] == b'[' && !before.is_empty() && !before.ends_with(['=', '(', ',']) {
        let rest = &script[at..];
        return rest.find('=').filter(|&sign| sign < AHEAD).and_then(|sign| json_of(&rest[sign + 1..]));
    }
    let is_value = before.is_empty() || before.ends_with('=') && !before.contains(['(', ';', '{']);
    is_value.then(|| &script[at..])
}

/// The article in a script as HTML, if it holds one.
pub(super) fn prose(script: &str) -> Option<String> {
    let mut strings = Strings::default();
    let mut json = serde_json::Deserializer::from_str(json_of(script)?);
    // What is behind a mistake is lost, and what is before it is not.
    let _ = Walk { strings: &mut strings, depth: 0 }.deserialize(&mut json);
    strings.article()
}

/// A string that may be prose.
#[derive(Debug)]
struct Found {
    /// The hash of the names of the outermost list around it, and of what is around that.
    root: u64,
    /// The hash of its own name.
    name: u64,
    /// The number of the innermost list or object of which it is a run of text, or 0 if it is a paragraph.
    run: u32,
    text: String,
}

/// The strings of a script.
#[derive(Debug, Default)]
struct Strings {
    found: Vec<Found>,
    /// The hashes of the names around the current value: the names, and those up to the outermost list.
    path: u64,
    root: Option<u64>,
    name: u64,
    /// The number of the list of runs around the current value, or 0.
    run: u32,
    /// The number of lists so far.
    lists: u32,
    /// The number of names around the current value that no article has.
    apart: u32,
}

impl Strings {
    fn add(&mut self, text: &str) {
        let is_plain = !text.trim().is_empty() && !text.starts_with(['{', '/']) && !text.starts_with("http");
        if self.apart == 0 && is_plain {
            let root = self.root.unwrap_or(self.path);
            self.found.push(Found { root, name: self.name, run: self.run, text: text.to_owned() });
        }
    }

    /// The strings of the same kind that have the most prose, as HTML.
    fn article(self) -> Option<String> {
        let mut sums: Vec<(u64, u64, usize)> = Vec::new();
        let mut kinds: Vec<(u64, u64, usize)> =
            self.found.iter().map(|one| (one.root, one.name, prose_in(&one.text))).collect();
        kinds.sort_unstable();
        for (root, name, length) in kinds {
            match sums.last_mut() {
                Some(last) if (last.0, last.1) == (root, name) => last.2 += length,
                _ => sums.push((root, name, length)),
            }
        }
        let &(root, name, length) = sums.iter().max_by_key(|(.., length)| *length)?;
        if length < SHORTEST {
            return None;
        }
        let strings: Vec<&Found> =
            self.found.iter().filter(|one| (one.root, one.name) == (root, name)).collect();
        // Of more than one whole article, the first is that of the page.
        if let Some(whole) = strings.iter().find(|one| one.text.len() >= SHORTEST && is_markup(&one.text)) {
            return Some(paragraphs(&whole.text));
        }
        let mut html = String::new();
        let mut run = 0;
        for one in strings {
            if one.run == 0 || one.run != run {
                html.push_str("<p>");
            }
            run = one.run;
            html.push_str(&if is_markup(&one.text) {
                one.text.clone()
            } else {
                one.text.replace('<', "&lt;")
            });
        }
        Some(html)
    }
}

/// A text as HTML: as it is if it is HTML, otherwise a paragraph for each line.
pub(super) fn paragraphs(text: &str) -> String {
    let mut text = std::borrow::Cow::Borrowed(text);
    // Markup is at times escaped, at times twice.
    for _ in 0..2 {
        let is_escaped = !is_markup(&text)
            && ["&lt;p", "&lt;br", "&lt;/", "&amp;lt;"].iter().any(|tag| text.contains(tag));
        if is_escaped {
            text = decode(&text, Context::Text).into();
        }
    }
    if is_markup(&text) {
        return text.into_owned();
    }
    text.lines().flat_map(|line| ["<p>".to_owned(), line.replace('<', "&lt;"), "</p>".to_owned()]).collect()
}

fn is_markup(text: &str) -> bool {
    ["</", "<br", "<p>", "<p "].iter().any(|tag| text.contains(tag))
}

/// The length of a string in bytes if it is prose; otherwise 0.
fn prose_in(text: &str) -> usize {
    let signs = text.chars().filter(|&c| c.is_whitespace() || c >= '\u{2E80}').count();
    let is_prose = text.len() >= PROSE && signs * 12 >= text.chars().count();
    // Programs and styles have many of these.
    let braces = text.bytes().filter(|byte| matches!(byte, b'{' | b'}' | b'\\')).count();
    if is_prose && braces * 100 < text.len() { text.len() } else { 0 }
}

/// Names of what is in a state but in no article.
fn is_apart(name: &str) -> bool {
    const NAMES: [&str; 16] = [
        "cookie",
        "consent",
        "privacy",
        "terms",
        "legal",
        "policy",
        "transl",
        "locale",
        "i18n",
        "messages",
        "comment",
        "related",
        "footer",
        "banner",
        "config",
        "description",
    ];
    let name = name.to_ascii_lowercase();
    NAMES.iter().any(|part| name.contains(part))
}

/// Lists of the runs of text of one paragraph.
fn holds_runs(name: &str) -> bool {
    matches!(name, "children" | "content" | "spans" | "runs" | "inlines" | "leaves" | "marks")
}

fn hash(around: u64, name: &str) -> u64 {
    name.bytes().fold(around.rotate_left(7) ^ 0x9E37_79B9_7F4A_7C15, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// Reads a value without keeping it.
struct Walk<'s> {
    strings: &'s mut Strings,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.depth > DEEPEST {
            Err(D::Error::custom("too deep"))
        } else {
            deserializer.deserialize_any(self)
        }
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.strings.add(text);
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Self { strings, depth } = self;
        let root = strings.root;
        strings.root = root.or(Some(strings.path));
        while items.next_element_seed(Walk { strings: &mut *strings, depth: depth + 1 })?.is_some() {}
        strings.root = root;
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let Self { strings, depth } = self;
        let (path, name, run) = (strings.path, strings.name, strings.run);
        while let Some(key) = entries.next_key::<String>()? {
            let apart = u32::from(is_apart(&key));
            strings.apart += apart;
            strings.path = hash(path, &key);
            strings.name = hash(0, &key);
            if strings.root.is_some() && holds_runs(&key) {
                strings.lists += 1;
                strings.run = strings.lists;
            }
            entries.next_value_seed(Walk { strings: &mut *strings, depth: depth + 1 })?;
            strings.apart -= apart;
            (strings.path, strings.name, strings.run) = (path, name, run);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "Rain fell for nine days, and the river Orla rose by two metres before anybody in the town noticed it.";
    const TWO: &str = "The miller, who is eighty, rowed to the shop and back, and said that the flood of 1953 had been worse.";
    const THREE: &str =
        "By Sunday the bridge was open again, and the school too, where the children had to dry their books.";

    #[test]
    fn paragraphs_of_one_list_are_an_article() {
        let json = format!(
            r#"{{"page": {{"body": [{{"text": "{ONE}", "type": "p"}}, {{"text": "Mill"}}, {{"text": "{TWO}"}}, {{"text": "{THREE}"}}],
            "related": [{{"text": "{ONE} {ONE} {ONE}"}}], "menu": ["Home", "{ONE}"]}}}}"#
        );
        let article = format!("<p>{ONE}<p>Mill<p>{TWO}<p>{THREE}");
        assert_eq!(prose(&json).as_deref(), Some(&article[..]));
        for script in ["window.__STATE__ = JSON;", " var s=JSON", "window[\"s\"] = JSON; (function(){})()"] {
            let script = script.replace("JSON", &json);
            assert!(may_hold_state(&script), "{script}");
            assert_eq!(prose(&script).as_deref(), Some(&article[..]));
        }
        assert!(!may_hold_state(&format!("f(x); var y = {json}")) && !may_hold_state("{}"));
        assert!(!may_hold_state(&format!("(function() {{ {json} }})()")));
    }

    #[test]
    fn runs_of_a_paragraph_are_joined() {
        let block = |text: &str| {
            let (head, tail) = text.split_at(10);
            format!(r#"{{"children": [{{"text": "{head}"}}, {{"text": "{tail}", "bold": true}}]}}"#)
        };
        let json = format!(
            r#"{{"post": {{"body": [{}, {}, {}, {}]}}}}"#,
            block(ONE),
            block(TWO),
            block(THREE),
            block(ONE)
        );
        assert_eq!(prose(&json), Some(format!("<p>{ONE}<p>{TWO}<p>{THREE}<p>{ONE}")));
    }

    #[test]
    fn a_string_of_markup_is_an_article() {
        let json =
            format!(r#"[{{"posts": {{"17": {{"html": "<p>{ONE}<\/p><p>{TWO}<\/p><p>{THREE}<\/p>"}}}}}}]"#);
        assert_eq!(prose(&json), Some(format!("<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>")));
        assert_eq!(paragraphs("&lt;p&gt;a&lt;/p&gt;"), "<p>a</p>");
        assert_eq!(paragraphs("a < b\nc"), "<p>a &lt; b</p><p>c</p>");
    }

    #[test]
    fn other_strings_are_no_prose() {
        let all = ONE.to_owned() + TWO + THREE;
        assert_eq!(
            prose(&format!(
                r#"{{"cookieBanner": {{"text": "{all}"}}, "x": 1.5, "y": null, "z": [true, -2]}}"#
            )),
            None
        );
        assert_eq!(prose(&format!(r#"{{"css": "{}"}}"#, "a { color: red } ".repeat(60))), None);
        assert_eq!(prose(&format!(r#"{{"key": "{}"}}"#, "abcdefghij".repeat(60))), None);
        assert_eq!(prose(&"[".repeat(100_000)), None);
        assert!(prose(&format!(r#"{{"body": "{all}", "oops": undefined}}"#)).is_some());
    }
}
