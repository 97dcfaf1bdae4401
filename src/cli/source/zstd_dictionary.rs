//! The dictionary at the beginning of a Zstandard file.
//!
//! Archives of many small records are compressed with a dictionary, which stands in front of them in a frame of its own:
//! <https://iipc.github.io/warc-specifications/specifications/warc-zstd/>.

use std::io::{self, BufRead, Read};

/// The magic number of a frame that holds a dictionary.
const MAGIC: [u8; 4] = 0x184D_2A5D_u32.to_le_bytes();
/// The magic number of compressed data. A dictionary may be compressed itself.
const COMPRESSED: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();
/// Bytes of the largest dictionary. They are held in memory.
const MAX_BYTES: u64 = 64 << 20;

/// Reads the dictionary at the beginning of a file. `None` if there is none; then nothing is consumed.
pub fn read(from: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    if !from.fill_buf()?.starts_with(&MAGIC) {
        return Ok(None);
    }
    let mut head = [0; 8];
    from.read_exact(&mut head)?;
    let [.., a, b, c, d] = head;
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    if length > MAX_BYTES {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "its dictionary is larger than 64 MiB"));
    }
    let dictionary = take(from, length)?;
    if (dictionary.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    if !dictionary.starts_with(&COMPRESSED) {
        return Ok(Some(dictionary));
    }
    take(&mut zstd::Decoder::with_buffer(&dictionary[..])?, MAX_BYTES).map(Some)
}

fn take(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::source::{Compression, Source};

    const TEXT: &[u8] = b"WARC/1.0\r\nWARC-Type: response\r\nThe dredger worked in the harbour all night.";

    /// A file whose frames need the dictionary in front of them.
    fn file(dictionary: &[u8], shown: &[u8]) -> Vec<u8> {
        let frame = |text: &[u8]| {
            let mut frame = Vec::new();
            zstd::stream::read::Encoder::with_dictionary(text, 3, dictionary)
                .unwrap()
                .read_to_end(&mut frame)
                .unwrap();
            frame
        };
        let length = u32::try_from(shown.len()).unwrap().to_le_bytes();
        [&MAGIC[..], &length, shown, &frame(TEXT), &frame(b" And the day.")].concat()
    }

    fn decompressed(file: &[u8]) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        Compression::decompress(file, &Source::Stdin)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn a_dictionary_is_used_as_it_is_or_decompressed() {
        let dictionary = TEXT.repeat(20);
        let packed = zstd::encode_all(&dictionary[..], 3).unwrap();
        let whole = [TEXT, b" And the day."].concat();
        for shown in [&dictionary, &packed] {
            assert_eq!(decompressed(&file(&dictionary, shown)).unwrap(), whole);
        }
        // Another frame to be skipped holds no dictionary.
        let frame = zstd::encode_all(TEXT, 3).unwrap();
        let skipped = [&b"\x50\x2A\x4D\x18\x03\0\0\0abc"[..], &frame].concat();
        assert_eq!(decompressed(&skipped).unwrap(), TEXT);
    }

    #[test]
    fn a_broken_dictionary_is_an_error() {
        let dictionary = TEXT.repeat(20);
        let file = file(&dictionary, &dictionary);
        for bytes in [&file[..6], &file[..100], &[&MAGIC[..], &[255; 20]].concat(), &file[..file.len() - 3]] {
            assert!(decompressed(bytes).is_err());
        }
    }
}
