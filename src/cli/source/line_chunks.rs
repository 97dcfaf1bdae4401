//! Splits a stream into chunks of whole lines, so that a file of any size needs little memory.

use std::io::{self, Read};

use memchr::memrchr;

use super::Size;

/// Bytes in a chunk of a file, at least, unless the file ends. Output is compressed chunk by chunk, so smaller chunks
/// would compress worse.
const CHUNK_BYTES: usize = 1 << 20;
/// Bytes to ask of an interactive stream at once.
const READ_BYTES: usize = 1 << 16;

/// Splits a stream into chunks.
#[derive(Debug)]
pub struct LineChunks<R> {
    from: R,
    /// Bytes that were read and belong to the next chunk.
    rest: Vec<u8>,
    /// Number of the line at the start of `rest`.
    line: u64,
    limit: Size,
    is_interactive: bool,
    /// Whether the next bytes belong to a line that is longer than the limit.
    is_in_long_line: bool,
    /// How the stream ended.
    end: Option<io::Result<()>>,
}

/// A chunk of a stream.
#[derive(Debug, PartialEq, Eq)]
pub struct LineChunk {
    /// What the bytes are.
    pub kind: ChunkKind,
    /// Number of the first line; the first line of the stream is 1.
    pub line: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A line of a chunk, split into the record and what surrounds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordLine<'a> {
    /// Number of the line; the first line of the stream is 1.
    pub number: u64,
    /// A byte order mark before the record, otherwise empty.
    pub mark: &'a [u8],
    /// The record.
    pub record: &'a [u8],
    /// The line terminator, and a comma before it; empty if the last line has none.
    pub end: &'a [u8],
}

/// What a chunk consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChunkKind {
    /// Whole lines with their terminators.
    Lines,
    /// The start of a line that is longer than the limit.
    LongLineStart,
    /// More of that line.
    LongLineRest,
}

impl<R: Read> LineChunks<R> {
    /// Splits a stream whose lines are at most `limit` bytes long. In an interactive stream, where the other end may wait for
    /// output before it sends more, each read makes a chunk. Otherwise chunks are full, so the same bytes always make the
    /// same chunks.
    pub fn new(from: R, limit: Size, is_interactive: bool) -> Self {
        Self { from, rest: Vec::new(), line: 1, limit, is_interactive, is_in_long_line: false, end: None }
    }

    /// Number of the line at the start of the next chunk, or where the stream failed.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The next chunk. An error comes after all whole lines that were read before it.
    pub fn next(&mut self) -> io::Result<Option<LineChunk>> {
        let mut bytes = std::mem::take(&mut self.rest);
        loop {
            let known = bytes.len();
            if self.end.is_none() {
                match self.read(&mut bytes) {
                    Ok(true) => {}
                    Ok(false) => self.end = Some(Ok(())),
                    Err(error) => self.end = Some(Err(error)),
                }
            }
            let last_end = |bytes: &[u8], from: usize| memrchr(b'\n', &bytes[from..]).map(|at| from + at + 1);
            if self.is_in_long_line {
                return Ok(Some(self.more_of_long_line(bytes)));
            }
            match &mut self.end {
                Some(Ok(())) => return Ok((!bytes.is_empty()).then(|| self.chunk(ChunkKind::Lines, bytes))),
                Some(end @ Err(_)) => {
                    // An unfinished line is not passed on.
                    bytes.truncate(last_end(&bytes, 0).unwrap_or(0));
                    if bytes.is_empty() {
                        return std::mem::replace(end, Ok(())).map(|()| None);
                    }
                    return Ok(Some(self.chunk(ChunkKind::Lines, bytes)));
                }
                None => {}
            }
            if (self.is_interactive || bytes.len() >= CHUNK_BYTES)
                && let Some(end) = last_end(&bytes, known)
            {
                self.rest = bytes.split_off(end);
                return Ok(Some(self.chunk(ChunkKind::Lines, bytes)));
            }
            if bytes.len() >= CHUNK_BYTES && bytes.len() as u64 > self.limit.0 {
                // Line ends among the earlier bytes were passed over while the chunk was not full.
                if let Some(end) = last_end(&bytes, 0) {
                    self.rest = bytes.split_off(end);
                    return Ok(Some(self.chunk(ChunkKind::Lines, bytes)));
                }
                self.is_in_long_line = true;
                return Ok(Some(LineChunk { kind: ChunkKind::LongLineStart, line: self.line, bytes }));
            }
        }
    }

