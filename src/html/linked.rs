//! Linked data: the metadata of a page in JSON-LD.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The texts in the JSON-LD of a page, each kind in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LinkedData {
    /// The types of all objects, such as `NewsArticle`.
    pub types: Vec<String>,
    /// The headlines.
    pub headlines: Vec<String>,
    /// The names of all objects; many are not about the subject of the page.
    pub names: Vec<String>,
    /// The descriptions.
    pub descriptions: Vec<String>,
    /// The names of authors.
    pub authors: Vec<String>,
    /// The first date of publication, as the page writes it.
    pub published: Option<String>,
    /// The longest article body.
    pub article_body: Option<String>,
}

/// Objects nested deeper than this are ignored.
const DEPTH: u32 = 8;
/// Items of a list beyond this number are ignored.
const ITEMS: usize = 200;

impl LinkedData {
    /// Adds the content of one script. Invalid JSON is repaired if possible, and ignored otherwise.
    pub(super) fn add(&mut self, script: &str) {
        let json = bare(script);
        if let Some(node) = read(json) {
            return self.walk(&node);
        }
        // Line breaks inside strings are the most common error.
        let repaired = json.replace(|c: char| c.is_control(), " ");
        if let Some(node) = read(&repaired) {
            self.walk(&node);
        } else if let Some(body) = article_body(&repaired) {
            self.add_body(body);
        }
    }

    fn walk(&mut self, node: &Node) {
        match node {
            Node::Text(_) | Node::Nothing => {}
            Node::List(items) => items.iter().for_each(|item| self.walk(item)),
            Node::Object(entries) => {
                for (key, node) in entries {
                    match (&key[..], node) {
                        ("author", _) => self.add_authors(node),
                        ("articleBody", Node::List(_)) => {
                            self.add_body(node.texts().collect::<Vec<_>>().join("\n"));
                        }
                        ("@type", _) => node.texts().for_each(|kind| self.types.push(kind.to_owned())),
                        (_, Node::Text(text)) => self.add_text(key, text),
                        _ => self.walk(node),
                    }
                }
            }
        }
    }

    fn add_text(&mut self, key: &str, text: &str) {
        match key {
            "headline" => self.headlines.push(text.to_owned()),
            "name" => self.names.push(text.to_owned()),
            "description" => self.descriptions.push(text.to_owned()),
            "datePublished" if self.published.is_none() => self.published = Some(text.to_owned()),
            "articleBody" => self.add_body(text.to_owned()),
            _ => {}
        }
    }

    fn add_body(&mut self, text: String) {
        if self.article_body.as_ref().is_none_or(|body| body.len() < text.len()) {
            self.article_body = Some(text);
        }
    }

    fn add_authors(&mut self, node: &Node) {
        for author in node.each() {
            let name = author.get("name").unwrap_or(author);
            self.authors.extend(name.texts().map(str::to_owned));
        }
    }
}

/// What is wanted of a value: its texts with a name that means something, and what is around them. All else would take
/// many times the memory of the script.
#[derive(Debug)]
enum Node {
    Nothing,
    Text(String),
    List(Vec<Node>),
    /// Names and values, by name.
    Object(Vec<(Box<str>, Node)>),
}

/// The names of the texts that are wanted.
const WANTED: [&str; 7] =
    ["@type", "articleBody", "author", "datePublished", "description", "headline", "name"];

impl Node {
    /// The items of a list, or the value itself.
    fn each(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { std::slice::from_ref(self) }
    }

    fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(entries) = self else { return None };
        entries.iter().find(|(key, _)| &**key == name).map(|(_, node)| node)
    }

    /// The text, or the texts of a list.
    fn texts(&self) -> impl Iterator<Item = &str> {
        self.each().iter().filter_map(|node| if let Self::Text(text) = node { Some(&text[..]) } else { None })
    }
}

fn read(json: &str) -> Option<Node> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let node = Wanted { depth: DEPTH, texts: false }.deserialize(&mut deserializer).ok()?;
    deserializer.end().is_ok().then_some(node)
}

