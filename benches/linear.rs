//! Checks that time grows linearly with the length of a page. Counts the instructions of `Cleaner::clean` for a page, for
//! twice and for four times the page. Valgrind counts, so a busy machine does not matter.
//!
//!     cargo bench --bench linear
//!
//! Fails if a count is more than 5 % above proportional growth. It may be below: only lines that stay are searched for glued
//! chaff, and of a page of nothing but phrases, twice as long, fewer may stay.

// In a binary, `pub` marks what a module offers to the others.
#![allow(unreachable_pub)]

mod pages;

use std::env;
use std::hint::black_box;
use std::iter;
use std::process::{Command, ExitCode};

use dechaff::{Cleaner, Page};
use rayon::prelude::*;

use pages::Large;

/// Bytes of a single page.
const BYTES: usize = 1 << 19;
const COPIES: [usize; 3] = [1, 2, 4];
const TOLERANCE: f64 = 0.05;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, large, copies, times] = &arguments[..]
        && flag == CLEAN
    {
        clean(large.parse().unwrap(), copies.parse().unwrap(), times.parse().unwrap());
        return ExitCode::SUCCESS;
    }
    // Counts of instructions do not depend on what else runs.
    let rows: Vec<(bool, String)> = Large::ALL.into_par_iter().map(is_linear).collect();
    rows.iter().for_each(|(_, line)| println!("{line}"));
    if rows.iter().all(|&(linear, _)| linear) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The first argument that makes this program clean a page, under valgrind.
const CLEAN: &str = "--clean";

/// Cleans a page a number of times. Cleans a small one first, so that all tables exist.
fn clean(large: Large, copies: usize, times: usize) {
    let small = large.text(1 << 10);
    let page = large.text(BYTES).repeat(copies);
    let cleaner = Cleaner::default();
    for text in iter::once(&small).chain(iter::repeat_n(&page, times)) {
        black_box(cleaner.clean(&Page::new(black_box(text))).spans());
    }
}

/// Measures one kind of page: whether its time is linear, and a line about it.
fn is_linear(large: Large) -> (bool, String) {
    // Subtract a run without the page, which only builds the cleaner and the text.
    let counts = COPIES.map(|copies| instructions(large, copies, 1) - instructions(large, copies, 0));
    let per_byte = counts[0] as f64 / BYTES as f64;
    let ratio = |index: usize| counts[index] as f64 / counts[0] as f64 / COPIES[index] as f64;
    let linear = (1..COPIES.len()).all(|index| ratio(index) <= 1.0 + TOLERANCE);
    let line = format!(
        "{large:<12} {per_byte:>6.1} instructions per byte; twice the page {:.3}, four times {:.3} of proportional: {}",
        ratio(1),
        ratio(2),
        if linear { "linear" } else { "NOT LINEAR" }
    );
    (linear, line)
}

/// The instructions of one run of this program.
fn instructions(large: Large, copies: usize, times: usize) -> u64 {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe().unwrap())
        .args([CLEAN, &large.to_string(), &copies.to_string(), &times.to_string()])
        .output()
        .expect("valgrind is needed to count instructions");
    let report = String::from_utf8_lossy(&output.stderr);
    let count = report.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    count.unwrap_or_else(|| panic!("valgrind counted nothing: {report}"))
}
