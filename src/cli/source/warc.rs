//! Records of a web archive: WARC, and WET, which has text in place of pages.

use std::io::{self, BufRead, Read};

use memchr::memmem;

use super::Size;

/// Reads a web archive from front to back.
pub struct WarcReader {
    from: PeekReader,
    number: u64,
    limit: Size,
    /// A line that was read and belongs to the next record.
    line: Option<Vec<u8>>,
    /// Why the archive ends here, to be said behind what was read before.
    broken: Option<io::Error>,
}

/// A page of a web archive, as it was fetched or as its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WarcRecord {
    /// Number of the record; the first of the archive is 1.
    pub number: u64,
    /// `WARC-Record-ID`.
    pub id: String,
    /// `WARC-Target-URI`.
    pub url: String,
    /// `WARC-Date`.
    pub date: String,
    /// Whether the block is the text, and not what a server answered.
    pub is_text: bool,
    /// What the record holds.
    pub block: Vec<u8>,
}

/// Why there is no page in a record of an archive. The others are read all the same.
#[derive(Debug, thiserror::Error)]
pub enum WarcError {
    /// No record begins where one should.
    #[error("no WARC record begins here (the next one that does is read)")]
    NoRecord,
    /// There is no length, so the end of the record is not known.
    #[error("has no Content-Length (the next record is looked for)")]
    NoLength,
    /// The record does not end where it should.
    #[error("its Content-Length is wrong (the next record is looked for)")]
    WrongLength,
    /// The record is larger than a page may be.
    #[error("larger than {0} (raise --max-page-size)")]
    TooLarge(Size),
}

/// Bytes of records that are worked on together.
const TOGETHER: usize = 1 << 20;
/// Longest line of a header.
const LINE: u64 = 1 << 16;

impl WarcReader {
    /// An archive whose pages are no larger than `limit`.
    pub fn new(from: Box<dyn BufRead + Send>, limit: Size) -> Self {
        Self { from: PeekReader::new(from), number: 0, limit, line: None, broken: None }
    }

    /// Number of the record that was read last.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next pages, or what is wrong with a record by its number; nothing at the end.
    pub fn next(&mut self) -> io::Result<Vec<Result<WarcRecord, (u64, WarcError)>>> {
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        let (mut found, mut bytes) = (Vec::new(), 0);
        while bytes < TOGETHER {
            match self.next_record() {
                Ok(None) => break,
                // Requests and the like have no page.
                Ok(Some(Ok(None))) => {}
                Ok(Some(Ok(Some(record)))) => {
                    bytes += record.block.len();
                    found.push(Ok(record));
                }
                Ok(Some(Err(error))) => found.push(Err((self.number, error))),
                Err(error) if found.is_empty() => return Err(error),
                Err(error) => {
                    self.broken = Some(error);
                    break;
                }
            }
        }
        Ok(found)
    }

    fn next_record(&mut self) -> io::Result<Option<Result<Option<WarcRecord>, WarcError>>> {
        let Some(first) = self.first_line()? else { return Ok(None) };
        self.number += 1;
        if !first.starts_with(b"WARC/") {
            self.find_next()?;
            return Ok(Some(Err(WarcError::NoRecord)));
        }
        let (mut record, mut length, mut kind) =
            (WarcRecord { number: self.number, ..WarcRecord::default() }, None, String::new());
        loop {
            let line = self.read_line()?;
            let line = String::from_utf8_lossy(&line);
            let Some((name, value)) = line.split_once(':') else { break };
            let value = value.trim();
            match &name.to_ascii_lowercase()[..] {
                "warc-type" => value.clone_into(&mut kind),
                "warc-record-id" => value.clone_into(&mut record.id),
                // Some writers put it between angle brackets.
                "warc-target-uri" => value.trim_matches(['<', '>']).clone_into(&mut record.url),
                "warc-date" => value.clone_into(&mut record.date),
                "content-length" => length = value.parse::<u64>().ok(),
                _ => {}
            }
        }
        let Some(length) = length else {
            self.find_next()?;
            return Ok(Some(Err(WarcError::NoLength)));
        };
        record.is_text = kind == "conversion";
        let is_page = record.is_text || kind == "response";
        if !is_page || length > self.limit.0 {
            let skipped = io::copy(&mut self.from.by_ref().take(length), &mut io::sink())?;
            if skipped < length {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            return Ok(Some(if is_page { Err(WarcError::TooLarge(self.limit)) } else { Ok(None) }));
        }
        let length = length as usize;
        let seen = self.from.peek(length + 2)?;
        let (block, behind) = seen.split_at(length.min(seen.len()));
        let is_short = block.len() < length;
        if !is_short && (behind.is_empty() || behind[0] == b'\n' || behind == b"\r\n") {
            block.clone_into(&mut record.block);
            self.from.consume(length);
            return Ok(Some(Ok(Some(record))));
        }
        // The length may have been too large: what it swallowed is a record of its own.
        match memmem::find(block, b"\r\n\r\nWARC/1.") {
            Some(at) => self.from.consume(at + 4),
            None if is_short => return Err(io::ErrorKind::UnexpectedEof.into()),
            None => {
                self.from.consume(length);
                self.find_next()?;
            }
        }
        Ok(Some(Err(WarcError::WrongLength)))
    }

    /// The first line that is not blank; none at the end.
    fn first_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let line = self.read_line()?;
            match line {
                line if line.is_empty() => return Ok(None),
                line if !line.trim_ascii().is_empty() => return Ok(Some(line)),
                _ => {}
            }
        }
    }

    /// Goes on to the next line that begins a record.
    fn find_next(&mut self) -> io::Result<()> {
        loop {
            let line = self.read_line()?;
            if line.is_empty() {
                return Ok(());
            }
            if line.starts_with(b"WARC/1.") {
                self.line = Some(line);
                return Ok(());
            }
        }
    }

    /// A line with its end, or as much of it as a header may have; empty at the end.
    fn read_line(&mut self) -> io::Result<Vec<u8>> {
        if let Some(line) = self.line.take() {
            return Ok(line);
        }
        let mut line = Vec::new();
        self.from.by_ref().take(LINE).read_until(b'\n', &mut line)?;
        Ok(line)
    }
}