/// Reads what is wanted of a value: `texts` too, or only what is deeper inside.
struct Wanted {
    depth: u32,
    texts: bool,
}

impl<'de> DeserializeSeed<'de> for Wanted {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Wanted {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(if self.texts { Node::Text(text.to_owned()) } else { Node::Nothing })
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Nothing)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Nothing)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Nothing)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Nothing)
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        let mut left = if self.depth == 0 { 0 } else { ITEMS };
        while left > 0 {
            let item = Self { depth: self.depth - 1, ..self };
            let Some(node) = items.next_element_seed(item)? else { break };
            if !matches!(node, Node::Nothing) {
                nodes.push(node);
            }
            left -= 1;
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        nodes.shrink_to_fit();
        Ok(if nodes.is_empty() { Node::Nothing } else { Node::List(nodes) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(key) = entries.next_key::<String>()? {
            if self.depth == 0 {
                entries.next_value::<IgnoredAny>()?;
                continue;
            }
            let texts = WANTED.contains(&&key[..]);
            // The names of authors are deeper inside.
            let depth = if texts { (self.depth - 1).max(3) } else { self.depth - 1 };
            let node = entries.next_value_seed(Self { depth, texts })?;
            if !matches!(node, Node::Nothing) {
                nodes.push((key.into_boxed_str(), node));
            }
        }
        nodes.sort_by(|(one, _), (other, _)| one.cmp(other));
        nodes.shrink_to_fit();
        Ok(if nodes.is_empty() { Node::Nothing } else { Node::Object(nodes) })
    }
}

/// The JSON of a script, without the comment that old pages put around it.
fn bare(script: &str) -> &str {
    let mut json = script.trim();
    for start in ["//<![CDATA[", "<![CDATA[", "<!--"] {
        json = json.strip_prefix(start).unwrap_or(json).trim_start();
    }
    for end in [";", "-->", "//]]>", "]]>"] {
        json = json.strip_suffix(end).unwrap_or(json).trim_end();
    }
    json
}

/// The article body in invalid JSON.
fn article_body(json: &str) -> Option<String> {
    let (_, rest) = json.split_once("\"articleBody\"")?;
    let text = rest.trim_start().strip_prefix(':')?.trim_start();
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|&(_, c)| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    serde_json::from_str(&text[..=end?.0]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(script: &str) -> LinkedData {
        let mut linked = LinkedData::default();
        linked.add(script);
        linked
    }

    #[test]
    fn texts_are_found() {
        let data = linked(
            r#"<!-- {"@graph": [{"@type": ["NewsArticle"], "headline": "Ferry returns", "articleBody": "It sails.",
            "author": [{"name": "Ola Brandt"}, "Marit Holm"], "datePublished": "2024-03-04"}, {"@type": "Person",
            "name": "Ola"}]} -->"#,
        );
        assert_eq!(data.types, ["NewsArticle", "Person"]);
        assert_eq!((&data.headlines[0][..], &data.names[0][..]), ("Ferry returns", "Ola"));
        assert_eq!(data.authors, ["Ola Brandt", "Marit Holm"]);
        assert_eq!(data.published.as_deref(), Some("2024-03-04"));
        assert_eq!(data.article_body.as_deref(), Some("It sails."));
        assert_eq!(
            linked(r#"{"articleBody": ["It sails.", "It rests."]}"#).article_body.as_deref(),
            Some("It sails.\nIt rests.")
        );
    }

    #[test]
    fn errors_are_repaired() {
        assert_eq!(linked("{\"headline\": \"a\nb\"};").headlines, ["a b"]);
        let body = linked(r#"{"x": oops, "articleBody" : "It \"sails\".", }"#).article_body;
        assert_eq!(body.as_deref(), Some("It \"sails\"."));
        assert_eq!(linked("{"), LinkedData::default());
        assert_eq!(linked("\"articleBody\":é"), LinkedData::default());
        assert_eq!(linked(&"[".repeat(100_000)), LinkedData::default());
    }
}
