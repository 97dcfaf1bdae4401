//! The cleaner that the arguments ask for.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use dechaff::{Cleaner, KeepSet, Model, ModelError, Pack, PackError};

use super::lang;
use crate::cli::args::{DecidingArguments, KnowledgeArguments};
use crate::cli::config::toml_error;
use crate::cli::source::shown;
use crate::cli::terminal_text::excerpt;

/// A cleaner with the phrases and the model that the arguments name, and the labels to keep. A model from a file replaces
/// all built-in models.
pub fn cleaner(knowledge: &KnowledgeArguments, keep: KeepSet) -> Result<Cleaner> {
    let packs = knowledge.packs.iter().map(|file| read_pack(file)).collect::<Result<Vec<_>>>()?;
    let mut cues = lang::cues(&knowledge.lang)?;
    if !packs.is_empty() {
        cues = cues.and(&packs);
    }
    let Some(file) = &knowledge.model else {
        return Ok(Cleaner::new(cues, Model::builtin(), keep));
    };
    let model = read_model(file)?;
    Ok(Cleaner::new(cues, model.clone(), keep).with_html_model(model.clone()).with_markdown_model(model))
}

/// A cleaner that also knows which articles to keep, and what matters more in doubt.
pub fn deciding_cleaner(arguments: &DecidingArguments) -> Result<Cleaner> {
    let cleaner = cleaner(&arguments.knowledge, arguments.keep)?;
    Ok(cleaner.with_articles(arguments.articles.into()).with_favor(arguments.favor.into()))
}

/// Reads a model.
fn read_model(file: &Path) -> Result<Model> {
    let text = fs::read_to_string(file).with_context(|| shown(file))?;
    // The message is complete without the error's source.
    Model::parse(&text).map_err(|error| match error {
        ModelError::Syntax(error) => anyhow!("{}{}", shown(file), toml_error(&text, &error)),
        error => anyhow!("{}: {}", shown(file), excerpt(&error.to_string())),
    })
}

/// Reads a language pack.
pub fn read_pack(file: &Path) -> Result<Pack> {
    let text = fs::read_to_string(file).with_context(|| shown(file))?;
    // The message is complete without the error's source.
    Pack::parse(&text).map_err(|error| match error {
        PackError::Syntax(error) => anyhow!("{}{}", shown(file), toml_error(&text, &error)),
        error => anyhow!("{}: {}", shown(file), excerpt(&error.to_string())),
    })
}
