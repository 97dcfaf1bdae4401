//! What is written of a file of records.

use std::path::Path;
use std::sync::Arc;

use super::records::{CleanedBatch, Product, Records};
use crate::sink::{ShardFile, Sink, Statistics, TableFile, TextFolder, TextOfRecord, WriteError, quoted};
use crate::source::{Packing, Table};

/// Where the records of one file go.
#[derive(Debug)]
pub struct Outputs {
    kept: Output,
    removed: Option<Output>,
    /// The numbers of the records.
    pub statistics: Statistics,
}

#[derive(Debug)]
enum Output {
    Stdout,
    Shard(ShardFile),
    Table(TableFile),
    Texts(TextFolder),
}

/// A file to be begun.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Folder for what stays; `None` is standard output.
    pub kept: Option<&'a Path>,
    /// Folder for what goes.
    pub removed: Option<&'a Path>,
    /// The path of the file below them.
    pub place: &'a Path,
    /// The table that it is made of.
    pub table: Option<&'a Arc<Table>>,
    /// What is done to its records.
    pub records: &'a Records,
}

impl Outputs {
    /// Begins the files.
    pub fn create(wanted: Wanted<'_>) -> Result<Self, WriteError> {
        let create = |folder: &Path| {
            let place = folder.join(wanted.place);
            match wanted.table {
                Some(table) => TableFile::create(&place, table, wanted.records.annotates).map(Output::Table),
                None if wanted.records.product == Product::Texts => {
                    TextFolder::create(&place).map(Output::Texts)
                }
                None => ShardFile::create(&place).map(Output::Shard),
            }
        };
        Ok(Self {
            kept: wanted.kept.map_or(Ok(Output::Stdout), create)?,
            removed: wanted.removed.map(create).transpose()?,
            statistics: Statistics::default(),
        })
    }

    /// Writes what came of a batch. Gives a line for each text that found its file taken.
    pub fn put(&mut self, done: CleanedBatch) -> Result<Vec<String>, WriteError> {
        self.statistics += &done.statistics;
        let mut problems = Vec::new();
        match &mut self.kept {
            Output::Texts(folder) => {
                for record in &done.texts {
                    if !folder.write(record)? {
                        self.statistics.failed += 1;
                        let TextOfRecord { number, id, .. } = record;
                        problems.push(format!(
                            "record {number}: one above has the same id, {}, or one that file systems take for it \
                             (--id-field names another field)",
                            quoted(id)
                        ));
                    }
                }
            }
            Output::Stdout => Sink::Stdout.write(Path::new(""), &done.kept)?,
            Output::Shard(file) => file.write(&done.kept)?,
            Output::Table(file) => file.write(done.kept_rows)?,
        }
        match &mut self.removed {
            Some(Output::Shard(file)) => file.write(&done.removed)?,
            Some(Output::Table(file)) => file.write(done.removed_rows)?,
            // Options see to it that there is nothing else.
            Some(Output::Stdout | Output::Texts(_)) | None => {}
        }
        Ok(problems)
    }

    /// Puts the files in their places; the one with what stays comes last. Gives the numbers.
    pub fn finish(self) -> Result<Statistics, WriteError> {
        for output in self.removed.into_iter().chain([self.kept]) {
            match output {
                Output::Stdout | Output::Texts(_) => {}
                Output::Shard(file) => file.finish()?,
                Output::Table(file) => file.finish()?,
            }
        }
        Ok(self.statistics)
    }
}

impl CleanedBatch {
    /// Packs what will be written, as the name of the file wants it.
    pub fn pack(&mut self, place: &Path) {
        let packing = Packing::of(place);
        self.kept = packing.piece(std::mem::take(&mut self.kept));
        self.removed = packing.piece(std::mem::take(&mut self.removed));
    }
}
