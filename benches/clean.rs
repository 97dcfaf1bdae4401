//! How fast `Cleaner::clean` is on text in memory, on one thread. The figures are bytes a second.
//!
//!     cargo bench --bench clean

// A program has no callers: here `pub` says what a module offers to the others.
#![allow(unreachable_pub)]

mod pages;

use std::sync::LazyLock;

use dechaff::{Cleaner, Page};
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
