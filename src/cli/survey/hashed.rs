//! Maps whose keys are hashes already.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map by hashes.
pub type Hashed<V> = HashMap<u64, V, BuildHasherDefault<Itself>>;

/// The hash of a hash: itself.
#[derive(Debug, Default)]
pub struct Itself(u64);

impl Hasher for Itself {
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("keys are hashes");
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
