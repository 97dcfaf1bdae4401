//! Records of WARC files, and of WET files, which hold extracted text in place of pages.

mod block;
mod header;
mod page;
mod peek_reader;

use std::io::{self, Read};

use super::Size;

pub use page::WarcPage;

use block::{Extent, extent, skip};
use header::{Header, START_BYTES, record_start};
use peek_reader::PeekReader;

/// Reads a WARC file from front to back.
///
/// A record ends where its length says if the next one begins there, or the file ends. Otherwise the length is wrong, and
/// the record ends where the next one begins.
pub struct WarcReader {
    from: PeekReader,
    number: u64,
    limit: Size,
    /// An error to report after the records that were read before it.
    pending_error: Option<io::Error>,
}

/// A record in a WARC file that may hold a page.
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
    /// What the block is.
    pub kind: WarcKind,
    /// The media type of the block in lowercase; empty if the header has none.
    pub content_type: String,
    /// Why the record is not whole, if its header says so.
    pub truncated: Option<String>,
    /// What is wrong with the record, although it could be read.
    pub damage: Option<String>,
    /// The bytes after the header.
    pub block: Vec<u8>,
}

/// The types of records that may hold a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WarcKind {
    /// An HTTP response.
    #[default]
    Response,
    /// A page without an HTTP head.
    Resource,
    /// A page in another form: in WET files, its text.
    Conversion,
}

/// A record that could not be read. The reader goes on with the next one.
#[derive(Debug)]
pub struct LostRecord {
    /// Number of the record in the file; the first is 1.
    pub number: u64,
    /// `WARC-Record-ID`, as far as it is known.
    pub id: String,
    /// `WARC-Target-URI`, as far as it is known.
    pub url: String,
    /// Why.
    pub error: WarcError,
}

/// Why a record could not be read.
#[derive(Debug, thiserror::Error)]
pub enum WarcError {
    /// A record should begin here, and none does.
    #[error("not a WARC record (skipped to the next one)")]
    NoRecord,
    /// The header breaks off.
    #[error("the WARC header has no end (skipped to the next record)")]
    NoEnd,
    /// It is not known what the record is.
    #[error("no WARC-Type (skipped to the next record)")]
    NoType,
    /// The record is larger than a page may be.
    #[error("larger than {0} (raise --max-page-size)")]
    TooLarge(Size),
}

/// What comes next in the file.
enum NextRecord {
    /// The end of the file.
    End,
    /// A record that may hold a page.
    Read(WarcRecord),
    /// A record of another type, such as a request.
    NoPage,
    /// A record that cannot be read.
    Lost(Header, WarcError),
}

/// Bytes of blocks in one call of [`WarcReader::next`], at least.
const CHUNK_BYTES: usize = 1 << 20;
/// Longest header line, in bytes. The rest of a longer one is passed over.
const MAX_LINE_BYTES: usize = 1 << 16;
/// Longest header, in bytes.
const MAX_HEADER_BYTES: usize = 1 << 20;

impl WarcReader {
    /// A reader that rejects records larger than `limit`.
    pub fn new(from: Box<dyn Read + Send>, limit: Size) -> Self {
        Self { from: PeekReader::new(from), number: 0, limit, pending_error: None }
    }

    /// Whether the file is in ARC, the format before WARC. To be asked before anything is read.
    pub fn is_arc(&mut self) -> bool {
        self.from.peek(11) == b"filedesc://"
    }

    /// Number of the record read last.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next records; for one that cannot be read, the reason. Empty at the end.
    pub fn next(&mut self) -> io::Result<Vec<Result<WarcRecord, LostRecord>>> {
        if let Some(error) = self.pending_error.take() {
            return Err(error);
        }
        let (mut records, mut bytes) = (Vec::new(), 0);
        while bytes < CHUNK_BYTES && self.pending_error.is_none() {
            match self.next_record() {
                NextRecord::End => break,
                NextRecord::NoPage => {}
                NextRecord::Read(record) => {
                    bytes += record.block.len();
                    records.push(Ok(record));
                }
                NextRecord::Lost(Header { id, url, .. }, error) => {
                    records.push(Err(LostRecord { number: self.number, id, url, error }));
                }
            }
        }
        if records.is_empty() { self.pending_error.take().map_or(Ok(records), Err) } else { Ok(records) }
    }

