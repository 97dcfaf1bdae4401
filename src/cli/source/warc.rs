//! Records of WARC files, and of WET files, which hold extracted text in place of pages.

use std::io::{self, BufRead, Read};

use memchr::memmem;

use super::Size;

/// Reads a WARC file from front to back.
pub struct WarcReader {
    from: PeekReader,
    number: u64,
    limit: Size,
    /// A line that was read ahead and begins the next record.
    next_line: Option<Vec<u8>>,
    /// An error to report after the records that were read before it.
    pending_error: Option<io::Error>,
}

/// A page in a WARC file: an HTTP response, or extracted text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WarcRecord {
    /// Number of the record in the file; the first is 1.
    pub number: u64,
    /// `WARC-Record-ID`.
    pub id: String,
    /// `WARC-Target-URI`.
    pub url: String,
    /// `WARC-Date`.
    pub date: String,
    /// Whether the block is extracted text, rather than an HTTP response.
    pub is_text: bool,
    /// The bytes after the header.
    pub block: Vec<u8>,
}

/// Why a record could not be read. The reader goes on with the next one.
#[derive(Debug, thiserror::Error)]
pub enum WarcError {
    /// A record should begin here, and none does.
    #[error("not a WARC record (skipped to the next one)")]
    NoRecord,
    /// Without a length the end of the record is unknown.
    #[error("no Content-Length (skipped to the next record)")]
    NoLength,
    /// The record does not end where its length says.
    #[error("wrong Content-Length (skipped to the next record)")]
    WrongLength,
    /// The record is larger than a page may be.
    #[error("larger than {0} (raise --max-page-size)")]
    TooLarge(Size),
}

/// What comes next in the file.
enum NextRecord {
    /// The end of the file.
    End,
    /// A page.
    Page(WarcRecord),
    /// A record of another type, such as a request.
    NoPage,
    /// A record that cannot be read.
    Damaged(WarcError),
}

/// What the header of a record says.
#[derive(Default)]
struct Header {
    kind: String,
    id: String,
    url: String,
    date: String,
    length: Option<u64>,
}

/// Bytes of blocks in one call of [`WarcReader::next`], at least.
const CHUNK_BYTES: usize = 1 << 20;
/// Longest header line, in bytes.
const MAX_LINE_BYTES: u64 = 1 << 16;

impl WarcReader {
    /// A reader that rejects pages larger than `limit`.
    pub fn new(from: Box<dyn BufRead + Send>, limit: Size) -> Self {
        Self { from: PeekReader::new(from), number: 0, limit, next_line: None, pending_error: None }
    }

    /// Number of the record read last.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next pages; for a record that cannot be read, its number and the reason. Empty at the end.
    pub fn next(&mut self) -> io::Result<Vec<Result<WarcRecord, (u64, WarcError)>>> {
        if let Some(error) = self.pending_error.take() {
            return Err(error);
        }
        let (mut records, mut bytes) = (Vec::new(), 0);
        while bytes < CHUNK_BYTES {
            match self.next_record() {
                Ok(NextRecord::End) => break,
                Ok(NextRecord::NoPage) => {}
                Ok(NextRecord::Page(record)) => {
                    bytes += record.block.len();
                    records.push(Ok(record));
                }
                Ok(NextRecord::Damaged(error)) => records.push(Err((self.number, error))),
                Err(error) if records.is_empty() => return Err(error),
                Err(error) => {
                    self.pending_error = Some(error);
                    break;
                }
            }
        }
        Ok(records)
    }

    fn next_record(&mut self) -> io::Result<NextRecord> {
        let Some(version) = self.next_nonblank_line()? else { return Ok(NextRecord::End) };
        self.number += 1;
        if !version.starts_with(b"WARC/") {
            self.skip_to_record()?;
            return Ok(NextRecord::Damaged(WarcError::NoRecord));
        }
        let Header { kind, id, url, date, length } = self.read_header()?;
        let Some(length) = length else {
            self.skip_to_record()?;
            return Ok(NextRecord::Damaged(WarcError::NoLength));
        };
        let is_text = kind == "conversion";
        if !is_text && kind != "response" {
            self.skip(length)?;
            return Ok(NextRecord::NoPage);
        }
        if length > self.limit.0 {
            self.skip(length)?;
            return Ok(NextRecord::Damaged(WarcError::TooLarge(self.limit)));
        }
        Ok(match self.read_block(length as usize)? {
            Some(block) => {
                NextRecord::Page(WarcRecord { number: self.number, id, url, date, is_text, block })
            }
            None => NextRecord::Damaged(WarcError::WrongLength),
        })
    }

    /// Reads up to the blank line that ends the header.
    fn read_header(&mut self) -> io::Result<Header> {
        let mut header = Header::default();
        loop {
            let line = self.read_line()?;
            let line = String::from_utf8_lossy(&line);
            let Some((name, value)) = line.split_once(':') else { return Ok(header) };
            let value = value.trim();
            match &name.to_ascii_lowercase()[..] {
                "warc-type" => value.clone_into(&mut header.kind),
                "warc-record-id" => value.clone_into(&mut header.id),
                // Some writers put angle brackets around it.
                "warc-target-uri" => value.trim_matches(['<', '>']).clone_into(&mut header.url),
                "warc-date" => value.clone_into(&mut header.date),
                "content-length" => header.length = value.parse().ok(),
                _ => {}
            }
        }
    }

