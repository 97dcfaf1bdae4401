//! The outputs of one file of records.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::destination::Destination;
use crate::cli::encode::{Encoded, Product, RecordEncoder};
use crate::cli::output::{
    Backup, RecordText, ShardFile, TableFile, TextFolder, WriteError, print_pages, quoted,
};
use crate::cli::source::{Found, Source, Table};

/// Writes the records of one file.
pub struct ShardOutput {
    kept: Sink,
    removed: Option<Sink>,
}

enum Sink {
    Stdout,
    Shard(ShardFile),
    Table(TableFile),
    Texts(TextFolder),
}

impl ShardOutput {
    /// Creates the files. The output of a table is a table with the same columns.
    pub fn create(
        file: &Found,
        table: Option<&Arc<Table>>,
        encoder: &RecordEncoder,
        destination: &Destination,
    ) -> Result<Self, WriteError> {
        let create = |path: &Path| match table {
            Some(table) => TableFile::create(path, table, encoder.annotates).map(Sink::Table),
            None if encoder.product == Product::Texts => {
                TextFolder::create(path, encoder.format.ending()).map(Sink::Texts)
            }
            None => ShardFile::create(path).map(Sink::Shard),
        };
        Ok(match (destination, &file.source) {
            (Destination::Folder { kept, removed, .. }, _) => Self {
                kept: create(&kept.join(&file.output_path))?,
                removed: removed
                    .as_ref()
                    .map(|folder| create(&folder.join(&file.output_path)))
                    .transpose()?,
            },
            // Replace the target of a symbolic link, not the link.
            (Destination::InPlace(_), Source::File(path)) => {
                let path = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
                Self { kept: create(&path)?, removed: None }
            }
            (Destination::Stdout | Destination::InPlace(_), _) => Self { kept: Sink::Stdout, removed: None },
        })
    }

    /// Writes records. Returns a message for each text that was not written because an earlier record has its file name.
    pub fn put(&mut self, encoded: Encoded) -> Result<Vec<String>, WriteError> {
        match encoded {
            Encoded::Lines { kept, removed } => {
                self.kept.write_lines(&kept)?;
                if let Some(sink) = &mut self.removed {
                    sink.write_lines(&removed)?;
                }
            }
            Encoded::Rows { kept, removed } => {
                if let Sink::Table(table) = &mut self.kept {
                    table.write(kept)?;
                }
                if let Some(Sink::Table(table)) = &mut self.removed {
                    table.write(removed)?;
                }
            }
            Encoded::Texts(texts) => {
                if let Sink::Texts(folder) = &mut self.kept {
                    return write_texts(folder, &texts);
                }
            }
        }
        Ok(Vec::new())
    }

    /// Completes the files, the one with kept text last.
    pub fn finish(self) -> Result<(), WriteError> {
        self.removed.into_iter().chain([self.kept]).try_for_each(|sink| match sink {
            Sink::Stdout | Sink::Texts(_) => Ok(()),
            Sink::Shard(file) => file.finish(),
            Sink::Table(file) => file.finish(),
        })
    }

    /// Replaces the input file with its cleaned version.
    pub fn replace(self, backup: Backup) -> Result<(), WriteError> {
        match self.kept {
            Sink::Stdout | Sink::Texts(_) => Ok(()),
            Sink::Shard(file) => file.replace(backup),
            Sink::Table(file) => file.replace(backup),
        }
    }
}

impl Sink {
    fn write_lines(&mut self, lines: &[u8]) -> Result<(), WriteError> {
        match self {
            Self::Stdout => print_pages(lines),
            Self::Shard(file) => file.write(lines),
            // Their products are not lines.
            Self::Table(_) | Self::Texts(_) => Ok(()),
        }
    }
}

fn write_texts(folder: &mut TextFolder, texts: &[RecordText]) -> Result<Vec<String>, WriteError> {
    let mut problems = Vec::new();
    for record in texts {
        if !folder.write(record)? {
            let RecordText { number, id, .. } = record;
            problems.push(format!(
                "record {number}: not written: its id {} gives the same file name as that of an earlier record \
                 (--id-field chooses another field)",
                quoted(id)
            ));
        }
    }
    Ok(problems)
}
