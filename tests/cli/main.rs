//! The real binary, over small trees.

// A test has no callers: here `pub` says what a module offers to the others.
#![allow(unreachable_pub)]

mod archives;
mod articles;
mod bed;
mod bombs;
mod check;
mod check_records;
mod clean;
mod config;
mod corpus;
mod encodings;
mod explain;
mod failures;
mod fit;
mod hostile_text;
mod html;
mod in_place;
mod learn;
mod names;
mod outputs;
mod packs;
mod products;
mod reading;
mod replacing;
mod report;
mod resume;
mod score;
mod shards;
mod shell;
mod sites;
#[cfg(feature = "parquet")]
mod tables;
// `script` takes other options elsewhere.
#[cfg(target_os = "linux")]
mod terminal;
#[cfg(unix)]
mod trust;

/// What the commands print and write. After an intended change, `TRYCMD=overwrite cargo test --test cli`
/// rewrites them.
#[test]
fn snapshots() {
    trycmd::TestCases::new().env("COLUMNS", "100").case("tests/cmd/*.trycmd");
}
