//! Parquet files: reads the column with the pages, chunk by chunk. [`crate::cli::sink`] copies the other columns.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::properties::ReaderProperties;
use parquet::file::reader::RowGroupReader;
use parquet::file::serialized_reader::SerializedRowGroupReader;
use parquet::schema::types::{ColumnDescPtr, ColumnDescriptor};

use super::TableError;
use crate::cli::source::{FieldPath, Fields, RecordName, RecordUnit, excerpt};

/// Bytes of text in a chunk, at least, unless its row group ends.
const CHUNK_BYTES: usize = 1 << 20;
/// Rows to read before their bytes are counted.
const ROWS_PER_READ: u64 = 16;

/// An open file.
pub struct Table {
    path: PathBuf,
    file: Arc<File>,
    metadata: ParquetMetaData,
    /// The column with the pages, by its position among the leaf columns.
    pub pages: usize,
    /// The column that takes the cleaned text; none if it has to be added.
    pub text: Option<usize>,
    /// The name of that column.
    pub text_name: String,
    /// The columns that name a row, where they exist: id, URL and site.
    names: [Option<usize>; 3],
}

/// Consecutive rows of one row group.
#[derive(Debug)]
pub struct Rows {
    first: u64,
    texts: Vec<Option<ByteArray>>,
    names: [Vec<Option<String>>; 3],
    levels: Vec<i16>,
    bytes: usize,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Table").field(&self.path).finish()
    }
}

impl Table {
    /// Opens a file that has the columns `fields` names.
    pub fn open(path: &Path, fields: &Fields) -> Result<Self, TableError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        // Columns without rows have no index.
        let metadata = ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Optional);
        let metadata = metadata.parse_and_finish(&file).map_err(TableError::corrupt)?;
        check(&metadata, length)?;
        let columns = Columns(metadata.file_metadata().schema_descr().columns());
        let (pages, text) = columns.pages_and_text(fields)?;
        let names = [Some(&fields.id), Some(&fields.url), fields.site.as_ref()];
        let names = names.map(|field| field.and_then(|field| columns.position(field)));
        Ok(Self {
            path: path.to_owned(),
            pages,
            text,
            text_name: fields.text.to_string(),
            names,
            file: Arc::new(file),
            metadata,
        })
    }

    /// Opens the file again: readers that share a file move each other's position.
    pub fn reopen(&self) -> io::Result<File> {
        File::open(&self.path)
    }

    /// The metadata of the file.
    pub fn metadata(&self) -> &ParquetMetaData {
        &self.metadata
    }
}

/// The leaf columns of a schema.
struct Columns<'m>(&'m [ColumnDescPtr]);

impl Columns<'_> {
    /// The column that holds the pages, and the one that takes the cleaned text: none if there is no such column yet.
    fn pages_and_text(&self, fields: &Fields) -> Result<(usize, Option<usize>), TableError> {
        let text = self.text(&fields.text, "--text-field");
        let Some(html) = &fields.html else {
            let text = text?;
            return Ok((text, Some(text)));
        };
        let pages = self.text(html, "--html-field")?;
        // Each column of a group stores whether the group is null, so none can be added or replaced alone.
        if fields.text.names().len() > 1 {
            return Err(TableError::Nested(fields.text.clone()));
        }
        let is_group =
            || self.0.iter().any(|column| column.path().parts().first() == fields.text.names().first());
        match text {
            Ok(text) => Ok((pages, Some(text))),
            Err(TableError::Missing { .. }) if is_group() => {
                Err(TableError::NotText(fields.text.clone(), "a group"))
            }
            Err(TableError::Missing { .. }) => Ok((pages, None)),
            Err(error) => Err(error),
        }
    }

    /// The position of a text column. `option` is the option that names it.
    fn text(&self, field: &FieldPath, option: &'static str) -> Result<usize, TableError> {
        let position = self.position(field).ok_or_else(|| TableError::Missing {
            field: field.clone(),
            option,
            columns: excerpt(
                &self.0.iter().map(|column| column.path().string()).collect::<Vec<_>>().join(", "),
            ),
        })?;
        match non_text_kind(&self.0[position]) {
            None => Ok(position),
            Some(kind) => Err(TableError::NotText(field.clone(), kind)),
        }
    }

    fn position(&self, field: &FieldPath) -> Option<usize> {
        self.0.iter().position(|column| {
            column.path().parts() == field.names() || column.path().string() == field.to_string()
        })
    }
}

