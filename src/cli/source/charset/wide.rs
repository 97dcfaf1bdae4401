//! UTF-16 and UTF-32, whose characters take two or four bytes.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::{are_few, is_control};

/// Bytes that tell the charset.
const SAMPLE: usize = 64 << 10;

/// Decodes UTF-16 or UTF-32 without a byte order mark, told by the positions of its zero bytes. `None` if the bytes are
/// neither.
pub fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some(text) = utf32(bytes, u32::from_le_bytes).or_else(|| utf32(bytes, u32::from_be_bytes)) {
        return Some(Cow::Owned(text));
    }
    utf16(bytes).map(|encoding| encoding.decode_without_bom_handling(bytes).0)
}

/// Decodes UTF-32 after its byte order mark.
pub fn decode_marked(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0xFF, 0xFE, 0, 0] | [0, 0, 0xFE, 0xFF] => Some(String::new()),
        [0xFF, 0xFE, 0, 0, text @ ..] => utf32(text, u32::from_le_bytes),
        [0, 0, 0xFE, 0xFF, text @ ..] => utf32(text, u32::from_be_bytes),
        _ => None,
    }
}

/// Bytes of other text hardly ever make characters when they are taken by four.
fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<4>();
    let chars = || units.iter().map(|&bytes| char::from_u32(unit(bytes)));
    let is_text = |c: &Option<char>| c.is_some_and(|c| !c.is_control() || c.is_whitespace());
    let misfits = chars().take(SAMPLE / 4).filter(|c| !is_text(c)).count();
    if units.is_empty() || misfits > units.len().min(SAMPLE / 4) / 50 {
        return None;
    }
    let mut text: String = chars().map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    Some(text)
}

/// Tells UTF-16 by its white space, digits and Latin letters: their upper byte is zero and always comes first, or always
/// second, and their lower byte is not a control character.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    // Zeros at the end are padding.
    let length = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| (last + 2).min(bytes.len()));
    let sample = &bytes[..length.min(SAMPLE)];
    // Otherwise valid text with some zero bytes. In UTF-16, half of the bytes of ASCII are zero, and the upper bytes of other
    // letters are control characters.
    let zeros = memchr::memchr_iter(0, sample).count();
    let is_text = || !sample.iter().any(|&byte| byte != 0 && is_control(byte));
    if zeros * 4 < sample.len() && Encoding::utf8_valid_up_to(sample) == sample.len() && is_text() {
        return None;
    }
    let pairs = sample.as_chunks::<2>().0;
    let lower_of_latin =
        |upper: usize| pairs.iter().filter(move |pair| pair[upper] == 0).map(move |pair| pair[1 - upper]);
    // White space counts first: in the wrong byte order, characters such as U+4E00 look Latin.
    let weight = |upper| {
        let spaces = lower_of_latin(upper).filter(u8::is_ascii_whitespace).count();
        (spaces, lower_of_latin(upper).count())
    };
    let (encoding, upper) = if weight(1) >= weight(0) { (UTF_16LE, 1) } else { (UTF_16BE, 0) };
    let units = pairs.iter().map(|pair| u16::from_le_bytes([pair[1 - upper], pair[upper]]));
    let (_, latin) = weight(upper);
    let nuls = lower_of_latin(upper).filter(|&byte| byte == 0).count();
    let fits = latin * 100 >= pairs.len().max(1)
        && are_few(nuls, pairs.len())
        && !lower_of_latin(upper).any(|byte| is_control(byte) && byte != 0)
        // The end of the sample may split a surrogate pair. Other bytes make as many characters for private use as text.
        && char::decode_utf16(units.clone()).filter(Result::is_err).count() <= 1
        && units.filter(|unit| matches!(unit, 0xE000..=0xF8FF | 0x80..=0x9F)).count() * 50 <= pairs.len();
    fits.then_some(encoding)
}
