//! The text of a page's bytes, whatever charset they are in.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;

/// Bytes that are no text.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NotText {
    /// A known kind of file that wraps text, or could.
    #[error("{0} data, not text (unpack or convert it first, or leave it out with --exclude)")]
    OtherFormat(&'static str),
    /// Anything else.
    #[error("binary data, not text (leave it out with --exclude)")]
    Binary,
}

/// Decodes a page.
///
/// A byte order mark decides; then valid UTF-8; then UTF-16 by where its zero bytes stand; then UTF-8 with
/// broken places, which become U+FFFD; what is left is a legacy charset: the one that a page of HTML names, or else
/// told by the letters it would spell.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    let (encoding, text) = if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        (encoding, &bytes[length..])
    } else if memchr(0, bytes).is_some() {
        (utf16_without_mark(bytes).ok_or_else(|| kind_of(bytes))?, bytes)
    } else if has_many_controls(bytes) {
        return Err(kind_of(bytes));
    } else if Encoding::utf8_valid_up_to(bytes) == bytes.len() || is_broken_utf8(bytes) {
        (UTF_8, bytes)
    } else {
        (named_charset(bytes).unwrap_or_else(|| legacy_charset(bytes)), bytes)
    };
    let (text, _) = encoding.decode_without_bom_handling(text);
    // A mark at the start of a binary file is chance.
    if memchr(0, text.as_bytes()).is_some() { Err(kind_of(bytes)) } else { Ok(text) }
}

/// The text of bytes that must be UTF-8, or how many of them are. Checked several times faster than by the standard
/// library.
pub fn utf8(bytes: &[u8]) -> Result<&str, usize> {
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(Cow::Borrowed(text)) => Ok(text),
        _ => Err(Encoding::utf8_valid_up_to(bytes)),
    }
}

/// Decodes a page whose charset a server has named. Valid UTF-8 is taken for what it is: servers name the wrong charset
/// more often than that comes about by chance.
pub fn decode_as<'a>(bytes: &'a [u8], charset: Option<&str>) -> Result<Cow<'a, str>, NotText> {
    match charset.and_then(|name| Encoding::for_label(name.as_bytes())) {
        Some(encoding)
            if Encoding::for_bom(bytes).is_none()
                && memchr(0, bytes).is_none()
                && Encoding::utf8_valid_up_to(bytes) < bytes.len() =>
        {
            Ok(encoding.decode_without_bom_handling(bytes).0)
        }
        _ => decode(bytes),
    }
}

/// How the data may be called in a message.
fn kind_of(bytes: &[u8]) -> NotText {
    const MAGIC: [(&[u8], &str); 6] = [
        (b"\x1F\x8B", "gzip"),
        (b"\x28\xB5\x2F\xFD", "zstd"),
        (b"BZh", "bzip2"),
        (b"\xFD7zXZ", "xz"),
        (b"PK\x03\x04", "zip"),
        (b"%PDF-", "PDF"),
    ];
    let kind = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic));
    kind.map_or(NotText::Binary, |&(_, name)| NotText::OtherFormat(name))
}

/// Whether more than one in twenty of the first bytes is a control character that no text needs.
fn has_many_controls(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(256)];
    sample.iter().filter(|&&byte| is_control(byte)).count() * 20 > sample.len()
}

/// White space aside; ESC aside too, which terminals' colours and some charsets use.
fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F)
}

/// UTF-16 shows by its white space, digits and Latin letters, whose upper byte is zero: always on the same
/// side, and never with a lower byte that is a control character.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(64 << 10)];
    // Plain text with a stray zero byte in it.
    if Encoding::utf8_valid_up_to(sample) == sample.len() && !has_many_controls(sample) {
        return None;
    }
    let pairs = sample.as_chunks::<2>().0;
    let lower_of_latin =
        |upper: usize| pairs.iter().filter(move |pair| pair[upper] == 0).map(move |pair| pair[1 - upper]);
    // White space first: the other way round, U+4E00 and its like look Latin.
    let weight = |upper| {
        let spaces = lower_of_latin(upper).filter(u8::is_ascii_whitespace).count();
        (spaces, lower_of_latin(upper).count())
    };
    let (encoding, upper) = if weight(1) >= weight(0) { (UTF_16LE, 1) } else { (UTF_16BE, 0) };
    let units = pairs.iter().map(|pair| u16::from_le_bytes([pair[1 - upper], pair[upper]]));
    let fits = weight(upper).1 * 100 >= pairs.len().max(1)
        && !lower_of_latin(upper).any(is_control)
        // The sample's end may cut a surrogate pair in two.
        && char::decode_utf16(units).filter(Result::is_err).count() <= 1;
    fits.then_some(encoding)
}

/// Whether bytes that are not valid UTF-8 are UTF-8 nonetheless, with broken places in it.
///
/// In a legacy charset hardly any two bytes above ASCII happen to make a sound sequence, and nearly all make
/// a broken one. So four sound sequences for each broken place tell UTF-8. A sequence cut off by the end of
/// the page is no sign of either.
fn is_broken_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0, 0);
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        sound += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
        let cut_off = chunks.peek().is_none() && is_unfinished(chunk.invalid());
        broken += usize::from(!cut_off);
    }
    sound > 0 && sound >= 4 * broken
}

fn is_unfinished(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true)
}

/// The charset that a page of HTML names in a meta tag or an XML declaration near its beginning.
fn named_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4 << 10)]).to_ascii_lowercase();
    let tags = start.match_indices('<').map(|(at, _)| &start[at..]);
    let tags = tags.filter(|tag| tag.starts_with("<meta") || tag.starts_with("<?xml"));
    tags.filter_map(|tag| tag.split_once('>')).find_map(|(tag, _)| {
        let (_, value) = tag.split_once("charset").or_else(|| tag.split_once("encoding"))?;
        let value = value.trim_start().strip_prefix('=')?.trim_start_matches(['"', '\'', ' ']);
        let end =
            value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(value.len());
        // Who could read the name so far does not read UTF-16; and UTF-8 it is not.
        Encoding::for_label(&value.as_bytes()[..end])
            .filter(|named| ![UTF_8, UTF_16BE, UTF_16LE].contains(named))
    })
}

/// The likeliest charset by 64 KiB around the first byte above ASCII: far before it there is nothing to see.
fn legacy_charset(bytes: &[u8]) -> &'static Encoding {
    let start = Encoding::ascii_valid_up_to(bytes).saturating_sub(64);
    let sample = &bytes[start..bytes.len().min(start + (64 << 10))];
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, EUC_KR, GBK, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256};

    use super::*;

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
    fn a_page_names_its_charset() {
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
            // Far down in a page that is ASCII so far.
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
        assert_eq!(decode(quotes).unwrap(), "“Yes”, she said, “the caf\u{FFFD} is closed”.");

        assert_eq!(decode(b"The caf\xE9").unwrap(), "The café");
    }

    #[test]
    fn binary_is_named() {
        let noise: Vec<u8> = (0..4096u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for bytes in [
            &noise[..],
            b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3E\0\x01\0\0\0",
            b"text with a stray \0 in it",
            b"\xFF\xFE\0\0text",
            b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR",
            b"\x01\x02\x03\x04",
            b"\0",
        ] {
            assert_eq!(decode(bytes), Err(NotText::Binary));
        }
        assert_eq!(decode(b"\x1F\x8B\x08\0\0\0\0\0"), Err(NotText::OtherFormat("gzip")));
    }

    #[test]
    fn any_bytes_are_decoded_or_named() {
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
