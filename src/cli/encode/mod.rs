//! Encodes cleaned pages as text, records, rows, diffs or findings. Nothing here does I/O.

mod annotation;
mod attributes;
mod cleaned_before;
mod diff;
mod dolma;
mod edits;
mod findings;
mod json_records;
mod metadata;
mod product;
mod records;
mod rows;
mod texts;
mod xml;

pub use cleaned_before::TextHashes;
pub use diff::{DiffTarget, diff, diff_without};
pub use findings::{FindingView, PageFindings, Report, RuleCounts, Tally, cut, report, section, statistics};
pub use product::{Encoded, EncodedChunk, Product, RecordEncoder};
pub use xml::escape;
