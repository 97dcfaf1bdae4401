//! The metadata of a page: title, author, date and language.

use super::linked::LinkedData;
use super::token::Tokens;

/// The metadata of a page, as the page gives it; it may be wrong.
///
/// ```
/// use dechaff::Html;
///
/// let html = Html::read("<html lang=nb><meta name=author content='Ola Brandt'><title>The night ferry | Harbor</title>");
/// let about = html.about();
/// assert_eq!(about.title(), Some("The night ferry"));
/// assert_eq!(about.byline(), Some("Ola Brandt"));
/// assert_eq!(about.language.as_deref(), Some("nb"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct About {
    /// The language, as the page writes it: a code such as `ar`, `pt-BR` or `en_US`.
    pub language: Option<String>,
    /// The name of the site.
    pub site: Option<String>,
    /// The kind of page by `og:type`, such as `article`.
    pub kind: Option<String>,
    /// The title element, often with the name of the site.
    pub window_title: Option<String>,
    /// The title for link previews (`og:title`, `twitter:title`).
    pub shared_title: Option<String>,
    /// The first heading of level 1.
    pub heading: Option<String>,
    /// The URL of the page: its canonical link or `og:url`.
    pub address: Option<String>,
    /// What its relative links start from (`base`), which may be relative itself.
    pub base: Option<String>,
    /// The descriptions in meta tags; at most 8.
    pub descriptions: Vec<String>,
    /// The authors in meta tags; at most 8.
    pub authors: Vec<String>,
    /// The date of publication in a meta tag.
    pub published: Option<String>,
    /// The date of the first `time` element that has one.
    pub first_time: Option<String>,
    /// The JSON-LD of the page.
    pub linked: LinkedData,
}

/// What separates the title of a page from the name of its site.
const DIVIDERS: [&str; 8] = [" | ", " – ", " — ", " - ", " · ", " » ", " « ", " :: "];

impl About {
    /// The title of the page: the first there is of the title for link previews, the headline in JSON-LD, the first
    /// heading and the title element. The name of the site is removed from it.
    pub fn title(&self) -> Option<&str> {
        let shared = self.shared_title.as_deref().map(|title| self.without_site(title));
        let headline = || self.linked.headlines.first().map(String::as_str);
        let window = || self.window_title.as_deref().map(|title| self.without_site(title));
        shared.or_else(headline).or(self.heading.as_deref()).or_else(window)
    }

    /// The author of the page. Links to profiles are skipped.
    pub fn byline(&self) -> Option<&str> {
        let authors = self.linked.authors.iter().chain(&self.authors).map(String::as_str);
        authors.into_iter().find(|author| !author.contains("://"))
    }

    /// The date of publication, as the page writes it; on most pages in ISO 8601.
    pub fn date(&self) -> Option<&str> {
        let meta = self.published.as_ref().or(self.first_time.as_ref());
        self.linked.published.as_ref().or(meta).map(String::as_str)
    }

    /// Removes the name of the site from the end of a title. If the name is not known, the part after the last
    /// separator is taken for it if it is short.
    fn without_site<'t>(&self, title: &'t str) -> &'t str {
        let split = |divider: &&str| title.rfind(*divider).map(|at| (at, at + divider.len()));
        let Some((end, start)) = DIVIDERS.iter().filter_map(split).max() else { return title };
        let (head, tail) = (&title[..end], &title[start..]);
        let is_site = match &self.site {
            Some(site) => tail.trim().eq_ignore_ascii_case(site.trim()),
            None => tail.chars().count() <= 30 && tail.chars().count() * 2 < head.chars().count(),
        };
        if is_site { head.trim_end() } else { title }
    }

    /// Reads a `link` element by its attributes.
    pub(super) fn add_link(&mut self, tokens: &Tokens<'_>) {
        let is_canonical =
            tokens.attribute("rel").is_some_and(|rel| rel.raw().eq_ignore_ascii_case("canonical"));
        if let Some(address) = tokens.attribute("href").filter(|_| is_canonical) {
            set(&mut self.address, &address.value());
        }
    }

    /// Reads a `base` element by its attributes.
    pub(super) fn add_base(&mut self, tokens: &Tokens<'_>) {
        if let Some(address) = tokens.attribute("href") {
            set(&mut self.base, &address.value());
        }
    }

    /// Reads a `meta` element by its attributes.
    pub(super) fn add_meta(&mut self, tokens: &Tokens<'_>) {
        let name =
            ["property", "name", "itemprop", "http-equiv"].iter().find_map(|name| tokens.attribute(name));
        let (Some(name), Some(content)) = (name, tokens.attribute("content")) else { return };
        let name = name.raw().to_ascii_lowercase();
        let slot = match &name[..] {
            "og:site_name" => &mut self.site,
            "og:type" => &mut self.kind,
            "og:title" | "twitter:title" => &mut self.shared_title,
            "og:url" => &mut self.address,
            "og:locale" | "content-language" => &mut self.language,
            "article:published_time"
            | "datepublished"
            | "date"
            | "dc.date"
            | "dc.date.issued"
            | "pubdate"
            | "parsely-pub-date"
            | "sailthru.date" => &mut self.published,
            "description" | "og:description" | "twitter:description" => {
                return add(&mut self.descriptions, content.value());
            }
            "author" | "article:author" | "dc.creator" | "parsely-author" | "sailthru.author" => {
                return add(&mut self.authors, content.value());
            }
            _ => return,
        };
        set(slot, &content.value());
    }
}

/// Stores a text, with white space folded, unless there is one.
pub(super) fn set(slot: &mut Option<String>, text: &str) {
    if slot.is_none() {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        *slot = Some(text).filter(|text| !text.is_empty());
    }
}

fn add(texts: &mut Vec<String>, text: String) {
    if !(text.trim().is_empty() || texts.contains(&text)) && texts.len() < 8 {
        texts.push(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_name_is_removed_from_the_title() {
        let titled = |window: &str, site: Option<&str>| {
            let window_title = Some(window.to_owned());
            let about = About { window_title, site: site.map(str::to_owned), ..About::default() };
            about.title().unwrap().to_owned()
        };
        assert_eq!(
            titled("Night ferry to Skarvik returns | Harbour Times", None),
            "Night ferry to Skarvik returns"
        );
        assert_eq!(titled("Skarvik - Harbour Times", Some("Harbour Times")), "Skarvik");
        assert_eq!(titled("Bread - and what became of it", None), "Bread - and what became of it");
        assert_eq!(titled("Night ferry", None), "Night ferry");
    }

    #[test]
    fn the_best_source_comes_first() {
        let mut about = About { heading: Some("Heading".into()), ..About::default() };
        assert_eq!(about.title(), Some("Heading"));
        about.linked.headlines.push("Headline".into());
        assert_eq!(about.title(), Some("Headline"));
        about.authors = vec!["https://site.example/ola".into(), "Ola Brandt".into()];
        assert_eq!(about.byline(), Some("Ola Brandt"));
    }
}
