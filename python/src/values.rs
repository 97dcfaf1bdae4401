//! The values that a page gives, which are named tuples in Python.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyTuple, PyType};

/// A class of `dechaff._values`.
pub(crate) struct Value {
    name: &'static str,
    class: PyOnceLock<Py<PyType>>,
}

pub(crate) static ARTICLE: Value = Value::new("Article");
pub(crate) static EXPLANATION: Value = Value::new("Explanation");
pub(crate) static LINE: Value = Value::new("Line");
pub(crate) static METADATA: Value = Value::new("Metadata");
pub(crate) static REASON: Value = Value::new("Reason");
pub(crate) static SPAN: Value = Value::new("Span");

impl Value {
    const fn new(name: &'static str) -> Self {
        Self { name, class: PyOnceLock::new() }
    }

    /// A value with these fields.
    pub(crate) fn make<'py>(
        &self,
        py: Python<'py>,
        fields: impl IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>, Error = PyErr>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.class.import(py, "dechaff._values", self.name)?.call1(fields.into_pyobject(py)?)
    }
}
