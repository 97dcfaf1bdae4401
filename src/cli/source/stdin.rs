//! Standard input, whose first bytes can be seen before it is read.

use std::io::{self, Read};
use std::sync::{Mutex, MutexGuard, PoisonError};

use memchr::memchr;

/// What was read ahead.
static AHEAD: Mutex<Ahead> = Mutex::new(Ahead { bytes: Vec::new(), has_ended: false });

struct Ahead {
    bytes: Vec<u8>,
    has_ended: bool,
}

/// Reads standard input, beginning with the bytes that were seen.
#[derive(Debug)]
pub struct Stdin;

impl Stdin {
    /// The next bytes, at most about `length`. They are still read afterwards.
    ///
    /// Whoever types, or feeds a pipe line by line, may wait for output after the first line, so this never waits for more
    /// than a line of text.
    pub fn peek(length: usize) -> Vec<u8> {
        let mut ahead = ahead();
        while !ahead.has_ended && ahead.bytes.len() < length && !has_line(&ahead.bytes) {
            let mut more = vec![0; length];
            match io::stdin().read(&mut more) {
                Ok(0) => ahead.has_ended = true,
                Ok(read) => ahead.bytes.extend_from_slice(&more[..read]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // Whoever reads it will be told.
                Err(_) => break,
            }
        }
        ahead.bytes.clone()
    }
}

impl Read for Stdin {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut ahead = ahead();
        if ahead.bytes.is_empty() {
            // A terminal would have to be told twice that the text ends.
            return if ahead.has_ended { Ok(0) } else { io::stdin().read(into) };
        }
        let length = ahead.bytes.len().min(into.len());
        into[..length].copy_from_slice(&ahead.bytes[..length]);
        ahead.bytes.drain(..length);
        Ok(length)
    }
}

fn ahead() -> MutexGuard<'static, Ahead> {
    AHEAD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether text has a whole line that is not blank. What is compressed has no lines.
fn has_line(bytes: &[u8]) -> bool {
    let start = bytes.len() - bytes.trim_ascii_start().len();
    str::from_utf8(&bytes[start..bytes.len().min(start + 4)]).is_ok()
        && memchr(b'\n', &bytes[start..]).is_some()
}
