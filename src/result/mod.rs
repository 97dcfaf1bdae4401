//! The result of a page: cleaned text, Markdown, reasons, rules of findings.

pub(crate) mod boundary;
pub(crate) mod cleaned;
pub(crate) mod explained;
pub(crate) mod markdown;
pub(crate) mod rule;
pub(crate) mod shown;
