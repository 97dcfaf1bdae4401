//! What comes out of a page: text, Markdown, reasons, findings.

pub(crate) mod boundary;
pub(crate) mod cleaned;
pub(crate) mod explained;
pub(crate) mod markdown;
pub(crate) mod rule;
