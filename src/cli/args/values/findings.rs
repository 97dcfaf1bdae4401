//! The format of findings.

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FindingFormat {
    /// A line a finding.
    Concise,
    /// And the text, with the finding in brackets: ⟦…⟧.
    Full,
    /// One JSON object, with a summary.
    Json,
    /// A JSON object a finding.
    Jsonl,
    /// Annotations of a GitHub workflow.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// `JUnit` XML: a test case a page.
    Junit,
}
