//! Pages as they come from Python: `str`, or `bytes` in any charset.

use std::borrow::Cow;

use dechaff::program::decode;
use encoding_rs::UTF_8;
use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyBytes, PyString};

use crate::failure::{Failure, OptionError, TextError};

/// What a page is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Html,
    Markdown,
}

impl Kind {
    /// That which arguments of these names ask for.
    pub(crate) fn new(html: bool, markdown: bool) -> PyResult<Self> {
        match (html, markdown) {
            (false, false) => Ok(Self::Text),
            (true, false) => Ok(Self::Html),
            (false, true) => Ok(Self::Markdown),
            (true, true) => {
                Err(OptionError::new_err("html and markdown are both true (pages are one of them)"))
            }
        }
    }
}

/// A page that lives as long as it is needed, on any thread.
pub(crate) enum Input {
    /// A `str` whose memory is UTF-8 as it is.
    Ascii(PyBackedStr),
    /// A copy of any other `str`. To borrow it, Python would keep a copy as long as the `str` lives.
    Text(String),
    /// The bytes of a page.
    Bytes(PyBackedBytes),
}

/// A page that was borrowed.
#[derive(Clone, Copy)]
pub(crate) enum Raw<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl Input {
    /// Takes a `str` or `bytes`.
    pub(crate) fn new(page: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(text) = page.cast::<PyString>() {
            return if text.call_method0("isascii")?.is_truthy()? {
                PyBackedStr::try_from(text.clone()).map(Self::Ascii)
            } else {
                utf8(text).map(Self::Text)
            };
        }
        if let Ok(bytes) = page.cast::<PyBytes>() {
            return Ok(Self::Bytes(bytes.clone().into()));
        }
        let name = page.get_type().name()?;
        Err(PyTypeError::new_err(format!("a page must be str or bytes, not {name}")))
    }

    pub(crate) fn raw(&self) -> Raw<'_> {
        match self {
            Self::Ascii(text) => Raw::Text(text),
            Self::Text(text) => Raw::Text(text),
            Self::Bytes(bytes) => Raw::Bytes(bytes),
        }
    }

    /// The length in bytes.
    pub(crate) fn len(&self) -> usize {
        match self.raw() {
            Raw::Text(text) => text.len(),
            Raw::Bytes(bytes) => bytes.len(),
        }
    }
}

impl<'a> Raw<'a> {
    /// The text. Bytes are decoded as the program decodes files.
    pub(crate) fn text(self) -> Result<Cow<'a, str>, Failure> {
        match self {
            Self::Text(text) => Ok(Cow::Borrowed(text)),
            Self::Bytes(bytes) => decode(bytes).map_err(Failure::NotText),
        }
    }
}

fn utf8(text: &Bound<'_, PyString>) -> PyResult<String> {
    let py = text.py();
    let bytes = text.encode_utf8().map_err(|error| {
        let Ok(at) = error.value(py).getattr("start").and_then(|start| start.extract::<usize>()) else {
            return error;
        };
        if !error.is_instance_of::<PyUnicodeEncodeError>(py) {
            return error;
        }
        let clear = TextError::new_err(format!(
            "character {at} is half of a surrogate pair, which is no text (decode the bytes with errors=\"replace\")"
        ));
        clear.set_cause(py, Some(error));
        clear
    })?;
    let valid = UTF_8.decode_without_bom_handling_and_without_replacement(bytes.as_bytes());
    valid.map(Cow::into_owned).ok_or_else(|| TextError::new_err("the text is not valid Unicode"))
}
