//! Copies a Parquet file: writes the columns of text and annotations, and copies all other columns byte for byte.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use parquet::arrow::{ARROW_SCHEMA_META_KEY, encode_arrow_schema, parquet_to_arrow_schema};
use parquet::basic::{LogicalType, Repetition, Type as PhysicalType};
use parquet::bloom_filter::Sbbf;
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use super::TablePiece;
use super::notes::{self, Notes};
use crate::cli::output::{AtomicFile, Backup, WriteError};
use crate::cli::source::Table;

/// A Parquet file that is being written. It is removed if it is dropped before it is finished.
///
/// A thread writes it from the first row group to the last, and receives pieces of text in between.
#[derive(Debug)]
pub struct TableFile {
    path: PathBuf,
    /// `None` once all pieces are sent.
    pieces: Option<SyncSender<TablePiece>>,
    /// `None` once it has been joined.
    thread: Option<JoinHandle<Result<AtomicFile>>>,
}

impl TableFile {
    /// Creates a file with the columns of the table, and an annotation column if `annotates`. Also creates the folders
    /// of the path.
    pub fn create(path: &Path, table: &Arc<Table>, annotates: bool) -> Result<Self, WriteError> {
        let file = AtomicFile::create(path)?;
        let table = Arc::clone(table);
        // One piece can wait while another is written.
        let (pieces, from) = sync_channel(1);
        let thread = thread::spawn(move || Writer::new(table, annotates)?.write(file, &from));
        Ok(Self { path: path.to_owned(), pieces: Some(pieces), thread: Some(thread) })
    }

    /// Writes the next rows.
    pub fn write(&mut self, piece: TablePiece) -> Result<(), WriteError> {
        let sent = self.pieces.as_ref().map(|pieces| pieces.send(piece));
        match sent {
            Some(Ok(())) => Ok(()),
            // The thread has ended early, with an error.
            _ => self.wait().map(drop),
        }
    }

    /// Moves the complete file to its path.
    pub fn finish(mut self) -> Result<(), WriteError> {
        self.wait()?.finish()
    }

    /// Replaces the file at the path with the complete one.
    pub fn replace(mut self, backup: Backup) -> Result<(), WriteError> {
        self.wait()?.replace(backup)
    }

    fn wait(&mut self) -> Result<AtomicFile, WriteError> {
        self.pieces = None;
        let ended = self.thread.take().map(JoinHandle::join);
        let error = match ended {
            Some(Ok(Ok(file))) => return Ok(file),
            Some(Ok(Err(ParquetError::External(error)))) => match error.downcast::<io::Error>() {
                Ok(error) => *error,
                Err(error) => io::Error::other(error),
            },
            Some(Ok(Err(error))) => io::Error::other(error),
            Some(Err(_)) | None => io::Error::other("the thread that writes it panicked"),
        };
        Err(WriteError::file(&self.path, error))
    }
}

impl Drop for TableFile {
    fn drop(&mut self) {
        self.pieces = None;
        // The thread removes its file.
        self.thread.take().map(JoinHandle::join);
    }
}

/// What the thread needs to write the file.
struct Writer {
    table: Arc<Table>,
    /// The source of copied columns.
    file: File,
    annotates: bool,
    schema: TypePtr,
    properties: WriterPropertiesPtr,
}

impl Writer {
    fn new(table: Arc<Table>, annotates: bool) -> Result<Self> {
        let about = table.metadata().file_metadata();
        let root = about.schema_descr().root_schema();
        let mut fields = root.get_fields().to_vec();
        if annotates {
            // Annotations of an earlier run are replaced.
            fields.retain(|field| field.name() != notes::NAME);
        }
        if table.text.is_none() {
            let text = Type::primitive_type_builder(&table.text_name, PhysicalType::BYTE_ARRAY);
            let text =
                text.with_repetition(Repetition::OPTIONAL).with_logical_type(Some(LogicalType::String));
            fields.push(Arc::new(text.build()?));
        }
        if annotates {
            fields.push(notes::column()?);
        }
        let schema_changed = fields != root.get_fields();
        let schema = Arc::new(Type::group_type_builder(root.name()).with_fields(fields).build()?);
        let mut pairs = about.key_value_metadata().cloned();
        if schema_changed && let Some(pairs) = &mut pairs {
            update_arrow_schema(pairs, &table, annotates)?;
        }
        let properties = Arc::new(properties(&table, pairs));
        Ok(Self { file: table.reopen()?, table, annotates, schema, properties })
    }

    fn write(&self, file: AtomicFile, from: &Receiver<TablePiece>) -> Result<AtomicFile> {
        let mut file =
            SerializedFileWriter::new(file, Arc::clone(&self.schema), Arc::clone(&self.properties))?;
        for number in 0..self.table.metadata().num_row_groups() {
            let mut group = file.next_row_group()?;
            let mut notes = self.annotates.then(|| Notes::new(&self.properties)).transpose()?;
            let columns = self.table.metadata().row_group(number).columns();
            for (column, chunk) in columns.iter().enumerate() {
                if self.table.text == Some(column) {
                    self.write_text(number, &mut group, &mut notes, from)?;
                } else if !(self.annotates && chunk.column_path().parts()[0] == notes::NAME) {
                    self.copy(number, column, &mut group)?;
                }
            }
            if self.table.text.is_none() {
                self.write_text(number, &mut group, &mut notes, from)?;
            }
            if let Some(notes) = notes {
                notes.finish(&mut group)?;
            }
            group.close()?;
        }
        file.into_inner()
    }

