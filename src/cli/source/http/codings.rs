//! Undoes the content codings of HTTP. Crawlers often undo a coding and keep the header that names it, so whether a body
//! is coded is told by its bytes, too.

use std::borrow::Cow;
use std::io::{self, Read};

use brotli_decompressor::Decompressor;
use encoding_rs::Encoding;
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

use super::super::Size;
use super::{HttpError, join_chunks};

/// Begins gzip data.
const GZIP: &[u8] = b"\x1F\x8B";
/// Begins Zstandard data.
const ZSTD: &[u8] = b"\x28\xB5\x2F\xFD";

/// A body while its codings are undone, one after the other.
#[derive(Debug)]
pub struct Body<'a> {
    /// The bytes.
    pub bytes: Cow<'a, [u8]>,
    /// What is wrong with them, if something is.
    pub damage: Option<String>,
}

impl Body<'_> {
    /// Undoes one coding. Data that breaks off gives what it has.
    pub fn undo(&mut self, coding: &str, limit: Size) -> Result<(), HttpError> {
        let bytes = &self.bytes[..];
        let unpacked = match coding {
            "chunked" => {
                if let Some(joined) = join_chunks(bytes) {
                    self.bytes = Cow::Owned(joined.bytes);
                    self.damage = self.damage.take().or(joined.damage.map(str::to_owned));
                }
                return Ok(());
            }
            "gzip" | "x-gzip" if !bytes.starts_with(GZIP) => return Ok(()),
            "gzip" | "x-gzip" => gunzip(bytes, limit)?,
            "zstd" if !bytes.starts_with(ZSTD) && is_plain(bytes) => return Ok(()),
            "zstd" => match zstd::Decoder::with_buffer(bytes) {
                Ok(decoder) => unpack(decoder, limit)?,
                Err(error) => Unpacked::nothing(error),
            },
            // Neither has a magic number.
            "deflate" | "br" if is_text(bytes) => return Ok(()),
            "br" => unpack(Decompressor::new(bytes, 1 << 12), limit)?,
            // Some servers send raw deflate data, without the zlib header.
            "deflate" if has_zlib_header(bytes) => unpack(ZlibDecoder::new(bytes), limit)?,
            "deflate" => unpack(DeflateDecoder::new(bytes), limit)?,
            // Such as `none`, `identity` and `utf-8`.
            _ if is_no_coding(coding) || is_plain(bytes) => return Ok(()),
            other => return Err(HttpError::Encoding(other.chars().take(40).collect())),
        };
        let has_magic =
            matches!(coding, "gzip" | "x-gzip" | "zstd") || coding == "deflate" && has_zlib_header(bytes);
        // Text may begin like data without a magic number, but not go on like it.
        let is_wrong = unpacked.error.is_some() || unpacked.bytes.len() < bytes.len() / 2;
        if is_plain(bytes) && if has_magic { unpacked.bytes.is_empty() } else { is_wrong } {
            return Ok(());
        }
        match unpacked.error {
            Some(error) if unpacked.bytes.is_empty() => return Err(HttpError::Decompress(error)),
            Some(error) => {
                self.damage
                    .get_or_insert_with(|| format!("its {coding} data is cut off or corrupt: {error}"));
            }
            None => {}
        }
        self.bytes = Cow::Owned(unpacked.bytes);
        Ok(())
    }

    /// Decompresses a body that is gzip data although no header says so.
    pub fn undo_unnamed_gzip(&mut self, limit: Size) -> Result<(), HttpError> {
        if self.bytes.starts_with(b"\x1F\x8B\x08") { self.undo("gzip", limit) } else { Ok(()) }
    }

    /// Joins the chunks of a body although no header says that it has any. Does nothing unless all are whole.
    pub fn undo_unnamed_chunks(&mut self) {
        if let Some(joined) = join_chunks(&self.bytes).filter(|joined| joined.damage.is_none()) {
            self.bytes = Cow::Owned(joined.bytes);
        }
    }
}

/// What came out of compressed data, and the error that ended it.
struct Unpacked {
    bytes: Vec<u8>,
    error: Option<io::Error>,
}

impl Unpacked {
    fn nothing(error: io::Error) -> Self {
        Self { bytes: Vec::new(), error: Some(error) }
    }
}

fn unpack(from: impl Read, limit: Size) -> Result<Unpacked, HttpError> {
    let mut bytes = Vec::new();
    let error = from.take(limit.0.saturating_add(1)).read_to_end(&mut bytes).err();
    if bytes.len() as u64 > limit.0 { Err(HttpError::TooLarge(limit)) } else { Ok(Unpacked { bytes, error }) }
}

/// Decompresses all members. Bytes behind the last one are passed over, as browsers do.
fn gunzip(mut rest: &[u8], limit: Size) -> Result<Unpacked, HttpError> {
    let mut bytes = Vec::new();
    loop {
        let mut member = GzDecoder::new(rest);
        let left = limit.0.saturating_add(1) - bytes.len() as u64;
        let error = member.by_ref().take(left).read_to_end(&mut bytes).err();
        if bytes.len() as u64 > limit.0 {
            return Err(HttpError::TooLarge(limit));
        }
        rest = member.into_inner();
        if error.is_some() || !rest.starts_with(GZIP) {
            return Ok(Unpacked { bytes, error });
        }
    }
}

/// Whether bytes begin as zlib data does.
fn has_zlib_header(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..]
        if first & 0x0F == 8 && u16::from_be_bytes([*first, *second]).is_multiple_of(31))
}

/// Whether the name stands for no coding at all, or for a charset.
fn is_no_coding(name: &str) -> bool {
    matches!(name, "" | "none" | "identity" | "plain" | "text" | "binary" | "7bit" | "8bit" | "off" | "null")
        || Encoding::for_label(name.as_bytes()).is_some()
}

/// Whether bytes are UTF-8 without control characters, which compressed data hardly ever is.
fn is_text(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(512)];
    let is_utf8 = str::from_utf8(sample).map_or_else(|error| error.error_len().is_none(), |_| true);
    is_utf8 && !sample.iter().any(|&byte| is_control(byte))
}

/// Whether bytes are text in any charset: compressed data has a control character in ten bytes.
fn is_plain(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(512)];
    sample.iter().filter(|&&byte| is_control(byte)).count() * 20 <= sample.len()
}

fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F)
}
