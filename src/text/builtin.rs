//! The table of characters, built by build.rs.

use std::sync::LazyLock;

use super::chars::CharTable;

static CHARS: LazyLock<CharTable> =
    LazyLock::new(|| CharTable::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/chars"))));

impl CharTable {
    /// The table, shared by all threads.
    pub(crate) fn get() -> Self {
        *CHARS
    }
}
