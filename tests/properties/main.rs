//! What holds for any page: promises 1, 2 and 5 of the design, and that nothing panics.

// A test has no callers: here `pub` says what a module offers to the others.
#![allow(unreachable_pub)]

mod pages;

use std::sync::LazyLock;
use std::thread;

use dechaff::{Articles, Bag, Cleaned, Cleaner, Cues, Favor, KeepSet, Label, Model, Page, Verdict};
use proptest::prelude::*;

static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::default);

/// Keeps every label: whatever the decisions, no text may go.
static KEEPER: LazyLock<Cleaner> =
    LazyLock::new(|| Cleaner::new(Cues::builtin(), Model::builtin(), Label::ALL.into_iter().collect()));

/// Keeps the chaff, so that the spans which usually go are those which stay.
static INVERSE: LazyLock<Cleaner> = LazyLock::new(|| {
    let chaff: KeepSet = Label::ALL.into_iter().filter(|label| !label.is_article()).collect();
    Cleaner::new(Cues::builtin(), Model::builtin(), chaff)
});

/// Keep all articles, together and one by one.
static ALL: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::default().with_articles(Articles::All));
static SPLIT: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::default().with_articles(Articles::Split));

/// Favor one side.
static RECALL: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::default().with_favor(Favor::Recall));
static PRECISION: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::default().with_favor(Favor::Precision));

/// A page that fails is printed, to join those in [`FAILED_ONCE`]; files with seeds would be of no use to others.
fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, max_shrink_iters: 2000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_is_changed_but_by_taking_out(text in pages::page()) {
        let page = Page::new(&text);
        for cleaner in [&CLEANER, &KEEPER, &INVERSE] {
            covers_the_page(&cleaner.clean(&page));
        }
    }

    #[test]
    fn a_text_without_line_ends_loses_no_byte_either(text in pages::page(), gap in pages::gap()) {
        let text = text.split_terminator(['\n', '\r']).collect::<Vec<_>>().join(gap);
        let page = Page::new(&text);
        for cleaner in [&CLEANER, &KEEPER, &RECALL, &PRECISION] {
            covers_the_page(&cleaner.clean(&page));
        }
        let numbers: Vec<usize> = (0..page.lines().len()).map(|line| page.number_of(line)).collect();
        prop_assert!(numbers.is_sorted());
        for (line, &number) in numbers.iter().enumerate() {
            prop_assert!(page.numbered(number).contains(&line));
        }
    }

    #[test]
    fn whoever_favors_recall_loses_no_more(text in pages::page()) {
        let page = Page::new(&text);
        let kept = |cleaner: &Cleaner| -> Vec<usize> {
            let cleaned = cleaner.clean(&page);
            let lines = cleaned.spans().iter().filter(|span| span.kept).map(|span| span.line);
            lines.filter(|&line| !page.line(line).trim().is_empty()).collect()
        };
        let more = kept(&RECALL);
        prop_assert!(kept(&CLEANER).iter().all(|line| more.contains(line)));
    }

    #[test]
    fn every_line_has_a_verdict(text in pages::page()) {
        let page = Page::new(&text);
        let cleaned = CLEANER.clean(&page);
        prop_assert_eq!(cleaned.verdicts().len(), page.lines().len());
        for (index, verdict) in cleaned.verdicts().iter().enumerate() {
            let line = page.line(index);
            prop_assert_eq!(verdict.label == Label::Blank, line.trim().is_empty(), "{:?}", line);
            prop_assert!(verdict.score.is_finite(), "{:?}: {}", line, verdict.score);
            if verdict.label == Label::Blank {
                prop_assert!(verdict.score == 0.0);
            } else {
                let stays = cleaned.spans().iter().any(|span| span.line == index && span.kept);
                prop_assert_eq!(stays, verdict.label.is_article(), "{:?}: {:?}", line, verdict);
            }
        }
    }

    #[test]
    fn what_is_kept_goes_by_its_label(text in pages::page()) {
        let page = Page::new(&text);
        let letters = |pieces: &mut dyn Iterator<Item = &str>| -> String {
            pieces.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect()
        };
        prop_assert_eq!(letters(&mut KEEPER.clean(&page).removed()), "");
        let (article, chaff) = (CLEANER.clean(&page), INVERSE.clean(&page));
        prop_assert_eq!(letters(&mut article.kept()), letters(&mut chaff.removed()));
        prop_assert_eq!(letters(&mut article.removed()), letters(&mut chaff.kept()));
    }

    #[test]
    fn terminators_decide_nothing(lines in pages::lines()) {
        let join = |terminator: &str| lines.join(terminator);
        let expected = verdicts(&join("\n"));
        for terminator in pages::TERMINATORS {
            prop_assert_eq!(&verdicts(&join(terminator)), &expected, "joined by {:?}", terminator);
        }
    }

    #[test]
    fn an_explanation_is_of_what_is_done(text in pages::page()) {
        let page = Page::new(&text);
        let (cleaned, explained) = (CLEANER.clean(&page), CLEANER.explain(&page));
        prop_assert_eq!(explained.cleaned.spans(), cleaned.spans());
        prop_assert_eq!(explained.cleaned.verdicts(), cleaned.verdicts());
        for (line, verdict) in cleaned.verdicts().iter().enumerate() {
            let reasons = explained.reasons(line);
            prop_assert_eq!(reasons.is_empty(), verdict.label == Label::Blank);
            let sum: f32 = reasons.iter().map(|reason| reason.weight).sum();
            prop_assert!(reasons.is_empty() || (explained.base(line) + explained.alike(line) + sum - verdict.score).abs() < 0.01);
        }
        let below = cleaned.spans().iter().filter(|span| explained.boundaries.iter().any(|boundary| span.line >= boundary.line));
        prop_assert!(below.into_iter().all(|span| !span.kept));
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn articles_are_apart_and_in_order(text in pages::articles()) {
        let page = Page::new(&text);
        for cleaner in [&CLEANER, &ALL, &SPLIT] {
            let cleaned = cleaner.clean(&page);
            covers_the_page(&cleaned);
            let mut end = 0;
            for article in cleaned.articles() {
                let (lines, spans) = (article.lines(), article.spans());
                prop_assert!(end <= lines.start && lines.start < lines.end, "{:?} below line {}", lines, end);
                end = lines.end;
                let (first, last) = (&spans[0], &spans[spans.len() - 1]);
                prop_assert!(first.kept && last.kept && first.line == lines.start && last.line + 1 == lines.end);
                prop_assert_eq!(article.text(), article.kept().collect::<String>());
            }
            prop_assert!(end <= page.lines().len());
        }
        prop_assert!(CLEANER.clean(&page).articles().count() <= 1);
    }

    #[test]
    fn articles_make_up_what_is_kept(text in pages::articles()) {
        let page = Page::new(&text);
        let (all, split) = (ALL.clean(&page), SPLIT.clean(&page));
        let texts = |cleaned: &Cleaned<'_>| -> Vec<String> { cleaned.articles().map(|it| it.text()).collect() };
        prop_assert_eq!(texts(&split).concat(), split.text());
        // Between two articles, blank lines are all that differs.
        prop_assert_eq!(texts(&all), texts(&split));
        prop_assert_eq!(all.verdicts(), split.verdicts());
        prop_assert!(all.text().len() >= split.text().len());
        let explained = ALL.explain(&page);
        prop_assert_eq!(explained.cleaned.spans(), all.spans());
        let lines: Vec<usize> = explained.boundaries.iter().map(|boundary| boundary.line).collect();
        prop_assert!(lines.is_sorted() && lines.iter().all(|&line| line < page.lines().len()), "{:?}", lines);
        for boundary in &explained.boundaries {
            prop_assert!(boundary.shared_words <= boundary.rare_words);
        }
        for (line, verdict) in all.verdicts().iter().enumerate() {
            let sum: f32 = explained.reasons(line).iter().map(|reason| reason.weight).sum();
            prop_assert!(verdict.score == 0.0 || (explained.base(line) + explained.alike(line) + sum - verdict.score).abs() < 0.01);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..config() })]

    #[test]
    fn one_huge_line(text in pages::huge_line()) {
        covers_the_page(&CLEANER.clean(&Page::new(&text)));
    }

    #[test]
    fn thousands_of_tiny_lines(text in pages::tiny_lines()) {
        covers_the_page(&CLEANER.clean(&Page::new(&text)));
    }

    #[test]
    fn threads_agree(texts in prop::collection::vec(pages::page(), 1..12)) {
        let clean_all = || -> Vec<_> {
            texts.iter().map(|text| (verdicts(text), kept(text), ALL.clean(&Page::new(text)).text())).collect()
        };
        let expected = clean_all();
        thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(clean_all)).collect();
            for thread in threads {
                assert_eq!(thread.join().unwrap(), expected);
            }
        });
    }
}

