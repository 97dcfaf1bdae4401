//! What is made of cleaned pages: text, records, rows, diffs, findings, numbers. Nothing here does I/O.

mod annotation;
mod diff;
mod dolma;
mod edits;
mod findings;
mod statistics;
mod xml;

pub use annotation::annotation;
pub use diff::{diff, diff_without};
pub use dolma::attributes;
pub use edits::{Edits, push_string};
pub use findings::{FindingView, PageFindings, Report, Tally, cut, report};
pub use statistics::{AboutPage, Characters, Statistics};
pub use xml::escape;
