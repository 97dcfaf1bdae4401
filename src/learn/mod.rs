//! Fitting models to pages whose answer is known, and measuring them.

pub mod fit;
pub(crate) mod gold;
pub(crate) mod measure;
