//! Lines of a stream in chunks, so that any length of it fits into little memory.

use std::io::{self, Read};

use memchr::memrchr;

use super::Size;

/// Bytes that a chunk of a file has at least, if the file has as many. What is packed is packed chunk by chunk, so
/// this is also how well.
const FULL: usize = 1 << 20;
/// Bytes that are asked of a stream whose other end waits for answers.
const PIPE: usize = 1 << 16;

/// Cuts a stream into chunks of whole lines.
#[derive(Debug)]
pub struct LineChunks<R> {
    from: R,
    /// The beginning of a line whose end has not been read.
    rest: Vec<u8>,
    /// Number of the line that `rest` begins with.
    line: u64,
    limit: Size,
    waits: bool,
    /// Whether what comes next belongs to a line that is longer than the limit.
    inside: bool,
    end: Option<io::Result<()>>,
}

/// A piece of a stream.
#[derive(Debug, PartialEq, Eq)]
pub struct LineChunk {
    /// What it is.
    pub kind: ChunkKind,
    /// Number of its first line; the first of the stream is 1.
    pub line: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A line of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordLine<'a> {
    /// Its number; the first of the stream is 1.
    pub number: u64,
    /// The byte order mark in front of the first record, which is no part of it; mostly nothing.
    pub mark: &'a [u8],
    /// The record.
    pub record: &'a [u8],
    /// What ends the line.
    pub end: &'a [u8],
}

/// What a chunk is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChunkKind {
    /// Whole lines with their terminators; the last of a stream may have none.
    Lines,
    /// The beginning of a line that is longer than the limit.
    LongLineStart,
    /// More of it.
    LongLineRest,
}

impl<R: Read> LineChunks<R> {
    /// Lines of up to `limit` bytes. With `waits` a chunk is what one read gives: the other end may send no more
    /// before it has an answer. Else chunks are full, and are the same however the stream arrives.
    pub fn new(from: R, limit: Size, waits: bool) -> Self {
        Self { from, rest: Vec::new(), line: 1, limit, waits, inside: false, end: None }
    }

    /// Number of the line that the next chunk begins with, or that the stream broke off in.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The next chunk. An error comes behind all whole lines that were read before it.
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
            if self.inside {
                return Ok(Some(self.more_of_long_line(bytes)));
            }
            match &mut self.end {
                Some(Ok(())) => return Ok((!bytes.is_empty()).then(|| self.chunk(ChunkKind::Lines, bytes))),
                Some(end @ Err(_)) => {
                    // What broke off is no line.
                    bytes.truncate(last_end(&bytes, 0).unwrap_or(0));
                    if bytes.is_empty() {
                        return std::mem::replace(end, Ok(())).map(|()| None);
                    }
                    return Ok(Some(self.chunk(ChunkKind::Lines, bytes)));
                }
                None => {}
            }
            if (self.waits || bytes.len() >= FULL)
                && let Some(end) = last_end(&bytes, known)
            {
                self.rest = bytes.split_off(end);
                return Ok(Some(self.chunk(ChunkKind::Lines, bytes)));
            }
            if bytes.len() >= FULL && bytes.len() as u64 > self.limit.0 {
                // A chunk that is not full may have had ends of lines above those just read.
                if let Some(end) = last_end(&bytes, 0) {
                    self.rest = bytes.split_off(end);
                    return Ok(Some(self.chunk(ChunkKind::Lines, bytes)));
                }
                self.inside = true;
                return Ok(Some(LineChunk { kind: ChunkKind::LongLineStart, line: self.line, bytes }));
            }
        }
    }

    /// Reads once, or up to a full chunk; whether there was anything.
    fn read(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let known = bytes.len();
        if !self.waits {
            let wanted = FULL.saturating_sub(known).max(FULL / 4);
            return Ok(self.from.by_ref().take(wanted as u64).read_to_end(bytes)? > 0);
        }
        bytes.resize(known + PIPE, 0);
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
            self.inside = false;
            self.line += 1;
        } else if self.end.is_some() {
            self.inside = false;
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
    /// Its lines, if it is whole ones.
    pub fn lines(&self) -> impl Iterator<Item = RecordLine<'_>> {
        let lines = self.bytes.split_inclusive(|byte| *byte == b'\n');
        lines.zip(self.line..).map(|(line, number)| {
            let mark = if number == 1 && line.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
            let (mark, line) = line.split_at(mark);
            let (record, end) = line.split_at(content_length(line));
            RecordLine { number, mark, record, end }
        })
    }
}

impl RecordLine<'_> {
    /// Whether there is no record in it.
    pub fn is_blank(&self) -> bool {
        self.record.trim_ascii().is_empty()
    }
}

/// Length of a line without its terminator.
pub fn content_length(line: &[u8]) -> usize {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes in pieces, then an error if there is one.
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
    fn a_pipe_gives_lines_as_they_come() {
        let chunks = LineChunks::new(Drip(b"one\ntwo\nthree\nfour", 5, false), Size(99), true);
        let found = all(chunks).0;
        assert_eq!(found, [lines(1, b"one\n"), lines(2, b"two\n"), lines(3, b"three\n"), lines(4, b"four")]);
    }

    #[test]
    fn a_file_gives_full_batches_however_it_arrives() {
        let text = b"a line of some length\n".repeat(FULL / 10);
        let chunks_read_by = |piece| all(LineChunks::new(Drip(&text, piece, false), Size(99), false)).0;
        let chunks = chunks_read_by(FULL);
        assert_eq!(chunks.len(), 3);
        assert!(chunks == chunks_read_by(777));
        assert!(chunks.iter().map(|chunk| &chunk.bytes[..]).collect::<Vec<_>>().concat() == text);
        let ends: Vec<bool> = chunks.iter().map(|chunk| chunk.bytes.ends_with(b"\n")).collect();
        assert_eq!(ends, [true; 3]);
        assert_eq!(all(LineChunks::new(io::empty(), Size(99), false)).0, []);
    }

    #[test]
    fn a_line_beyond_the_limit_comes_in_pieces() {
        let text = [b"first\n".to_vec(), vec![b'x'; FULL * 3], b"\nlast\n".to_vec()].concat();
        for waits in [false, true] {
            let found = all(LineChunks::new(&text[..], Size(1000), waits)).0;
            let kinds: Vec<(ChunkKind, u64)> = found.iter().map(|chunk| (chunk.kind, chunk.line)).collect();
            assert_eq!(kinds[..2], [(ChunkKind::Lines, 1), (ChunkKind::LongLineStart, 2)], "{kinds:?}");
            assert_eq!(kinds[2], (ChunkKind::LongLineRest, 2));
            assert_eq!(*found.last().unwrap(), lines(3, b"last\n"));
            assert!(found.iter().map(|chunk| &chunk.bytes[..]).collect::<Vec<_>>().concat() == text);
        }
    }

    #[test]
    fn what_stands_before_an_error_is_given_first() {
        for waits in [false, true] {
            let mut chunks = LineChunks::new(Drip(b"one\ntwo\nthr", 99, true), Size(99), waits);
            assert_eq!(chunks.next().unwrap(), Some(lines(1, b"one\ntwo\n")));
            assert_eq!(chunks.next().unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
            assert_eq!(chunks.line(), 3);
        }
    }
}
