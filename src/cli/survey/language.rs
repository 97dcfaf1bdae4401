//! Guesses the language of a text that does not declare it: from its script, or from the words of which prose is full.

use std::collections::HashMap;
use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use super::hashed::Hashed;
use super::shortened::start;

/// Most bytes of a text to look at. More would take longer and barely improve the guess.
const SAMPLE: usize = 1_200;
/// Bytes to look at before asking whether that was enough.
const STEP: usize = 240;
/// Fewest words that tell a language, and how many more there must be than of any other.
const ENOUGH: u16 = 4;
const AHEAD: u16 = 2;
/// So many words that no more are looked for.
const PLENTY: u16 = 9;

/// Languages that share their script with others, and words that are frequent in them.
const WORDS: &str = include_str!("languages.tsv");

/// Scripts that tell the language in which nearly all of their texts are, by the range of their characters.
const SCRIPTS: &[(char, char, &str)] = &[
    ('\u{370}', '\u{3ff}', "el"),
    ('\u{530}', '\u{58f}', "hy"),
    ('\u{980}', '\u{9ff}', "bn"),
    ('\u{a00}', '\u{a7f}', "pa"),
    ('\u{a80}', '\u{aff}', "gu"),
    ('\u{b00}', '\u{b7f}', "or"),
    ('\u{b80}', '\u{bff}', "ta"),
    ('\u{c00}', '\u{c7f}', "te"),
    ('\u{c80}', '\u{cff}', "kn"),
    ('\u{d00}', '\u{d7f}', "ml"),
    ('\u{d80}', '\u{dff}', "si"),
    ('\u{e00}', '\u{e7f}', "th"),
    ('\u{e80}', '\u{eff}', "lo"),
    ('\u{f00}', '\u{fff}', "bo"),
    ('\u{1000}', '\u{109f}', "my"),
    ('\u{10a0}', '\u{10ff}', "ka"),
    ('\u{1100}', '\u{11ff}', "ko"),
    ('\u{1200}', '\u{139f}', "am"),
    ('\u{1780}', '\u{17ff}', "km"),
    ('\u{3040}', '\u{30ff}', JAPANESE),
    ('\u{3400}', '\u{9fff}', CHINESE),
    ('\u{ac00}', '\u{d7af}', "ko"),
];
const JAPANESE: &str = "ja";
const CHINESE: &str = "zh";
/// One character in so many makes Chinese ones Japanese.
const KANA: usize = 10;

/// The languages of the words.
struct Languages {
    codes: Vec<&'static str>,
    /// The languages that a word is from, one bit each, by the hash of the word.
    of_words: Hashed<u64>,
    /// The length of the longest word in bytes.
    longest: usize,
}

static LANGUAGES: LazyLock<Languages> = LazyLock::new(|| {
    let mut languages = Languages { codes: Vec::new(), of_words: HashMap::default(), longest: 0 };
    for (language, row) in WORDS.lines().enumerate() {
        let (code, words) = row.split_once('\t').unwrap_or_default();
        languages.codes.push(code);
        for word in words.split(' ') {
            *languages.of_words.entry(xxh3_64(word.as_bytes())).or_default() |= 1 << language;
            languages.longest = languages.longest.max(word.len());
        }
    }
    languages
});

/// The language of a text in pieces, as a code such as `ar`. `None` if the guess would be unreliable.
pub fn guess<'t>(pieces: impl Iterator<Item = &'t str>) -> Option<&'static str> {
    let mut found = Found { words: [0; u64::BITS as usize], scripts: [0; SCRIPTS.len()], other: 0 };
    let mut left = SAMPLE;
    'pieces: for mut piece in pieces {
        while !piece.is_empty() {
            let step = start(piece, STEP);
            words(step).for_each(|word| found.add(word));
            left = left.saturating_sub(step.len());
            if left < STEP || found.is_clear() {
                break 'pieces;
            }
            piece = &piece[step.len()..];
        }
    }
    found.by_script().or_else(|| found.by_words())
}

/// The words of a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_letter(c)).filter(|word| !word.is_empty())
}

/// Whether a character is part of a word. The table of the standard library is slow, so blocks that are nearly all letters come
/// first.
fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphabetic(),
        '×' | '÷' | '・' => false,
        '\u{c0}'..='\u{24f}'
        | '\u{400}'..='\u{52f}'
        | '\u{5d0}'..='\u{5ea}'
        | '\u{620}'..='\u{64a}'
        | '\u{671}'..='\u{6d3}'
        | '\u{900}'..='\u{963}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' => true,
        _ => c.is_alphabetic(),
    }
}

/// What a text has of each language.
struct Found {
    /// Frequent words by language.
    words: [u16; u64::BITS as usize],
    /// Bytes by script of [`SCRIPTS`], and of all others.
    scripts: [usize; SCRIPTS.len()],
    other: usize,
}

