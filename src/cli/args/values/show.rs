//! What `dechaff explain` shows, and in which format.

/// The value of `explain --show`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Show {
    /// Decision, label, score, text, and up to three reasons
    Lines,
    /// All evidence, and all weights that add up to the score
    Evidence,
    /// The label, a tab and the line: a labeled page to correct by hand
    Labels,
    /// The pieces that are kept or removed, by byte range
    Spans,
}

/// The value of `explain --format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ExplainFormat {
    /// Text for people
    Text,
    /// JSON for programs: one object per line of the page, with all reasons
    Jsonl,
}
