//! Recognizes texts of records that were cleaned in place before.

use xxhash_rust::xxh3::xxh3_64;

/// Hashes of texts, eight bytes each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextHashes(Vec<u64>);

impl TextHashes {
    /// The hash of a text.
    pub fn of(text: &[u8]) -> u64 {
        xxh3_64(text)
    }

    /// Whether the text is among them.
    pub fn contains(&self, text: &[u8]) -> bool {
        !self.0.is_empty() && self.0.binary_search(&Self::of(text)).is_ok()
    }

    /// The hashes in ascending order.
    pub fn as_slice(&self) -> &[u64] {
        &self.0
    }
}

impl From<Vec<u64>> for TextHashes {
    fn from(mut hashes: Vec<u64>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self(hashes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_recognized() {
        let hashes: TextHashes = [b"one", b"two", b"one"].map(|text| TextHashes::of(text)).to_vec().into();
        assert_eq!(hashes.as_slice().len(), 2);
        assert!(hashes.contains(b"one") && hashes.contains(b"two") && !hashes.contains(b"three"));
        assert!(!TextHashes::default().contains(b""));
    }
}
