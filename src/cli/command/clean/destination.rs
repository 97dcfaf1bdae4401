//! Where the results go.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use dechaff::Articles;

use crate::cli::args::CleanArguments;
use crate::cli::args::values::{OutputFormat, TextFormat};
use crate::cli::output::{Backup, FolderLock, OutputDir};
use crate::cli::source::{Size, shown};

/// Where the results go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Standard output, for one page or file of records.
    Stdout,
    /// Folders that mirror the inputs.
    Folder {
        /// For kept text.
        kept: PathBuf,
        /// For removed text.
        removed: Option<PathBuf>,
        /// The files that pages are collected in; `None` writes one file per page.
        collection: Option<Collection>,
        /// The format of kept text.
        format: TextFormat,
        /// Whether each article gets its own file.
        splits: bool,
    },
    /// The inputs themselves.
    InPlace(Backup),
}

/// Files of records that pages are collected in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// The extension of the files, which also selects their compression.
    pub extension: &'static str,
    /// Size at which a file is full, before compression.
    pub shard_size: Size,
}

/// What is printed on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verbosity {
    /// Errors only.
    Quiet,
    /// Errors and a summary.
    Normal,
    /// Errors, a line per page, and a summary.
    Verbose,
}

impl From<&CleanArguments> for Verbosity {
    fn from(arguments: &CleanArguments) -> Self {
        match (arguments.progress.quiet, arguments.verbose) {
            (true, _) => Self::Quiet,
            (_, true) => Self::Verbose,
            _ => Self::Normal,
        }
    }
}

impl Destination {
    /// The destination that the arguments name.
    ///
    /// # Errors
    /// If options contradict each other.
    pub fn new(arguments: &CleanArguments) -> Result<Self> {
        let CleanArguments { replacing, existing, collecting, removed, .. } = arguments;
        let output_format = collecting.output_format;
        if arguments.output.is_none() && (existing.overwrite || existing.resume && !replacing.in_place) {
            bail!("--resume and --overwrite need an output folder (give -o DIR)");
        }
        if output_format.collects() && (existing.overwrite || existing.resume) {
            bail!(
                "--resume and --overwrite do not apply to pages that are collected in one file (choose an empty \
                 folder, or leave out --output-format)"
            );
        }
        if output_format != OutputFormat::Auto && (arguments.output.is_none() || removed.is_some()) {
            bail!("--output-format needs -o DIR and cannot be combined with --removed (see --annotate)");
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

    /// Creates the folders, checks that files can be written to them, and keeps other runs out of them.
    pub fn open(&self) -> Result<Vec<FolderLock>> {
        let mut locks = Vec::new();
        for folder in self.folders().into_iter().flatten() {
            OutputDir::create(&folder)?;
            locks.push(FolderLock::new(&folder)?);
        }
        if let Self::Folder { kept, collection: Some(collection), .. } = self {
            let first = collection.path(kept, 0);
            if first.exists() {
                bail!("{} exists from an earlier run (choose an empty folder)", shown(&first));
            }
        }
        Ok(locks)
    }

    /// Whether each article gets its own file.
    pub fn splits(&self) -> bool {
        matches!(self, Self::Folder { splits: true, .. })
    }

    /// The output folders, if there are any. The folder of kept text comes first.
    pub fn folders(&self) -> Option<Vec<PathBuf>> {
        let Self::Folder { kept, removed, .. } = self else { return None };
        Some([kept].into_iter().chain(removed).cloned().collect())
    }
}

impl Collection {
    /// The path of a file, by its number from 0.
    pub fn path(&self, folder: &Path, number: u32) -> PathBuf {
        folder.join(format!("{number:05}.{}", self.extension))
    }
}
