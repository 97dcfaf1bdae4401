//! The page in a WARC record.

use std::borrow::Cow;

use dechaff::Html;

use super::super::http::is_html;
use super::super::{
    Body, HttpError, HttpResponse, InputFormat, PageError, PageText, RecordName, Size, Source, decode_as,
};
use super::{LostRecord, WarcKind, WarcRecord};

/// A page in a WARC record.
#[derive(Debug)]
pub struct WarcPage<'r> {
    /// Its text.
    pub text: PageText<'r>,
    /// Its media type, such as text/html.
    pub content_type: String,
    /// Why the page is not whole, as the archive says.
    pub truncated: Option<String>,
    /// Why the page may not be whole, although the archive does not say so.
    pub damage: Option<String>,
}

/// A payload and what is known about it.
struct Payload<'r> {
    bytes: Cow<'r, [u8]>,
    /// Its media type; empty if it is not known.
    kind: String,
    charset: Option<String>,
    /// Whether the server sent only a part of it.
    is_partial: bool,
    damage: Option<String>,
}

impl WarcRecord {
    /// The page. `None` if the response is not successful, or neither text nor HTML.
    pub fn page(&self, limit: Size) -> Result<Option<WarcPage<'_>>, PageError> {
        let Some(payload) = self.payload(limit)? else { return Ok(None) };
        let has_type = has_type(&payload.kind);
        let text = match decode_as(&payload.bytes, payload.charset.as_deref()) {
            Err(_) if !has_type => return Ok(None),
            text => text?,
        };
        let is_html = is_html(&payload.kind) || begins_as_html(&text);
        let content_type = match is_html {
            _ if has_type => payload.kind,
            true => "text/html".to_owned(),
            false => "text/plain".to_owned(),
        };
        let text = if is_html {
            PageText::Html(Box::new(Html::read(&text)))
        } else {
            PageText::Text(Cow::Owned(text.into_owned()))
        };
        let truncated =
            self.truncated.clone().or_else(|| payload.is_partial.then(|| "partial content".to_owned()));
        // A page that the crawler cut off ends where it was cut.
        let damage = self.damage.clone().or(payload.damage.filter(|_| truncated.is_none()));
        Ok(Some(WarcPage { text, content_type, truncated, damage }))
    }

    /// What the record holds; `None` if that is not a page.
    fn payload(&self, limit: Size) -> Result<Option<Payload<'_>>, PageError> {
        let kind = &self.content_type[..];
        let whole = |kind: &str| {
            let bytes = Cow::Borrowed(&self.block[..]);
            Some(Payload { bytes, kind: kind.to_owned(), charset: None, is_partial: false, damage: None })
        };
        Ok(match self.kind {
            WarcKind::Conversion if kind.is_empty() => whole("text/plain"),
            WarcKind::Conversion if may_be_page(kind) => whole(kind),
            // Crawlers keep logs and screenshots as resources, under names such as `metadata:` and `urn:`.
            WarcKind::Resource if may_be_page(kind) && has_page_url(&self.url) => whole(kind),
            WarcKind::Response if self.block.starts_with(b"HTTP/") => {
                let response = HttpResponse::read(&self.block)?;
                if !(200..300).contains(&response.status) || !may_be_page(&response.kind) {
                    return Ok(None);
                }
                let Body { bytes, damage } = response.body(limit)?;
                let is_partial = response.status == 206;
                Some(Payload { bytes, kind: response.kind, charset: response.charset, is_partial, damage })
            }
            // Heritrix keeps answers of name servers as responses.
            WarcKind::Response if kind == "text/dns" => None,
            WarcKind::Response if begins_as_html(&String::from_utf8_lossy(&self.block)) => {
                let damage = Some("it has no HTTP head".to_owned());
                whole("text/html").map(|payload| Payload { damage, ..payload })
            }
            WarcKind::Response => return Err(HttpError::InvalidHead.into()),
            WarcKind::Conversion | WarcKind::Resource => None,
        })
    }

    /// `WARC-Record-ID` without its brackets.
    pub fn id(&self) -> &str {
        without_brackets(&self.id)
    }

    /// The name of the record, for messages and reports.
    pub fn name(&self) -> RecordName {
        name(self.number, &self.id, &self.url)
    }
}

impl LostRecord {
    /// The name of the record, for messages and reports.
    pub fn name(&self) -> RecordName {
        name(self.number, &self.id, &self.url)
    }
}

fn name(number: u64, id: &str, url: &str) -> RecordName {
    let known = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    RecordName { number, id: known(without_brackets(id)), url: known(url), ..RecordName::default() }
}

fn without_brackets(id: &str) -> &str {
    id.trim_matches(['<', '>'])
}

fn has_page_url(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    scheme.is_some_and(|scheme| ["http", "https", "ftp", "file"].contains(&&scheme[..]))
}

/// Whether a server states a type. Without one, browsers look at the body.
fn has_type(kind: &str) -> bool {
    kind.contains('/') && !matches!(kind, "unknown/unknown" | "application/unknown" | "*/*")
}

fn may_be_page(kind: &str) -> bool {
    !has_type(kind) || is_html(kind) || kind == "text/plain"
}

fn begins_as_html(text: &str) -> bool {
    InputFormat::Auto.is_html(&Source::Stdin, text)
}
