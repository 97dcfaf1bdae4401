//! Guesses the language of a text that does not declare it, from its script and trigrams.

use std::collections::HashMap;
use std::sync::LazyLock;

use whatlang::Detector;

/// Characters of a text to look at. More would take longer and barely improve the guess.
const SAMPLE: usize = 600;

/// Codes of languages: three letters in `whatlang`, two in HTML.
const CODES: &[(&str, &str)] = &[
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "no"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

/// Words of which prose is full, in languages of the Latin script that much of the web is in. Looking for them is cheaper than
/// counting trigrams.
const WORDS: &[(&str, &str)] = &[
    ("de", "der die das und ist nicht mit den von ein eine auf dem sich für auch wird als"),
    ("en", "the of and to is that was for with it from this are which by have were an"),
    ("es", "el los las del que por con una para como más su fue pero sus también entre"),
    ("fr", "le les des est et dans une pour qui sur pas au plus avec par ce cette sont"),
    ("it", "il di che è della per una con non sono gli nel anche dei più alla questo"),
    ("nl", "het een van de en dat op te voor niet met zijn aan er ook maar wordt bij"),
    ("pl", "nie się na do że jest jak po od przez oraz ale który tego są dla przy"),
    ("pt", "os do da em um uma não com para mais dos como foi ao também pelo são das"),
    ("tr", "ve bir bu için ile olarak da daha çok olan gibi kadar sonra ancak ise göre"),
];
/// Fewest of these words that tell a language.
const ENOUGH: usize = 6;

/// The language that far more of the words are from than from any other.
fn by_words(text: &str) -> Option<&'static str> {
    static LANGUAGES: LazyLock<HashMap<&str, u16>> = LazyLock::new(|| {
        let mut languages = HashMap::new();
        for (language, (_, words)) in WORDS.iter().enumerate() {
            words.split(' ').for_each(|word| *languages.entry(word).or_default() |= 1 << language);
        }
        languages
    });
    let mut counts = [0; WORDS.len()];
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        let languages = LANGUAGES.get(word).copied().unwrap_or_default();
        counts
            .iter_mut()
            .enumerate()
            .for_each(|(language, count)| *count += usize::from(languages >> language & 1 == 1));
    }
    let (best, most) = counts.iter().copied().enumerate().max_by_key(|(_, count)| *count)?;
    let others = counts.iter().enumerate().filter(|(language, _)| *language != best).map(|(_, count)| *count);
    (most >= ENOUGH && most >= 3 * others.max().unwrap_or(0)).then(|| WORDS[best].0)
}

/// The language of a text in pieces, as a code such as `ar`. `None` if the guess would be unreliable.
pub fn guess<'t>(pieces: impl Iterator<Item = &'t str>) -> Option<&'static str> {
    let text: String = pieces.flat_map(str::chars).take(SAMPLE).collect();
    if let Some(code) = by_words(&text) {
        return Some(code);
    }
    let found = Detector::new().detect(&text).filter(whatlang::Info::is_reliable)?;
    let code = found.lang().code();
    CODES.iter().find(|(three, _)| *three == code).map(|(_, two)| *two)
}

/// Further codes of languages that pages declare: those of two letters that cannot be guessed, and those of three letters
/// in which much is written.
const MORE: &str = "aa ab ae an as av ay ba bh bi bm bo br bs ce ch co cr cu cv dv dz ee eu fj ff fo fy ga gd gl gn gv ha ho \
    ht hz ia ie ig ii ik io is iu kg ki kj kk kl kr ks ku kv kw ky lb lg li ln lo lu mg mh mi mn ms mt na nd ng nr nv ny oc oj \
    om os pi ps qu rm rn rw sa sc sd se sg sm so sq ss su sw tg ti tn to ts tt tw ty ug ve vo wa wo xh yo za arz ast azb \
    bar bcl bug ceb ckb dsb gsw haw hmn hsb kab kok lmo mai mni mzn nap nds new nso pnb sah sat scn sco szl tet tok vec \
    war wuu yue zgh";

/// The tag of a language that HTML declares, without its region: `pt` for `pt-BR`, `ar` for `ara`, and `no` for both kinds
/// of Norwegian. `None` if it is no language, such as `utf-8`.
pub fn tag(declared: &str) -> Option<&'static str> {
    let code = declared.split(['-', '_']).next().unwrap_or_default().trim().to_lowercase();
    let guessed =
        || CODES.iter().find(|(three, two)| [*three, *two].contains(&&code[..])).map(|(_, two)| *two);
    let old = || OLD.iter().find(|(old, _)| *old == code).map(|(_, new)| *new);
    old().or_else(guessed).or_else(|| MORE.split(' ').find(|more| *more == code))
}

/// Codes that are no longer used, and those that mean the same.
const OLD: &[(&str, &str)] =
    &[("in", "id"), ("iw", "he"), ("ji", "yi"), ("nb", "no"), ("nn", "no"), ("fil", "tl")];

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_language_has_its_code() {
        for lang in whatlang::Lang::all() {
            assert!(CODES.iter().any(|(three, _)| *three == lang.code()), "{lang:?}");
        }
        assert_eq!(CODES.len(), whatlang::Lang::all().len());
    }

    #[test]
    fn test_pages_are_in_the_language_of_their_name() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/pages");
        let (mut right, mut wrong) = (0, Vec::new());
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let Some((code, _)) = name.split_once('-') else { continue };
            let rows = fs::read_to_string(&path).unwrap();
            let body = rows.lines().filter_map(|row| row.strip_prefix("body\t"));
            match guess(body) {
                Some(guessed) if guessed == code => right += 1,
                guessed => wrong.push((name, guessed)),
            }
        }
        // Two pages have hardly any text, and one has no line of its own.
        assert!(right >= 30 && wrong.len() <= 3, "{right} {wrong:?}");
    }

    #[test]
    fn the_words_of_a_language_tell_it() {
        let words = |code: &str| WORDS.iter().find(|(other, _)| *other == code).unwrap().1;
        for (code, words) in WORDS {
            assert_eq!(by_words(words), Some(*code), "{words}");
        }
        assert_eq!(by_words(&format!("{} {}", words("en"), words("nl"))), None);
        assert_eq!(by_words("the of and to is"), None);
    }

    #[test]
    fn short_texts_have_no_language() {
        assert_eq!(guess(["", "12 34"].into_iter()), None);
    }

    #[test]
    fn what_a_page_declares_is_a_language_or_nothing() {
        for (declared, found) in [
            ("pt-BR", Some("pt")),
            ("NB_no", Some("no")),
            ("ara", Some("ar")),
            ("eu", Some("eu")),
            ("yue-Hant", Some("yue")),
            ("iw", Some("he")),
            ("utf-8", None),
            ("english", None),
            ("", None),
            ("xx", None),
        ] {
            assert_eq!(tag(declared), found, "{declared}");
        }
        let mut codes: Vec<_> = CODES.iter().map(|(_, two)| *two).chain(MORE.split(' ')).collect();
        codes.sort_unstable();
        assert!(codes.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