    fn next_record(&mut self) -> NextRecord {
        if !self.skip_blank() {
            self.pending_error = self.from.take_error();
            return NextRecord::End;
        }
        self.number += 1;
        if self.from.peek(5) != b"WARC/" {
            skip(&mut self.from, None);
            return NextRecord::Lost(Header::default(), WarcError::NoRecord);
        }
        let (header, has_end) = self.read_header();
        if !has_end {
            if self.from.peek(1).is_empty() {
                self.cut_off();
                return NextRecord::End;
            }
            skip(&mut self.from, None);
            return NextRecord::Lost(header, WarcError::NoEnd);
        }
        let kind = match &header.kind[..] {
            "response" => Some(WarcKind::Response),
            "resource" => Some(WarcKind::Resource),
            "conversion" => Some(WarcKind::Conversion),
            "" if self.from.peek(5) == b"HTTP/" => Some(WarcKind::Response),
            _ => None,
        };
        let Some(Extent { length, damage, is_cut }) = extent(&mut self.from, header.length, self.limit)
        else {
            if !skip(&mut self.from, header.length.filter(|&stated| stated > self.limit.0)) {
                self.cut_off();
            }
            return match kind {
                Some(_) => NextRecord::Lost(header, WarcError::TooLarge(self.limit)),
                None => NextRecord::NoPage,
            };
        };
        if is_cut {
            self.cut_off();
            if length == 0 || kind.is_none() {
                return NextRecord::End;
            }
        }
        let Some(kind) = kind else {
            self.from.consume(length);
            // Types that are not known are to be passed over, but each record has one.
            let has_type = !header.kind.is_empty();
            return if has_type { NextRecord::NoPage } else { NextRecord::Lost(header, WarcError::NoType) };
        };
        let block = self.from.peek(length).to_owned();
        self.from.consume(length);
        let damage = damage.or_else(|| header.kind.is_empty().then(|| "it has no WARC-Type".to_owned()));
        let Header { id, url, date, content_type, truncated, .. } = header;
        NextRecord::Read(WarcRecord {
            number: self.number,
            id,
            url,
            date,
            kind,
            content_type,
            truncated,
            damage,
            block,
        })
    }

