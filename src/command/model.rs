//! What --lang and --model mean.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use dechaff::{Cleaner, Cues, KeepSet, Model};

use super::lang;
use crate::args::KnowledgeArguments;
use crate::source::shown;

/// A cleaner that knows what the arguments say.
pub fn knowing(knowledge: &KnowledgeArguments, keep: KeepSet) -> Result<Cleaner> {
    let KnowledgeArguments { lang, model, packs } = knowledge;
    let packs = packs.iter().map(|file| lang::read(file)).collect::<Result<Vec<_>>>()?;
    with_cues(lang::cues(lang)?.and(&packs), model.as_deref(), keep)
}

/// A cleaner with the phrases of a language, as --lang names it, and the labels to keep. A model of a file takes the place of both built-in ones.
pub fn cleaner(lang: &str, model: Option<&Path>, keep: KeepSet) -> Result<Cleaner> {
    with_cues(lang::cues(lang)?, model, keep)
}

fn with_cues(cues: Cues, model: Option<&Path>, keep: KeepSet) -> Result<Cleaner> {
    let Some(file) = model else {
        return Ok(Cleaner::new(cues, Model::builtin(), keep));
    };
    let text = fs::read_to_string(file).with_context(|| shown(file))?;
    // As one message: the error's own source says nothing more.
    let model =
        Model::parse(&text).map_err(|error| anyhow!("{}: {}", shown(file), error.to_string().trim_end()))?;
    Ok(Cleaner::new(cues, model.clone(), keep).with_html_model(model))
}
