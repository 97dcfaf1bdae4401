//! Charsets of seven bits, whose bytes mean letters or characters depending on what stands before them.
//!
//! Their pages are valid ASCII, and so valid UTF-8: they have to be told from it first.

use std::borrow::Cow;

use encoding_rs::{EUC_KR, Encoding, GBK, ISO_2022_JP};
use memchr::{memchr, memmem};

use super::declared;

/// What switches a page of ISO-2022-JP to Japanese characters.
const JAPANESE: [&[u8]; 5] = [b"$B", b"$@", b"(J", b"(I", b"$(D"];
/// Common Chinese characters are in these rows of GB 2312; names and rare ones follow.
const COMMON_ROWS: std::ops::RangeInclusive<u8> = 0x30..=0x57;
const SHIFT_OUT: u8 = 0x0E;
const SHIFT_IN: u8 = 0x0F;

/// Decodes a page in a charset of seven bits, told by its escape sequences, or named by `said` or by the page.
pub fn decode<'a>(bytes: &'a [u8], said: Option<&str>) -> Option<Cow<'a, str>> {
    let escape = memchr(0x1B, bytes).map(|at| &bytes[at + 1..]);
    let has_tildes = || memmem::find(bytes, b"~{").is_some();
    if escape.is_none() && !has_tildes() || !bytes.is_ascii() {
        return None;
    }
    match escape {
        Some(rest) if rest.starts_with(b"$)C") => Some(shifted(bytes, EUC_KR)),
        Some(rest) if rest.starts_with(b"$)A") => Some(shifted(bytes, GBK)),
        Some(_) => {
            let mut escapes = memchr::memchr_iter(0x1B, bytes).map(|at| &bytes[at + 1..]);
            escapes
                .any(|rest| JAPANESE.iter().any(|switch| rest.starts_with(switch)))
                .then(|| japanese(bytes))?
        }
        None => {
            let declared = || declared::name(bytes);
            let is_named = said == Some("hz-gb-2312") || declared().as_deref() == Some("hz-gb-2312");
            tildes(bytes, is_named).map(Cow::Owned)
        }
    }
}

fn japanese(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let text = ISO_2022_JP.decode_without_bom_handling(bytes).0;
    // Terminals have escape sequences too.
    let broken = text.matches(char::REPLACEMENT_CHARACTER).count();
    let characters = text.chars().filter(|c| !c.is_ascii()).count();
    (broken * 10 <= characters && characters > 0).then_some(text)
}

/// ISO-2022-KR and ISO-2022-CN: the bytes between the two shifts lack the highest bit.
fn shifted(bytes: &[u8], encoding: &'static Encoding) -> Cow<'static, str> {
    let mut eight = Vec::with_capacity(bytes.len());
    let mut is_shifted = false;
    let mut rest = bytes;
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        match byte {
            // What follows the escape names the charset.
            0x1B if rest.starts_with(b"$)") => rest = rest.get(3..).unwrap_or_default(),
            SHIFT_OUT => is_shifted = true,
            SHIFT_IN => is_shifted = false,
            b'\n' => {
                // A line begins unshifted.
                is_shifted = false;
                eight.push(byte);
            }
            0x21..=0x7E if is_shifted => eight.push(byte | 0x80),
            _ => eight.push(byte),
        }
    }
    Cow::Owned(encoding.decode_without_bom_handling(&eight).0.into_owned())
}

/// HZ: the bytes between `~{` and `~}` lack the highest bit, and `~~` is a tilde. `None` if the page is something else.
fn tildes(bytes: &[u8], is_named: bool) -> Option<String> {
    let mut eight = Vec::with_capacity(bytes.len());
    let (mut common, mut others) = (0, 0);
    let mut rest = bytes;
    while let Some(at) = memchr(b'~', rest) {
        eight.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        match rest.get(1) {
            Some(b'{') => {
                // Characters end with their line.
                let end = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
                let (pairs, length) = match memmem::find(&rest[2..end], b"~}") {
                    Some(length) => (&rest[2..2 + length], length + 4),
                    None => (&rest[2..end], end),
                };
                for pair in pairs.chunks(2) {
                    let is_pair = pair.len() == 2 && pair.iter().all(u8::is_ascii_graphic);
                    let is_sign = matches!(pair[0], 0x21..=0x23);
                    *(if is_pair && (COMMON_ROWS.contains(&pair[0]) || is_sign) {
                        &mut common
                    } else {
                        &mut others
                    }) += 1;
                }
                eight.extend(pairs.iter().map(|byte| byte | 0x80));
                rest = &rest[length..];
            }
            Some(b'~') => {
                eight.push(b'~');
                rest = &rest[2..];
            }
            // A line goes on.
            Some(b'\n') => rest = &rest[2..],
            _ => {
                eight.push(b'~');
                rest = &rest[1..];
            }
        }
    }
    eight.extend_from_slice(rest);
    // Code and formulas have such braces too, but not around so many pairs that are common characters.
    let fits = common >= 10 && others * 10 <= common || is_named && common > others;
    fits.then(|| GBK.decode_without_bom_handling(&eight).0.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const JAPANESE_TEXT: &str = "川は一晩で二メートル上がりました。\n";

    fn korean(text: &str) -> Vec<u8> {
        let mut bytes = b"\x1B$)C".to_vec();
        for c in text.chars() {
            match &EUC_KR.encode(&c.to_string()).0[..] {
                [one] => bytes.push(*one),
                pair => {
                    bytes.push(SHIFT_OUT);
                    bytes.extend(pair.iter().map(|byte| byte & 0x7F));
                    bytes.push(SHIFT_IN);
                }
            }
        }
        bytes
    }

    fn hz(text: &str) -> String {
        let pairs: Vec<u8> = GBK.encode(text).0.iter().map(|byte| byte & 0x7F).collect();
        format!("~{{{}~}}", String::from_utf8(pairs).unwrap())
    }

    #[test]
    fn pages_are_told_by_their_escapes() {
        let japanese = ISO_2022_JP.encode(JAPANESE_TEXT).0;
        assert_eq!(decode(&japanese, None).unwrap(), JAPANESE_TEXT);
        let korean = korean("강물이 밤사이 2 미터 불어났다.\n다친 사람은 없었다.");
        assert_eq!(decode(&korean, None).unwrap(), "강물이 밤사이 2 미터 불어났다.\n다친 사람은 없었다.");
        let chinese = format!("News ~~ {}.\n", hz("一条河流在夜间上涨了两米没有人受伤"));
        assert_eq!(decode(chinese.as_bytes(), None).unwrap(), "News ~ 一条河流在夜间上涨了两米没有人受伤.\n");
    }

    #[test]
    fn a_short_page_needs_a_name() {
        let page = format!("<p>{}", hz("河流"));
        assert_eq!(decode(page.as_bytes(), None), None);
        assert_eq!(decode(page.as_bytes(), Some("hz-gb-2312")).unwrap(), "<p>河流");
        let declared = format!("<meta charset=HZ-GB-2312>{page}");
        assert!(decode(declared.as_bytes(), None).unwrap().ends_with("河流"));
    }

    #[test]
    fn other_escapes_and_tildes_are_text() {
        for text in [
            "\x1B[31mred\x1B[0m text",
            "\x1B(B is a switch back",
            "The path ~/a, the pattern ~{2,3}~ and \\bar~{x}~} in TeX.",
            "f~{x}~} g~{y z}~} h~{}~}",
            "~{",
            "~",
            "川は~{一晩で~}",
        ] {
            assert_eq!(decode(text.as_bytes(), None), None, "{text}");
        }
    }
}
