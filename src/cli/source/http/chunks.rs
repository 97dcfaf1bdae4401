//! Joins the chunks of an HTTP body.

/// A body without the sizes of its chunks.
#[derive(Debug, PartialEq, Eq)]
pub struct JoinedChunks {
    /// The data of all chunks.
    pub bytes: Vec<u8>,
    /// What is wrong with the chunks, if something is.
    pub damage: Option<&'static str>,
}

const NO_LAST_CHUNK: &str = "the chunked body has no last chunk";
const WRONG_SIZE: &str = "the chunked body has a wrong size of a chunk";
/// Longest line with a size and its extensions, in bytes.
const MAX_LINE_BYTES: usize = 1 << 10;

/// Joins the chunks of a body. `None` if it has none: crawlers may join the chunks and keep the header that announces
/// them. A body that breaks off gives what it has.
pub fn join_chunks(body: &[u8]) -> Option<JoinedChunks> {
    let (mut bytes, mut damage) = (Vec::with_capacity(body.len()), None);
    let mut rest = body;
    let mut is_first = true;
    loop {
        let Some((size, data)) = chunk(rest) else {
            if is_first {
                return None;
            }
            // The end of the body, or of a line with a size that is cut off.
            if rest.trim_ascii().iter().all(u8::is_ascii_hexdigit) && rest.len() <= 16 {
                return Some(JoinedChunks { bytes, damage: Some(damage.unwrap_or(NO_LAST_CHUNK)) });
            }
            // A line of a size must be here, and something else is.
            let next = next_chunk(rest);
            damage = Some(WRONG_SIZE);
            bytes.extend_from_slice(without_line_end(&rest[..next.unwrap_or(rest.len())]));
            rest = &rest[next.unwrap_or(rest.len())..];
            continue;
        };
        if size == 0 {
            return Some(JoinedChunks { bytes, damage });
        }
        if let Some(after) = data.get(size..).and_then(after_line_end) {
            bytes.extend_from_slice(&data[..size]);
            rest = after;
        } else if let Some(next) = next_chunk(data) {
            damage = Some(WRONG_SIZE);
            bytes.extend_from_slice(without_line_end(&data[..next]));
            rest = &data[next..];
        } else if data.get(size..).is_some_and(|rest| !matches!(rest, b"" | b"\r")) {
            if is_first {
                return None;
            }
            bytes.extend_from_slice(data);
            return Some(JoinedChunks { bytes, damage: Some(WRONG_SIZE) });
        } else {
            bytes.extend_from_slice(&data[..data.len().min(size)]);
            return Some(JoinedChunks { bytes, damage: Some(damage.unwrap_or(NO_LAST_CHUNK)) });
        }
        is_first = false;
    }
}

/// The size of the chunk at the start, and the bytes after the line of the size. `None` if there is no such line.
fn chunk(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = memchr::memchr(b'\n', &bytes[..bytes.len().min(MAX_LINE_BYTES)])?;
    let line = str::from_utf8(&bytes[..end]).ok()?;
    let size = line.split(';').next().unwrap_or_default().trim();
    // `from_str_radix` takes a sign, too.
    let is_size = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some((usize::from_str_radix(size, 16).ok().filter(|_| is_size)?, &bytes[end + 1..]))
}

/// Where the next chunk begins whose end is where its size says.
fn next_chunk(bytes: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', bytes).map(|end| end + 1).find(|&at| match chunk(&bytes[at..]) {
        Some((0, after)) => after.iter().all(u8::is_ascii_whitespace),
        Some((size, data)) => {
            data.get(size..).and_then(after_line_end).is_some_and(|after| chunk(after).is_some())
        }
        None => false,
    })
}

fn after_line_end(bytes: &[u8]) -> Option<&[u8]> {
    bytes.strip_prefix(b"\r\n").or_else(|| bytes.strip_prefix(b"\n"))
}

fn without_line_end(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(body: &str) -> Option<(String, Option<&'static str>)> {
        let joined = join_chunks(body.as_bytes())?;
        Some((String::from_utf8(joined.bytes).unwrap(), joined.damage))
    }

    #[test]
    fn whole_bodies_are_joined() {
        for body in [
            "3\r\none\r\n4\r\n two\r\n0\r\n\r\n",
            "3;x=y\none\n 4 \n two\n0\n",
            "07\r\none two\r\n0\r\nA: b\r\n\r\n",
        ] {
            assert_eq!(joined(body), Some(("one two".to_owned(), None)), "{body:?}");
        }
        for body in [
            "",
            "<p>one",
            "whole\r\n",
            "+3\r\none\r\n0\r\n",
            "\r\n3\r\none\r\n0\r\n",
            "2\r\none and more\r\n",
        ] {
            assert_eq!(joined(body), None, "{body:?}");
        }
    }

    #[test]
    fn a_body_that_breaks_off_gives_what_it_has() {
        let body = "3\r\none\r\n4\r\n two\r\n0\r\n\r\n";
        for length in 4..body.len() - 5 {
            let (text, damage) = joined(&body[..length]).unwrap();
            assert!("one two".starts_with(&text), "{text:?}");
            assert_eq!(damage, Some(NO_LAST_CHUNK), "{length}");
        }
        assert_eq!(joined("ffffffffffffffff\r\n<p>one"), Some(("<p>one".to_owned(), Some(NO_LAST_CHUNK))));
    }

    #[test]
    fn a_wrong_size_costs_no_text() {
        for body in [
            "9\r\none\r\n4\r\n two\r\n6\r\n three\r\n0\r\n\r\n",
            "1\r\none\r\n4\r\n two\r\n6\r\n three\r\n0\r\n\r\n",
            "3\r\none\r\n999\r\n two\r\n6\r\n three\r\n0\r\n\r\n",
            "7\r\none two\r\n2\r\n three\r\n0\r\n\r\n",
        ] {
            assert_eq!(joined(body), Some(("one two three".to_owned(), Some(WRONG_SIZE))), "{body:?}");
        }
    }
}
