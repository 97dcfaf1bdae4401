//! The library on pages in memory, for `speed.py`: memory FOLDER html|text ROUNDS PAGES
//!
//! Reads up to so many pages of the folder, and turns each into its cleaned text so many times. The caller counts the CPU
//! seconds, and subtracts those of no rounds.

use std::hint::black_box;
use std::path::PathBuf;
use std::{env, fs};

use dechaff::{Cleaner, Html, Page};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, kind, rounds, most] = &arguments[..] else { panic!("FOLDER html|text ROUNDS PAGES") };
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.truncate(most.parse().unwrap());
    let pages: Vec<String> =
        paths.iter().map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()).collect();
    let cleaner = Cleaner::default();
    for round in 0..=rounds.parse::<usize>().unwrap() {
        // In no round, what is made once is made.
        let pages = if round == 0 { &pages[..pages.len().min(1)] } else { &pages[..] };
        for page in pages {
            if kind == "html" {
                black_box(cleaner.clean(&Page::from_html(&Html::read(page))).text());
            } else {
                black_box(cleaner.clean(&Page::new(page)).text());
            }
        }
    }
}
