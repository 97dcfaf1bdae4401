//! The extension module `dechaff._dechaff`. Python code sees its types as those of the package `dechaff`.

mod arrow;
mod cleaner;
mod column;
mod decided;
mod failure;
mod input;
mod learner;
mod options;
mod page;
mod stream;
mod threads;
mod values;

use std::ffi::OsString;
use std::io::{self, Write};

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
mod _dechaff {
    #[pymodule_export]
    use super::arrow::ArrowArray;
    #[pymodule_export]
    use super::cleaner::{Cleaner, restore_cleaner};
    #[pymodule_export]
    use super::learner::{Learner, Templates, restore_templates};
    #[pymodule_export]
    use super::page::Page;
    #[pymodule_export]
    use super::run_program;
    #[pymodule_export]
    use super::stream::Pages;

    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
    /// Whether a page can make the cleaner panic, for a test.
    #[pymodule_export]
    const INJECTS_PANIC: bool = cfg!(feature = "inject-panic");
}

/// Runs the program with the words of a command line, and returns its exit code. Exits itself after --help and on bad usage.
#[pyfunction]
fn run_program(py: Python<'_>, words: Vec<OsString>) -> u8 {
    py.detach(|| {
        let code = ::dechaff::program::main(&words);
        // What Rust does at the end of a program of its own.
        let _ = io::stdout().flush();
        code
    })
}
