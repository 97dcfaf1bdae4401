//! What --lang and --model mean.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use dechaff::{Cleaner, KeepSet, Model};

use super::lang;
use crate::cli::source::shown;

/// A cleaner with the phrases of a language, as --lang names it, and of packs in files, and the labels to keep. A model
/// of a file takes the place of both built-in ones.
pub fn cleaner(lang: &str, packs: &[PathBuf], model: Option<&Path>, keep: KeepSet) -> Result<Cleaner> {
    let packs = packs.iter().map(|file| lang::read(file)).collect::<Result<Vec<_>>>()?;
    let mut cues = lang::cues(lang)?;
    if !packs.is_empty() {
        cues = cues.and(&packs);
    }
    let Some(file) = model else {
        return Ok(Cleaner::new(cues, Model::builtin(), keep));
    };
    let text = fs::read_to_string(file).with_context(|| shown(file))?;
    // As one message: the error's own source says nothing more.
    let model =
        Model::parse(&text).map_err(|error| anyhow!("{}: {}", shown(file), error.to_string().trim_end()))?;
    Ok(Cleaner::new(cues, model.clone(), keep).with_html_model(model))
}
