//! Hash tables of word hashes.
//!
//! The hashes of words are the same everywhere, so whoever writes a page can choose words whose hashes fall into one slot
//! of a table. A seed of the process moves them apart. What is looked up does not depend on it.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::LazyLock;

/// Mixes hashes with the seed of the process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seeded {
    seed: u64,
    factor: u64,
}

impl Seeded {
    /// A well-mixed number for a hash.
    #[inline]
    pub(crate) fn mix(self, hash: u64) -> u64 {
        let product = u128::from(hash ^ self.seed) * u128::from(self.factor);
        let folded = product as u64 ^ (product >> 64) as u64;
        // An unlucky factor leaves regular steps between hashes that differ in a few bits; a good one breaks them.
        (folded ^ (folded >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

impl Default for Seeded {
    fn default() -> Self {
        static SEEDED: LazyLock<Seeded> = LazyLock::new(|| {
            let random = RandomState::new();
            Seeded { seed: random.hash_one(0), factor: random.hash_one(1) | 1 }
        });
        *SEEDED
    }
}

impl BuildHasher for Seeded {
    type Hasher = SeededHasher;

    fn build_hasher(&self) -> SeededHasher {
        SeededHasher { seeded: *self, mixed: 0 }
    }
}

/// A hasher for small tables, which takes the hashes as they are.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Prehashed(u64);

impl Hasher for Prehashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Hashes a single number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SeededHasher {
    seeded: Seeded,
    mixed: u64,
}

impl Hasher for SeededHasher {
    fn finish(&self) -> u64 {
        self.mixed
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(self.mixed ^ u64::from(byte)));
    }

    fn write_u64(&mut self, hash: u64) {
        self.mixed = self.seeded.mix(hash);
    }
}

#[cfg(test)]
mod tests {
    use xxhash_rust::xxh3::xxh3_64;

    use super::*;

    #[test]
    fn hashes_with_equal_bits_are_spread() {
        // Of 4096 random numbers in as many slots, 63 % have different ones. Any seed may be drawn, so many are tried, the
        // same ones on every run.
        let random = |number: u64| xxh3_64(&number.to_le_bytes());
        for number in 0..1000 {
            let seeded = Seeded { seed: random(number), factor: random(!number) | 1 };
            // Equal in the lower half, equal in the upper half.
            for shift in [32, 0] {
                let mut slots: Vec<u64> = (0..4096).map(|hash| seeded.mix(hash << shift) >> 52).collect();
                slots.sort_unstable();
                slots.dedup();
                assert!(slots.len() > 2048, "seed {number}, shift {shift}: {}", slots.len());
            }
        }
    }

    #[test]
    fn the_same_hash_is_always_mixed_the_same() {
        assert_eq!(Seeded::default().hash_one(7u64), Seeded::default().mix(7));
    }
}
