//! A page that was decided, apart from Python: what threads hand over.

use std::ops::Range;
use std::sync::Arc;

use dechaff::{About, Cleaned, Html, Markdown, MarkdownStyle, Site, Span, Templates, Verdict, host};
use pyo3::pybacked::PyBackedStr;

use crate::failure::{Failure, guard};
use crate::input::{Input, Kind, Raw};
use crate::options::{Embedding, Format};

/// What all pages of a cleaner share.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) cleaner: dechaff::Cleaner,
    pub(crate) templates: Option<Arc<Templates>>,
    pub(crate) format: Format,
    pub(crate) links: Embedding,
}

/// The text of a page, and what is known about it.
pub(crate) enum Source {
    Ascii(PyBackedStr),
    Text(String),
    Html(Box<Html>),
    Markdown(Box<Markdown>),
}

/// A page and the decisions on it.
pub(crate) struct Decided {
    pub(crate) source: Source,
    pub(crate) verdicts: Vec<Verdict>,
    pub(crate) spans: Vec<Span>,
    /// The spans of each article, by index.
    pub(crate) articles: Vec<Range<usize>>,
    pub(crate) site: Option<String>,
    /// Only if it is the format of the cleaner.
    pub(crate) markdown: Option<String>,
}

impl Settings {
    /// Decides a page.
    pub(crate) fn decide(&self, input: Input, kind: Kind, site: Option<String>) -> Result<Decided, Failure> {
        guard(move || {
            let source = Source::new(input, kind)?;
            let (verdicts, spans, articles, markdown) =
                self.with_cleaned(&source, site.as_deref(), |cleaned| {
                    let articles = cleaned.articles().map(|article| {
                        let first = article.spans().first().map_or(0, |span| span.range.start);
                        let start = cleaned.spans().partition_point(|span| span.range.start < first);
                        start..start + article.spans().len()
                    });
                    let markdown = (self.format == Format::Markdown)
                        .then(|| cleaned.markdown_with(&self.style(site.as_deref())));
                    (cleaned.verdicts().to_vec(), cleaned.spans().to_vec(), articles.collect(), markdown)
                });
            Ok(Decided { source, verdicts, spans, articles, site, markdown })
        })
    }

    /// The cleaned text of a page, in the format of the cleaner.
    pub(crate) fn output(&self, raw: Raw<'_>, kind: Kind, site: Option<&str>) -> Result<String, Failure> {
        guard(|| {
            let text = raw.text()?;
            let formatted = |page| self.cleaned(page, site, |cleaned| self.formatted(cleaned));
            Ok(match kind {
                Kind::Text => formatted(dechaff::Page::new(&text)),
                Kind::Html => formatted(dechaff::Page::from_html(&Html::read(&text))),
                Kind::Markdown => formatted(dechaff::Page::from_markdown(&Markdown::read(&text))),
            })
        })
    }

    /// The cleaned text of a page in the format of the cleaner.
    pub(crate) fn formatted(&self, cleaned: &Cleaned<'_>) -> String {
        match self.format {
            Format::Text => cleaned.text(),
            Format::Markdown => cleaned.markdown_with(&self.style(None)),
        }
    }

    /// How the Markdown of a page is written, whose URL or site is known.
    pub(crate) fn style<'a>(&'a self, site: Option<&'a str>) -> MarkdownStyle<'a> {
        let url = site.filter(|site| site.contains("://"));
        MarkdownStyle {
            links: self.links.links,
            images: self.links.images,
            address: url.or(self.links.base_url.as_deref()),
        }
    }

    /// Cleans a page, or does so again.
    pub(crate) fn with_cleaned<T>(
        &self,
        source: &Source,
        site: Option<&str>,
        take: impl FnOnce(&Cleaned<'_>) -> T,
    ) -> T {
        self.cleaned(source.page(), site, take)
    }

    fn cleaned<T>(
        &self,
        page: dechaff::Page<'_>,
        site: Option<&str>,
        take: impl FnOnce(&Cleaned<'_>) -> T,
    ) -> T {
        #[cfg(feature = "inject-panic")]
        assert!(!page.text().contains("inject-a-panic"), "injected");
        let page = self.on_site(page, site);
        take(&self.cleaner.clean(&page))
    }

    /// Adds the template of the page's site: of the one that is named, otherwise of the one that the page names, otherwise
    /// the only one.
    pub(crate) fn on_site<'p>(&'p self, page: dechaff::Page<'p>, site: Option<&str>) -> dechaff::Page<'p> {
        let Some(templates) = &self.templates else { return page };
        let declared = || page.html().and_then(|html| html.about().address.as_deref()).and_then(host);
        let name = site.map(site_name).or_else(declared);
        let found: Option<&Site> =
            name.and_then(|name| templates.site(&name)).or_else(|| templates.only_site());
        match found {
            Some(site) => page.on_site(site),
            None => page,
        }
    }
}

/// The name of a site: the host of a URL, or any other name as it is.
pub(crate) fn site_name(site: &str) -> String {
    host(site).unwrap_or_else(|| site.to_owned())
}

impl Source {
    pub(crate) fn new(input: Input, kind: Kind) -> Result<Self, Failure> {
        Ok(match (kind, input) {
            (Kind::Html, input) => Self::Html(Box::new(Html::read(&input.raw().text()?))),
            (Kind::Markdown, input) => Self::Markdown(Box::new(Markdown::read(&input.raw().text()?))),
            (Kind::Text, Input::Ascii(text)) => Self::Ascii(text),
            (Kind::Text, Input::Text(text)) => Self::Text(text),
            (Kind::Text, input) => Self::Text(input.raw().text()?.into_owned()),
        })
    }

    pub(crate) fn page(&self) -> dechaff::Page<'_> {
        match self {
            Self::Html(html) => dechaff::Page::from_html(html),
            Self::Markdown(markdown) => dechaff::Page::from_markdown(markdown),
            Self::Ascii(_) | Self::Text(_) => dechaff::Page::new(self.text()),
        }
    }

    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Html(html) => html.text(),
            Self::Markdown(markdown) => markdown.source(),
            Self::Text(text) => text,
            Self::Ascii(text) => text,
        }
    }

    pub(crate) fn about(&self) -> Option<&About> {
        match self {
            Self::Html(html) => Some(html.about()),
            Self::Markdown(markdown) => Some(markdown.shown().about()),
            Self::Ascii(_) | Self::Text(_) => None,
        }
    }
}

impl Decided {
    /// The text of the spans that are kept, or of those that are not.
    pub(crate) fn pieces(&self, spans: Range<usize>, kept: bool) -> String {
        let text = self.source.text();
        let spans = self.spans[spans].iter().filter(|span| span.kept == kept);
        spans.map(|span| &text[span.range.clone()]).collect()
    }

    /// The text that stays.
    pub(crate) fn text(&self) -> String {
        self.pieces(0..self.spans.len(), true)
    }
}
