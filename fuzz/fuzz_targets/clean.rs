//! Any text, and the text of any HTML, is cleaned; what stays and what goes rebuild it. Markdown of it is no more than 50
//! times as large.
#![no_main]

use std::sync::LazyLock;

use dechaff::{Articles, Cleaner, Html, Page};
use libfuzzer_sys::fuzz_target;

static FIRST: LazyLock<Cleaner> = LazyLock::new(Cleaner::default);
static SPLIT: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::default().with_articles(Articles::Split));

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    rebuilds(&Page::new(&text));
    if memchr::memchr(b'<', bytes).is_some() {
        rebuilds(&Page::from_html(&Html::read(&text)));
    }
});

fn rebuilds(page: &Page<'_>) {
    for cleaner in [&FIRST, &SPLIT] {
        let cleaned = cleaner.clean(page);
        let mut at = 0;
        for span in cleaned.spans() {
            assert_eq!(span.range.start, at);
            at = span.range.end;
        }
        assert_eq!(at, page.text().len());
        assert!(cleaned.markdown().len() <= 1000 + 50 * page.text().len());
        for article in cleaned.articles() {
            assert!(!article.text().is_empty());
        }
    }
}