    /// Reads a block of `length` bytes. `None` if the record does not end there; the reader is then at the next record.
    fn read_block(&mut self, length: usize) -> io::Result<Option<Vec<u8>>> {
        let seen = self.from.peek(length + 2)?;
        let (block, after) = seen.split_at(length.min(seen.len()));
        let is_short = block.len() < length;
        if !is_short && (after.is_empty() || after[0] == b'\n' || after == b"\r\n") {
            let block = block.to_owned();
            self.from.consume(length);
            return Ok(Some(block));
        }
        // A length that is too large covers the records that follow. They are still good.
        match memmem::find(block, b"\r\n\r\nWARC/1.") {
            Some(at) => self.from.consume(at + 4),
            None if is_short => return Err(io::ErrorKind::UnexpectedEof.into()),
            None => {
                self.from.consume(length);
                self.skip_to_record()?;
            }
        }
        Ok(None)
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        let skipped = io::copy(&mut self.from.by_ref().take(length), &mut io::sink())?;
        if skipped < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    /// `None` at the end.
    fn next_nonblank_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let line = self.read_line()?;
            match line {
                line if line.is_empty() => return Ok(None),
                line if !line.trim_ascii().is_empty() => return Ok(Some(line)),
                _ => {}
            }
        }
    }

    /// Skips to the next line that begins a record.
    fn skip_to_record(&mut self) -> io::Result<()> {
        loop {
            let line = self.read_line()?;
            if line.is_empty() {
                return Ok(());
            }
            if line.starts_with(b"WARC/1.") {
                self.next_line = Some(line);
                return Ok(());
            }
        }
    }

    /// A line with its terminator, cut at [`MAX_LINE_BYTES`]. Empty at the end.
    fn read_line(&mut self) -> io::Result<Vec<u8>> {
        if let Some(line) = self.next_line.take() {
            return Ok(line);
        }
        let mut line = Vec::new();
        self.from.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line)?;
        Ok(line)
    }
}

/// A reader whose next bytes can be seen before they are consumed. A block with a wrong length is searched in place, so
/// any number of wrong lengths costs linear time.
struct PeekReader {
    from: Box<dyn BufRead + Send>,
    peeked: Vec<u8>,
    /// How many bytes of `peeked` are consumed.
    at: usize,
}

impl PeekReader {
    fn new(from: Box<dyn BufRead + Send>) -> Self {
        Self { from, peeked: Vec::new(), at: 0 }
    }

    /// The next `length` bytes, or fewer at the end.
    fn peek(&mut self, length: usize) -> io::Result<&[u8]> {
        let left = self.peeked.len() - self.at;
        if left < length {
            // Drop the consumed bytes only once they are the larger half, so that each byte moves a few times at most.
            if self.at >= left {
                self.peeked.drain(..self.at);
                self.at = 0;
            }
            self.from.by_ref().take((length - left) as u64).read_to_end(&mut self.peeked)?;
        }
        let end = self.peeked.len().min(self.at + length);
        Ok(&self.peeked[self.at..end])
    }
}

impl Read for PeekReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(into)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for PeekReader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.peeked.len() { Ok(&self.peeked[self.at..]) } else { self.from.fill_buf() }
    }

    fn consume(&mut self, length: usize) {
        if self.at < self.peeked.len() {
            self.at = self.peeked.len().min(self.at + length);
        } else {
            self.from.consume(length);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn record(kind: &str, block: &str, length: usize) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:{kind}>\r\nWARC-Target-URI: http://a.example/\r\n\
             WARC-Date: 2024-01-01T00:00:00Z\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
        )
    }

    /// Per record its number and its block, or its number and the error.
    fn read(bytes: &str, limit: u64) -> Vec<String> {
        let mut warc = WarcReader::new(Box::new(Cursor::new(bytes.to_owned().into_bytes())), Size(limit));
        let mut found = Vec::new();
        loop {
            match warc.next() {
                Ok(records) if records.is_empty() => return found,
                Ok(records) => found.extend(records.into_iter().map(|record| match record {
                    Ok(record) => {
                        format!("{} {}", record.number, String::from_utf8(record.block).unwrap())
                    }
                    Err((number, error)) => {
                        format!("{number} {}", error.to_string().split(" (").next().unwrap())
                    }
                })),
                Err(error) => {
                    found.push(error.kind().to_string());
                    return found;
                }
            }
        }
    }

    #[test]
    fn only_pages_are_read() {
        let warc =
            record("warcinfo", "about", 5) + &record("response", "one", 3) + &record("conversion", "two", 3);
        assert_eq!(read(&warc, 99), ["2 one", "3 two"]);
        assert!(read("", 99).is_empty());
    }

    /// Quadratic time would take minutes here; a recursive reader would overflow the stack.
    #[test]
    fn wrong_lengths_take_linear_time() {
        let records = 100_000;
        for length in [8, 30, 1 << 20] {
            let warc = record("response", "x", length).repeat(records);
            assert!(read(&warc, 9 << 20).len() >= records / 2, "{length}");
        }
    }

    #[test]
    fn wrong_lengths_cost_one_record() {
        let good = |block: &str| record("response", block, block.len());
        for (length, said) in [(1, "wrong"), (2, "wrong"), (120, "wrong")] {
            let warc = good("one") + &record("response", "two", length) + &good("three") + &good("four");
            let found = read(&warc, 9999);
            assert_eq!(found[0], "1 one");
            assert!(found[1].contains(said), "{found:?}");
            assert_eq!(found[2..], ["3 three", "4 four"], "{length}");
        }
        assert_eq!(
            read(&(good("one") + "garbage\r\n\r\n" + &good("two")), 99)[1..],
            ["2 not a WARC record", "3 two"]
        );
        assert_eq!(read(&(good("a longer one") + &good("two")), 5), ["1 larger than 5 bytes", "2 two"]);
        assert_eq!(
            read(&(good("one") + &record("response", "two", 999)), 9999),
            ["1 one", "unexpected end of file"]
        );
    }
}
