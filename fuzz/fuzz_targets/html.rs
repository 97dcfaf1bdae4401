//! Any HTML is read, its lines are those of its marks, and what is made of it is no more than 50 times as large.
#![no_main]

use dechaff::{Html, LineMarks, Page};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let html = String::from_utf8_lossy(bytes);
    let read = Html::read(&html);
    let size = read.memory();
    assert!(size <= 1000 + 50 * html.len(), "{size} bytes");
    let page = Page::new(read.text());
    let texts = (0..page.lines().len()).filter(|&line| !page.line(line).trim().is_empty());
    assert!(texts.eq(read.lines().iter().map(LineMarks::line)));
});
