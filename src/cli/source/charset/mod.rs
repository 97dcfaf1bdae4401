//! Decodes pages from any charset.

mod declared;
mod legacy;
mod mixed;
mod stateful;
mod wide;

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use memchr::memchr;

use super::magic;

/// Bytes that are not text.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum NotText {
    /// Compressed or packed data.
    #[error("{0} data, not text (unpack it first, or skip it with --exclude)")]
    Packed(&'static str),
    /// A file that may contain text.
    #[error("{0}, not text (convert it first, or skip it with --exclude)")]
    Document(&'static str),
    /// A file without text.
    #[error("{0}, not text (skip it with --exclude)")]
    Media(&'static str),
    /// Anything else.
    #[error("binary data, not text (skip it with --exclude)")]
    Binary,
}

/// The byte order mark of GB 18030, the only charset with one that is not of Unicode.
const GB18030_MARK: &[u8] = b"\x84\x31\x95\x33";

/// The text of bytes that must be UTF-8, or the length of their valid start. Several times faster than the standard
/// library.
pub fn utf8(bytes: &[u8]) -> Result<&str, usize> {
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(Cow::Borrowed(text)) => Ok(text),
        _ => Err(Encoding::utf8_valid_up_to(bytes)),
    }
}

/// Decodes a page. `said` is the charset that its server named, if any.
///
/// The first that applies: the charset of a byte order mark; UTF-16 and UTF-32, told by their zero bytes; charsets of seven
/// bits, told by their escape sequences; UTF-8, also with some bytes of another charset; what the server or the page says,
/// unless its letters say otherwise; the legacy charset that is most likely by its letters. Servers are wrong more often
/// than text in another charset happens to be valid UTF-8.
///
/// A page has no NULs: those at its end are padding, and a few others are left out.
///
/// # Errors
/// If the bytes are of another kind of file, or no text in any charset.
pub fn decode_as<'a>(bytes: &'a [u8], said: Option<&str>) -> Result<Cow<'a, str>, NotText> {
    if let Some(kind) = magic::kind(bytes) {
        return Err(kind);
    }
    if let Some(text) = wide::decode_marked(bytes) {
        return without_nuls(text);
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes)
        && encoding != UTF_8
    {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[length..]);
        return without_nuls(text.into_owned());
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if memchr(0, bytes).is_none() {
        return decode_narrow(bytes, said);
    }
    if let Some(text) = wide::decode(bytes) {
        return without_nuls(text.into_owned());
    }
    let length = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    let text = &bytes[..length];
    let nuls = memchr::memchr_iter(0, text).count();
    if nuls == 0 && length > 0 {
        return decode_narrow(text, said);
    }
    if !are_few(nuls, length) {
        return Err(NotText::Binary);
    }
    let text: Vec<u8> = text.iter().copied().filter(|&byte| byte != 0).collect();
    decode_narrow(&text, said).map(|text| Cow::Owned(text.into_owned()))
}

/// Decodes a page whose characters are of one to four bytes, none of them zero.
fn decode_narrow<'a>(bytes: &'a [u8], said: Option<&str>) -> Result<Cow<'a, str>, NotText> {
    if let Some(text) = stateful::decode(bytes, said) {
        return Ok(text);
    }
    if has_many_controls(bytes) {
        return Err(NotText::Binary);
    }
    if let Some(text) = bytes.strip_prefix(GB18030_MARK) {
        return Ok(encoding_rs::GB18030.decode_without_bom_handling(text).0);
    }
    match utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => match mixed::decode(bytes) {
            Some(text) => Ok(Cow::Owned(text)),
            None => Ok(legacy::decode(bytes, said)),
        },
    }
}

/// The text without its NULs, if they are padding or few.
fn without_nuls(mut text: String) -> Result<Cow<'static, str>, NotText> {
    if memchr(0, text.as_bytes()).is_some() {
        text.truncate(text.trim_end_matches('\0').len());
        if !are_few(memchr::memchr_iter(0, text.as_bytes()).count(), text.len()) {
            return Err(NotText::Binary);
        }
        text.retain(|c| c != '\0');
    }
    Ok(Cow::Owned(text))
}

/// Whether a text of this length may have so many NULs.
fn are_few(nuls: usize, length: usize) -> bool {
    length > 0 && (nuls * 100 <= length || nuls <= 2 && nuls * 10 <= length)
}

/// Whether more than one in twenty of the first bytes is a control character that text does not use.
fn has_many_controls(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(256)];
    sample.iter().filter(|&&byte| is_control(byte)).count() * 20 > sample.len()
}