/// What a column holds, if not text.
fn non_text_kind(column: &ColumnDescriptor) -> Option<&'static str> {
    // Old writers did not mark byte arrays as text.
    let is_text = column.physical_type() == Type::BYTE_ARRAY
        && match column.logical_type_ref() {
            None => matches!(column.converted_type(), ConvertedType::NONE | ConvertedType::UTF8),
            Some(kind) => *kind == LogicalType::String,
        };
    match column.physical_type() {
        _ if column.max_rep_level() > 0 => Some("part of a list"),
        _ if is_text => None,
        Type::BOOLEAN => Some("a boolean"),
        Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY => Some("bytes"),
        _ => Some("a number"),
    }
}

/// Whether a column can name rows: text and whole numbers can.
fn is_name(column: &ColumnDescriptor) -> bool {
    let is_number = matches!(column.physical_type(), Type::INT32 | Type::INT64)
        && column.logical_type_ref().is_none_or(|kind| matches!(kind, LogicalType::Integer { .. }));
    let has_sign = matches!(
        column.converted_type(),
        ConvertedType::NONE
            | ConvertedType::INT_8
            | ConvertedType::INT_16
            | ConvertedType::INT_32
            | ConvertedType::INT_64
    );
    column.max_rep_level() == 0 && (non_text_kind(column).is_none() || is_number && has_sign)
}

/// Checks that each column chunk lies within the file.
fn check(metadata: &ParquetMetaData, length: u64) -> Result<(), TableError> {
    let groups = metadata.row_groups();
    if groups.iter().all(|group| group.columns().iter().all(|chunk| lies_within(chunk, length))) {
        return Ok(());
    }
    Err(TableError::Corrupt("a column lies outside the file".to_owned()))
}

fn lies_within(chunk: &ColumnChunkMetaData, length: u64) -> bool {
    // Without values there is no page of data, and nothing is read.
    if chunk.num_values() == 0 {
        return chunk.file_path().is_none();
    }
    let data = chunk.data_page_offset();
    let start = chunk.dictionary_page_offset().unwrap_or(data);
    let end = start.checked_add(chunk.compressed_size());
    chunk.file_path().is_none()
        && (4..=data).contains(&start)
        && end.is_some_and(|end| data <= end && end.unsigned_abs() <= length)
}

/// Reads the pages of a file from front to back.
pub struct TableReader {
    table: Arc<Table>,
    /// The next row group.
    group: usize,
    /// The row group being read.
    open: Option<Group>,
    /// Number of the next row; the first is 1.
    row: u64,
}

impl TableReader {
    /// A reader at the first row.
    pub fn new(table: Arc<Table>) -> Self {
        Self { table, group: 0, open: None, row: 1 }
    }

    /// Number of the next row; the first is 1.
    pub fn row(&self) -> u64 {
        self.row
    }

    /// The file.
    pub fn table(&self) -> &Arc<Table> {
        &self.table
    }

    /// The next rows; none at the end.
    pub fn next(&mut self) -> Result<Option<Rows>, TableError> {
        loop {
            if let Some(group) = self.open.as_mut().filter(|group| group.left > 0) {
                let rows = group.next(self.row).map_err(TableError::corrupt)?;
                self.row += rows.texts.len() as u64;
                return Ok(Some(rows));
            }
            if self.group == self.table.metadata.num_row_groups() {
                return Ok(None);
            }
            let has_rows = self.table.metadata().row_group(self.group).num_rows() > 0;
            let open = || Group::open(&self.table, self.group).map_err(TableError::corrupt);
            self.open = has_rows.then(open).transpose()?;
            self.group += 1;
        }
    }
}

/// A row group being read.
struct Group {
    pages: Column<ByteArrayType>,
    names: [Names; 3],
    /// Number of rows not yet read.
    left: u64,
}

impl Group {
    fn open(table: &Table, number: usize) -> Result<Self, ParquetError> {
        let (metadata, index) =
            (table.metadata.row_group(number), table.metadata.page_index_for_row_group(number));
        let properties = Arc::new(ReaderProperties::builder().build());
        let group = SerializedRowGroupReader::new(Arc::clone(&table.file), metadata, index, properties)?;
        let left = u64::try_from(group.metadata().num_rows()).unwrap_or_default();
        let max_level = |column| group.metadata().schema_descr().column(column).max_def_level();
        let ColumnReader::ByteArrayColumnReader(reader) = group.get_column_reader(table.pages)? else {
            return Err(ParquetError::General("the text column is not a byte array".to_owned()));
        };
        let pages = Column { reader, max_level: max_level(table.pages) };
        let names = |column: Option<usize>| -> Result<Names, ParquetError> {
            let Some(column) =
                column.filter(|column| is_name(&group.metadata().schema_descr().column(*column)))
            else {
                return Ok(Names::None);
            };
            let max_level = max_level(column);
            Ok(match group.get_column_reader(column)? {
                ColumnReader::ByteArrayColumnReader(reader) => Names::Text(Column { reader, max_level }),
                ColumnReader::Int32ColumnReader(reader) => Names::Small(Column { reader, max_level }),
                ColumnReader::Int64ColumnReader(reader) => Names::Large(Column { reader, max_level }),
                _ => Names::None,
            })
        };
        let [id, url, site] = table.names;
        Ok(Self { pages, names: [names(id)?, names(url)?, names(site)?], left })
    }

