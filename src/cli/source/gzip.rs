//! Reads gzip: any number of members, and what writers leave behind the last one.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use memchr::memmem;

use super::super::terminal_text::say;

/// Reads all members of gzip as one stream. Zeros behind them are padding. Other bytes are ignored, with a message on
/// standard error, unless there is another member among them: then the file is damaged.
pub struct GzipReader<R> {
    /// The member that is being read; none at the end.
    member: Option<GzDecoder<R>>,
    /// Whether this member has begun to yield bytes or has ended.
    has_begun: bool,
    is_first: bool,
    /// The name of the file, for the message.
    name: String,
}

/// What a member begins with: the magic number and the only method there is.
const MAGIC: &[u8] = b"\x1F\x8B\x08";

impl<R: BufRead> GzipReader<R> {
    /// A reader of the file with this name.
    pub fn new(from: R, name: String) -> Self {
        Self { member: Some(GzDecoder::new(from)), has_begun: false, is_first: true, name }
    }

    /// Goes on to the next member, if there is one.
    fn next_member(&mut self, mut from: R) -> io::Result<()> {
        loop {
            let ahead = from.fill_buf()?;
            let zeros = ahead.iter().take_while(|&&byte| byte == 0).count();
            match ahead.get(zeros) {
                Some(&first) => {
                    from.consume(zeros);
                    return if first == MAGIC[0] {
                        self.member = Some(GzDecoder::new(from));
                        (self.has_begun, self.is_first) = (false, false);
                        Ok(())
                    } else {
                        self.ignore(from)
                    };
                }
                None if zeros == 0 => return Ok(()),
                None => from.consume(zeros),
            }
        }
    }

    /// Passes over bytes that are not gzip, to the end of the file.
    fn ignore(&self, mut from: R) -> io::Result<()> {
        // The end of one piece and the next: a member may begin between them.
        let (mut seen, mut ignored) = (Vec::new(), 0);
        loop {
            let piece = from.fill_buf()?;
            if piece.is_empty() {
                break;
            }
            seen.extend_from_slice(piece);
            if memmem::find(&seen, MAGIC).is_some() {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "damaged between two gzip members"));
            }
            seen.drain(..seen.len().saturating_sub(MAGIC.len() - 1));
            let length = piece.len();
            ignored += length;
            from.consume(length);
        }
        say(&format!(
            "{}: read up to the end of its gzip data; ignored {ignored} bytes behind it",
            self.name
        ));
        Ok(())
    }
}

impl<R: BufRead> Read for GzipReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            let Some(member) = &mut self.member else { return Ok(0) };
            match member.read(into) {
                Ok(0) => {
                    if let Some(member) = self.member.take() {
                        self.next_member(member.into_inner())?;
                    }
                }
                Ok(read) => {
                    self.has_begun = true;
                    return Ok(read);
                }
                // Not the header of a member: bytes that begin like one by chance.
                Err(error)
                    if error.kind() == io::ErrorKind::InvalidInput && !self.has_begun && !self.is_first =>
                {
                    if let Some(member) = self.member.take() {
                        self.ignore(member.into_inner())?;
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> io::Result<String> {
        // A small buffer, so that members end anywhere in it.
        let from = io::BufReader::with_capacity(7, bytes);
        io::read_to_string(GzipReader::new(from, "a.gz".to_owned()))
    }

    #[test]
    fn what_is_behind_the_last_member_is_no_text() {
        let (one, two) = (gzip("one"), gzip(" two"));
        for behind in [&b""[..], &[0; 1], &[0; 10_000], b"\0\0garbage", b"garbage\0", b"\x1Fx, a longer one"]
        {
            assert_eq!(read(&[&one[..], &two, behind].concat()).unwrap(), "one two", "{behind:?}");
        }
        assert_eq!(read(&[&one[..], &[0; 512], &two].concat()).unwrap(), "one two");
    }

    #[test]
    fn a_lost_member_is_an_error() {
        let (one, two) = (gzip("one"), gzip(" two"));
        let damaged = [&one[..], b"\x1F\x8Bxxxxxxxx", &two].concat();
        assert!(read(&damaged).is_err());
        assert!(read(&[&one[..], b"garbage", &two].concat()).is_err());
        for cut in 1..two.len() - 1 {
            let cut_off = [&one[..], &two[..two.len() - cut]].concat();
            assert!(read(&cut_off).is_err(), "{cut}");
        }
        assert!(read(b"\x1F\x8B\x08").is_err());
        assert!(read(b"text").is_err());
    }
}