    /// Reads once, or until the chunk is full. Returns whether there was anything to read.
    fn read(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let known = bytes.len();
        if !self.is_interactive {
            let wanted = CHUNK_BYTES.saturating_sub(known).max(CHUNK_BYTES / 4);
            return Ok(self.from.by_ref().take(wanted as u64).read_to_end(bytes)? > 0);
        }
        bytes.resize(known + READ_BYTES, 0);
        let read = loop {
            match self.from.read(&mut bytes[known..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        bytes.truncate(known + *read.as_ref().unwrap_or(&0));
        Ok(read? > 0)
    }

    fn more_of_long_line(&mut self, mut bytes: Vec<u8>) -> LineChunk {
        let line = self.line;
        if let Some(end) = memchr::memchr(b'\n', &bytes) {
            self.rest = bytes.split_off(end + 1);
            self.is_in_long_line = false;
            self.line += 1;
        } else if self.end.is_some() {
            self.is_in_long_line = false;
        }
        LineChunk { kind: ChunkKind::LongLineRest, line, bytes }
    }

    fn chunk(&mut self, kind: ChunkKind, bytes: Vec<u8>) -> LineChunk {
        let line = self.line;
        self.line += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        LineChunk { kind, line, bytes }
    }
}

impl LineChunk {
    /// The lines of a chunk of whole lines.
    pub fn lines(&self) -> impl Iterator<Item = RecordLine<'_>> {
        let lines = self.bytes.split_inclusive(|byte| *byte == b'\n');
        lines.zip(self.line..).map(|(line, number)| {
            // Files that were put together have one before later records, too.
            let mark = if line.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
            let (mark, line) = line.split_at(mark);
            let (record, end) = line.split_at(content_length(line));
            RecordLine { number, mark, record, end }
        })
    }
}

impl RecordLine<'_> {
    /// Whether the line has no record.
    pub fn is_blank(&self) -> bool {
        self.record.trim_ascii().is_empty()
    }
}

/// Length of a line without its terminator, and without a comma behind an object: tools write JSON arrays of one object
/// per line, too.
pub fn content_length(line: &[u8]) -> usize {
    let length = line.strip_suffix(b"\n").unwrap_or(line);
    let length = length.strip_suffix(b"\r").unwrap_or(length).len();
    let object = line[..length].trim_ascii_end().strip_suffix(b",").map(<[u8]>::trim_ascii_end);
    object.filter(|object| object.ends_with(b"}")).map_or(length, <[u8]>::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns its bytes in pieces of some size, then an error if the flag is set.
    struct Drip<'a>(&'a [u8], usize, bool);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() && self.2 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let length = into.len().min(self.0.len()).min(self.1);
            into[..length].copy_from_slice(&self.0[..length]);
            self.0 = &self.0[length..];
            Ok(length)
        }
    }

    fn all(mut chunks: LineChunks<impl Read>) -> (Vec<LineChunk>, Option<io::Error>) {
        let mut found = Vec::new();
        loop {
            match chunks.next() {
                Ok(Some(chunk)) => found.push(chunk),
                Ok(None) => return (found, None),
                Err(error) => return (found, Some(error)),
            }
        }
    }

    fn lines(line: u64, bytes: &[u8]) -> LineChunk {
        LineChunk { kind: ChunkKind::Lines, line, bytes: bytes.to_vec() }
    }

    #[test]
    fn an_interactive_stream_gives_lines_as_they_come() {
        let chunks = LineChunks::new(Drip(b"one\ntwo\nthree\nfour", 5, false), Size(99), true);
        let found = all(chunks).0;
        assert_eq!(found, [lines(1, b"one\n"), lines(2, b"two\n"), lines(3, b"three\n"), lines(4, b"four")]);
    }

    #[test]
    fn a_file_gives_full_chunks_however_it_arrives() {
        let text = b"a line of some length\n".repeat(CHUNK_BYTES / 10);
        let chunks_read_by = |piece| all(LineChunks::new(Drip(&text, piece, false), Size(99), false)).0;
        let chunks = chunks_read_by(CHUNK_BYTES);
        assert_eq!(chunks.len(), 3);
        assert!(chunks == chunks_read_by(777));
        assert!(chunks.iter().map(|chunk| &chunk.bytes[..]).collect::<Vec<_>>().concat() == text);
        let ends: Vec<bool> = chunks.iter().map(|chunk| chunk.bytes.ends_with(b"\n")).collect();
        assert_eq!(ends, [true; 3]);
        assert_eq!(all(LineChunks::new(io::empty(), Size(99), false)).0, []);
    }

    #[test]
    fn a_line_beyond_the_limit_comes_in_pieces() {
        let text = [b"first\n".to_vec(), vec![b'x'; CHUNK_BYTES * 3], b"\nlast\n".to_vec()].concat();
        for is_interactive in [false, true] {
            let found = all(LineChunks::new(&text[..], Size(1000), is_interactive)).0;
            let kinds: Vec<(ChunkKind, u64)> = found.iter().map(|chunk| (chunk.kind, chunk.line)).collect();
            assert_eq!(kinds[..2], [(ChunkKind::Lines, 1), (ChunkKind::LongLineStart, 2)], "{kinds:?}");
            assert_eq!(kinds[2], (ChunkKind::LongLineRest, 2));
            assert_eq!(*found.last().unwrap(), lines(3, b"last\n"));
            assert!(found.iter().map(|chunk| &chunk.bytes[..]).collect::<Vec<_>>().concat() == text);
        }
    }

    #[test]
    fn lines_come_before_the_error() {
        for is_interactive in [false, true] {
            let mut chunks = LineChunks::new(Drip(b"one\ntwo\nthr", 99, true), Size(99), is_interactive);
            assert_eq!(chunks.next().unwrap(), Some(lines(1, b"one\ntwo\n")));
            assert_eq!(chunks.next().unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
            assert_eq!(chunks.line(), 3);
        }
    }

    #[test]
    fn a_line_is_divided_into_its_record_and_what_is_around_it() {
        for (line, mark, record, end) in [
            ("{}\r\n", "", "{}", "\r\n"),
            ("\u{FEFF}{}", "\u{FEFF}", "{}", ""),
            ("{\"a\": 1} ,\r\n", "", "{\"a\": 1}", " ,\r\n"),
            ("{},", "", "{}", ","),
            ("[1,\n", "", "[1,", "\n"),
            (",\n", "", ",", "\n"),
            ("\n", "", "", "\n"),
        ] {
            let chunk = lines(7, line.as_bytes());
            let wanted = RecordLine {
                number: 7,
                mark: mark.as_bytes(),
                record: record.as_bytes(),
                end: end.as_bytes(),
            };
            assert_eq!(chunk.lines().collect::<Vec<_>>(), [wanted], "{line:?}");
        }
    }
}
