//! What --lang and --model mean.

use std::fs;

use anyhow::{Context, Result, anyhow};
use dechaff::{Cleaner, KeepSet, Model};

use super::lang;
use crate::args::KnowledgeArguments;
use crate::source::shown;

/// A cleaner that knows what the arguments say. A model of a file takes the place of both built-in ones.
pub fn cleaner(knowledge: &KnowledgeArguments, keep: KeepSet) -> Result<Cleaner> {
    let cues = lang::cues(&knowledge.lang)?;
    let Some(file) = knowledge.model.as_deref() else {
        return Ok(Cleaner::new(cues, Model::builtin(), keep));
    };
    let text = fs::read_to_string(file).with_context(|| shown(file))?;
    // As one message: the error's own source says nothing more.
    let model =
        Model::parse(&text).map_err(|error| anyhow!("{}: {}", shown(file), error.to_string().trim_end()))?;
    Ok(Cleaner::new(cues, model.clone(), keep).with_html_model(model))
}