/// Pages for which a promise did not hold some day.
const FAILED_ONCE: [&str; 1] = [
    // Two pieces of noise behind each other at the end of a line.
    "The harbour wall gave way shortly after midnight, when the second storm of the week reached the coast, and eleven \
     fishing boats were torn from their moorings. Read also: The boats of last year. Read also: The wall of 1953",
];

#[test]
fn pages_that_failed_once() {
    for text in FAILED_ONCE {
        covers_the_page(&CLEANER.clean(&Page::new(text)));
    }
}

/// Cleaning what is clean takes out next to nothing: measured over all test pages, under 1 % of the words.
#[test]
fn cleaned_pages_stay_as_they_are() {
    let once: Vec<String> = pages::real().iter().map(|text| kept(text)).collect();
    let twice: Vec<String> = once.iter().map(|text| kept(text)).collect();
    // The second text is the first with parts left out, so recall is the share of words that are left.
    let lost = 1.0 - Bag::new(&twice.join("\n")).score(&Bag::new(&once.join("\n"))).recall;
    println!("cleaning again takes out {:.2} % of the words", 100.0 * lost);
    let changed: Vec<_> = once.iter().zip(&twice).filter(|(once, twice)| once != twice).collect();
    assert!(lost < 0.01, "cleaning again takes out {:.2} % of the words: {changed:#?}", 100.0 * lost);
}

/// The spans run from the first byte to the last, each within its line, and what is kept is made of them alone.
fn covers_the_page(cleaned: &Cleaned<'_>) {
    let page = cleaned.page();
    let mut at = 0;
    for span in cleaned.spans() {
        let line = page.lines()[span.line];
        assert_eq!(span.range.start, at, "{span:?}");
        assert!(span.range.start < span.range.end, "{span:?}");
        assert!(line.start <= span.range.start && span.range.end <= line.next, "{span:?} in {line:?}");
        at = span.range.end;
    }
    assert_eq!(at, page.text().len());
    let mut rebuilt = String::with_capacity(at);
    let (mut kept, mut removed) = (cleaned.kept(), cleaned.removed());
    for span in cleaned.spans() {
        rebuilt.push_str(if span.kept { kept.next() } else { removed.next() }.unwrap());
    }
    assert!((kept.next(), removed.next()) == (None, None));
    assert!(rebuilt == page.text());
    assert!(cleaned.text() == cleaned.kept().collect::<String>());
}

fn verdicts(text: &str) -> Vec<Verdict> {
    CLEANER.clean(&Page::new(text)).verdicts().to_vec()
}

fn kept(text: &str) -> String {
    CLEANER.clean(&Page::new(text)).text()
}