    /// Notes that the file ends inside a record.
    fn cut_off(&mut self) {
        let error = self.from.take_error();
        self.pending_error = Some(error.unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into()));
    }

    /// Reads the header up to the blank line that ends it. Also returns whether there is one: the header may break off,
    /// and the next record or the end of the file follow.
    fn read_header(&mut self) -> (Header, bool) {
        let mut lines = Vec::new();
        let mut is_version = true;
        loop {
            let length = self.from.peek_line(MAX_LINE_BYTES);
            let line = self.from.peek(length + START_BYTES);
            // The header may be cut off in the middle of a line, too.
            let next = record_start(line).filter(|&at| !is_version && at < length);
            let line = &line[..length];
            let is_cut = !line.ends_with(b"\n") && length < MAX_LINE_BYTES;
            if is_cut || next.is_some() || lines.len() > MAX_HEADER_BYTES {
                // An unfinished line tells nothing.
                self.from.consume(next.unwrap_or(length));
                return (Header::parse(&lines), false);
            }
            let is_blank = line.trim_ascii().is_empty();
            if !is_version {
                lines.extend_from_slice(line);
            }
            let is_long = !line.ends_with(b"\n");
            self.from.consume(length);
            if is_long {
                lines.push(b'\n');
                self.skip_line();
            }
            if is_blank && !is_long {
                return (Header::parse(&lines), true);
            }
            is_version = false;
        }
    }

    /// Skips the rest of a line.
    fn skip_line(&mut self) {
        loop {
            let length = self.from.peek_line(MAX_LINE_BYTES);
            let is_end = length == 0 || self.from.peek(length).ends_with(b"\n");
            self.from.consume(length);
            if is_end {
                return;
            }
        }
    }

    /// Skips white space. Returns whether anything follows.
    fn skip_blank(&mut self) -> bool {
        loop {
            let seen = self.from.peek(START_BYTES);
            let blank = seen.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let (is_all, is_end) = (blank == seen.len(), seen.is_empty());
            self.from.consume(blank);
            if is_end || !is_all {
                return !is_end;
            }
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

    /// Per record its number and its block, and what is wrong with it.
    fn read(bytes: &str, limit: u64) -> Vec<String> {
        let mut warc = WarcReader::new(Box::new(Cursor::new(bytes.to_owned().into_bytes())), Size(limit));
        let mut found = Vec::new();
        loop {
            match warc.next() {
                Ok(records) if records.is_empty() => return found,
                Ok(records) => found.extend(records.into_iter().map(|record| match record {
                    Ok(WarcRecord { number, block, damage, .. }) => {
                        let damage = damage.map(|damage| format!(" [{damage}]")).unwrap_or_default();
                        format!("{number} {}{damage}", String::from_utf8(block).unwrap())
                    }
                    Err(LostRecord { number, error, .. }) => {
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

    fn good(block: &str) -> String {
        record("response", block, block.len())
    }

    #[test]
    fn only_records_that_may_hold_a_page_are_read() {
        let warc =
            record("warcinfo", "about", 5) + &record("response", "one", 3) + &record("conversion", "two", 3);
        assert_eq!(read(&warc, 99), ["2 one", "3 two"]);
        assert!(read("", 99).is_empty());
        assert!(read("\r\n\n \r\n", 99).is_empty());
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

    /// All lengths but the few that end inside a blank line between records, where nothing is wrong with them.
    #[test]
    fn a_wrong_length_costs_nothing() {
        let two = "HTTP/1.1 200 OK\r\n\r\ntwo\r\n\r\nor more";
        for kind in ["response", "request"] {
            let later = two.len() + 4 + good("three").len();
            for length in (0..later + 50).chain([9999, usize::MAX]) {
                let warc = good("one") + &record(kind, two, length) + &good("three") + &good("four");
                let found = read(&warc, 999);
                assert_eq!(found[0], "1 one", "{length}");
                assert_eq!(
                    found[found.len() - 2..].iter().filter(|found| found.ends_with(" four")).count(),
                    1
                );
                let whole = |found: &&String| found.starts_with(&format!("2 {two}"));
                let is_cut = |found: &&String| found.starts_with("2 ") && found.len() < two.len();
                let is_known = found.iter().any(|found| found == "3 three" || found == "4 three");
                // A length that ends where a later record does cannot be told from a right one.
                let is_later = (later - 4..=later).contains(&length);
                assert!(is_known || is_later, "{length}: {found:?}");
                if kind == "response" {
                    let cut_before_blank_line = || found.contains(&"3 not a WARC record".to_owned());
                    assert!(
                        found.iter().any(|found| whole(&found))
                            || found.iter().any(|found| is_cut(&found)) && cut_before_blank_line(),
                        "{length}: {found:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_mended_record_says_what_was_wrong() {
        let mended = |two: &str| read(&(good("one") + two + &good("three")), 9999);
        assert_eq!(
            mended(&record("response", "two", 12)),
            ["1 one", "2 two [its Content-Length is 12, but it has 3 bytes]", "3 three"]
        );
        for length in ["-3", "three", "3 bytes", "", "\r\nX: 3"] {
            let two = good("two").replace("Length: 3", &format!("Length: {length}"));
            assert_eq!(
                mended(&two),
                ["1 one", "2 two [it has no valid Content-Length]", "3 three"],
                "{length}"
            );
        }
        let http = "HTTP/1.1 200 OK\r\n\r\ntwo";
        let two = good(http).replace("WARC-Type: response\r\n", "");
        assert_eq!(mended(&two), ["1 one", &format!("2 {http} [it has no WARC-Type]"), "3 three"]);
        let two = good("two").replace("WARC-Type: response\r\n", "");
        assert_eq!(mended(&two), ["1 one", "2 no WARC-Type", "3 three"]);
        // An archive that broke off, and another behind it.
        let cut = &good("two and more")[..good("two and more").len() - 9];
        assert_eq!(
            mended(cut),
            ["1 one", "2 two and [its Content-Length is 12, but it has 7 bytes]", "3 three"]
        );
        let cut = &good("two")[..60];
        assert_eq!(mended(cut), ["1 one", "2 the WARC header has no end", "3 three"]);
        assert_eq!(mended("garbage\r\n\r\n"), ["1 one", "2 not a WARC record", "3 three"]);
    }

    #[test]
    fn a_large_record_is_passed_over_and_not_the_next() {
        let large = "long text ".repeat(50_000);
        let warc = good(&large) + &good("two") + &record("request", &large, large.len()) + &good("four");
        assert_eq!(read(&warc, 99), ["1 larger than 99 bytes", "2 two", "4 four"]);
        for length in [5, large.len() + 30, usize::MAX] {
            let found = read(&(record("response", &large, length) + &good("two")), 99);
            assert_eq!(found, ["1 larger than 99 bytes", "2 two"], "{length}");
        }
        // The length is wrong, and the record is not large.
        assert_eq!(read(&(record("response", "one", 1 << 40) + &good("two")), 99)[1], "2 two");
    }

    #[test]
    fn a_file_that_ends_in_a_record_gives_what_it_has() {
        let warc = good("one") + &good("two and more");
        let end = warc.len() - 4;
        for length in end - 12..end {
            let found = read(&warc[..length], 99);
            let has = 12 - (end - length);
            let two = match &"two and more"[..has] {
                "" => None,
                two => Some(format!("2 {two} [the file ends after {has} bytes of it]")),
            };
            let wanted =
                ["1 one".to_owned()].into_iter().chain(two).chain(["unexpected end of file".to_owned()]);
            assert_eq!(found, wanted.collect::<Vec<_>>());
        }
        for length in good("one").len() + 6..end - 12 {
            assert_eq!(read(&warc[..length], 99), ["1 one", "unexpected end of file"], "{length}");
        }
        for length in end..warc.len() {
            assert_eq!(read(&warc[..length], 99), ["1 one", "2 two and more"]);
        }
    }

    #[test]
    fn records_are_read_however_lines_end_and_names_are_written() {
        let warc = good("one") + &good("two");
        for other in [
            warc.replace("\r\n", "\n"),
            warc.replace("WARC/1.0", "WARC/1.1"),
            warc.replace("WARC/1.0", "WARC/0.17"),
            warc.replace("Content-Length:", "CONTENT-length :"),
            warc.replace("WARC-Type: response", "warc-type:\r\n\tResponse"),
            warc.replace("WARC-Date", &format!("X: {}\r\nWARC-Date", "x".repeat(MAX_LINE_BYTES * 2))),
            warc.replace("\r\n\r\nWARC", "WARC"),
            warc.replace("\r\n\r\nWARC", "\r\n\r\n\r\n\r\nWARC"),
        ] {
            assert_eq!(read(&other, 99), ["1 one", "2 two"], "{}", &other[..99]);
        }
    }
}
