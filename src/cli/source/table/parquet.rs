//! Parquet files: the column that holds the pages, read piece by piece. The other columns are for [`crate::cli::output`] to copy.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::{ReadOptionsBuilder, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::TableError;
use crate::cli::source::{FieldPath, Fields, RecordName, RecordUnit};

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
    /// Those that name a row, as far as they are there: its id, its address, its site.
    names: [Option<usize>; 3],
}

/// Some rows of a file.
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
    /// Opens a file with the columns named.
    pub fn open(path: &Path, fields: &Fields) -> Result<Self, TableError> {
        let text = &fields.text;
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let options = ReadOptionsBuilder::new().with_page_index().build();
        let reader = SerializedFileReader::new_with_options(file, options).map_err(TableError::broken)?;
        check(reader.metadata(), length)?;
        let columns = reader.metadata().file_metadata().schema_descr().columns();
        let place = |field: &FieldPath| {
            let is_it = |column: &ColumnDescriptor| {
                column.path().parts() == field.names() || column.path().string() == field.to_string()
            };
            columns.iter().position(|column| is_it(column))
        };
        let find = |field: &FieldPath, option| {
            let number = place(field).ok_or_else(|| TableError::Missing {
                field: field.clone(),
                option,
                there: columns.iter().map(|column| column.path().string()).collect::<Vec<_>>().join(", "),
            })?;
            match kind(&columns[number]) {
                None => Ok(number),
                Some(kind) => Err(TableError::NotText(field.clone(), kind)),
            }
        };
        let (pages, text_column) = match &fields.html {
            None => {
                let text = find(text, "--text-field")?;
                (text, Some(text))
            }
            Some(html) => {
                let pages = find(html, "--html-field")?;
                match find(text, "--text-field") {
                    // Whether the column around it is null is said by each column in it, and cannot be made up.
                    _ if text.names().len() > 1 => return Err(TableError::Nested(text.clone())),
                    Ok(text) => (pages, Some(text)),
                    Err(TableError::Missing { .. }) => (pages, None),
                    Err(error) => return Err(error),
                }
            }
        };
        let names = [Some(&fields.id), Some(&fields.url), fields.site.as_ref()];
        Ok(Self {
            path: path.to_owned(),
            pages,
            text: text_column,
            text_name: text.to_string(),
            names: names.map(|field| field.and_then(place)),
            reader,
        })
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

/// Whether a column can name rows: it is text or a whole number.
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
    column.max_rep_level() == 0 && (kind(column).is_none() || is_number && has_sign)
}

/// Sees that each column lies within the file.
fn check(metadata: &ParquetMetaData, length: u64) -> Result<(), TableError> {
    let groups = metadata.row_groups();
    if groups.iter().all(|group| group.columns().iter().all(|chunk| lies_within(chunk, length))) {
        return Ok(());
    }
    Err(TableError::Corrupt("a column is said to lie outside the file".to_owned()))
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
    pages: Column<ByteArrayType>,
    names: [Names; 3],
    /// Rows that have not been read.
    left: u64,
}

impl Group {
    fn open(table: &Table, number: usize) -> Result<Self, ParquetError> {
        let group = table.reader.get_row_group(number)?;
        let left = u64::try_from(group.metadata().num_rows()).unwrap_or_default();
        let whole = |column| group.metadata().schema_descr().column(column).max_def_level();
        let ColumnReader::ByteArrayColumnReader(reader) = group.get_column_reader(table.pages)? else {
            return Err(ParquetError::General("a column is not of the type it has".to_owned()));
        };
        let pages = Column { reader, whole: whole(table.pages) };
        let names = |column: Option<usize>| -> Result<Names, ParquetError> {
            let Some(column) =
                column.filter(|column| is_name(&group.metadata().schema_descr().column(*column)))
            else {
                return Ok(Names::None);
            };
            let whole = whole(column);
            Ok(match group.get_column_reader(column)? {
                ColumnReader::ByteArrayColumnReader(reader) => Names::Text(Column { reader, whole }),
                ColumnReader::Int32ColumnReader(reader) => Names::Small(Column { reader, whole }),
                ColumnReader::Int64ColumnReader(reader) => Names::Large(Column { reader, whole }),
                _ => Names::None,
            })
        };
        let [id, url, site] = table.names;
        Ok(Self { pages, names: [names(id)?, names(url)?, names(site)?], left })
    }

    /// The next rows, of which the first one has this number.
    fn next(&mut self, first: u64) -> Result<Rows, ParquetError> {
        let (mut levels, mut texts, mut bytes) = (Vec::new(), Vec::new(), 0);
        while self.left > 0 && bytes < TOGETHER {
            let known = texts.len();
            self.pages.read(self.left.min(STEP) as usize, &mut levels, &mut texts)?;
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

/// A column of a row group, of which no row has more than one value.
struct Column<T: DataType> {
    reader: ColumnReaderImpl<T>,
    /// The level of a row whose value is there.
    whole: i16,
}

impl<T: DataType> Column<T> {
    /// Reads so many rows, or as many as there are.
    fn read(
        &mut self,
        rows: usize,
        levels: &mut Vec<i16>,
        values: &mut Vec<Option<T::T>>,
    ) -> Result<(), ParquetError> {
        let (known, mut there) = (levels.len(), Vec::new());
        let (rows, ..) = self.reader.read_records(rows, Some(levels), None, &mut there)?;
        let mut there = there.into_iter();
        let is_there = |row: usize| self.whole == 0 || levels.get(known + row) == Some(&self.whole);
        values.extend((0..rows).map(|row| if is_there(row) { there.next() } else { None }));
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
    /// The names of so many rows, as far as there are any.
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
    /// The text of each row, or its HTML, as bytes; none is null.
    pub fn texts(&self) -> impl Iterator<Item = Option<&[u8]>> {
        self.texts.iter().map(|text| text.as_ref().map(ByteArray::data))
    }

    /// The name of a row; 0 is the first of these.
    pub fn name(&self, row: usize) -> RecordName {
        let [id, url, site] = self.names.each_ref().map(|names| names.get(row).cloned().flatten());
        RecordName { number: self.first + row as u64, unit: RecordUnit::Row, id, url, site }
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
