//! What is written of a file of records.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::record_encoder::{CleanedBatch, Product, Records};
use crate::cli::output::{
    Backup, ShardFile, Sink, Statistics, TableFile, TextFolder, TextOfRecord, WriteError, quoted,
};
use crate::cli::source::{Compression, Found, Source, Table};

/// Where what stays of files of records goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept<'a> {
    /// To standard output.
    Stdout,
    /// To a folder.
    Folder(&'a Path),
    /// To where they are, if anything goes. One that cannot be read to its end, or with records that fail, stays as it is.
    InPlace(Backup),
}

/// Where the records of one file go.
#[derive(Debug)]
pub struct Outputs {
    kept: Output,
    removed: Option<Output>,
    /// The numbers of the records.
    pub statistics: Statistics,
    /// Whether anything is another than it was.
    pub changes: bool,
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
    /// Where what stays goes.
    pub kept: Kept<'a>,
    /// Folder for what goes.
    pub removed: Option<&'a Path>,
    /// The file of records.
    pub found: &'a Found,
    /// The table that it is made of.
    pub table: Option<&'a Arc<Table>>,
    /// What is done to its records.
    pub records: &'a Records,
}

impl Outputs {
    /// Begins the files.
    pub fn create(wanted: Wanted<'_>) -> Result<Self, WriteError> {
        let Found { source, output_path: place, .. } = wanted.found;
        let Records { product, format, annotates, .. } = wanted.records;
        let create = |place: &Path| match wanted.table {
            Some(table) => TableFile::create(place, table, *annotates).map(Output::Table),
            None if *product == Product::Texts => {
                TextFolder::create(place, format.ending()).map(Output::Texts)
            }
            None => ShardFile::create(place).map(Output::Shard),
        };
        let kept = match (wanted.kept, source) {
            (Kept::Folder(folder), _) => create(&folder.join(place))?,
            // A link stays one.
            (Kept::InPlace(_), Source::File(path)) => {
                create(&fs::canonicalize(path).unwrap_or_else(|_| path.clone()))?
            }
            (Kept::Stdout | Kept::InPlace(_), _) => Output::Stdout,
        };
        let removed = wanted.removed.map(|folder| create(&folder.join(place))).transpose()?;
        Ok(Self { kept, removed, statistics: Statistics::default(), changes: false })
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

    /// Puts the files in their places; the one with what stays comes last.
    pub fn finish(self) -> Result<(), WriteError> {
        for output in self.removed.into_iter().chain([self.kept]) {
            match output {
                Output::Stdout | Output::Texts(_) => {}
                Output::Shard(file) => file.finish()?,
                Output::Table(file) => file.finish()?,
            }
        }
        Ok(())
    }

    /// Puts what stays in the place of the file that it was made of.
    pub fn replace(self, backup: Backup) -> Result<(), WriteError> {
        match self.kept {
            Output::Stdout | Output::Texts(_) => Ok(()),
            Output::Shard(file) => file.replace(backup),
            Output::Table(file) => file.replace(backup),
        }
    }
}

impl CleanedBatch {
    /// Packs what will be written, as the name of the file wants it.
    pub fn pack(&mut self, place: &Path) {
        let packing = Compression::from_path(place);
        self.kept = packing.piece(std::mem::take(&mut self.kept));
        self.removed = packing.piece(std::mem::take(&mut self.removed));
    }
}
