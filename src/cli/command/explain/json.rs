//! Lines and reasons for programs: one JSON object per line.

use std::io::{self, Write};

use serde::Serialize;

use super::view::{Fate, View};
use crate::cli::terminal_text::sanitize_json;

#[derive(Serialize)]
struct ExplainedLine<'a> {
    line: usize,
    /// `kept`, `part` or `removed`.
    fate: &'static str,
    label: &'static str,
    /// Log-odds that the line belongs to the article: `base` plus `alike` plus the weights of all reasons.
    score: f32,
    base: f32,
    /// What lines like it add.
    #[serde(skip_serializing_if = "is_zero")]
    alike: f32,
    text: &'a str,
    /// Heaviest first.
    reasons: Vec<Reason>,
}

#[derive(Serialize)]
struct Reason {
    family: String,
    name: &'static str,
    seen: String,
    words: String,
    weight: f32,
}

/// Writes the view.
pub fn write(view: &View<'_>, out: &mut impl Write) -> io::Result<()> {
    for (line, spans) in view.lines() {
        let verdict = view.explained.cleaned.verdicts()[line];
        let mut reasons = view.explained.reasons(line);
        reasons.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
        let reason = |reason: dechaff::Reason| Reason {
            family: reason.evidence.family().to_string(),
            name: reason.evidence.name(),
            seen: reason.evidence.to_string(),
            words: view.words(line, reason.evidence),
            weight: reason.weight,
        };
        let row = ExplainedLine {
            line: view.page().number_of(line) + 1,
            fate: match Fate::from_spans(spans) {
                Fate::Kept => "kept",
                Fate::Part => "part",
                Fate::Removed => "removed",
            },
            label: verdict.label.name(),
            score: verdict.score,
            base: view.explained.base(line),
            alike: view.explained.alike(line),
            text: view.page().line(line),
            reasons: reasons.into_iter().map(reason).collect(),
        };
        writeln!(out, "{}", sanitize_json(serde_json::to_string(&row)?))?;
    }
    Ok(())
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde passes fields so.
fn is_zero(weight: &f32) -> bool {
    *weight == 0.0
}
