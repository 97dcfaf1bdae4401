//! Weights.

/// The weights of all evidence.
#[derive(Clone, Debug)]
pub struct Model {}

/// Why a model cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {}

impl Model {
    /// The model that dechaff ships with.
    pub fn builtin() -> Self {
        Self {}
    }
}
