//! Takes a page out of what it was saved in: the HTTP response of its server, or an MHTML file.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, MessageParser, MessagePart, MimeHeaders, PartType};

use super::http::is_html;
use super::{Body, HttpError, HttpResponse, Size};

/// A page and what its envelope says about it.
#[derive(Debug)]
pub struct Enclosed<'a> {
    /// The bytes of the page.
    pub bytes: Cow<'a, [u8]>,
    /// Their charset.
    pub charset: Option<String>,
    /// Whether they are HTML.
    pub is_html: bool,
}

/// Bytes in which the head of an MHTML file ends.
const MAX_HEAD: usize = 16 << 10;
/// Most responses in a file: redirections before the page.
const MAX_RESPONSES: usize = 20;

impl<'a> Enclosed<'a> {
    /// Opens the envelope around a page. `None` if there is none.
    ///
    /// # Errors
    /// If the body of the response cannot be decoded.
    pub fn open(bytes: &'a [u8], limit: Size) -> Result<Option<Self>, HttpError> {
        if is_response(bytes) { Self::response(bytes, limit).map(Some) } else { Ok(Self::message(bytes)) }
    }

    fn response(bytes: &'a [u8], limit: Size) -> Result<Self, HttpError> {
        let mut page = Self { bytes: Cow::Borrowed(bytes), charset: None, is_html: false };
        for _ in 0..MAX_RESPONSES {
            if !is_response(&page.bytes) {
                break;
            }
            page = match page.bytes {
                Cow::Borrowed(bytes) => Self::body(&HttpResponse::read(bytes)?, limit)?,
                Cow::Owned(bytes) => Enclosed::body(&HttpResponse::read(&bytes)?, limit)?.into_owned(),
            };
        }
        Ok(page)
    }

    fn body(response: &HttpResponse<'a>, limit: Size) -> Result<Self, HttpError> {
        let Body { bytes, damage } = response.body(limit)?;
        if let Some(damage) = damage {
            return Err(HttpError::Damaged(damage));
        }
        Ok(Self { bytes, charset: response.charset.clone(), is_html: is_html(&response.kind) })
    }

    /// The page of an MHTML file, or of any message with HTML in it.
    fn message(bytes: &'a [u8]) -> Option<Self> {
        let bytes = bytes.trim_ascii_start();
        if !is_message(bytes) {
            return None;
        }
        let message = MessageParser::default().parse(bytes)?;
        let is_html_part = |part: &&MessagePart<'_>| {
            matches!(part.body, PartType::Html(_))
                || part.content_type().is_some_and(|kind| kind.subtype() == Some("xhtml+xml"))
        };
        let is_text = |part: &&MessagePart<'_>| matches!(part.body, PartType::Text(_));
        let html = message.parts.iter().find(is_html_part);
        let part = html.or_else(|| message.parts.iter().find(is_text))?;
        let raw = bytes.get(part.offset_body as usize..part.offset_end as usize)?;
        let decoded = match part.encoding {
            Encoding::None => Some(raw.to_vec()),
            Encoding::QuotedPrintable => quoted_printable_decode(raw),
            Encoding::Base64 => base64_decode(raw),
        };
        let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
        let (bytes, charset) = match decoded {
            Some(bytes) => (bytes, charset.map(str::to_owned)),
            // Damaged: what the parser could read of it.
            None => (part.contents().to_vec(), Some("utf-8".to_owned())),
        };
        Some(Self { bytes: Cow::Owned(bytes), charset, is_html: html.is_some() })
    }

    fn into_owned(self) -> Enclosed<'static> {
        Enclosed { bytes: Cow::Owned(self.bytes.into_owned()), charset: self.charset, is_html: self.is_html }
    }
}

/// Whether bytes begin with a status line and a header.
fn is_response(bytes: &[u8]) -> bool {
    if !bytes.starts_with(b"HTTP/") {
        return false;
    }
    let mut lines = head(bytes);
    let is_status = lines.next().is_some_and(|line| {
        let mut words = line.split(u8::is_ascii_whitespace);
        let version = words.next().and_then(|word| word.get(5));
        let status = words.next().filter(|status| status.len() == 3);
        version.is_some_and(u8::is_ascii_digit)
            && status.is_some_and(|status| status.iter().all(u8::is_ascii_digit))
    });
    is_status && lines.next().is_some_and(|line| header_name(line).is_some())
}

/// Whether bytes begin with the head of a message in MIME that holds more than its own text.
fn is_message(bytes: &[u8]) -> bool {
    let (mut is_mime, mut is_enclosing, mut is_head) = (false, false, false);
    for (number, line) in head(bytes).enumerate() {
        // The value of the header goes on.
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(name) = header_name(line) else {
            // A mailbox puts a line before the head.
            if number == 0 && line.starts_with(b"From ") {
                continue;
            }
            return false;
        };
        let value = line[name.len() + 1..].trim_ascii().to_ascii_lowercase();
        is_head = true;
        match &name.to_ascii_lowercase()[..] {
            b"mime-version" => is_mime = true,
            b"content-type" => {
                is_enclosing |= value.starts_with(b"multipart/") || value.starts_with(b"text/html");
            }
            b"content-transfer-encoding" => {
                is_enclosing |= value != b"7bit" && value != b"8bit" && value != b"binary";
            }
            _ => {}
        }
    }
    is_head && is_mime && is_enclosing
}

