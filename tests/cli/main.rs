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
mod html;
mod learn;
mod packs;
// `script` takes other options elsewhere.
#[cfg(target_os = "linux")]
mod pager;
mod products;
mod replacing;
mod report;
mod score;
mod shards;
mod shell;
mod sites;
#[cfg(feature = "parquet")]
mod tables;

/// What the commands say and write. After a change that is meant, `TRYCMD=overwrite cargo test` writes it
/// anew.
#[test]
fn snapshots() {
    trycmd::TestCases::new().env("COLUMNS", "100").case("tests/cmd/*.trycmd");
}
