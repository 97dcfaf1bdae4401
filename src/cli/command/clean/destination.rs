//! Where the results go.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use dechaff::Articles;

use crate::cli::args::CleanArguments;
use crate::cli::args::values::{OutputFormat, TextFormat};
use crate::cli::output::{Backup, OutputDir};
use crate::cli::source::{Size, shown};

/// Where the results go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Standard output, for one page or file of records.
    Stdout,
    /// Folders that mirror the inputs.
    Folder {
        /// For the text that stays.
        kept: PathBuf,
        /// For the text that is removed.
        removed: Option<PathBuf>,
        /// What the pages are collected in; `None` writes a file for each.
        collection: Option<Collection>,
        /// What the text of pages is written as.
        format: TextFormat,
        /// Whether each article is written to a file of its own.
        splits: bool,
    },
    /// The inputs themselves.
    InPlace(Backup),
}

/// Files of records that pages are collected in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// What their names end in, which says how they are compressed.
    pub extension: &'static str,
    /// Bytes of records, uncompressed, with which a file is full.
    pub shard_size: Size,
}

/// How much is said on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verbosity {
    /// Errors.
    Quiet,
    /// And a summary.
    Normal,
    /// And each page.
    Verbose,
}

impl From<&CleanArguments> for Verbosity {
    fn from(arguments: &CleanArguments) -> Self {
        match (arguments.quiet, arguments.verbose) {
            (true, _) => Self::Quiet,
            (_, true) => Self::Verbose,
            _ => Self::Normal,
        }
    }
}

impl Destination {
    /// As the arguments say.
    pub fn new(arguments: &CleanArguments) -> Result<Self> {
        let CleanArguments { replacing, existing, collecting, removed, .. } = arguments;
        let output_format = collecting.output_format;
        if arguments.output.is_none() && (existing.resume || existing.overwrite) {
            bail!("--resume and --overwrite are about files of records below -o (give -o DIR)");
        }
        if output_format != OutputFormat::Auto && (arguments.output.is_none() || removed.is_some()) {
            bail!("--output-format needs -o DIR for its files, and excludes --removed (see --annotate)");
        }
        if replacing.in_place {
            return match (replacing.backup, replacing.force) {
                (true, _) => Ok(Self::InPlace(Backup::Kept)),
                (false, true) => Ok(Self::InPlace(Backup::None)),
                _ => bail!("--in-place overwrites pages (give --backup to keep the originals, or --force)"),
            };
        }
        let Some(kept) = arguments.output.clone() else { return Ok(Self::Stdout) };
        let collection = output_format
            .collects()
            .then(|| Collection { extension: output_format.ending(), shard_size: collecting.shard_size });
        Ok(Self::Folder {
            kept,
            removed: removed.clone(),
            collection,
            format: arguments.format,
            splits: Articles::from(arguments.deciding.articles) == Articles::Split,
        })
    }

    /// Creates the folders, and checks that files can be written to them.
    pub fn open(&self) -> Result<()> {
        for folder in self.folders().into_iter().flatten() {
            OutputDir::create(&folder)?;
        }
        if let Self::Folder { kept, collection: Some(collection), .. } = self {
            let first = collection.path(kept, 0);
            if first.exists() {
                bail!("{} exists from an earlier run (choose an empty folder)", shown(&first));
            }
        }
        Ok(())
    }

    /// Whether each article is written by itself.
    pub fn splits(&self) -> bool {
        matches!(self, Self::Folder { splits: true, .. })
    }

    /// The folders that are written to, that of the text that stays first.
    pub fn folders(&self) -> Option<Vec<PathBuf>> {
        let Self::Folder { kept, removed, .. } = self else { return None };
        Some([kept].into_iter().chain(removed).cloned().collect())
    }
}

impl Collection {
    /// The path of one of the files; the first is number 0.
    pub fn path(&self, folder: &Path, number: u32) -> PathBuf {
        folder.join(format!("{number:05}.{}", self.extension))
    }
}
