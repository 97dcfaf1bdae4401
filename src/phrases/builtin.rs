//! What dechaff ships with, as build.rs has made it: no run has to read or compile it.

use crate::phrases::cue::Cues;
use crate::phrases::pack::Pack;

macro_rules! made {
    ($file:literal) => {
        concat!(env!("OUT_DIR"), "/", $file)
    };
}

/// The code and the text of each file in `src/phrases/packs`, in the order of their codes.
const PACKS: &[(&str, &str)] = include!(made!("packs.rs"));

impl Cues {
    /// The phrases of all packs that dechaff ships with.
    pub fn builtin() -> Self {
        Self::from_bytes(include_bytes!(made!("cues")))
    }
}

impl Pack {
    /// The packs that dechaff ships with, in the order of their codes.
    ///
    /// Made from their texts; for their phrases alone ask [`Cues::builtin`], which takes no time.
    pub fn builtin() -> Vec<Self> {
        PACKS.iter().map(|(_, text)| read(text)).collect()
    }

    /// The pack of a language by its code, if dechaff ships with one.
    pub fn builtin_of(code: &str) -> Option<Self> {
        PACKS.iter().find(|(known, _)| *known == code).map(|(_, text)| read(text))
    }

    /// The codes of the packs that dechaff ships with.
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
