//! The cues of one language.

/// The cues of one language.
#[derive(Clone, Debug)]
pub struct Pack {
    code: String,
}

/// Why a pack cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PackError {}

impl Pack {
    /// The packs that dechaff ships with, by code.
    pub fn builtin() -> Vec<Self> {
        Vec::new()
    }

    /// The language's code, such as `ar`.
    pub fn code(&self) -> &str {
        &self.code
    }
}
