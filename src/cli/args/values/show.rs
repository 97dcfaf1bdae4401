//! What `dechaff explain` shows, and for whom.

/// What is shown of each line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Show {
    /// Fate, label, score, text, and up to three reasons, those for the fate first.
    Lines,
    /// All evidence, and all weights that make up the score.
    Evidence,
    /// The label, a tab, the line: to be edited and used as a page that is labelled.
    Labels,
    /// The pieces that stay or go, by their bytes.
    Spans,
}

/// For whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ExplainFormat {
    /// For people.
    Text,
    /// For programs: a JSON object a line, with all reasons.
    Jsonl,
}
