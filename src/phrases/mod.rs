//! Phrases that mark chaff: cues, and the packs that hold them.

pub(crate) mod builtin;
pub(crate) mod cue;
pub(crate) mod pack;
