//! HTTP responses: parses the head and decodes the body.

mod chunks;
mod codings;

use std::borrow::Cow;
use std::io;

use super::Size;
use super::head::{head_fields, media_type};

use chunks::join_chunks;
pub use codings::Body;

/// An HTTP response.
#[derive(Debug)]
pub struct HttpResponse<'a> {
    /// The status code, such as 200.
    pub status: u16,
    /// The media type in lowercase, without parameters; empty if the head has none.
    pub kind: String,
    /// The charset of the media type, if given.
    pub charset: Option<String>,
    /// The codings of the body, in the order in which they were applied.
    codings: Vec<String>,
    /// The length of the body, if given.
    length: Option<u64>,
    /// The body as it was sent; `None` if the head has no end.
    sent: Option<&'a [u8]>,
}

/// Why a response cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The head has no status code.
    #[error("not an HTTP response")]
    InvalidHead,
    /// The content encoding is not supported.
    #[error("unsupported content encoding {0:?}")]
    Encoding(String),
    /// The body does not match its content encoding.
    #[error("cannot decompress: {0}")]
    Decompress(io::Error),
    /// The response is not whole, where a whole one is needed.
    #[error("the response breaks off: {0} (fetch it again, or skip it with --exclude)")]
    Damaged(String),
    /// The decoded body is larger than the limit.
    #[error("larger than {0} when decompressed (raise --max-page-size)")]
    TooLarge(Size),
}

impl<'a> HttpResponse<'a> {
    /// Parses the head.
    pub fn read(mut bytes: &'a [u8]) -> Result<Self, HttpError> {
        loop {
            let (head, sent) = split_head(bytes).ok_or(HttpError::InvalidHead)?;
            let head = String::from_utf8_lossy(head);
            let mut lines = head.lines();
            let status = lines.next().and_then(|line| line.split_whitespace().nth(1)?.get(..3)?.parse().ok());
            let status = status.ok_or(HttpError::InvalidHead)?;
            let fields = head_fields(lines);
            match sent {
                // A response before the response: `100 Continue`, or what a proxy says.
                Some(next)
                    if next.starts_with(b"HTTP/") && values(&fields, "content-type").next().is_none() =>
                {
                    bytes = next;
                }
                _ => return Ok(Self::new(status, &fields, sent)),
            }
        }
    }

    fn new(status: u16, fields: &[(String, String)], sent: Option<&'a [u8]>) -> Self {
        let media = values(fields, "content-type").last().unwrap_or_default();
        let charset = media.split([';', ',']).map(str::trim).find_map(|part| {
            part.get(..8).filter(|name| name.eq_ignore_ascii_case("charset=")).map(|_| &part[8..])
        });
        let codings = values(fields, "content-encoding").chain(values(fields, "transfer-encoding"));
        let codings = codings.flat_map(|value| value.split(',')).map(media_type);
        Self {
            status,
            kind: media_type(media),
            charset: charset.map(|name| name.trim_matches(['"', '\'', ' ']).to_ascii_lowercase()),
            codings: codings.collect(),
            length: values(fields, "content-length").last().and_then(|length| length.parse().ok()),
            sent,
        }
    }

    /// Decodes the body, and rejects one larger than `limit`. A body that breaks off gives what it has.
    pub fn body(&self, limit: Size) -> Result<Body<'a>, HttpError> {
        let sent = self.sent.unwrap_or_default();
        let mut body = Body { bytes: Cow::Borrowed(sent), damage: None };
        for coding in self.codings.iter().rev() {
            body.undo(coding, limit)?;
        }
        if is_html(&self.kind) {
            if self.codings.is_empty() {
                body.undo_unnamed_chunks();
            }
            body.undo_unnamed_gzip(limit)?;
        }
        match self.length {
            _ if self.sent.is_none() => body.damage = Some("its HTTP head has no end".to_owned()),
            Some(length) if self.codings.is_empty() && (sent.len() as u64) < length => {
                let damage = || format!("it has {} of {length} bytes of its body", sent.len());
                body.damage.get_or_insert_with(damage);
            }
            _ => {}
        }
        Ok(body)
    }
}

/// The values of the fields of this name.
fn values<'f>(fields: &'f [(String, String)], name: &'static str) -> impl Iterator<Item = &'f str> {
    fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| &value[..])
}

