//! What `--threads` means.

use std::num::NonZeroUsize;
use std::thread;

use anyhow::{Context, Result};
use rayon::{ThreadPool, ThreadPoolBuilder};

/// The given number, or one thread per processor.
pub fn thread_count(given: Option<NonZeroUsize>) -> usize {
    given.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

/// Starts a pool of threads.
pub fn pool(threads: usize) -> Result<ThreadPool> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    pool.context("cannot start the threads (give a smaller --threads)")
}
