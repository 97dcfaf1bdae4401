//! The column of a table with the annotation of each row.

use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_json::ReaderBuilder;
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema};
use dechaff::Label;
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{ArrowColumnWriter, ArrowRowGroupWriterFactory, compute_leaves};
use parquet::column::page_store::{PageKey, PageStore, PageStoreArgs, PageStoreFactory};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::TypePtr;

/// The name of the column.
pub const NAME: &str = "dechaff";

/// The column's type in Arrow: the same fields as in the object of a JSON record.
pub fn field() -> Field {
    let list = |element: DataType| DataType::List(Arc::new(Field::new("element", element, true)));
    let optional = |name: &str, data_type: DataType| Field::new(name, data_type, true);
    let labels = Label::ALL.into_iter().chain([Label::Blank]);
    let labels: Fields = labels.map(|label| optional(label.name(), DataType::Int64)).collect();
    let span = Fields::from(vec![
        optional("start", DataType::Int64),
        optional("end", DataType::Int64),
        optional("label", DataType::Utf8),
        optional("score", DataType::Float64),
    ]);
    let whole = Fields::from(vec![
        optional("labels", DataType::Struct(labels)),
        optional("spans", list(DataType::Struct(span))),
        optional("kept", list(list(DataType::Int64))),
        optional("removed", DataType::Float64),
        optional("language", DataType::Utf8),
        optional("error", DataType::Utf8),
    ]);
    optional(NAME, DataType::Struct(whole))
}

/// The column's type in Parquet.
pub fn column() -> Result<TypePtr> {
    let schema = ArrowSchemaConverter::new().convert(&Schema::new(vec![field()]))?;
    Ok(Arc::clone(&schema.root_schema().get_fields()[0]))
}

/// The column of one row group while its rows arrive. Encoded pages wait on the disk until the columns before them are
/// written.
pub struct Notes {
    field: Field,
    columns: Vec<ArrowColumnWriter>,
}

impl Notes {
    /// A column without rows.
    pub fn new(properties: &WriterPropertiesPtr) -> Result<Self> {
        let field = field();
        let schema = Schema::new(vec![field.clone()]);
        // The factory only needs to know which columns there are.
        let parquet = ArrowSchemaConverter::new().convert(&schema)?.root_schema_ptr();
        let columns = SerializedFileWriter::new(std::io::sink(), parquet, Arc::clone(properties))?;
        let factory = ArrowRowGroupWriterFactory::new(&columns, Arc::new(schema))
            .with_page_store_factory(Arc::new(OnDisk));
        Ok(Self { field, columns: factory.create_column_writers(0)? })
    }

    /// Adds some rows, each a line of JSON.
    pub fn add(&mut self, lines: &[u8], rows: usize) -> Result<()> {
        let schema = Arc::new(Schema::new(vec![self.field.clone()]));
        let failed = |error: ArrowError| ParquetError::ArrowError(error.to_string());
        let mut decoder =
            ReaderBuilder::new(schema).with_batch_size(rows.max(1)).build_decoder().map_err(failed)?;
        decoder.decode(lines).map_err(failed)?;
        let Some(batch) = decoder.flush().map_err(failed)? else { return Ok(()) };
        let array: arrow_array::ArrayRef = Arc::new(batch.column(0).as_struct().clone());
        for (leaf, column) in compute_leaves(&self.field, &array)?.iter().zip(&mut self.columns) {
            column.write(leaf)?;
        }
        Ok(())
    }

    /// Writes the column after those already written.
    pub fn finish<W: Write + Send>(self, group: &mut SerializedRowGroupWriter<'_, W>) -> Result<()> {
        self.columns.into_iter().try_for_each(|column| column.close()?.append_to_row_group(group))
    }
}

/// Stores pages of columns in anonymous temporary files.
#[derive(Debug)]
struct OnDisk;

/// A temporary file, and where each page ends in it.
struct Spilled {
    file: std::fs::File,
    ends: Vec<u64>,
}

impl PageStoreFactory for OnDisk {
    fn create(&self, _: &PageStoreArgs<'_>) -> Result<Box<dyn PageStore>> {
        Ok(Box::new(Spilled { file: tempfile::tempfile()?, ends: Vec::new() }))
    }
}

impl PageStore for Spilled {
    fn put(&mut self, page: bytes::Bytes) -> Result<PageKey> {
        let end = self.ends.last().copied().unwrap_or_default();
        self.file.seek(SeekFrom::Start(end))?;
        self.file.write_all(&page)?;
        self.ends.push(end + page.len() as u64);
        Ok(PageKey::new(self.ends.len() as u64 - 1))
    }

    fn take(&mut self, key: PageKey) -> Result<bytes::Bytes> {
        let number = key.get() as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.file.seek(SeekFrom::Start(start))?;
        let mut page = vec![0; (self.ends[number] - start) as usize];
        self.file.read_exact(&mut page)?;
        Ok(page.into())
    }
}
