//! What can go wrong with a page, and the exceptions of the package.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use dechaff::program::NotText;
use pyo3::import_exception;
use pyo3::prelude::*;

import_exception!(dechaff._errors, InternalError);
import_exception!(dechaff._errors, ModelError);
import_exception!(dechaff._errors, OptionError);
import_exception!(dechaff._errors, PackError);
import_exception!(dechaff._errors, TemplatesError);
import_exception!(dechaff._errors, TextError);

/// Why a page could not be cleaned.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The bytes are not text.
    NotText(NotText),
    /// A flaw of dechaff, by its message.
    Panic(String),
}

impl Failure {
    /// The exception. `place` says where the page is, and ends in a colon and a space; it may be empty.
    pub(crate) fn error(self, place: &str) -> PyErr {
        match self {
            // The program's advice is to skip the file.
            Self::NotText(NotText::Packed(kind)) => {
                TextError::new_err(format!("{place}{kind} data, not text (unpack it first)"))
            }
            Self::NotText(NotText::Document(kind)) => {
                TextError::new_err(format!("{place}{kind}, not text (convert it first)"))
            }
            Self::NotText(NotText::Media(kind)) => TextError::new_err(format!("{place}{kind}, not text")),
            Self::NotText(NotText::Binary) => TextError::new_err(format!("{place}binary data, not text")),
            Self::Panic(message) => InternalError::new_err(format!(
                "{place}dechaff failed on this page: {message} (please report it, with the page)"
            )),
        }
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        failure.error("")
    }
}

/// Does the work, and turns a panic into a failure.
pub(crate) fn guard<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(Failure::Panic(message(panic.as_ref()))))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message").to_owned()
}
