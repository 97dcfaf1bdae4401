//! The value of `report --format`.

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ReportFormat {
    /// One page for a browser
    Html,
    /// Numbers for programs
    Json,
}
