//! How fast `Cleaner::clean` is on text in memory, on one thread. The figures are bytes a second.
//!
//!     cargo bench --bench clean

// A program has no callers: here `pub` says what a module offers to the others.
#![allow(unreachable_pub)]

mod pages;

use std::sync::LazyLock;

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

/// The reading of HTML alone.
#[divan::bench]
fn html_into_lines(bencher: Bencher<'_, '_>) {
    let pages = [
        include_str!("../testdata/html/ar-two-articles.html"),
        include_str!("../testdata/html/de-tabelle-listen.html"),
        include_str!("../testdata/html/en-ferry-unclosed.html"),
    ];
    // One by one they are small.
    let page = pages.concat().repeat(50);
    bencher.counter(BytesCount::new(page.len())).bench_local(|| black_box(Html::read(black_box(&page))));
}

/// Times the way from texts to decisions.
fn clean(bencher: Bencher<'_, '_>, texts: &[String]) {
    let cleaner = &*CLEANER;
    let bytes: usize = texts.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for text in texts {
            black_box(cleaner.clean(&Page::new(black_box(text))).spans());
        }
    });
}
