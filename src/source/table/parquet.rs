//! Parquet files: the column that holds the pages, read piece by piece. The other columns are for [`crate::sink`] to copy.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::{ReadOptionsBuilder, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::TableError;
use crate::source::FieldPath;

/// Bytes of text that a piece has at least, if its row group has as many.
const TOGETHER: usize = 1 << 20;
/// Rows that are read before their bytes are counted.
const STEP: u64 = 16;

/// A file that can be read.
pub struct Table {
    path: PathBuf,
    reader: SerializedFileReader<File>,
    /// The column with the pages, counted among those without columns in them.
    pub pages: usize,
    /// The column that takes the text; none when it has yet to be made.
    pub text: Option<usize>,
    /// The name of that column.
    pub text_name: String,
}

/// Some rows of a file.
#[derive(Debug)]
pub struct Rows {
    first: u64,
    texts: Vec<Option<ByteArray>>,
    levels: Vec<i16>,
    bytes: usize,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Table").field(&self.path).finish()
    }
}

impl Table {
    /// Opens a file with the columns named.
    pub fn open(path: &Path, text: &FieldPath, html: Option<&FieldPath>) -> Result<Self, TableError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let options = ReadOptionsBuilder::new().with_page_index().build();
        let reader = SerializedFileReader::new_with_options(file, options).map_err(TableError::broken)?;
        check(reader.metadata(), length)?;
        let columns = reader.metadata().file_metadata().schema_descr().columns();
        let find = |field: &FieldPath, option| {
            let is_it = |column: &ColumnDescriptor| {
                column.path().parts() == field.names() || column.path().string() == field.to_string()
            };
            let found = columns.iter().position(|column| is_it(column));
            let number = found.ok_or_else(|| TableError::Missing {
                field: field.clone(),
                option,
                there: columns.iter().map(|column| column.path().string()).collect::<Vec<_>>().join(", "),
            })?;
            match kind(&columns[number]) {
                None => Ok(number),
                Some(kind) => Err(TableError::NotText(field.clone(), kind)),
            }
        };
        let (pages, text_column) = match html {
            None => {
                let text = find(text, "--text-field")?;
                (text, Some(text))
            }
            Some(html) => {
                let pages = find(html, "--html-field")?;
                match find(text, "--text-field") {
                    // Whether the column around it is null is said by each column in it, and cannot be made up.
                    _ if text.names().len() > 1 => return Err(TableError::Inside(text.clone())),
                    Ok(text) => (pages, Some(text)),
                    Err(TableError::Missing { .. }) => (pages, None),
                    Err(error) => return Err(error),
                }
            }
        };
        Ok(Self { path: path.to_owned(), reader, pages, text: text_column, text_name: text.to_string() })
    }

    /// Opens the file once more: those who read from one and the same move each other's place in it.
    pub fn reopen(&self) -> io::Result<File> {
        File::open(&self.path)
    }

    /// What the file says of itself.
    pub fn metadata(&self) -> &ParquetMetaData {
        self.reader.metadata()
    }
}

/// Why a column holds no text, if it does not.
fn kind(column: &ColumnDescriptor) -> Option<&'static str> {
    // What old writers wrote says nothing of itself but that it is bytes.
    let is_text = column.physical_type() == Type::BYTE_ARRAY
        && match column.logical_type_ref() {
            None => matches!(column.converted_type(), ConvertedType::NONE | ConvertedType::UTF8),
            Some(kind) => *kind == LogicalType::String,
        };
    match column.physical_type() {
        _ if column.max_rep_level() > 0 => Some("part of a list"),
        _ if is_text => None,
        Type::BOOLEAN => Some("true or false"),
        Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY => Some("bytes"),
        _ => Some("a number"),
    }
}

/// Sees that each column lies within the file.
fn check(metadata: &ParquetMetaData, length: u64) -> Result<(), TableError> {
    let groups = metadata.row_groups();
    if groups.iter().all(|group| group.columns().iter().all(|chunk| lies_within(chunk, length))) {
        return Ok(());
    }
    Err(TableError::Broken("a column is said to lie outside the file".to_owned()))
}

fn lies_within(chunk: &ColumnChunkMetaData, length: u64) -> bool {
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
    /// The row group that comes next.
    group: usize,
    /// The one at hand.
    open: Option<Group>,
    /// Number of the row that comes next, from 1.
    row: u64,
}

impl TableReader {
    /// From the first row on.
    pub fn new(table: Arc<Table>) -> Self {
        Self { table, group: 0, open: None, row: 1 }
    }

    /// Number of the row that comes next; the first is 1.
    pub fn row(&self) -> u64 {
        self.row
    }

    /// The file.
    pub fn table(&self) -> &Arc<Table> {
        &self.table
    }

    /// The next rows, all of one row group; none at the end.
    pub fn next(&mut self) -> Result<Option<Rows>, TableError> {
        loop {
            if let Some(group) = self.open.as_mut().filter(|group| group.left > 0) {
                let rows = group.next(self.row).map_err(TableError::broken)?;
                self.row += rows.texts.len() as u64;
                return Ok(Some(rows));
            }
            if self.group == self.table.reader.num_row_groups() {
                return Ok(None);
            }
            self.open = Some(Group::open(&self.table, self.group).map_err(TableError::broken)?);
            self.group += 1;
        }
    }
}

/// The pages of a row group.
struct Group {
    column: ColumnReaderImpl<ByteArrayType>,
    /// The level of a row whose text is there.
    whole: i16,
    /// Rows that have not been read.
    left: u64,
}

impl Group {
    fn open(table: &Table, number: usize) -> Result<Self, ParquetError> {
        let group = table.reader.get_row_group(number)?;
        let left = u64::try_from(group.metadata().num_rows()).unwrap_or_default();
        let whole = group.metadata().schema_descr().column(table.pages).max_def_level();
        match group.get_column_reader(table.pages)? {
            ColumnReader::ByteArrayColumnReader(column) => Ok(Self { column, whole, left }),
            _ => Err(ParquetError::General("a column is not of the type it has".to_owned())),
        }
    }

    /// The next rows, of which the first one has this number.
    fn next(&mut self, first: u64) -> Result<Rows, ParquetError> {
        let (mut levels, mut values, mut number, mut bytes) = (Vec::new(), Vec::new(), 0, 0);
        while self.left > 0 && bytes < TOGETHER {
            let known = values.len();
            let wanted = self.left.min(STEP) as usize;
            let (rows, ..) = self.column.read_records(wanted, Some(&mut levels), None, &mut values)?;
            if rows == 0 {
                return Err(ParquetError::General(format!("{} rows are missing", self.left)));
            }
            self.left -= rows as u64;
            number += rows;
            bytes += values[known..].iter().map(ByteArray::len).sum::<usize>();
        }
        let mut values = values.into_iter();
        let is_there = |row: usize| self.whole == 0 || levels.get(row) == Some(&self.whole);
        let texts = (0..number).map(|row| if is_there(row) { values.next() } else { None }).collect();
        Ok(Rows { first, texts, levels, bytes })
    }
}

impl Rows {
    /// Number of the first one; the first of the file is 1.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// The text of each row, or its HTML, as bytes; none is null.
    pub fn texts(&self) -> impl Iterator<Item = Option<&[u8]>> {
        self.texts.iter().map(|text| text.as_ref().map(ByteArray::data))
    }

    /// How much of each row is there: a column inside others is null where one of them is. Empty where none can be.
    pub fn levels(&self) -> &[i16] {
        &self.levels
    }

    /// Bytes of the texts.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}
