//! The table of characters that build.rs has made.

use std::sync::LazyLock;

use super::chars::CharTable;

static CHARS: LazyLock<CharTable> =
    LazyLock::new(|| CharTable::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/chars"))));

impl CharTable {
    /// The table, which all threads share.
    pub(crate) fn get() -> Self {
        *CHARS
    }
}