/// A stream of which any number of bytes can be seen before they are read: so what a wrong length would swallow is looked
/// at in place, and any number of them takes linear time.
struct PeekReader {
    from: Box<dyn BufRead + Send>,
    seen: Vec<u8>,
    /// Bytes of `seen` that have been read.
    at: usize,
}

impl PeekReader {
    fn new(from: Box<dyn BufRead + Send>) -> Self {
        Self { from, seen: Vec::new(), at: 0 }
    }

    /// The next bytes: so many, and fewer only at the end.
    fn peek(&mut self, length: usize) -> io::Result<&[u8]> {
        let left = self.seen.len() - self.at;
        if left < length {
            // What has been read goes once it is the larger half, so each byte is moved a few times at most.
            if self.at >= left {
                self.seen.drain(..self.at);
                self.at = 0;
            }
            self.from.by_ref().take((length - left) as u64).read_to_end(&mut self.seen)?;
        }
        let end = self.seen.len().min(self.at + length);
        Ok(&self.seen[self.at..end])
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
        if self.at < self.seen.len() { Ok(&self.seen[self.at..]) } else { self.from.fill_buf() }
    }

    fn consume(&mut self, length: usize) {
        if self.at < self.seen.len() {
            self.at = self.seen.len().min(self.at + length);
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

    /// The numbers and blocks of the pages, and what is wrong.
    fn read(bytes: &str, limit: u64) -> Vec<String> {
        let mut archive = WarcReader::new(Box::new(Cursor::new(bytes.to_owned().into_bytes())), Size(limit));
        let mut found = Vec::new();
        loop {
            match archive.next() {
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
    fn pages_are_read_and_the_rest_is_left_out() {
        let archive =
            record("warcinfo", "about", 5) + &record("response", "one", 3) + &record("conversion", "two", 3);
        assert_eq!(read(&archive, 99), ["2 one", "3 two"]);
        assert!(read("", 99).is_empty());
    }

    /// Quadratic time would be minutes here, and a reader inside a reader for each record too deep for the stack.
    #[test]
    fn any_number_of_wrong_lengths_is_read_in_time() {
        let records = 100_000;
        for length in [8, 30, 1 << 20] {
            let archive = record("response", "x", length).repeat(records);
            assert!(read(&archive, 9 << 20).len() >= records / 2, "{length}");
        }
    }

    #[test]
    fn wrong_lengths_cost_one_record() {
        let good = |block: &str| record("response", block, block.len());
        for (length, said) in [(1, "wrong"), (2, "wrong"), (120, "wrong")] {
            let archive = good("one") + &record("response", "two", length) + &good("three") + &good("four");
            let found = read(&archive, 9999);
            assert_eq!(found[0], "1 one");
            assert!(found[1].contains(said), "{found:?}");
            assert_eq!(found[2..], ["3 three", "4 four"], "{length}");
        }
        assert_eq!(
            read(&(good("one") + "garbage\r\n\r\n" + &good("two")), 99)[1..],
            ["2 no WARC record begins here", "3 two"]
        );
        assert_eq!(read(&(good("a longer one") + &good("two")), 5), ["1 larger than 5 bytes", "2 two"]);
        assert_eq!(
            read(&(good("one") + &record("response", "two", 999)), 9999),
            ["1 one", "unexpected end of file"]
        );
    }
}
