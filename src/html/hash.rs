//! Hashes of names and classes. They are compared with stored ones, so they are the same on every machine.

/// The hash of a word of a class or id: ASCII letters, case ignored.
pub(crate) fn word_hash(word: &str) -> u32 {
    word.bytes().fold(0, |hash, byte| mix(hash, u32::from(byte.to_ascii_lowercase())))
}

/// One step of a multiplicative hash.
pub(super) fn mix(hash: u32, value: u32) -> u32 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x9E37_79B1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_ignored() {
        assert_eq!(word_hash("Post"), word_hash("post"));
        assert_ne!(word_hash("post"), word_hash("stop"));
    }
}
