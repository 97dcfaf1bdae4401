//! Fits models to pages whose correct result is known, and measures them.

pub mod fit;
pub(crate) mod gold;
pub(crate) mod measure;
