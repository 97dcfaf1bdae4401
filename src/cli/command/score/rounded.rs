//! Numbers as the JSON report has them.

use serde::Serializer;

/// Four decimals are more than any set of pages can tell apart.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
pub fn rounded<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((value * 1e4).round() / 1e4)
}
