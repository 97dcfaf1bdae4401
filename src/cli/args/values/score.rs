//! How `dechaff score` groups pages, and the format of its report.

use serde::Serialize;

/// What pages are put together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum GroupBy {
    /// The language or the kind of page.
    Group,
    /// Whose page it is.
    Site,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ScoreFormat {
    /// For people.
    Table,
    /// For programs.
    Json,
}