impl Found {
    fn add(&mut self, word: &str) {
        let Some(first) = word.chars().next() else { return };
        if let Some(script) = script(first) {
            // Japanese mixes two of them, and has no spaces.
            let kana = if SCRIPTS[script].2 == CHINESE { word.chars().find_map(kana) } else { None };
            self.scripts[kana.unwrap_or(script)] += word.len();
            return;
        }
        self.other += word.len();
        let languages = &*LANGUAGES;
        if word.len() > languages.longest {
            return;
        }
        let mut of_word = languages.of_words.get(&xxh3_64(word.as_bytes())).copied().unwrap_or_default();
        while of_word != 0 {
            self.words[of_word.trailing_zeros() as usize] += 1;
            of_word &= of_word - 1;
        }
    }

    /// The language of most of the text, if its script tells it.
    fn by_script(&self) -> Option<&'static str> {
        let (script, &most) = self.scripts.iter().enumerate().max_by_key(|(_, bytes)| **bytes)?;
        let code = SCRIPTS[script].2;
        let kana = |(number, bytes): (usize, &usize)| if SCRIPTS[number].2 == JAPANESE { *bytes } else { 0 };
        let kana: usize = self.scripts.iter().enumerate().map(kana).sum();
        let code = if code == CHINESE && kana * KANA > most { JAPANESE } else { code };
        (most > self.other).then_some(code)
    }

    /// The language that clearly more of the words are from than from any other.
    fn by_words(&self) -> Option<&'static str> {
        let (language, most, next) = self.most_words()?;
        (most >= ENOUGH && most >= next + AHEAD).then(|| LANGUAGES.codes[language])
    }

    /// Whether there is so much of one language that more would not change the guess.
    fn is_clear(&self) -> bool {
        /// Fewest bytes in one script, and how many times as many as of words in others.
        const IN_SCRIPT: usize = STEP / 2;
        const TIMES: usize = 4;
        // Text without kana may still be Japanese.
        let is_in = |(script, &bytes): (usize, &usize)| {
            bytes > IN_SCRIPT.max(TIMES * self.other) && SCRIPTS[script].2 != CHINESE
        };
        if self.scripts.iter().enumerate().any(is_in) {
            return true;
        }
        self.most_words().is_some_and(|(_, most, next)| most >= PLENTY && most > 2 * next)
    }

    /// The language that most words are from, their number, and the number of those from the next language.
    fn most_words(&self) -> Option<(usize, u16, u16)> {
        let (language, &most) = self.words.iter().enumerate().max_by_key(|(_, words)| **words)?;
        let others = self.words.iter().enumerate().filter(|(other, _)| *other != language);
        Some((language, most, others.map(|(_, words)| *words).max().unwrap_or(0)))
    }
}

/// The number of the script of a character, if it tells the language.
fn script(c: char) -> Option<usize> {
    if c < SCRIPTS[0].0 {
        return None;
    }
    let after = SCRIPTS.partition_point(|(first, _, _)| *first <= c);
    after.checked_sub(1).filter(|&script| c <= SCRIPTS[script].1)
}

/// The number of the script of Japanese, if a character is of it.
fn kana(c: char) -> Option<usize> {
    script(c).filter(|&script| SCRIPTS[script].2 == JAPANESE)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

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
        assert!(right >= 40 && wrong.len() <= 3, "{right} {wrong:?}");
    }

    #[test]
    fn the_words_of_a_language_tell_it() {
        assert!(WORDS.lines().count() <= u64::BITS as usize);
        for row in WORDS.lines() {
            let (code, words) = row.split_once('\t').unwrap();
            assert_eq!(guess([words].into_iter()), Some(code), "{words}");
        }
        assert_eq!(guess(["of the and"].into_iter()), None);
    }

    #[test]
    fn a_script_tells_a_language() {
        assert!(SCRIPTS.windows(2).all(|pair| pair[0].1 < pair[1].0));
        for (text, code) in [
            ("Το πλοίο θα σαλπάρει ξανά τον Μάιο.", "el"),
            ("연락선은 5월에 다시 출항한다.", "ko"),
            ("渡船将于五月重新起航。", "zh"),
            ("フェリーは五月に再び出航する。", "ja"),
            ("五月再開。渡し船の会社が発表した。", "ja"),
            ("เรือข้ามฟากจะออกเดินเรืออีกครั้งในเดือนพฤษภาคม", "th"),
        ] {
            assert_eq!(guess([text].into_iter()), Some(code), "{text}");
        }
    }

    #[test]
    fn short_texts_have_no_language() {
        assert_eq!(guess(["", "12 34"].into_iter()), None);
        assert_eq!(guess(["é".repeat(SAMPLE).as_str()].into_iter()), None);
    }
}
