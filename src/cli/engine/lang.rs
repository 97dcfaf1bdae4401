//! What `--lang` means.

use anyhow::{Result, bail};
use dechaff::{Cues, Pack};

/// The phrases of a language by its code; those of all languages for `auto`, none for `none`.
pub fn cues(lang: &str) -> Result<Cues> {
    // `build.rs` has compiled these.
    if lang == "auto" { Ok(Cues::builtin()) } else { packs(lang).map(|packs| Cues::compile(&packs)) }
}

/// The packs of a language by its code; those of all languages for `auto`, none for `none`.
pub fn packs(lang: &str) -> Result<Vec<Pack>> {
    match lang {
        "auto" => Ok(Pack::builtin()),
        "none" => Ok(Vec::new()),
        code => match Pack::builtin_of(code) {
            Some(pack) => Ok(vec![pack]),
            None => bail!("unknown language {code:?} (--lang takes auto, none, {})", codes()),
        },
    }
}

/// The codes of the built-in packs, for a message.
pub fn codes() -> String {
    Pack::builtin_codes().collect::<Vec<_>>().join(", ")
}
