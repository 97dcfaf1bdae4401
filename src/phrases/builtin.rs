//! The built-in packs, compiled by build.rs so that no run has to parse or compile them.

use crate::phrases::cue::Cues;
use crate::phrases::pack::Pack;

macro_rules! made {
    ($file:literal) => {
        concat!(env!("OUT_DIR"), "/", $file)
    };
}

/// The code and the text of each file in `src/phrases/packs`, sorted by code.
const PACKS: &[(&str, &str)] = include!(made!("packs.rs"));

impl Cues {
    /// The phrases of all built-in packs. Compiled at build time, so this is fast.
    pub fn builtin() -> Self {
        Self::from_bytes(include_bytes!(made!("cues")))
    }
}

impl Pack {
    /// The built-in packs, sorted by code. This parses them; use [`Cues::builtin`] for their phrases alone.
    pub fn builtin() -> Vec<Self> {
        PACKS.iter().map(|(_, text)| read(text)).collect()
    }

    /// The built-in pack of a language, by its code such as `ar`.
    pub fn builtin_of(code: &str) -> Option<Self> {
        PACKS.iter().find(|(known, _)| *known == code).map(|(_, text)| read(text))
    }

    /// The codes of the built-in packs, sorted.
    pub fn builtin_codes() -> impl Iterator<Item = &'static str> {
        PACKS.iter().map(|(code, _)| *code)
    }
}

fn read(text: &str) -> Pack {
    Pack::parse(text).expect("build.rs has read it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_pass_their_examples() {
        for (code, text) in PACKS {
            let pack = Pack::parse(text).unwrap();
            assert_eq!(pack.code(), *code);
            assert_eq!(pack.test(), [], "{code}");
        }
    }

    #[test]
    fn every_pack_is_compiled() {
        assert!(Pack::builtin_codes().is_sorted());
        assert_eq!(Cues::builtin().to_bytes(), Cues::compile(&Pack::builtin()).to_bytes());
    }
}
