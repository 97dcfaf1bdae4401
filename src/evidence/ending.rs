//! Ending: what a line and its neighbors end with. An end mark before closing quotes or brackets counts.

use super::{Columns, Family};
use crate::text::reading::Reading;

const END: &[&str] = &[
    "letter",
    "full stop",
    "question or exclamation mark",
    "ellipsis",
    "colon",
    "comma",
    "quote",
    "bracket",
    "sign",
    "digit",
];
const END_OF_NEIGHBOUR: &[&str] = &[
    "no line",
    "letter",
    "full stop",
    "question or exclamation mark",
    "ellipsis",
    "colon",
    "comma",
    "quote",
    "bracket",
    "sign",
    "digit",
];

pub(super) fn fill(reading: &Reading, out: &mut Columns<'_>) {
    let end_at = |line: Option<usize>| {
        line.and_then(|line| reading.lines.get(line)).map_or(0, |facts| facts.end as u8 + 1)
    };
    out.family(Family::Ending);
    out.class("end", END, |i| reading.lines[i].end as u8);
    out.class("end-above-2", END_OF_NEIGHBOUR, |i| end_at(i.checked_sub(2)));
    out.class("end-above-1", END_OF_NEIGHBOUR, |i| end_at(i.checked_sub(1)));
    out.class("end-below-1", END_OF_NEIGHBOUR, |i| end_at(Some(i + 1)));
    out.class("end-below-2", END_OF_NEIGHBOUR, |i| end_at(Some(i + 2)));
}
