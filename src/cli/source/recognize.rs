//! Tells files of records by their first bytes, whatever their names.

use memchr::memchr;
use serde::de::IgnoredAny;

use super::compression::Beginning;
use super::format::RecordFormat;

impl Beginning {
    /// The format of a file of records that begins so; `None` if it is something else, such as a page.
    pub fn records(&self) -> Option<RecordFormat> {
        match self.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.bytes) {
            [b'P', b'A', b'R', b'1', ..] => Some(RecordFormat::Parquet),
            [b'W', b'A', b'R', b'C', b'/', b'0'..=b'9', b'.', ..] => Some(RecordFormat::Warc),
            bytes => self.are_json_lines(bytes.trim_ascii_start()).then_some(RecordFormat::Jsonl),
        }
    }

    /// Whether bytes are JSON objects, one per line. A document that spans lines is not.
    fn are_json_lines(&self, bytes: &[u8]) -> bool {
        if !has_first_key(bytes) {
            return false;
        }
        let Some(end) = memchr(b'\n', bytes) else {
            return if self.is_whole { bytes.trim_ascii_end().ends_with(b"}") } else { may_be_object(bytes) };
        };
        // Whether the object is valid is a matter of its record.
        let (first, rest) = (bytes[..end].trim_ascii_end(), bytes[end..].trim_ascii_start());
        first.ends_with(b"}") && (rest.is_empty() || rest[0] == b'{')
    }
}

/// Whether bytes begin with a brace and a quoted key.
fn has_first_key(bytes: &[u8]) -> bool {
    let Some(key) = bytes.strip_prefix(b"{").map(<[u8]>::trim_ascii_start) else { return false };
    if key.starts_with(b"}") {
        return true;
    }
    let Some(key) = key.strip_prefix(b"\"") else { return false };
    let mut quotes = memchr::memchr_iter(b'"', key);
    quotes
        .find(|&at| !key[..at].ends_with(b"\\"))
        .is_some_and(|at| key[at + 1..].trim_ascii_start().starts_with(b":"))
}

/// Whether bytes are the beginning of a JSON object.
fn may_be_object(bytes: &[u8]) -> bool {
    let length = match str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        // The end splits a character.
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        Err(_) => return false,
    };
    serde_json::from_slice::<IgnoredAny>(&bytes[..length]).is_err_and(|error| error.is_eof())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(bytes: &[u8], is_whole: bool) -> Option<RecordFormat> {
        Beginning { bytes: bytes.to_vec(), is_whole }.records()
    }

    #[test]
    fn records_are_told_by_their_beginning() {
        for (bytes, is_whole, format) in [
            (&b"PAR1\x15\x04"[..], false, RecordFormat::Parquet),
            (b"WARC/1.0\r\nWARC-Type: warcinfo", false, RecordFormat::Warc),
            (b"{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n", true, RecordFormat::Jsonl),
            (b"\xEF\xBB\xBF\r\n\r\n { \"id\" : 1 }\r\n\r\n{\"id\":", false, RecordFormat::Jsonl),
            (b"{\"text\": \"One.\"}", true, RecordFormat::Jsonl),
            (b"{\"text\": \"\xD8\xA7\xD8", false, RecordFormat::Jsonl),
            (b"{\"a \\\"b\\\"\": NaN}\n{}", true, RecordFormat::Jsonl),
            (b"{}\n{\"text\": 1}\n", true, RecordFormat::Jsonl),
        ] {
            assert_eq!(records(bytes, is_whole), Some(format), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn pages_and_documents_are_no_records() {
        for bytes in [
            &b""[..],
            b"{",
            b"{\n  \"text\": \"One.\"\n}\n",
            b"{\"a\": 1,\n\"b\": 2}\n",
            b"{\"type\": \"FeatureCollection\", \"features\": [\n{\"type\": \"Feature\"}\n]}\n",
            b"[{\"text\": \"One.\"}]\n",
            b"{\"text\": \"front matter\"}\nAnd then the text of the page.\n",
            b"{{ title }}\nThe text.\n",
            b"{\"Yes\", she said.}\n",
            b"{curly}\n",
            b"WARC/ is a format of archives.",
            b"PARIS: the river rose.",
            b"\"text\"\n",
            b"\xFF\xFE{\0\"\0",
        ] {
            assert_eq!(records(bytes, true), None, "{}", bytes.escape_ascii());
        }
        assert_eq!(records(b"{\"text\": tru-", false), None);
        assert_eq!(records(b"{\"text\": \"\xE9t\xE9", false), None);
    }
}
