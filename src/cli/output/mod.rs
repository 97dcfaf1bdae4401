//! Writes results: complete files, standard output, and messages on standard error.

mod atomic_file;
mod output_dir;
mod pager;
mod progress;
mod shard;
mod table;
mod terminal;
mod text_folder;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use indicatif::HumanCount;

pub use atomic_file::{
    AtomicFile, Backup, sync_file_systems, write_atomically, write_file, write_file_with, write_small_file,
};
pub use output_dir::{FolderLock, OutputDir};
pub use pager::Paged;
pub use progress::Progress;
pub use shard::{ShardFile, compress_piece};
pub use table::{TableFile, TablePiece};
pub use terminal::{Audience, DIM, columns, fit, quoted, shows_color, stdout, style_of, wrap};
pub use text_folder::{RecordText, TextFolder};

use crate::cli::source::shown;
use crate::cli::terminal_text::sanitize;
pub use crate::cli::terminal_text::say;

/// Output that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// On standard output.
    #[error("cannot write to standard output: {0}")]
    Stdout(io::Error),
    /// To a file or folder.
    #[error("cannot write {}: {error}", shown(.path))]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        error: io::Error,
    },
}

impl WriteError {
    /// The error for a file or folder. Paths of temporary files are removed from the system's message.
    pub fn file(path: &Path, error: io::Error) -> Self {
        Self::File { path: path.to_owned(), error: without_path(error) }
    }

    /// The same error for another path.
    #[must_use]
    pub fn at(self, path: &Path) -> Self {
        match self {
            Self::File { error, .. } => Self::file(path, error),
            Self::Stdout(_) => self,
        }
    }

    /// Whether the next page would fail in the same way.
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

/// Removes the path that `tempfile` adds to errors.
fn without_path(error: io::Error) -> io::Error {
    let source = |error: &io::Error| {
        let inner = std::error::Error::source(error.get_ref()?)?;
        inner.downcast_ref::<io::Error>()?.raw_os_error()
    };
    match error.raw_os_error().or_else(|| source(&error)) {
        Some(code) => io::Error::from_raw_os_error(code),
        None => error,
    }
}

/// Whether the reader of a pipe has closed it.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let cause = match error.downcast_ref() {
        Some(WriteError::Stdout(cause)) => Some(cause),
        _ => error.downcast_ref::<io::Error>(),
    };
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Writes to standard output and flushes it.
pub fn print(bytes: impl AsRef<[u8]>) -> Result<(), WriteError> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes.as_ref()).and_then(|()| stdout.flush()).map_err(WriteError::Stdout)
}

/// Writes the text of pages, or records, to standard output. Programs and files get every byte; a terminal gets what cannot
/// control it.
pub fn print_pages(bytes: &[u8]) -> Result<(), WriteError> {
    if Audience::of_stdout() != Audience::Terminal {
        return print(bytes);
    }
    let text = String::from_utf8_lossy(bytes);
    let line = |line: &str| {
        let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
        sanitize(text.strip_suffix('\r').unwrap_or(text)) + end
    };
    print(text.split_inclusive('\n').map(line).collect::<String>())
}

/// Printed when a command found nothing to read.
pub const NO_PAGES: &str = "no pages found (hidden files, symbolic links and files that --include and --exclude filter out \
    are skipped)";

/// A number with the noun it counts.
pub fn count(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", HumanCount(number), if number == 1 { "" } else { "s" })
}
