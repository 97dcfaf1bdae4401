//! The speed of `Cleaner::clean` on text in memory, on one thread, in bytes per second.
//!
//!     cargo bench --bench clean
//!     DECHAFF_HTML=folder cargo bench --bench clean html    # your own pages, since the test pages are small

// In a binary, `pub` marks what a module offers to the others.
#![allow(unreachable_pub)]

mod pages;

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, fs};

use dechaff::{Cleaner, Html, Page};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

use pages::Large;

static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::default);

fn main() {
    divan::main();
}

#[divan::bench]
fn samples(bencher: Bencher<'_, '_>) {
    clean(bencher, &pages::samples());
}

#[divan::bench]
fn mixed_scripts(bencher: Bencher<'_, '_>) {
    clean(bencher, &pages::mixed());
}

#[divan::bench(args = Large::ALL)]
fn megabyte(bencher: Bencher<'_, '_>, large: Large) {
    clean(bencher, &[large.text(1 << 20)]);
}

/// Only reading HTML.
#[divan::bench]
fn html_into_lines(bencher: Bencher<'_, '_>) {
    let pages = html_pages();
    bencher.counter(BytesCount::new(size(&pages))).bench_local(|| {
        for page in &pages {
            black_box(Html::read(black_box(page)));
        }
    });
}

/// From HTML to decisions.
#[divan::bench]
fn html(bencher: Bencher<'_, '_>) {
    let (cleaner, pages) = (&*CLEANER, html_pages());
    bencher.counter(BytesCount::new(size(&pages))).bench_local(|| {
        for page in &pages {
            black_box(cleaner.clean(&Page::from_html(&Html::read(black_box(page)))).spans());
        }
    });
}

/// From HTML to Markdown.
#[divan::bench]
fn html_to_markdown(bencher: Bencher<'_, '_>) {
    let (cleaner, pages) = (&*CLEANER, html_pages());
    bencher.counter(BytesCount::new(size(&pages))).bench_local(|| {
        for page in &pages {
            black_box(cleaner.clean(&Page::from_html(&Html::read(black_box(page)))).markdown());
        }
    });
}

/// The HTML pages of the folder in `DECHAFF_HTML`, or else the test pages.
fn html_pages() -> Vec<String> {
    let shipped = || Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/html");
    let folder = env::var_os("DECHAFF_HTML").map_or_else(shipped, PathBuf::from);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "html"));
    paths.sort();
    paths.iter().map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()).collect()
}

fn size(texts: &[String]) -> usize {
    texts.iter().map(String::len).sum()
}

/// Measures the time from texts to decisions.
fn clean(bencher: Bencher<'_, '_>, texts: &[String]) {
    let cleaner = &*CLEANER;
    bencher.counter(BytesCount::new(size(texts))).bench_local(|| {
        for text in texts {
            black_box(cleaner.clean(&Page::new(black_box(text))).spans());
        }
    });
}
