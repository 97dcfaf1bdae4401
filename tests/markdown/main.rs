//! Markdown: what a reader sees is what another parser shows, what stays is cut out of the source line by line, and it has
//! the blocks that it had.

// A test has no callers: here `pub` says what a module offers to the others.
#![allow(unreachable_pub)]

mod oracle;
mod pages;

use std::sync::LazyLock;
use std::time::Instant;

use dechaff::{Articles, Cleaned, Cleaner, Cues, KeepSet, Label, Markdown, Model, Page};
use proptest::prelude::*;

/// Keep the article, everything, and what is no article.
static CLEANERS: LazyLock<[Cleaner; 3]> = LazyLock::new(|| {
    let keeping = |keep: KeepSet| Cleaner::new(Cues::builtin(), Model::builtin(), keep);
    let chaff = Label::ALL.into_iter().filter(|label| !label.is_article()).collect();
    [Cleaner::default(), keeping(Label::ALL.into_iter().collect()), keeping(chaff)]
});

static SPLIT: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::default().with_articles(Articles::Split));

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 2000,
        cases: 128,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_is_cleaned_by_whole_lines(source in pages::signs()) {
        whole_lines_go(&source);
    }

    #[test]
    fn pages_are_cleaned_by_whole_lines(source in pages::page()) {
        whole_lines_go(&source);
    }

    #[test]
    fn a_reader_sees_what_another_parser_shows(source in pages::page()) {
        let read = Markdown::read(&source);
        prop_assert_eq!(letters(read.shown().text()), letters(&oracle::text(&source)), "{}", source);
    }

    #[test]
    fn what_stays_has_the_blocks_that_it_had(source in pages::page()) {
        let read = Markdown::read(&source);
        let page = Page::from_markdown(&read);
        let before = oracle::blocks(&source);
        for cleaner in CLEANERS.iter() {
            let kept = cleaner.clean(&page).text();
            let mut rest = before.iter();
            for block in oracle::blocks(&kept) {
                prop_assert!(rest.any(|other| *other == block), "{:?} is new in\n{}\nof\n{}", block, kept, source);
            }
        }
    }

    #[test]
    fn an_explanation_is_of_what_is_done(source in pages::page()) {
        let read = Markdown::read(&source);
        let page = Page::from_markdown(&read);
        let (cleaned, explained) = (CLEANERS[0].clean(&page), CLEANERS[0].explain(&page));
        prop_assert_eq!(explained.cleaned.spans(), cleaned.spans());
        for (line, verdict) in cleaned.verdicts().iter().enumerate() {
            let reasons = explained.reasons(line);
            let sum: f32 = reasons.iter().map(|reason| reason.weight).sum();
            let whole = explained.base(line) + sum + explained.alike(line);
            prop_assert!((whole - verdict.score).abs() < 0.01, "{} {:?}", line, verdict);
        }
        prop_assert!(explained.boundaries.iter().all(|boundary| boundary.line < page.lines().len()));
    }
}

/// What stays and what goes rebuild the page, and no line is divided.
fn whole_lines_go(source: &str) {
    let read = Markdown::read(source);
    assert_eq!(read.source(), source);
    let page = Page::from_markdown(&read);
    for cleaner in CLEANERS.iter().chain([&*SPLIT]) {
        let cleaned = cleaner.clean(&page);
        assert_eq!(cleaned.verdicts().len(), page.lines().len());
        let rebuilt: String = cleaned.spans().iter().map(|span| cleaned.piece(span)).collect();
        assert_eq!(rebuilt, source);
        for spans in cleaned.spans().chunk_by(|one, next| one.line == next.line) {
            let line = page.lines()[spans[0].line];
            let text = spans.iter().filter(|span| span.range.start < line.end);
            assert!(text.count() <= 1, "{spans:?}");
        }
        shows_what_stays(&cleaned);
    }
    let all = CLEANERS[1].clean(&page);
    assert_eq!(letters(&all.shown_text()), letters(read.shown().text()), "{source}");
}

/// What a reader of the lines that stay would see is part of what a reader of the page sees.
fn shows_what_stays(cleaned: &Cleaned<'_>) {
    let shown = cleaned.page().markdown().unwrap().shown().text();
    let mut lines = shown.lines();
    for line in cleaned.shown_text().lines().filter(|line| !line.is_empty()) {
        assert!(lines.any(|other| other == line), "{line:?}");
    }
}

/// The letters and digits of a text.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Pages that are hard to read take no more time for each byte than others.
#[test]
fn hostile_pages_are_read_in_linear_time() {
    let pieces = [
        "[",
        "![",
        "](",
        "[a](",
        "[a](b \"",
        "]",
        "`",
        "`` ` ",
        "*",
        "**a ",
        "_a_",
        "~~",
        "<",
        "<!--",
        "<a ",
        "\\",
        "- ",
        "> ",
        "1. ",
        "    ",
        "|",
        "| - |\n",
        "a | b\n---|---\n",
        "```\n",
        "#",
        "# ",
        "[a]: b\n",
        "[a][b]",
        "[^a]",
        "[^a]: b\n",
        "a\n===\n",
        "---\n",
        "- a\n  ",
        "- [Home](/)\n",
        "[\n\na\n\n](b)\n",
        "![a](data:",
        "&amp",
        "(",
        "\r",
        "\u{2028}",
    ];
    for piece in pieces {
        let read = |length: usize| {
            let source = piece.repeat(length / piece.len());
            let start = Instant::now();
            let read = Markdown::read(&source);
            CLEANERS[0].clean(&Page::from_markdown(&read));
            start.elapsed().as_secs_f64()
        };
        let (short, long) = (read(1 << 12), read(1 << 15));
        assert!(long < 0.5 + 8.0 * 5.0 * short, "{piece:?}: {short:.3} s, {long:.3} s");
    }
}

/// Most of the texts that the model was fitted to have no title, so its score alone would not keep one.
#[test]
fn a_title_stays_above_its_article_and_the_name_of_the_site_goes() {
    let source = "# [Harbor News](/)\n\n* [Home](/)\n* [Sport](/sport)\n\n# Storm breaks harbor wall\n\nBy Ola Brandt\n\n\
                  4 March 2024, 09:12\n\nThe harbor wall gave way after midnight, when the second storm reached the town.\n\n\
                  The council met in the morning and asked the fire service to close the road to the beach.\n\n\
                  [Privacy](/privacy) [Contact](/contact)\n";
    let read = Markdown::read(source);
    let kept = CLEANERS[0].clean(&Page::from_markdown(&read)).text();
    assert!(kept.starts_with("# Storm breaks harbor wall\n"), "{kept}");
    assert!(kept.ends_with("the beach.\n"), "{kept}");
}
