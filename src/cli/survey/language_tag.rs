//! The languages that pages declare.

/// Codes of languages: of three letters, and of two.
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

/// Further codes of languages that pages declare: those of two letters alone, and those of three letters
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
    let known = || CODES.iter().find(|(three, two)| [*three, *two].contains(&&code[..])).map(|(_, two)| *two);
    let old = || OLD.iter().find(|(old, _)| *old == code).map(|(_, new)| *new);
    old().or_else(known).or_else(|| MORE.split(' ').find(|more| *more == code))
}

/// Codes that are no longer used, and those that mean the same.
const OLD: &[(&str, &str)] =
    &[("in", "id"), ("iw", "he"), ("ji", "yi"), ("nb", "no"), ("nn", "no"), ("fil", "tl")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_declares_is_a_language_or_nothing() {
        for (declared, found) in [
            ("pt-BR", Some("pt")),
            ("NB_no", Some("no")),
            ("no", Some("no")),
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
