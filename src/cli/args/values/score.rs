//! How `dechaff score` groups pages, and the format of its output.

use serde::Serialize;

/// The value of `score --by`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum GroupBy {
    /// By the group of each record: its language or kind
    Group,
    /// By the site of each page
    Site,
}

/// The value of `score --format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ScoreFormat {
    /// A table for people
    Table,
    /// JSON for programs
    Json,
}