/// Control characters other than white space and ESC, which terminal colors and some charsets use.
fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, EUC_KR, GBK, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256};

    use super::*;

    fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
        decode_as(bytes, None)
    }

    const ARABIC: &str = "أعلن وزير الخارجية أن الجانب الروسي ممتن، وأشاد بالمساعدة السريعة في التحقيق.\r\n\r\nكما أعرب عن ثقته.\r\n";
    const RUSSIAN: &str = "Министр иностранных дел заявил, что стороны договорились продолжить переговоры.\nЕщё одна встреча пройдёт в мае.\n";
    const ENGLISH: &str = "The river rose by two metres overnight.\nNobody was hurt.\n";
    const CHINESE: &str = "一条河流在夜间上涨了两米。没有人受伤。\n当地政府表示，道路将于周一重新开放。\n";

    fn recoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        let (bytes, _, lossy) = encoding.encode(text);
        assert!(!lossy);
        bytes.into_owned()
    }

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn html_declares_its_charset() {
        let page = |head: &str, encoding| recoded(&format!("<html><head>{head}</head>ÄÖ é"), encoding);
        for head in [
            "<meta charset=windows-1252>",
            "<META http-equiv='Content-Type' content='text/html; charset = \"ISO-8859-1\"'>",
            "<?xml version='1.0' encoding='latin1'?>",
            "<meta name=author content=x><meta charset = 'latin1'/>",
            "<meta charset=utf-8>",
        ] {
            assert!(decode(&page(head, WINDOWS_1252)).unwrap().ends_with("ÄÖ é"), "{head}");
        }
        let cyrillic = recoded("<meta charset='koi8-r'>Да", encoding_rs::KOI8_R);
        assert!(decode(&cyrillic).unwrap().ends_with("Да"));
        assert!(decode("<meta charset=koi8-r>é".as_bytes()).unwrap().ends_with('é'));
        let marked = utf16("\u{FEFF}<meta charset=koi8-r>é", u16::to_le_bytes);
        assert!(decode(&marked).unwrap().ends_with('é'));
    }

    #[test]
    fn utf8_is_not_copied() {
        for text in ["", ENGLISH, ARABIC] {
            assert!(matches!(decode(text.as_bytes()), Ok(Cow::Borrowed(same)) if same == text));
            let marked = format!("\u{FEFF}{text}");
            assert!(matches!(decode(marked.as_bytes()), Ok(Cow::Borrowed(same)) if same == text));
        }
    }

    #[test]
    fn utf16_needs_no_mark() {
        for text in [ENGLISH, ARABIC, RUSSIAN, CHINESE, "x"] {
            for unit in [u16::to_le_bytes, u16::to_be_bytes] {
                assert_eq!(decode(&utf16(text, unit)).as_deref(), Ok(text));
                let marked = utf16(&format!("\u{FEFF}{text}"), unit);
                assert_eq!(decode(&marked).as_deref(), Ok(text));
            }
        }
    }

    #[test]
    fn legacy_charsets_are_told_by_their_letters() {
        for (text, encoding) in [
            (ARABIC, WINDOWS_1256),
            (RUSSIAN, WINDOWS_1251),
            ("Une fenêtre s’ouvre à l’été, déjà.\n", WINDOWS_1252),
            (CHINESE, GBK),
            ("川は一晩で二メートル上がりました。けが人はいませんでした。\n", SHIFT_JIS),
            ("강물이 밤사이 이 미터 불어났다. 다친 사람은 없었다.\n", EUC_KR),
            ("河水在夜間上漲了兩公尺，沒有人受傷。當地政府表示，道路將於週一重新開放。\n", BIG5),
        ] {
            assert_eq!(decode(&recoded(text, encoding)).as_deref(), Ok(text), "{}", encoding.name());
            // After a long stretch of ASCII.
            let page = format!("{}{text}", ENGLISH.repeat(5_000));
            assert_eq!(decode(&recoded(&page, encoding)).as_deref(), Ok(&*page), "{}", encoding.name());
        }
    }

    #[test]
    fn broken_utf8_stays_utf8() {
        let cut = &ARABIC.as_bytes()[..41];
        assert_eq!(decode(cut).unwrap(), String::from_utf8_lossy(cut));
        assert_eq!(
            decode("é\n".repeat(4).as_bytes().strip_suffix(b"\xA9\n").unwrap()).unwrap(),
            "é\né\né\n\u{FFFD}"
        );

        let mut stray = ARABIC.as_bytes().to_vec();
        stray.insert(20, 0xE9);
        assert_eq!(decode(&stray).unwrap(), String::from_utf8_lossy(&stray));
        let quotes = b"\xE2\x80\x9CYes\xE2\x80\x9D, she said, \xE2\x80\x9Cthe caf\xE9 is closed\xE2\x80\x9D.";
        assert_eq!(decode(quotes).unwrap(), "“Yes”, she said, “the café is closed”.");

        assert_eq!(decode(b"The caf\xE9").unwrap(), "The café");
    }

    #[test]
    fn binary_files_are_errors() {
        let noise: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for bytes in [
            &noise[..],
            b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3E\0\x01\0\0\0",
            b"te\0xt wi\0th ma\0ny st\0ray zer\0os in it",
            b"\x01\x02\x03\x04",
            b"\0",
            &[0; 10_000],
        ] {
            assert!(decode(bytes).is_err(), "{}", bytes.escape_ascii());
        }
        assert_eq!(decode(b"\x1F\x8B\x08\0\0\0\0\0"), Err(NotText::Packed("gzip")));
        assert_eq!(decode(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), Err(NotText::Media("PNG")));
    }

    #[test]
    fn padding_and_a_few_zeros_are_no_text() {
        let nul = |text: &str| text.replacen('\n', "\0\n", 1);
        for text in [ENGLISH, RUSSIAN, CHINESE] {
            let padded = [text.as_bytes(), &[0; 10_000]].concat();
            assert_eq!(decode(&padded).as_deref(), Ok(text));
            assert_eq!(decode(nul(text).as_bytes()).as_deref(), Ok(text));
            let wide = utf16(&(nul(text) + "\0\0"), u16::to_le_bytes);
            assert_eq!(decode(&wide).as_deref(), Ok(text));
        }
        assert_eq!(decode(b"text with a stray \0 in it").as_deref(), Ok("text with a stray  in it"));
        let russian = [&recoded(RUSSIAN, WINDOWS_1251)[..], b"\0\0\0"].concat();
        assert_eq!(decode(&russian).as_deref(), Ok(RUSSIAN));
    }

    #[test]
    fn utf32_needs_no_mark() {
        for text in [ENGLISH, ARABIC, RUSSIAN, CHINESE, "x"] {
            for mark in ["", "\u{FEFF}"] {
                for unit in [u32::to_le_bytes, u32::to_be_bytes] {
                    let bytes: Vec<u8> =
                        mark.chars().chain(text.chars()).flat_map(|c| unit(c as u32)).collect();
                    assert_eq!(decode(&bytes).as_deref(), Ok(text), "{mark:?}");
                }
            }
        }
    }

    #[test]
    fn what_a_page_says_is_checked_against_its_letters() {
        let russian = recoded(&RUSSIAN.repeat(2), WINDOWS_1251);
        for said in ["iso-8859-1", "windows-1252", "koi8-r", "shift_jis", "utf-8", "no such"] {
            assert_eq!(decode_as(&russian, Some(said)).unwrap(), RUSSIAN.repeat(2), "{said}");
        }
        let french = recoded("Le maître d’hôtel a fermé le café à l’été.", WINDOWS_1252);
        for said in ["iso-8859-1", "gbk", "euc-jp", "utf-8"] {
            assert!(decode_as(&french, Some(said)).unwrap().contains("fermé le café"), "{said}");
        }
        let page = [b"<meta charset=windows-1251>", &russian[..]].concat();
        assert!(decode_as(&page, Some("iso-8859-1")).unwrap().ends_with(&RUSSIAN.repeat(2)));
    }

    #[test]
    fn any_bytes_are_decoded_or_an_error() {
        let mut state = 1u32;
        let mut random = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        let pages =
            [recoded(ARABIC, WINDOWS_1256), utf16(RUSSIAN, u16::to_le_bytes), CHINESE.into(), Vec::new()];
        for _ in 0..20_000 {
            let mut bytes = pages[random(pages.len())].clone();
            for _ in 0..=random(8) {
                let at = random(bytes.len() + 1);
                let noise = (0..random(6)).map(|_| random(256) as u8).collect::<Vec<_>>();
                bytes.splice(at..(at + random(3)).min(bytes.len()), noise);
            }
            if let Ok(text) = decode(&bytes) {
                assert!(!text.contains('\0') && text.len() <= bytes.len() * 3);
            }
        }
    }
}
