//! A reader whose next bytes can be seen before they are consumed.

use std::io::{self, Read};

/// Bytes to read at once, at least.
const READ_BYTES: usize = 1 << 16;

/// Reads ahead as far as asked. An error counts as the end until [`PeekReader::take_error`] gives it, so that the bytes
/// before it are of use.
pub struct PeekReader {
    from: Box<dyn Read + Send>,
    peeked: Vec<u8>,
    /// How many bytes of `peeked` are consumed.
    at: usize,
    has_ended: bool,
    error: Option<io::Error>,
}

impl PeekReader {
    /// A reader at the first byte.
    pub fn new(from: Box<dyn Read + Send>) -> Self {
        Self { from, peeked: Vec::new(), at: 0, has_ended: false, error: None }
    }

    /// The next `length` bytes, or fewer at the end.
    pub fn peek(&mut self, length: usize) -> &[u8] {
        let left = self.peeked.len() - self.at;
        if left < length && !self.has_ended {
            // Drop the consumed bytes only once they are the larger half, so that each byte moves a few times at most.
            if self.at >= left {
                self.peeked.drain(..self.at);
                self.at = 0;
            }
            let wanted = (length - left).max(READ_BYTES);
            match self.from.by_ref().take(wanted as u64).read_to_end(&mut self.peeked) {
                Ok(read) => self.has_ended = read < wanted,
                Err(error) => (self.has_ended, self.error) = (true, Some(error)),
            }
        }
        let end = self.peeked.len().min(self.at + length);
        &self.peeked[self.at..end]
    }

    /// Consumes bytes that were peeked.
    pub fn consume(&mut self, length: usize) {
        self.at = self.peeked.len().min(self.at + length);
    }

    /// The error that ended the bytes.
    pub fn take_error(&mut self) -> Option<io::Error> {
        self.error.take()
    }

    /// The length of the next line with its end, or of its first `limit` bytes; 0 at the end.
    pub fn peek_line(&mut self, limit: usize) -> usize {
        let mut seen = 0;
        loop {
            let wanted = (self.peeked.len() - self.at).clamp(seen + 1, limit);
            let bytes = self.peek(wanted);
            if let Some(end) = memchr::memchr(b'\n', &bytes[seen..]) {
                return seen + end + 1;
            }
            if bytes.len() < wanted || wanted == limit {
                return bytes.len();
            }
            seen = wanted;
        }
    }
}
