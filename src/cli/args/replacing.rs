//! `dechaff clean` without an output folder, as it is typed.

use clap::Args;

// No doc comment: it would take the place of what the command says of itself.
#[derive(Clone, Copy, Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option that is typed")]
pub struct ReplacingArguments {
    /// Show what would go, as a unified diff, and write nothing
    ///
    /// Of HTML and of a record it is the diff of the text, which is no patch for the file.
    #[arg(long, conflicts_with_all = ["output", "removed", "stats", "in_place", "format"])]
    pub diff: bool,

    /// Write over the pages themselves; needs --backup or --force
    ///
    /// Only files of which something goes are written, each whole or not at all, in UTF-8. Files of records stay packed as
    /// they are, and are left alone when one of their records fails (see --on-error). HTML, web archives and packed pages
    /// are named on standard error instead.
    #[arg(long, conflicts_with_all = ["output", "removed", "format"])]
    pub in_place: bool,

    /// With --in-place: keep page.txt as page.txt~, which is no page to later runs
    #[arg(long, requires = "in_place")]
    pub backup: bool,

    /// With --in-place: keep nothing of what goes
    #[arg(long, requires = "in_place", conflicts_with = "backup")]
    pub force: bool,
}