    /// The next rows; `first` is the number of the first one.
    fn next(&mut self, first: u64) -> Result<Rows, ParquetError> {
        let (mut levels, mut texts, mut bytes) = (Vec::new(), Vec::new(), 0);
        while self.left > 0 && bytes < CHUNK_BYTES {
            let known = texts.len();
            self.pages.read(self.left.min(ROWS_PER_READ) as usize, &mut levels, &mut texts)?;
            let rows = texts.len() - known;
            if rows == 0 {
                return Err(ParquetError::General(format!("{} rows are missing", self.left)));
            }
            self.left -= rows as u64;
            bytes += texts[known..].iter().flatten().map(ByteArray::len).sum::<usize>();
        }
        let mut names = [const { Vec::new() }; 3];
        for (column, names) in self.names.iter_mut().zip(&mut names) {
            *names = column.read(texts.len())?;
        }
        Ok(Rows { first, texts, names, levels, bytes })
    }
}

/// A column of a row group with at most one value per row.
struct Column<T: DataType> {
    reader: ColumnReaderImpl<T>,
    /// The definition level of a row that has a value.
    max_level: i16,
}

impl<T: DataType> Column<T> {
    /// Reads up to `rows` rows and appends their levels and values.
    fn read(
        &mut self,
        rows: usize,
        levels: &mut Vec<i16>,
        values: &mut Vec<Option<T::T>>,
    ) -> Result<(), ParquetError> {
        let (known, mut present) = (levels.len(), Vec::new());
        let (rows, ..) = self.reader.read_records(rows, Some(levels), None, &mut present)?;
        let mut present = present.into_iter();
        let has_value = |row: usize| self.max_level == 0 || levels.get(known + row) == Some(&self.max_level);
        values.extend((0..rows).map(|row| if has_value(row) { present.next() } else { None }));
        Ok(())
    }
}

/// A column that names rows.
enum Names {
    None,
    Text(Column<ByteArrayType>),
    Small(Column<Int32Type>),
    Large(Column<Int64Type>),
}

impl Names {
    /// The names of the next `rows` rows.
    fn read(&mut self, rows: usize) -> Result<Vec<Option<String>>, ParquetError> {
        fn all<T: DataType>(column: &mut Column<T>, rows: usize) -> Result<Vec<Option<T::T>>, ParquetError> {
            let (mut levels, mut values) = (Vec::new(), Vec::new());
            column.read(rows, &mut levels, &mut values)?;
            Ok(values)
        }
        let number = |number: Option<i64>| number.map(|number| number.to_string());
        Ok(match self {
            Self::None => Vec::new(),
            Self::Text(column) => {
                let text = |text: ByteArray| text.as_utf8().ok().map(str::to_owned);
                all(column, rows)?.into_iter().map(|value| value.and_then(text)).collect()
            }
            Self::Small(column) => {
                all(column, rows)?.into_iter().map(|value| number(value.map(i64::from))).collect()
            }
            Self::Large(column) => all(column, rows)?.into_iter().map(number).collect(),
        })
    }
}

impl Rows {
    /// The text or HTML of each row; `None` where it is null.
    pub fn texts(&self) -> impl Iterator<Item = Option<&[u8]>> {
        self.texts.iter().map(|text| text.as_ref().map(ByteArray::data))
    }

    /// The name of a row; row 0 is the first of these rows.
    pub fn name(&self, row: usize) -> RecordName {
        let [id, url, site] = self.names.each_ref().map(|names| names.get(row).cloned().flatten());
        RecordName { number: self.first + row as u64, unit: RecordUnit::Row, id, url, site }
    }

    /// The definition level of each row: in a nested column it tells which of the groups around it is null. Empty for a
    /// column that cannot be null.
    pub fn levels(&self) -> &[i16] {
        &self.levels
    }

    /// Total size of the texts in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}
