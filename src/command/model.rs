//! What --model means.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use dechaff::Model;

use crate::source::shown;

/// The model of a file; the built-in one if there is none.
pub fn read(file: Option<&Path>) -> Result<Model> {
    let Some(file) = file else { return Ok(Model::builtin()) };
    let text = fs::read_to_string(file).with_context(|| shown(file))?;
    // As one message: the error's own source says nothing more.
    Model::parse(&text).map_err(|error| anyhow!("{}: {}", shown(file), error.to_string().trim_end()))
}
