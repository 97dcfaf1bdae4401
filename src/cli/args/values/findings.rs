//! Formats of findings.

/// The value of `check --format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FindingFormat {
    /// One line per finding
    Concise,
    /// One line per finding, and the text with the finding in brackets: ⟦…⟧
    Full,
    /// One JSON object with a summary
    Json,
    /// One JSON object per finding
    Jsonl,
    /// GitHub workflow annotations
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, one test case per page
    Junit,
}
