//! What --lang means.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use dechaff::{Cues, Pack};

use crate::cli::source::shown;

/// The phrases of a language by its code; those of all for `auto`, none for `none`.
pub fn cues(lang: &str) -> Result<Cues> {
    // build.rs has compiled those of all.
    if lang == "auto" { Ok(Cues::builtin()) } else { packs(lang).map(|packs| Cues::compile(&packs)) }
}

/// The same as packs.
pub fn packs(lang: &str) -> Result<Vec<Pack>> {
    match lang {
        "auto" => Ok(Pack::builtin()),
        "none" => Ok(Vec::new()),
        code => match Pack::builtin_of(code) {
            Some(pack) => Ok(vec![pack]),
            None => bail!("no language pack {code:?} (--lang takes auto, none, {})", codes()),
        },
    }
}

/// The codes of the built-in packs, for a message.
pub fn codes() -> String {
    Pack::builtin_codes().collect::<Vec<_>>().join(", ")
}

/// A pack of a file.
pub fn read(file: &Path) -> Result<Pack> {
    let text = fs::read_to_string(file).with_context(|| shown(file))?;
    // As one message: the error's own source says nothing more.
    Pack::parse(&text).map_err(|error| anyhow!("{}: {}", shown(file), error.to_string().trim_end()))
}
