//! UTF-8 with errors, or with pieces in a Western charset.

use std::str::Utf8Chunk;

use encoding_rs::WINDOWS_1252;

/// What was seen of a page that is not valid UTF-8.
#[derive(Default)]
struct Seen {
    /// Characters above ASCII, and those of them that Western texts have.
    valid: usize,
    western: usize,
    /// Invalid sequences, and those that are a Western character of one byte.
    invalid: usize,
    single: usize,
}

/// Decodes UTF-8 in which some sequences are invalid: a byte beside an ASCII letter or digit is the character of
/// windows-1252, others become U+FFFD. `None` if the page is in another charset.
///
/// In a legacy charset, bytes above ASCII hardly ever form a valid UTF-8 sequence. So four valid sequences for each invalid
/// one mean UTF-8, and even fewer do if all others are single bytes. A sequence that the end of the page cuts off counts for
/// neither.
pub fn decode(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 16);
    let mut seen = Seen::default();
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        let valid = chunk.valid();
        for c in valid.chars().filter(|c| !c.is_ascii()) {
            seen.valid += 1;
            seen.western += usize::from(is_western(c));
        }
        text.push_str(valid);
        let invalid = chunk.invalid();
        if invalid.is_empty() {
            continue;
        }
        let next = chunks.peek().map(Utf8Chunk::valid);
        let single = invalid.first().filter(|_| invalid.len() == 1);
        let single = single.and_then(|&byte| single_byte(byte, &text, next.unwrap_or_default()));
        let is_cut_off =
            next.is_none() && std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none());
        seen.invalid += usize::from(!is_cut_off);
        seen.single += usize::from(single.is_some() && !is_cut_off);
        text.push(single.filter(|_| !is_cut_off).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    let is_utf8 = seen.valid > 0 && seen.valid >= 4 * seen.invalid
        || seen.western >= 2
            && seen.western * 10 >= seen.invalid
            && seen.western == seen.valid
            && seen.single * 10 >= seen.invalid * 9;
    is_utf8.then_some(text)
}

/// The character of windows-1252 for a byte between two texts, if it can be one.
fn single_byte(byte: u8, before: &str, after: &str) -> Option<char> {
    let (before, after) = (before.chars().next_back(), after.chars().next());
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    // The first byte of a character that was cut off.
    let is_cut = matches!(byte, 0xC2..=0xC5 | 0xD0 | 0xD1 | 0xD8..=0xDB | 0xE2) && !is_word(after);
    let is_alone = [before, after].iter().all(|c| c.is_none_or(|c| c.is_ascii()));
    if is_cut || !is_alone || !is_word(before) && !is_word(after) {
        return None;
    }
    let c = WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()?;
    (!c.is_control()).then_some(c)
}

/// Letters, quotation marks and signs of Western texts.
fn is_western(c: char) -> bool {
    matches!(c, '\u{A0}'..='\u{17F}' | '\u{2010}'..='\u{203A}' | '€' | '™')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_bytes_are_western() {
        for (bytes, text) in [
            (
                &b"M\xC3\xA9t\xC3\xA9o de la Vall\xE9e, \xC3\xA0 huit heures"[..],
                "Météo de la Vallée, à huit heures",
            ),
            (b"caf\xE9 \x93Yes\x94 \xA35 \xC3\xA9t\xC3\xA9", "café “Yes” £5 été"),
            // The halves of a character that was cut.
            (b"caf\xC3... \xC3\xA9t\xC3\xA9 \xC3\xA9t\xC3\xA9", "caf\u{FFFD}... été été"),
        ] {
            assert_eq!(decode(bytes).as_deref(), Some(text));
        }
    }

    #[test]
    fn other_charsets_are_left_to_their_decoders() {
        for bytes in [
            &b"Le caf\xE9 et le th\xE9"[..],
            b"CAF\xC9\xBB, dit le ma\xEEtre d'h\xF4tel, \xE0 l'\xE9t\xE9",
            b"\xCF\xF0\xE8\xE2\xE5\xF2",
            b"\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD",
        ] {
            assert_eq!(decode(bytes), None);
        }
    }
}
