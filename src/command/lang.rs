//! What --lang means.

use anyhow::{Result, bail};
use dechaff::Pack;

/// The packs of a language by its code; those of all for `auto`, none for `none`.
pub fn packs(lang: &str) -> Result<Vec<Pack>> {
    let mut packs = Pack::builtin();
    match lang {
        "auto" => {}
        "none" => packs.clear(),
        code if packs.iter().any(|pack| pack.code() == code) => packs.retain(|pack| pack.code() == code),
        code => bail!("no language pack {code:?} (--lang takes auto, none, {})", codes(&packs)),
    }
    Ok(packs)
}

/// The codes of packs, for a message.
pub fn codes(packs: &[Pack]) -> String {
    packs.iter().map(Pack::code).collect::<Vec<_>>().join(", ")
}