/// Whether a media type is that of HTML.
pub fn is_html(kind: &str) -> bool {
    matches!(kind, "text/html" | "application/xhtml+xml")
}

/// The head and, if the head has an end, the body. The head ends at a blank line, or before a line with a tag. `None` if
/// there is no head.
fn split_head(bytes: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let mut at = 0;
    while at < bytes.len() {
        let next = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end + 1);
        let line = &bytes[at..next];
        if line.starts_with(b"<") {
            return (at > 0).then_some((&bytes[..at], Some(&bytes[at..])));
        }
        if line.trim_ascii().is_empty() && line.ends_with(b"\n") {
            return (at > 0).then_some((&bytes[..at], Some(&bytes[next..])));
        }
        at = next;
    }
    (at > 0).then_some((bytes, None))
}
#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// The status, the type, the charset and the body of a response; what is wrong with it, if something is.
    fn body(head: &str, body: &[u8]) -> Result<String, String> {
        let response = [head.as_bytes(), b"\r\n\r\n", body].concat();
        let read = HttpResponse::read(&response).map_err(|error| error.to_string())?;
        let body = read.body(Size(100)).map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&body.bytes);
        let damage = body.damage.map(|damage| format!(" [{damage}]")).unwrap_or_default();
        Ok(format!("{} {} {:?} {text}{damage}", read.status, read.kind, read.charset))
    }

    fn packed(text: &[u8], coding: &str) -> Vec<u8> {
        use flate2::Compression;
        use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
        match coding {
            "gzip" => {
                let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
                gzip.write_all(text).unwrap();
                gzip.finish().unwrap()
            }
            "zlib" => {
                let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
                zlib.write_all(text).unwrap();
                zlib.finish().unwrap()
            }
            "raw" => {
                let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
                raw.write_all(text).unwrap();
                raw.finish().unwrap()
            }
            "zstd" => zstd::encode_all(text, 3).unwrap(),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn heads_are_parsed() {
        for (head, wanted) in [
            (
                "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; Charset=\"UTF-8\"",
                "200 text/html Some(\"utf-8\") x",
            ),
            ("HTTP/1.1 404", "404  None x"),
            ("HTTP/2 200\r\ncontent-type:text/html", "200 text/html None x"),
            ("HTTP/1.0 200 OK\nCONTENT-TYPE: text/html", "200 text/html None x"),
            (
                "HTTP/1.1 200 OK\r\nContent-Type:\r\n\ttext/html;\r\n charset=koi8-r",
                "200 text/html Some(\"koi8-r\") x",
            ),
            ("HTTP/1.1 200 OK\r\njunk\r\nContent-Type: text/html", "200 text/html None x"),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html",
                "200 text/html None x",
            ),
            (
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3",
                "200 text/html None x [it has 1 of 3 bytes of its body]",
            ),
        ] {
            assert_eq!(body(head, b"x").unwrap(), wanted, "{head}");
        }
        assert_eq!(body("", b"").unwrap_err(), "not an HTTP response");
        assert_eq!(body("<p>no head", b"").unwrap_err(), "not an HTTP response");
        let read = |bytes: &str| {
            let response = HttpResponse::read(bytes.as_bytes()).unwrap();
            let body = response.body(Size(99)).unwrap();
            (String::from_utf8_lossy(&body.bytes).into_owned(), body.damage)
        };
        assert_eq!(read("HTTP/1.1 200 OK\r\nA: b\r\n<p>x"), ("<p>x".to_owned(), None));
        assert_eq!(read("HTTP/1.1 200 OK\r\nA: b").1.unwrap(), "its HTTP head has no end");
    }

    #[test]
    fn bodies_are_decoded() {
        let text = "<p>نص عربي, ein Text, 一段文字</p>".as_bytes();
        let wanted = format!("200 text/html None {}", str::from_utf8(text).unwrap());
        let chunked = |bytes: &[u8]| {
            [format!("{:x};x=y\r\n", bytes.len()).as_bytes(), bytes, b"\r\n0\r\n\r\n"].concat()
        };
        let cases = [
            ("", text.to_vec()),
            ("", chunked(text)),
            ("", packed(text, "gzip")),
            ("Transfer-Encoding: chunked", chunked(text)),
            ("Transfer-Encoding: chunked", text.to_vec()),
            ("Transfer-Encoding: gzip, chunked", chunked(&packed(text, "gzip"))),
            ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", chunked(&packed(text, "gzip"))),
            ("Content-Encoding: gzip, gzip", packed(&packed(text, "gzip"), "gzip")),
            ("Content-Encoding: zstd\r\nContent-Encoding: x-gzip", packed(&packed(text, "zstd"), "gzip")),
            ("Content-Encoding: gzip", [packed(text, "gzip"), vec![0; 40]].concat()),
            ("Content-Encoding: gzip", [packed(&text[..9], "gzip"), packed(&text[9..], "gzip")].concat()),
            ("Content-Encoding: deflate", packed(text, "zlib")),
            ("Content-Encoding: deflate", packed(text, "raw")),
            ("Content-Encoding: zstd", packed(text, "zstd")),
        ];
        for (head, sent) in cases {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}");
            assert_eq!(body(head.trim_end(), &sent).unwrap(), wanted, "{head}");
        }
        let brotli = "HTTP/1.1 200 OK\r\nContent-Encoding: br";
        assert_eq!(body(brotli, b"\x0b\x02\x80hello\x03").unwrap(), "200  None hello");
    }

    #[test]
    fn a_body_that_is_not_coded_stays_as_it_is() {
        let cyrillic = encoding_rs::WINDOWS_1251.encode("<p>Паром снова ходит каждый вечер.").0.into_owned();
        for coding in [
            "none",
            "",
            "identity",
            "UTF-8",
            "windows-1251",
            "gzip",
            "x-gzip",
            "deflate",
            "br",
            "zstd",
            "compress",
            "made up",
        ] {
            for text in ["<p>text".as_bytes(), "x^y".as_bytes(), b";", &cyrillic] {
                let response =
                    [format!("HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n\r\n").as_bytes(), text]
                        .concat();
                let read = HttpResponse::read(&response).unwrap().body(Size(100)).unwrap();
                assert_eq!((&read.bytes[..], read.damage), (text, None), "{coding}");
            }
        }
    }

    #[test]
    fn data_that_breaks_off_gives_what_it_has() {
        let lines: Vec<String> =
            (0..900).map(|number| format!("<p>Line {}. ", number * 7919 % 1000)).collect();
        let text = lines.concat();
        for (coding, name) in [("gzip", "gzip"), ("zlib", "deflate"), ("raw", "deflate"), ("zstd", "zstd")] {
            let whole = packed(text.as_bytes(), coding);
            let response = [
                format!("HTTP/1.1 200 OK\r\nContent-Encoding: {name}\r\n\r\n").as_bytes(),
                &whole[..whole.len() * 3 / 4],
            ]
            .concat();
            let read = HttpResponse::read(&response).unwrap().body(Size(1 << 20));
            // A Zstandard block is decompressed as a whole.
            if coding == "zstd" {
                assert!(read.unwrap_err().to_string().starts_with("cannot decompress: "));
                continue;
            }
            let read = read.unwrap();
            assert!(
                read.bytes.len() > text.len() / 4 && text.as_bytes().starts_with(&read.bytes),
                "{coding}"
            );
            let wanted = format!("its {name} data is cut off or corrupt: ");
            assert!(read.damage.unwrap().starts_with(&wanted), "{coding}");
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_named() {
        let with = |coding: &str, sent: &[u8]| {
            body(&format!("HTTP/1.1 200 OK\r\nContent-Encoding: {coding}"), sent).unwrap_err()
        };
        let noise: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(with("compress", &noise), "unsupported content encoding \"compress\"");
        assert!(with(&"long".repeat(99), &noise).len() < 99);
        assert!(with("gzip", b"\x1F\x8B\x08 and no more").starts_with("cannot decompress: "));
        for (coding, name) in [("gzip", "gzip"), ("zlib", "deflate"), ("raw", "deflate"), ("zstd", "zstd")] {
            let error = with(name, &packed(&[0; 10_000], coding));
            assert!(error.starts_with("larger than 100 bytes when decompressed"), "{coding}: {error}");
        }
    }
}
