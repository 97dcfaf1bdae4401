//! Charsets of the web before UTF-8: the one that is declared, or the one that is most likely by its letters.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, WINDOWS_1252};

use super::declared;

/// Bytes that tell the charset.
const SAMPLE: usize = 64 << 10;
/// A text is strange when it has more odd characters than that, out of a hundred above ASCII.
const STRANGE: usize = 8;
/// Bytes above ASCII that tell the charsets of East Asia from each other and from others; twice as many tell those of
/// Europe.
const TELLING: usize = 40;

/// The domains of countries whose pages are in the charsets of a language. Those of Poland make the detector prefer
/// ISO-8859-2 to windows-1250, against the letters of a short page.
const COUNTRIES: [(&str, &[u8]); 34] = [
    ("ar", b"sa"),
    ("be", b"by"),
    ("bg", b"bg"),
    ("cs", b"cz"),
    ("da", b"dk"),
    ("de", b"de"),
    ("el", b"gr"),
    ("es", b"es"),
    ("et", b"ee"),
    ("fa", b"ir"),
    ("fi", b"fi"),
    ("fr", b"fr"),
    ("he", b"il"),
    ("hr", b"hr"),
    ("hu", b"hu"),
    ("is", b"is"),
    ("it", b"it"),
    ("iw", b"il"),
    ("ja", b"jp"),
    ("ko", b"kr"),
    ("lt", b"lt"),
    ("lv", b"lv"),
    ("mk", b"mk"),
    ("pl", b"cz"),
    ("pt", b"pt"),
    ("ro", b"ro"),
    ("ru", b"ru"),
    ("sk", b"sk"),
    ("sl", b"si"),
    ("sv", b"se"),
    ("th", b"th"),
    ("tr", b"tr"),
    ("uk", b"ua"),
    ("vi", b"vn"),
];

/// Decodes a page that is not UTF-8. `said` is the charset that its server named, if any.
pub fn decode<'a>(bytes: &'a [u8], said: Option<&str>) -> Cow<'a, str> {
    // ASCII before the first other byte tells nothing.
    let start = Encoding::ascii_valid_up_to(bytes).saturating_sub(64);
    let sample = &bytes[start..bytes.len().min(start + SAMPLE)];
    let likely = likely(bytes, sample);
    let named = [said.map(str::to_owned), declared::name(bytes)];
    let named = named.iter().flatten().filter_map(|name| declared::legacy(name));
    let named = named.filter(|encoding| !is_overruled(encoding, likely, sample));
    let strangeness =
        |encoding: &'static Encoding| strangeness(&encoding.decode_without_bom_handling(sample).0);
    let encoding = named.clone().find(|encoding| strangeness(encoding) <= STRANGE);
    // Otherwise the first of the least strange ones.
    let encoding =
        encoding.or_else(|| named.chain([likely.encoding]).min_by_key(|encoding| strangeness(encoding)));
    let encoding = encoding.unwrap_or(likely.encoding);
    encoding.decode_without_bom_handling(bytes).0
}

/// The charset that is most likely by its letters.
#[derive(Clone, Copy)]
struct Likely {
    encoding: &'static Encoding,
    /// Whether the page declares a language that helped to tell it.
    knows_language: bool,
}

fn likely(bytes: &[u8], sample: &[u8]) -> Likely {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let country = country(bytes);
    Likely { encoding: detector.guess(country, Utf8Detection::Deny), knows_language: country.is_some() }
}

/// Whether the letters say more than the name that a server or a page gave.
///
/// windows-1252 is what servers say of any page; it has a character for nearly every byte, so does not look wrong in the
/// languages of Central Europe. Any two bytes are a character in most charsets of East Asia.
fn is_overruled(named: &'static Encoding, likely: Likely, sample: &[u8]) -> bool {
    let of_east_asia = [BIG5, EUC_JP, EUC_KR, GB18030, GBK, SHIFT_JIS];
    let is_chinese = |encoding| [GB18030, GBK].contains(encoding);
    let telling = sample.iter().filter(|byte| !byte.is_ascii()).count();
    if named == WINDOWS_1252 {
        likely.knows_language || telling >= 2 * TELLING
    } else {
        of_east_asia.contains(&named)
            && named != likely.encoding
            && !(is_chinese(&named) && is_chinese(&likely.encoding))
            && telling >= TELLING
    }
}

/// The domain of a country in which the language of the page is spoken. English tells nothing: templates say it of any page.
fn country(bytes: &[u8]) -> Option<&'static [u8]> {
    let language = declared::language(bytes)?;
    if language.starts_with("zh") {
        let is_traditional = ["tw", "hk", "mo", "hant"].iter().any(|region| language.contains(region));
        return Some(if is_traditional { b"tw" } else { b"cn" });
    }
    let language = language.split(['-', '_']).next()?;
    COUNTRIES.iter().find(|(code, _)| *code == language).map(|&(_, country)| country)
}

