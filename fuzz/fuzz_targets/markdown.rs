//! Any Markdown is read and cleaned; what stays and what goes rebuild it, no line is divided, and its reader sees no more
//! than before.
#![no_main]

use std::sync::LazyLock;

use dechaff::{Articles, Cleaner, Markdown, Page};
use libfuzzer_sys::fuzz_target;

static FIRST: LazyLock<Cleaner> = LazyLock::new(Cleaner::default);
static SPLIT: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::default().with_articles(Articles::Split));

fuzz_target!(|bytes: &[u8]| {
    let source = String::from_utf8_lossy(bytes);
    let read = Markdown::read(&source);
    assert!(read.shown().text().len() <= 100 + 8 * source.len());
    let page = Page::from_markdown(&read);
    for cleaner in [&FIRST, &SPLIT] {
        let cleaned = cleaner.clean(&page);
        let mut at = 0;
        for span in cleaned.spans() {
            assert_eq!(span.range.start, at);
            at = span.range.end;
        }
        assert_eq!(at, source.len());
        for spans in cleaned.spans().chunk_by(|one, next| one.line == next.line) {
            let end = page.lines()[spans[0].line].end;
            assert!(spans.iter().filter(|span| span.range.start < end).count() <= 1);
        }
        assert!(cleaned.shown_text().len() <= read.shown().text().len() + 1);
    }
});
