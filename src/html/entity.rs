//! Character references: `&amp;`, `&#8217;`, `&nbsp` without its semicolon.

use std::sync::LazyLock;

/// The names in the HTML standard with their code points, sorted by bytes.
static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| include_str!("entities.tsv").lines().collect());

/// The length in bytes of the longest name that may lack its semicolon.
const LONGEST_BARE: usize = 6;
/// The length in bytes of the longest name, semicolon included.
const LONGEST: usize = 33;

/// Where a reference is. In attributes, a name without semicolon does not count before a letter, a digit or `=`: it may
/// be part of a URL such as `?a=1&copy=2`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    Text,
    Attribute,
}

/// One or two characters.
pub(super) type Characters = [Option<char>; 2];

/// Parses a reference after its `&`: its characters, and its length in bytes. `None` if it is not a reference.
pub(super) fn reference(text: &str, context: Context) -> Option<(Characters, usize)> {
    if let Some(number) = text.strip_prefix('#') {
        return numeric(number).map(|(c, length)| ([Some(c), None], length + 1));
    }
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric();
    let bytes = text.as_bytes();
    let length = bytes.iter().take(LONGEST).take_while(|byte| is_name(byte)).count();
    if bytes.get(length) == Some(&b';')
        && let Some(characters) = named(&text[..=length])
    {
        return Some((characters, length + 1));
    }
    (2..=length.min(LONGEST_BARE)).rev().find_map(|length| {
        let goes_on = bytes.get(length).is_some_and(|byte| is_name(byte) || *byte == b'=');
        let counts = context == Context::Text || !goes_on;
        let characters = if counts { named(&text[..length]) } else { None };
        characters.map(|characters| (characters, length))
    })
}

/// A text with its references replaced.
pub(super) fn decode(text: &str, context: Context) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        decoded.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some((characters, length)) = reference(rest, context) {
            decoded.extend(characters.into_iter().flatten());
            rest = &rest[length..];
        } else {
            decoded.push('&');
        }
    }
    decoded.push_str(rest);
    decoded
}

fn named(name: &str) -> Option<Characters> {
    // By far the most common; the search for others takes about 11 steps.
    match name {
        "nbsp;" => return Some([Some('\u{A0}'), None]),
        "amp;" => return Some([Some('&'), None]),
        "quot;" => return Some([Some('"'), None]),
        _ => {}
    }
    let names = &*NAMES;
    let key = |row: &&'static str| row.split_once('\t').map_or(*row, |(name, _)| name);
    let row = names[names.binary_search_by_key(&name, key).ok()?];
    let mut points = row.split_once('\t')?.1.split(' ').map(|point| u32::from_str_radix(point, 16).ok());
    let mut next = || points.next().flatten().and_then(char::from_u32);
    Some([next(), next()])
}

fn numeric(text: &str) -> Option<(char, usize)> {
    let (radix, prefix) = if text.starts_with(['x', 'X']) { (16, 1) } else { (10, 0) };
    let digits = text[prefix..].bytes().take_while(|&byte| char::from(byte).is_digit(radix)).count();
    if digits == 0 {
        return None;
    }
    let end = prefix + digits;
    let add = |sum: u32, c: char| sum.saturating_mul(radix).saturating_add(c.to_digit(radix).unwrap_or(0));
    let point = text[prefix..end].chars().fold(0, add);
    let semicolon = usize::from(text.as_bytes().get(end) == Some(&b';'));
    Some((character(point), end + semicolon))
}

/// The character of a code point. Like browsers, takes code points 128 to 159 as windows-1252.
fn character(point: u32) -> char {
    const WINDOWS_1252: [u16; 32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
        0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122,
        0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
    ];
    let point = match point {
        0x80..=0x9F => u32::from(WINDOWS_1252[point as usize - 0x80]),
        0 => 0xFFFD,
        _ => point,
    };
    char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_replaced() {
        for (text, decoded) in [
            ("Tea &amp; cake", "Tea & cake"),
            ("caf&eacute &#233; &#xE9;&#XE9", "café é éé"),
            ("&#151; &#0; &#xD800; &#99999999999;", "— \u{FFFD} \u{FFFD} \u{FFFD}"),
            ("a&b &; & &# &#x &unknown; &notit;", "a&b &; & &# &#x &unknown; ¬it;"),
            (
                "&NotEqualTilde;&ngE;&CounterClockwiseContourIntegral;",
                "\u{2242}\u{338}\u{2267}\u{338}\u{2233}",
            ),
        ] {
            assert_eq!(decode(text, Context::Text), decoded);
        }
    }

    #[test]
    fn addresses_keep_their_parameters() {
        assert_eq!(decode("?a=1&copy=2&lt;3&amp", Context::Attribute), "?a=1&copy=2<3&");
        assert_eq!(decode("?a=1&copy=2", Context::Text), "?a=1©=2");
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(NAMES.is_sorted_by_key(|row| row.split_once('\t').unwrap().0));
        let bare = NAMES.iter().map(|row| row.split_once('\t').unwrap().0);
        assert!(bare.clone().all(|name| name.len() <= LONGEST));
        assert_eq!(bare.filter(|name| !name.ends_with(';')).map(str::len).max(), Some(LONGEST_BARE));
    }
}
