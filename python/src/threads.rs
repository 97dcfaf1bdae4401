//! What `threads` means.

use std::num::NonZeroUsize;
use std::thread;

use pyo3::prelude::*;

use crate::failure::OptionError;

/// The given number, or one thread for each processor.
pub(crate) fn thread_count(given: Option<usize>) -> PyResult<usize> {
    match given {
        Some(0) => Err(OptionError::new_err("threads is 0 (it must be at least 1)")),
        Some(threads) => Ok(threads),
        None => Ok(thread::available_parallelism().map_or(1, NonZeroUsize::get)),
    }
}