/// How many of a hundred characters above ASCII are odd where they stand, as when a text is decoded with the wrong charset.
fn strangeness(text: &str) -> usize {
    let (mut odd, mut all, mut capitals, mut letters) = (0, 0, 0, 0);
    let (mut first, mut before, mut western) = (' ', ' ', 0);
    for c in text.chars() {
        if !c.is_ascii() {
            all += 1;
            odd += if c == char::REPLACEMENT_CHARACTER { 3 } else { usize::from(is_odd(before, c)) };
            capitals += usize::from(c.is_uppercase());
            letters += usize::from(c.is_uppercase() || c.is_lowercase());
        }
        // An ideograph between two letters is an accented letter and the one behind it.
        odd += usize::from(first.is_ascii_alphabetic() && is_ideograph(before) && c.is_ascii_lowercase());
        // Western letters with accents hardly ever stand three in a row. Other alphabets decoded as Western do all the time.
        western = if is_accented(c) { western + 1 } else { 0 };
        odd += if western == 3 { 3 } else { usize::from(western > 3) };
        (first, before) = (before, c);
    }
    // Two charsets of Russian have capitals where the other has small letters.
    if capitals * 2 > letters && letters >= 20 {
        odd += capitals;
    }
    odd * 100 / usize::max(all, 1)
}

fn is_odd(before: char, c: char) -> bool {
    match c {
        // Bytes without a meaning.
        '\u{80}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}' => true,
        // Capitals do not follow small letters of the same alphabet.
        _ if before.is_lowercase() && c.is_uppercase() => !before.is_ascii() || is_accented(c),
        // Signs do not follow letters above ASCII, but for quotation marks and the like.
        '\u{A1}'..='\u{BF}' | '×' | '÷' | '\u{2500}'..='\u{25FF}' => {
            is_letter_above_ascii(before) && !matches!(c, '»' | '«' | '·' | 'º' | 'ª')
        }
        _ => false,
    }
}

/// Latin letters above ASCII.
fn is_accented(c: char) -> bool {
    matches!(c, '\u{C0}'..='\u{24F}') && c != '×' && c != '÷'
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

fn is_letter_above_ascii(c: char) -> bool {
    !c.is_ascii() && c.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use encoding_rs::{KOI8_R, WINDOWS_1250, WINDOWS_1251};

    use super::*;

    const RUSSIAN: &str = "Смотритель маяка говорит, что туман был густой.";
    const CZECH: &str = "Strážce majáku říká, že mlha byla velmi hustá a žádný člun nevyplul.";

    fn page(head: &str, text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(&format!("{head}<p>{text}")).0.into_owned()
    }

    #[test]
    fn a_name_is_believed_unless_the_letters_say_otherwise() {
        for (head, text, encoding) in [
            ("<meta charset=koi8-r>", RUSSIAN, KOI8_R),
            ("<meta charset=windows-1251>", RUSSIAN, KOI8_R),
            ("<meta charset=koi8-r>", RUSSIAN, WINDOWS_1251),
            ("<meta charset=iso-8859-1>", RUSSIAN, WINDOWS_1251),
            ("<html lang=cs><meta charset=iso-8859-1>", CZECH, WINDOWS_1250),
            ("<meta charset=gbk>", "Der frühere Fährmann Jörg.", WINDOWS_1252),
            ("<meta charset=gbk>", RUSSIAN, WINDOWS_1251),
            ("<meta charset=gbk>", "用 iPhone 和 iPad 看港口的新闻。", GBK),
            ("<meta charset=iso-8859-1>", "ÉTÉ À LA MER: la brume était épaisse.", WINDOWS_1252),
        ] {
            let bytes = page(head, text, encoding);
            assert_eq!(decode(&bytes, None), format!("{head}<p>{text}"));
        }
    }

    #[test]
    fn the_language_of_a_page_tells_its_charset() {
        let short = |language: &str| page(&format!("<html lang={language}>"), "A híd tőlünk", WINDOWS_1250);
        assert!(decode(&short("hu"), None).ends_with("A híd tőlünk"));
        for (language, domain) in [
            ("zh-Hant", Some(&b"tw"[..])),
            ("zh", Some(b"cn")),
            ("cs-CZ", Some(b"cz")),
            ("en", None),
            ("", None),
        ] {
            assert_eq!(country(format!("<!doctype html><HTML LANG=\"{language}\">").as_bytes()), domain);
        }
    }
}