/// The lines before the first blank one.
fn head(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = bytes[..bytes.len().min(MAX_HEAD)].split(|&byte| byte == b'\n');
    lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line)).take_while(|line| !line.is_empty())
}

/// The name before the colon of a header.
fn header_name(line: &[u8]) -> Option<&[u8]> {
    let name = line.split(|&byte| byte == b':').next().filter(|name| name.len() < line.len())?;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (!name.is_empty() && name.iter().all(is_name)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(bytes: &[u8]) -> Option<(Vec<u8>, Option<String>, bool)> {
        let page = Enclosed::open(bytes, Size(1 << 20)).unwrap();
        page.map(|page| (page.bytes.into_owned(), page.charset, page.is_html))
    }

    const HEAD: &str = "From: <Saved by Blink>\r\nSubject: The harbour\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\
        \ttype=\"text/html\";\r\n\tboundary=\"--b--1\"\r\n\r\n\r\n";

    fn mhtml(head: &str, html: &str) -> Vec<u8> {
        let image = "----b--1\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlhAQAB\r\n----b--1--\r\n";
        format!("{HEAD}----b--1\r\n{head}\r\n\r\n{html}\r\n{image}").into_bytes()
    }

    #[test]
    fn the_head_of_a_response_is_taken_off() {
        let page = (b"<p>x".to_vec(), Some("koi8-r".to_owned()), true);
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=koi8-r\r\n\r\n";
        let moved = "HTTP/1.1 301 Moved Permanently\r\nLocation: /a\r\n\r\n";
        assert_eq!(opened(format!("{head}<p>x").as_bytes()), Some(page.clone()));
        assert_eq!(opened(format!("{moved}{moved}{head}<p>x").as_bytes()), Some(page.clone()));
        assert_eq!(opened(format!("{head}<p>x").replace('\r', "").as_bytes()), Some(page));
        let plain = opened(b"HTTP/2 200\r\ncontent-type: text/plain\r\n\r\nThe text.");
        assert_eq!(plain, Some((b"The text.".to_vec(), None, false)));
        for text in
            ["HTTP/1.1 is a protocol.\n\nIt is old.", "HTTP/1.1 200 OK\n\nis what the server says.", "HTTP/"]
        {
            assert_eq!(opened(text.as_bytes()), None);
        }
    }

    #[test]
    fn the_page_of_an_mhtml_file_is_decoded() {
        let base64 = "PGh0bWw+PHA+zfDo4uXyLg==";
        for (head, html, bytes, charset) in [
            (
                "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable",
                "<p>caf=C3=A9 =\r\nau lait</p>",
                "<p>café au lait</p>".as_bytes(),
                None,
            ),
            (
                "Content-Type: text/html; charset=\"windows-1251\"\r\nContent-Transfer-Encoding: base64",
                base64,
                b"<html><p>\xCD\xF0\xE8\xE2\xE5\xF2.",
                Some("windows-1251"),
            ),
            (
                "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit",
                "<p>é</p>",
                "<p>é</p>".as_bytes(),
                Some("utf-8"),
            ),
            (
                "Content-Type: application/xhtml+xml\r\nContent-Transfer-Encoding: binary",
                "<p>x</p>",
                b"<p>x</p>",
                None,
            ),
        ] {
            let (read, said, is_html) = opened(&mhtml(head, html)).unwrap();
            assert_eq!(read.trim_ascii(), bytes, "{head}");
            assert_eq!((said.as_deref(), is_html), (charset, true), "{head}");
        }
    }

    #[test]
    fn a_damaged_mhtml_file_gives_what_it_has() {
        let whole = mhtml(
            "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable",
            "<p>The dredger =3D came =XY on Monday.</p>",
        );
        let (read, ..) = opened(&whole).unwrap();
        let read = String::from_utf8(read).unwrap();
        assert!(read.contains("The dredger = came") && read.contains("on Monday."), "{read}");
        let cut = whole.len() - 120;
        let (read, ..) = opened(&whole[..cut]).unwrap();
        assert!(read.starts_with(b"<p>The dredger"));
    }

    #[test]
    fn text_with_headers_stays_text() {
        for text in [
            "Title: The harbour\nAuthor: Ada\n\nThe text.",
            "Subject: hello\nMIME-Version: 1.0\nContent-Type: text/plain\n\nThe text.",
            "MIME-Version: 1.0 is a header.\n\nContent-Type: text/html too.",
            "Note: this is MIME-Version\nThe text goes on.",
        ] {
            assert_eq!(opened(text.as_bytes()), None, "{text}");
        }
    }
}
