//! Charsets of the web before UTF-8: the one that is declared, or the one that is most likely by its letters.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, WINDOWS_1252};

use super::{NotText, declared};

/// Bytes that tell the charset.
const SAMPLE: usize = 64 << 10;
/// A text is strange when it has more odd characters than that, out of a hundred above ASCII.
const STRANGE: usize = 8;
/// What has more bytes without a meaning, out of a hundred characters above ASCII, is no text.
const NO_TEXT: usize = 20;

/// Bytes above ASCII that tell the charsets of East Asia from each other and from others.
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
pub fn decode<'a>(bytes: &'a [u8], said: Option<&str>) -> Result<Cow<'a, str>, NotText> {
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
    let text = encoding.decode_without_bom_handling(bytes).0;
    let above = |c: &char| !c.is_ascii();
    let (none, all) =
        text.chars().filter(above).fold((0, 0), |(none, all), c| (none + usize::from(is_none(c)), all + 1));
    if none * 100 > all * NO_TEXT { Err(NotText::Binary) } else { Ok(text) }
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
    if named == WINDOWS_1252 {
        likely.knows_language
    } else {
        of_east_asia.contains(&named)
            && named != likely.encoding
            && !(is_chinese(&named) && is_chinese(&likely.encoding))
            && sample.iter().filter(|byte| !byte.is_ascii()).count() >= TELLING
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
    let (mut before, mut western) = (' ', 0);
    for c in text.chars() {
        if !c.is_ascii() {
            all += 1;
            odd += if c == char::REPLACEMENT_CHARACTER { 3 } else { usize::from(is_odd(before, c)) };
            capitals += usize::from(c.is_uppercase());
            letters += usize::from(c.is_uppercase() || c.is_lowercase());
        }
        // Western letters with accents hardly ever stand three in a row. Other alphabets decoded as Western do all the time.
        western = if is_accented(c) { western + 1 } else { 0 };
        odd += if western == 3 { 3 } else { usize::from(western > 3) };
        before = c;
    }
    // Two charsets of Russian have capitals where the other has small letters.
    if capitals * 2 > letters && letters >= 20 {
        odd += capitals;
    }
    odd * 100 / usize::max(all, 1)
}

/// What bytes without a meaning become.
fn is_none(c: char) -> bool {
    matches!(c, char::REPLACEMENT_CHARACTER | '\u{80}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}')
}

fn is_odd(before: char, c: char) -> bool {
    match c {
        _ if is_none(c) => true,
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

fn is_letter_above_ascii(c: char) -> bool {
    !c.is_ascii() && c.is_alphabetic()
}
