//! Arrow arrays from Python and back, by the Arrow PyCapsule interface.
//!
//! <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>
#![allow(unsafe_code)]

use std::ffi::CStr;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{Array, ArrayRef, make_array};
use arrow_schema::{ArrowError, DataType};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";
const STREAM: &CStr = c"arrow_array_stream";

/// A column from Python.
pub(crate) struct Column {
    pub(crate) data_type: DataType,
    pub(crate) chunks: Vec<ArrayRef>,
}

/// An array of strings from `Cleaner.clean_column`, for `pyarrow.array`, `polars.Series` and anything else that takes the
/// Arrow PyCapsule interface.
#[pyclass(frozen, module = "dechaff")]
pub(crate) struct ArrowArray(pub(crate) ArrayRef);

#[pymethods]
impl ArrowArray {
    /// The array as capsules of its schema and its data. It is never converted to `requested_schema`.
    #[pyo3(signature = (requested_schema=None))]
    #[allow(unused_variables)]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        let array = FFI_ArrowArray::new(&self.0.to_data());
        Ok((self.__arrow_c_schema__(py)?, PyCapsule::new_with_value(py, array, ARRAY)?))
    }

    /// The type of the array as a capsule.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.0.data_type()).map_err(|error| invalid(&error))?;
        PyCapsule::new_with_value(py, schema, SCHEMA)
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("<ArrowArray of {} {}>", self.0.len(), self.0.data_type())
    }
}

impl Column {
    /// Takes an object with the Arrow PyCapsule interface.
    pub(crate) fn import(array: &Bound<'_, PyAny>) -> PyResult<Self> {
        if array.hasattr("__arrow_c_stream__")? {
            return Self::from_stream(&array.call_method0("__arrow_c_stream__")?.cast_into()?);
        }
        if array.hasattr("__arrow_c_array__")? {
            let (schema, array) = array.call_method0("__arrow_c_array__")?.extract()?;
            return Self::from_array(&schema, &array);
        }
        let name = array.get_type().name()?;
        Err(PyTypeError::new_err(format!(
            "a column must be an Arrow array, not {name} (pyarrow.array makes one)"
        )))
    }

    fn from_array(schema: &Bound<'_, PyCapsule>, array: &Bound<'_, PyCapsule>) -> PyResult<Self> {
        let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
        let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>();
        // SAFETY: capsules of these names hold a schema and an array, and live as long as these references.
        let (schema, array) = unsafe { (schema.as_ref(), FFI_ArrowArray::from_raw(array.as_ptr())) };
        let data_type = data_type(schema)?;
        Ok(Self { chunks: vec![valid(array, &data_type)?], data_type })
    }

    fn from_stream(stream: &Bound<'_, PyCapsule>) -> PyResult<Self> {
        let stream = stream.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: a capsule of this name holds a stream. It is moved out of there, so that it is released once.
        let mut stream = unsafe { FFI_ArrowArrayStream::from_raw(stream.as_ptr()) };
        let (Some(get_schema), Some(get_next)) = (stream.get_schema(), stream.get_next()) else {
            return Err(PyValueError::new_err("the Arrow stream was used before"));
        };
        let mut schema = FFI_ArrowSchema::empty();
        // SAFETY: the function is called with the stream that it is of, and writes a schema.
        let code = unsafe { get_schema(&raw mut stream, &raw mut schema) };
        check(code, &mut stream)?;
        let data_type = data_type(&schema)?;
        let mut chunks = Vec::new();
        loop {
            let mut array = FFI_ArrowArray::empty();
            // SAFETY: the function is called with the stream that it is of, and writes an array.
            let code = unsafe { get_next(&raw mut stream, &raw mut array) };
            check(code, &mut stream)?;
            if array.is_released() {
                return Ok(Self { data_type, chunks });
            }
            chunks.push(valid(array, &data_type)?);
        }
    }
}

/// The type of a column, if it is one that can be cleaned. No other is imported.
fn data_type(schema: &FFI_ArrowSchema) -> PyResult<DataType> {
    use DataType::{Binary, BinaryView, LargeBinary, LargeUtf8, Null, Utf8, Utf8View};
    let found = DataType::try_from(schema).map_err(|error| invalid(&error))?;
    match found {
        Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView | Null => Ok(found),
        other => Err(PyTypeError::new_err(format!(
            "a column must hold strings or bytes, not {other} (cast it first)"
        ))),
    }
}

/// An array whose offsets and texts are what they should be, whoever made it.
fn valid(array: FFI_ArrowArray, data_type: &DataType) -> PyResult<ArrayRef> {
    // SAFETY: the array came with this type, by the rules of the interface.
    let data =
        unsafe { from_ffi_and_data_type(array, data_type.clone()) }.map_err(|error| invalid(&error))?;
    data.validate_full().map_err(|error| invalid(&error))?;
    Ok(make_array(data))
}

/// Turns the code of a stream's function into its error.
fn check(code: i32, stream: &mut FFI_ArrowArrayStream) -> PyResult<()> {
    if code == 0 {
        return Ok(());
    }
    let message = stream.get_last_error().and_then(|get_last_error| {
        // SAFETY: the function is called with the stream that it is of. The text is valid until the next call.
        let text = unsafe { get_last_error(&raw mut *stream) };
        let text = (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) })?;
        Some(text.to_string_lossy().into_owned())
    });
    let message = message.unwrap_or_else(|| format!("code {code}"));
    Err(PyValueError::new_err(format!("the Arrow stream failed: {message}")))
}

fn invalid(error: &ArrowError) -> PyErr {
    PyValueError::new_err(format!("the Arrow array is invalid: {error}"))
}