    fn write_text(
        &self,
        number: usize,
        group: &mut SerializedRowGroupWriter<'_, AtomicFile>,
        notes: &mut Option<Notes>,
        from: &Receiver<TablePiece>,
    ) -> Result<()> {
        let column = group.next_column()?;
        let mut column = column.ok_or_else(|| ParquetError::General("the text has no column".to_owned()))?;
        let text = column.typed::<ByteArrayType>();
        let max_level = text.get_descriptor().max_def_level();
        let mut left =
            usize::try_from(self.table.metadata().row_group(number).num_rows()).unwrap_or_default();
        while left > 0 {
            let stopped = |_| ParquetError::General("stopped before its end".to_owned());
            let TablePiece { texts, mut levels, notes: lines } = from.recv().map_err(stopped)?;
            let rows = texts.len();
            if levels.is_empty() {
                levels.extend(texts.iter().map(|text| i16::from(text.is_some()) * max_level));
            }
            // A column without nulls gets an empty text instead.
            let texts: Vec<_> = if max_level == 0 {
                texts.into_iter().map(|text| ByteArray::from(text.unwrap_or_default())).collect()
            } else {
                texts.into_iter().flatten().map(ByteArray::from).collect()
            };
            text.write_batch(&texts, Some(&levels[..]).filter(|_| max_level > 0), None)?;
            if let Some(notes) = notes {
                notes.add(&lines, rows)?;
            }
            left = left.saturating_sub(rows);
        }
        column.close()
    }

    /// Copies a column with its indexes and its bloom filter.
    fn copy(
        &self,
        group: usize,
        column: usize,
        to: &mut SerializedRowGroupWriter<'_, AtomicFile>,
    ) -> Result<()> {
        let metadata = self.table.metadata().row_group(group);
        let chunk = metadata.column(column);
        if chunk.num_values() == 0 {
            // There is nothing to copy, and no place in the file to copy from.
            let empty = to.next_column()?;
            return empty.map_or(Ok(()), SerializedColumnWriter::close);
        }
        let index = self.table.metadata().page_index();
        let copied = ColumnCloseResult {
            bytes_written: chunk.compressed_size().unsigned_abs(),
            rows_written: metadata.num_rows().unsigned_abs(),
            metadata: chunk.clone(),
            bloom_filter: Sbbf::read_from_column_chunk(chunk, &self.file)?,
            column_index: index.and_then(|index| index.column_index(group, column).cloned()),
            offset_index: index.and_then(|index| index.offset_index(group, column).cloned()),
        };
        to.append_column(&self.file, copied)
    }
}

/// Properties that write the text as the column of the page was written.
fn properties(table: &Table, pairs: Option<Vec<KeyValue>>) -> WriterProperties {
    let metadata = table.metadata();
    let about = metadata.file_metadata();
    let mut to = WriterProperties::builder().set_key_value_metadata(pairs);
    // This name tells readers which known bugs the statistics of copied columns may have.
    if let Some(by) = about.created_by() {
        to = to.set_created_by(by.to_owned());
    }
    // What is empty does not show how it would be written.
    let groups = metadata.row_groups();
    let Some(group) = groups.iter().find(|group| group.num_rows() > 0).or(groups.first()) else {
        return to.build();
    };
    let model = group.column(table.text.unwrap_or(table.pages));
    let path =
        table.text.map_or_else(|| ColumnPath::from(table.text_name.clone()), |_| model.column_path().clone());
    let is_sorted_by_text = |column: &parquet::file::metadata::SortingColumn| {
        table.text.is_some_and(|text| text as i32 == column.column_idx)
    };
    let sorting = group.sorting_columns().filter(|columns| !columns.iter().any(is_sorted_by_text));
    let statistics = match (model.statistics().is_some(), model.column_index_offset().is_some()) {
        (true, true) => EnabledStatistics::Page,
        (true, false) => EnabledStatistics::Chunk,
        (false, _) => EnabledStatistics::None,
    };
    to.set_sorting_columns(sorting.cloned())
        .set_compression(model.compression())
        .set_column_dictionary_enabled(path, model.dictionary_page_offset().is_some())
        .set_statistics_enabled(statistics)
        .set_offset_index_disabled(model.offset_index_offset().is_none())
        .build()
}

/// Updates the copy of the schema that Arrow keeps in the metadata.
fn update_arrow_schema(pairs: &mut Vec<KeyValue>, table: &Table, annotates: bool) -> Result<()> {
    let Some(index) = pairs.iter().position(|pair| pair.key == ARROW_SCHEMA_META_KEY) else { return Ok(()) };
    let descriptor = table.metadata().file_metadata().schema_descr();
    let schema = parquet_to_arrow_schema(descriptor, Some(pairs))?;
    let mut fields: Vec<_> = schema.fields().iter().cloned().collect();
    if annotates {
        fields.retain(|field| field.name() != notes::NAME);
    }
    if table.text.is_none() {
        fields.push(Arc::new(arrow_schema::Field::new(&table.text_name, arrow_schema::DataType::Utf8, true)));
    }
    if annotates {
        fields.push(Arc::new(notes::field()));
    }
    let schema = arrow_schema::Schema::new_with_metadata(fields, schema.metadata().clone());
    pairs[index].value = Some(encode_arrow_schema(&schema));
    Ok(())
}
