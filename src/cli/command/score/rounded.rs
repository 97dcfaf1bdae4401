//! How numbers appear in the JSON report.

use serde::Serializer;

/// Rounds to four decimals.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
pub fn rounded<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((value * 1e4).round() / 1e4)
}
