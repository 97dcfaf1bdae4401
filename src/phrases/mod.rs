//! Phrases that mark chaff, and the language packs that list them.

pub(crate) mod builtin;
pub(crate) mod cue;
pub(crate) mod pack;
