//! HTTP responses: parses the head and decodes the body.

use std::borrow::Cow;
use std::io::{self, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use memchr::memmem;

use super::Size;

/// An HTTP response.
#[derive(Debug)]
pub struct HttpResponse<'a> {
    /// The status code, such as 200.
    pub status: u16,
    /// The media type in lowercase, without parameters; empty if the head has none.
    pub kind: String,
    /// The charset of the media type, if given.
    pub charset: Option<String>,
    /// The decoded body.
    pub body: Cow<'a, [u8]>,
}

/// Why a response cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The head has no end or no status code.
    #[error("not an HTTP response")]
    InvalidHead,
    /// The content encoding is not supported.
    #[error("unsupported content encoding {0:?}")]
    Encoding(String),
    /// The body does not match its content encoding.
    #[error("cannot decompress: {0}")]
    Decompress(io::Error),
    /// The decoded body is larger than the limit.
    #[error("larger than {0} when decompressed (raise --max-page-size)")]
    TooLarge(Size),
}

impl<'a> HttpResponse<'a> {
    /// Parses a response and rejects a body larger than `limit`.
    pub fn read(bytes: &'a [u8], limit: Size) -> Result<Self, HttpError> {
        let (head, body) = split_head(bytes).ok_or(HttpError::InvalidHead)?;
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
        let mut response = Self {
            status: status.ok_or(HttpError::InvalidHead)?,
            kind: String::new(),
            charset: None,
            body: Cow::Borrowed(body),
        };
        let mut encoding = String::new();
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let value = value.trim().to_ascii_lowercase();
            match &name.to_ascii_lowercase()[..] {
                "content-type" => {
                    let mut parts = value.split(';').map(str::trim);
                    parts.next().unwrap_or_default().clone_into(&mut response.kind);
                    let charset = parts.find_map(|part| part.strip_prefix("charset="));
                    response.charset = charset.map(|name| name.trim_matches(['"', '\'', ' ']).to_owned());
                }
                "content-encoding" => encoding = value,
                // Crawlers may join the chunks and keep this header.
                "transfer-encoding" if value.contains("chunked") => {
                    if let Some(joined) = join_chunks(body) {
                        response.body = Cow::Owned(joined);
                    }
                }
                _ => {}
            }
        }
        response.decompress(&encoding, limit)?;
        Ok(response)
    }

    fn decompress(&mut self, encoding: &str, limit: Size) -> Result<(), HttpError> {
        let body = &self.body[..];
        let decoded = match encoding {
            "" | "identity" => return Ok(()),
            // The crawler decompressed the body and kept the header.
            "gzip" | "x-gzip" if !body.starts_with(b"\x1F\x8B") => return Ok(()),
            "gzip" | "x-gzip" => read(MultiGzDecoder::new(body), limit)?,
            "deflate" => match read(ZlibDecoder::new(body), limit) {
                // Some servers send raw deflate data, without the zlib header.
                Err(HttpError::Decompress(_)) => read(DeflateDecoder::new(body), limit)?,
                decoded => decoded?,
            },
            // Brotli has no magic number, so a body that fails to decompress and is text was decompressed by the crawler.
            "br" => match read(brotli_decompressor::Decompressor::new(body, 1 << 12), limit) {
                Err(HttpError::Decompress(_)) if str::from_utf8(body).is_ok() => return Ok(()),
                decoded => decoded?,
            },
            "zstd" => read(zstd::Decoder::with_buffer(body).map_err(HttpError::Decompress)?, limit)?,
            other => return Err(HttpError::Encoding(other.to_owned())),
        };
        self.body = Cow::Owned(decoded);
        Ok(())
    }
}

fn read(from: impl Read, limit: Size) -> Result<Vec<u8>, HttpError> {
    let mut bytes = Vec::new();
    from.take(limit.0.saturating_add(1)).read_to_end(&mut bytes).map_err(HttpError::Decompress)?;
    if bytes.len() as u64 > limit.0 { Err(HttpError::TooLarge(limit)) } else { Ok(bytes) }
}

fn split_head(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = |end: &[u8]| memmem::find(bytes, end).map(|at| (&bytes[..at], &bytes[at + end.len()..]));
    match (at(b"\r\n\r\n"), at(b"\n\n")) {
        (Some(one), Some(other)) => Some(if one.0.len() < other.0.len() { one } else { other }),
        (one, other) => one.or(other),
    }
}

/// Joins the chunks of a chunked body. `None` if the body is not chunked.
fn join_chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(rest.len());
    loop {
        let end = memchr::memchr(b'\n', rest)?;
        let size = str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[end + 1..];
        if size == 0 {
            return Some(joined);
        }
        joined.extend_from_slice(rest.get(..size)?);
        rest = rest[size..].strip_prefix(b"\r\n").or_else(|| rest[size..].strip_prefix(b"\n"))?;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn body(head: &str, body: &[u8]) -> Result<String, String> {
        let response = [head.as_bytes(), b"\r\n\r\n", body].concat();
        let read = HttpResponse::read(&response, Size(100)).map_err(|error| error.to_string())?;
        Ok(format!(
            "{} {} {:?} {}",
            read.status,
            read.kind,
            read.charset,
            String::from_utf8_lossy(&read.body)
        ))
    }

    #[test]
    fn heads_are_parsed_and_bodies_decoded() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"text").unwrap();
        let gzip = gzip.finish().unwrap();
        let chunks = b"3;x=y\r\none\r\n4\r\n two\r\n0\r\n\r\n";
        for (head, sent, wanted) in [
            (
                "HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; Charset=\"UTF-8\"",
                &b"x"[..],
                "200 text/html Some(\"utf-8\") x",
            ),
            ("HTTP/1.1 404", b"", "404  None "),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", chunks, "200  None one two"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", b"whole", "200  None whole"),
            ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip", &gzip, "200  None text"),
            ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip", b"text", "200  None text"),
            ("HTTP/1.1 200 OK\r\nContent-Encoding: br", b"\x0b\x02\x80hello\x03", "200  None hello"),
            ("HTTP/1.1 200 OK\r\nContent-Encoding: br", b"<p>text", "200  None <p>text"),
        ] {
            assert_eq!(body(head, sent).unwrap(), wanted);
        }
        assert_eq!(body("", b"").unwrap_err(), "not an HTTP response");
        let error = body("HTTP/1.1 200 OK\r\nContent-Encoding: compress", b"").unwrap_err();
        assert!(error.starts_with("unsupported content encoding \"compress\""), "{error}");
        let bomb = zstd::encode_all(&[0; 10_000][..], 3).unwrap();
        let error = body("HTTP/1.1 200 OK\r\nContent-Encoding: zstd", &bomb).unwrap_err();
        assert!(error.starts_with("larger than 100 bytes when decompressed"), "{error}");
    }
}
