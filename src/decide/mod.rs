//! The decision: what each line is, and what is kept.

pub(crate) mod article_split;
pub(crate) mod caution;
pub(crate) mod choice;
pub(crate) mod cut;
pub(crate) mod decision;
pub(crate) mod draft;
pub(crate) mod label;
pub(crate) mod logistic;
pub(crate) mod model;
pub(crate) mod plain;
pub(crate) mod repeated_close;
pub(crate) mod scorecard;
pub(crate) mod sections;
pub(crate) mod smooth;
pub(crate) mod source;
pub(crate) mod spans;
