//! Where results go: cleaned text, statistics, and what is said on standard error.

mod diff;
mod dolma;
mod findings;
mod jsonl;
mod output_dir;
mod pager;
mod progress;
mod shard;
mod stats;
mod table;
mod terminal;
mod texts;
mod xml;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use indicatif::HumanCount;

pub use diff::{diff, diff_without};
pub use dolma::attributes;
pub use findings::{FindingView, PageFindings, Report, Tally, cut};
pub use jsonl::{Edits, annotation, push_string};
pub use output_dir::{Backup, OutputDir, back_up, replace_whole, write_piecewise, write_whole};
pub use pager::Paged;
pub use progress::Progress;
pub use shard::ShardFile;
pub use stats::{AboutPage, Characters, Statistics};
pub use table::{TableFile, TablePiece};
pub use terminal::{DIM, columns, fit, quoted, stdout, style_of, wrap};
pub use texts::{TextFolder, TextOfRecord};
pub use xml::escape;

use crate::cli::source::shown;

/// Where the text of pages goes.
#[derive(Debug)]
pub enum Sink {
    /// Standard output, for one page.
    Stdout,
    /// A folder, for any number.
    OutputDir(OutputDir),
}

/// Output that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// On standard output.
    #[error("cannot write to standard output: {0}")]
    Stdout(io::Error),
    /// In a file or folder.
    #[error("cannot write {}: {error}", shown(.path))]
    File {
        /// The file or folder that was to be written.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl Sink {
    /// Writes a page's text; `place` is its path below the folder.
    pub fn write(&self, place: &Path, text: &[u8]) -> Result<(), WriteError> {
        match self {
            Self::Stdout => {
                let mut stdout = io::stdout().lock();
                stdout.write_all(text).and_then(|()| stdout.flush()).map_err(WriteError::Stdout)
            }
            Self::OutputDir(tree) => tree.write(place, text),
        }
    }
}

impl WriteError {
    /// Whether the next page would fare no better.
    pub fn ends_the_run(&self) -> bool {
        use io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        match self {
            Self::Stdout(_) => true,
            Self::File { error, .. } => {
                matches!(error.kind(), QuotaExceeded | ReadOnlyFilesystem | StorageFull)
            }
        }
    }
}

/// Whether an error is that of writing to a pipe which nobody reads any more.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let cause = match error.downcast_ref() {
        Some(WriteError::Stdout(cause)) => Some(cause),
        _ => error.downcast_ref::<io::Error>(),
    };
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Writes a report to standard output.
pub fn print(report: &str) -> Result<(), WriteError> {
    Sink::Stdout.write(Path::new(""), report.as_bytes())
}

/// A number of things.
pub fn count(number: u64, thing: &str) -> String {
    format!("{} {thing}{}", HumanCount(number), if number == 1 { "" } else { "s" })
}

/// Says a line on standard error, in one piece. When that is closed nobody listens, which is no error.
pub fn say(line: &str) {
    let _ = io::stderr().write_all(format!("dechaff: {line}\n").as_bytes());
}
