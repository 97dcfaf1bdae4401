//! Linked data: the metadata of a page in JSON-LD.

use serde_json::Value;

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
        if let Ok(value) = serde_json::from_str(json) {
            return self.walk(&value, DEPTH);
        }
        // Line breaks inside strings are the most common error.
        let repaired = json.replace(|c: char| c.is_control(), " ");
        if let Ok(value) = serde_json::from_str(&repaired) {
            self.walk(&value, DEPTH);
        } else if let Some(body) = article_body(&repaired) {
            self.add_body(body);
        }
    }

    fn walk(&mut self, value: &Value, depth: u32) {
        match value {
            _ if depth == 0 => {}
            Value::Array(items) => items.iter().take(ITEMS).for_each(|item| self.walk(item, depth - 1)),
            Value::Object(object) => {
                for (key, value) in object {
                    match (key.as_str(), value) {
                        ("author", _) => self.add_authors(value),
                        ("articleBody", Value::Array(_)) => {
                            self.add_body(strings(value).collect::<Vec<_>>().join("\n"));
                        }
                        ("@type", _) => strings(value).for_each(|kind| self.types.push(kind.to_owned())),
                        (_, Value::String(text)) => self.add_text(key, text),
                        _ => self.walk(value, depth - 1),
                    }
                }
            }
            _ => {}
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

    fn add_authors(&mut self, value: &Value) {
        let many = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for author in many {
            let name = author.get("name").unwrap_or(author);
            self.authors.extend(strings(name).map(str::to_owned));
        }
    }
}

/// A string, or the strings of a list.
fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice).iter().filter_map(Value::as_str)
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
        assert_eq!(linked(r#"{"articleBody": ["It sails.", "It rests."]}"#).article_body.as_deref(), Some("It sails.\nIt rests."));
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
