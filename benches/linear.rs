//! Whether the time grows with the page's length and no faster: instructions of `Cleaner::clean` for a page, twice
//! the page and four times, counted by valgrind and so the same on a busy machine.
//!
//!     cargo bench --bench linear
//!
//! Fails when a count is more than 5 % from proportional.

// A program has no callers: here `pub` says what a module offers to the others.
#![allow(unreachable_pub)]

mod pages;

use std::env;
use std::hint::black_box;
use std::iter;
use std::process::{Command, ExitCode};

use dechaff::{Cleaner, Page};

use pages::Large;

/// Bytes of the page, once.
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
    let rows: Vec<bool> = Large::ALL.into_iter().map(is_linear).collect();
    if rows.contains(&false) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The first argument of this program when it runs under valgrind, and is to clean.
const CLEAN: &str = "--clean";

/// Cleans a page a number of times, after a small one for which the tables are made.
fn clean(large: Large, copies: usize, times: usize) {
    let small = large.text(1 << 10);
    let page = large.text(BYTES).repeat(copies);
    let cleaner = Cleaner::default();
    for text in iter::once(&small).chain(iter::repeat_n(&page, times)) {
        black_box(cleaner.clean(&Page::new(black_box(text))).spans());
    }
}

/// Measures a form of page and prints a line about it.
fn is_linear(large: Large) -> bool {
    // What a run without the page needs, all the making of the cleaner and the text, counts for nothing.
    let counts = COPIES.map(|copies| instructions(large, copies, 1) - instructions(large, copies, 0));
    let per_byte = counts[0] as f64 / BYTES as f64;
    let ratio = |index: usize| counts[index] as f64 / counts[0] as f64 / COPIES[index] as f64;
    let linear = (1..COPIES.len()).all(|index| (ratio(index) - 1.0).abs() <= TOLERANCE);
    println!(
        "{large:<12} {per_byte:>6.1} instructions a byte; twice the page {:.3}, four times {:.3} of proportional: {}",
        ratio(1),
        ratio(2),
        if linear { "linear" } else { "NOT LINEAR" }
    );
    linear
}

/// Instructions of a run of this program.
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
