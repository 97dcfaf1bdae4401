//! Headers of WARC records, and where a record begins.

use memchr::memmem;

use super::super::head::{head_fields, media_type};

/// What the header of a record says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// `WARC-Type` in lowercase.
    pub kind: String,
    /// `WARC-Record-ID`.
    pub id: String,
    /// `WARC-Target-URI`.
    pub url: String,
    /// `WARC-Date`.
    pub date: String,
    /// `Content-Type` without parameters, in lowercase.
    pub content_type: String,
    /// `WARC-Truncated`, or that the record is one of several segments.
    pub truncated: Option<String>,
    /// `Content-Length`, if it is a number.
    pub length: Option<u64>,
}

impl Header {
    /// Parses the lines between the version and the blank line.
    pub fn parse(lines: &[u8]) -> Self {
        let mut header = Self::default();
        for (name, value) in head_fields(String::from_utf8_lossy(lines).lines()) {
            match &name[..] {
                "warc-type" => header.kind = value.to_ascii_lowercase(),
                "warc-record-id" => header.id = value,
                // Some writers put angle brackets around it.
                "warc-target-uri" => value.trim_matches(['<', '>']).clone_into(&mut header.url),
                "warc-date" => header.date = value,
                "content-type" => header.content_type = media_type(&value),
                "content-length" => header.length = value.parse().ok(),
                "warc-truncated" => header.truncated = Some(value),
                "warc-segment-number" => {
                    header.truncated.get_or_insert_with(|| "segment".to_owned());
                }
                _ => {}
            }
        }
        header
    }
}

/// Bytes that show whether a record begins at the first of them, at most.
pub const START_BYTES: usize = 128;

/// Where the first record begins: a line with the version of WARC, and below it one with a header field. It need not
/// begin a line: what is before it may be cut off.
pub fn record_start(bytes: &[u8]) -> Option<usize> {
    memmem::find_iter(bytes, b"WARC/").find(|&at| is_start(&bytes[at..bytes.len().min(at + START_BYTES)]))
}

fn is_start(bytes: &[u8]) -> bool {
    let is_start = || {
        let version_end = memchr::memchr(b'\n', bytes)?;
        let version = str::from_utf8(&bytes[..version_end]).ok()?.trim_end().strip_prefix("WARC/")?;
        let (major, minor) = version.split_once('.')?;
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let field = &bytes[version_end + 1..];
        let name = &field[..memchr::memchr(b':', field)?];
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        (is_number(major) && is_number(minor) && !name.is_empty()).then(|| name.iter().all(is_name))
    };
    is_start().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_begins_with_its_version_and_a_field() {
        for start in ["WARC/1.0\r\nWARC-Type: x", "WARC/1.1\nContent-Length:0", "WARC/0.17 \r\nwarc-date : 1"]
        {
            let start = start.replace(" :", ":");
            assert_eq!(record_start(format!("cut o{start}").as_bytes()), Some(5), "{start}");
        }
        for text in [
            "WARC/1.0",
            "WARC/1.0\r\n\r\nx: y",
            "WARC/1.0 is a format\r\na: b",
            "WARC/x\r\na: b",
            "WARC/1.0\r\na b: c",
        ] {
            assert_eq!(record_start(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn fields_are_read_however_they_are_written() {
        let header = Header::parse(
            b"warc-type: Response\r\nWARC-TARGET-URI: <http://a.example/\r\n b>\r\nContent-Length: 12\r\njunk\r\n\
              Content-Type: application/http; msgtype=response\r\nWARC-Truncated: length\r\n",
        );
        let text = |text: &str| text.to_owned();
        let wanted = Header {
            kind: text("response"),
            url: text("http://a.example/ b"),
            content_type: text("application/http"),
            truncated: Some(text("length")),
            length: Some(12),
            ..Header::default()
        };
        assert_eq!(header, wanted);
        for length in ["-5", "ten", "", "1e3", "99999999999999999999"] {
            assert_eq!(
                Header::parse(format!("Content-Length: {length}\r\n").as_bytes()).length,
                None,
                "{length}"
            );
        }
    }
}
