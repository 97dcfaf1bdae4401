//! Options of `dechaff clean` for runs without an output folder.

use clap::Args;

#[derive(Clone, Copy, Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option")]
pub struct ReplacingArguments {
    /// Write nothing; show the changes as a unified diff
    ///
    /// For HTML and records the diff is that of the text, so it cannot be applied to the file as a patch.
    #[arg(long, conflicts_with_all = ["output", "removed", "stats", "in_place", "format"])]
    pub diff: bool,

    /// Modify the input files; requires --backup or --force
    ///
    /// Only files with something to remove are written, atomically and as UTF-8. JSONL and Parquet files keep their compression;
    /// one with a record that cannot be cleaned is not modified (see --on-error). HTML, WARC files and compressed pages cannot
    /// be modified in place and are reported on stderr.
    ///
    /// The folder .dechaff, in each folder named or beside each file named, remembers pages and records that were cleaned. The
    /// same settings do not clean them again.
    #[arg(long, conflicts_with_all = ["output", "removed", "format"])]
    pub in_place: bool,

    /// With --in-place, keep a copy of page.txt as page.txt~, which later runs skip
    #[arg(long, requires = "in_place")]
    pub backup: bool,

    /// With --in-place, do not keep copies
    #[arg(long, requires = "in_place", conflicts_with = "backup")]
    pub force: bool,
}
