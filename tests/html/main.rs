//! HTML: its text is the one that a browser shows, its lines are those of the labelled pages, and nothing that a page
//! can hold makes reading it slow or fail.

// A test has no callers: here `pub` says what a module offers to the others.
#![allow(unreachable_pub)]

mod markdown;
mod oracle;
mod shown;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dechaff::{Bag, Html, LineMarks, Page};
use encoding_rs::WINDOWS_1251;
use proptest::prelude::*;

/// The HTML files of a folder and those below it, in order.
fn pages(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(pages(&path));
        } else if path.extension().is_some_and(|ending| ending == "html") {
            // One of the shipped pages is not UTF-8; what others are in makes no difference here.
            let html = String::from_utf8(fs::read(&path).unwrap())
                .unwrap_or_else(|error| WINDOWS_1251.decode(error.as_bytes()).0.into_owned());
            found.push((path, html));
        }
    }
    found
}

/// The pages of the folder that is named by hand.
fn folder() -> Vec<(PathBuf, String)> {
    pages(Path::new(&std::env::var_os("DECHAFF_HTML").expect("DECHAFF_HTML names a folder")))
}

fn shipped() -> Vec<(PathBuf, String)> {
    pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/html"))
}

/// The mean word-F1 against the oracle is .9995 at least, and that of each page .98.
fn agrees_with_browsers(pages: &[(PathBuf, String)]) {
    let mut sum = 0.0;
    let mut far = Vec::new();
    for (path, html) in pages {
        let read = Html::read(html);
        let f1 = Bag::new(read.shown_text()).score(&Bag::new(&oracle::text(html))).f1;
        sum += f1;
        if f1 < 0.98 {
            far.push(format!("{} {f1:.4}", path.display()));
        }
    }
    let mean = sum / pages.len() as f64;
    println!("{} pages, mean F1 {mean:.6}", pages.len());
    assert!(far.is_empty() && mean >= 0.9995, "mean {mean}, {far:#?}");
}

#[test]
fn shipped_pages_have_the_text_that_browsers_show() {
    agrees_with_browsers(&shipped());
}

/// `DECHAFF_HTML=pages cargo test --release --test html -- --ignored --nocapture`
#[test]
#[ignore = "needs a folder of pages"]
fn pages_of_a_folder_have_the_text_that_browsers_show() {
    agrees_with_browsers(&folder());
}

#[test]
fn shipped_pages_have_the_lines_of_their_labels() {
    for (path, html) in shipped() {
        let labelled = fs::read_to_string(path.with_extension("tsv")).unwrap();
        // A mixed line has what stays of it in a third column.
        let line = |row: &str| match row.split_once('\t').unwrap() {
            ("mixed", line) => line.rsplit_once('\t').unwrap().0.to_owned() + "\n",
            (_, line) => line.to_owned() + "\n",
        };
        let lines: String = labelled.lines().map(line).collect();
        assert_eq!(Html::read(&html).text(), lines, "{}", path.display());
    }
}

fn lines(html: &str) -> String {
    Html::read(html).text().replace('\n', "/")
}

#[test]
fn blocks_are_lines() {
    for (html, text) in [
        ("<div>a<div>b</div>c</div>d", "a/b/c/d/"),
        ("<p>a<p>b<br>c", "a//b/c/"),
        ("a<b>b</b> c<i> d</i>e", "ab c de/"),
        ("<ul><li>a<li>b<ol><li>c</ol></ul>d", "  • a/  • b/    • c//d/"),
        ("<dl><dt>a<dd>b</dl>", "a/b/"),
        ("<pre>\n a\n\n  b\t c\n</pre>d", " a//  b\t c//d/"),
        ("<select><option>a</select>b<svg><text>c</svg>d<script>e</script>f", "bdf/"),
        ("<title>a</title><style>b</style><textarea>c</textarea><template><p>d</template>", ""),
        ("a</p>b", "a//b/"),
        ("<table><tr><td>a<td><b>b</b><tr><th>c</table>d", "a\tb/c//d/"),
        ("<table><tr><td>a<td><p>b<p>c</table>", "a//b//c/"),
        ("<table><tr><td>a<br>b<td>c</table>", "a/b/c/"),
        ("<td>a<td>b", "ab/"),
        ("<noscript><p>a</noscript><details><summary>b</summary>c</details>", "a//b/c/"),
        ("<xmp><b>a</xmp><plaintext></b>", "<b>a/</b>/"),
        ("<math><mi>x</mi><p>a", "x//a/"),
        ("<table><tr><td><p>a</p></td><td><p>b</p><tr><td>c<br><td>d</table>e", "a\tb/c\td//e/"),
        (
            "<p>x<table><tr><td>a<td><p><b>b</b></p><tr><td><p>c</p><td>d<ul><li>e</table>f",
            "x//a\tb//c//d//  • e//f/",
        ),
        ("in\u{85}si\u{2}de a\u{B}\u{7F}n\0d<pre>\u{1}co\u{85}de", "inside and//code/"),
        (
            "<?xml version='1.0'?><title/><div/><p/>a<script/>b<![CDATA[ & <b>]]><iframe/>c<td/><i/>d",
            "ab & <b>cd/",
        ),
        ("<script/>a</script>b<title/>c</title>d<![CDATA[e]]>", "bd/"),
        ("<svg><title><p>x</p></title></svg>a<svg/>b", "ab/"),
    ] {
        assert_eq!(lines(html), text, "{html}");
    }
}

/// The marks of the line with this text.
fn line(html: &str, text: &str) -> LineMarks {
    let read = Html::read(html);
    let page = Page::new(read.text());
    let found = read.lines().iter().find(|marks| page.line(marks.line()).contains(text));
    *found.unwrap_or_else(|| panic!("no {text} in {}", read.text()))
}

#[test]
fn crossed_and_unclosed_tags_are_followed() {
    let bold = |html: &str, text: &str| line(html, text).bold() > 0;
    assert!(bold("<p><b>a<p>x</b><p>c", "x"));
    assert!(!bold("<p><b>a<p>b</b><p>x", "x"));
    assert!(!bold("<b><p>a</b><p>x", "x"));
    assert!(!bold("<table><tr><td><b>a<p>b<td>x</table>", "x"));
    assert!(line("<a href=1>a<p>x<a href=2>b</a>", "x").links() == 2);
    assert_eq!(line("<a href=1>a<div>x</a></div><p>y", "y").linked(), 0);
}

/// Pieces that pages are made of, well or badly.
fn piece() -> impl Strategy<Value = String> {
    const TAGS: &[&str] = &[
        "a",
        "b",
        "body",
        "br",
        "button",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "form",
        "h1",
        "h2",
        "i",
        "li",
        "math",
        "noscript",
        "object",
        "ol",
        "option",
        "p",
        "pre",
        "script",
        "select",
        "span",
        "style",
        "summary",
        "svg",
        "table",
        "tbody",
        "td",
        "template",
        "textarea",
        "th",
        "title",
        "tr",
        "ul",
        "x-y",
        "foreignObject",
        "plaintext",
    ];
    const REST: &[&str] = &[
        "text",
        " ",
        "\n",
        "\t",
        "&nbsp;",
        "&amp",
        "&#x2028;",
        "&#10;",
        "&#133;",
        "é字",
        "\u{200B}",
        "\u{2029}",
        "\r",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<",
        ">",
        "\"",
        "'",
        "=",
        "/",
        "<p hidden class='a B-c'",
        "<?",
        "</",
        "&",
    ];
    let tag = prop::sample::select(TAGS);
    prop_oneof![
        4 => tag.clone().prop_map(|tag| format!("<{tag}>")),
        3 => tag.prop_map(|tag| format!("</{tag}>")),
        4 => prop::sample::select(REST).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn marks_fit_the_text(html in pieces()) {
        let read = Html::read(&html);
        prop_assert_eq!(&Html::read(&html), &read);
        let page = Page::new(read.text());
        let mut last = None;
        for marks in read.lines() {
            let text = page.line(marks.line());
            prop_assert!(last < Some(marks.line()), "{:?}", read);
            last = Some(marks.line());
            prop_assert!(!text.trim().is_empty(), "{:?}", read);
            prop_assert!(marks.length() > 0 && marks.length() <= text.chars().count());
            prop_assert!(marks.linked().max(marks.bold()).max(marks.italic()) <= marks.length());
        }
        let mut last = 0;
        for stretch in read.emphasis() {
            let text = read.text().get(stretch.range()).unwrap_or_default();
            let is_marked = stretch.is_bold() || stretch.is_italic() || stretch.is_code();
            prop_assert!(stretch.range().start >= last && is_marked && !text.is_empty(), "{:?}", read);
            last = stretch.range().end;
        }
        let texts = page.lines().iter().filter(|line| !read.text()[line.content()].trim().is_empty()).count();
        prop_assert_eq!(texts, read.lines().len(), "{:?}", read);
    }
}

/// Reads a page and says how long that took.
fn time_of(html: &str) -> Duration {
    let started = Instant::now();
    let read = Html::read(html);
    let took = started.elapsed();
    let size = read.memory();
    assert!(size <= 50 * html.len(), "{size} bytes for {} of {:.40}", html.len(), html);
    took
}

/// Pages that are hard on some way of reading. A step that is quadratic takes 16 times as long for 4 times the page,
/// however often it is tried; a step that is linear does so only when the machine is busy.
#[test]
fn hard_pages_are_read_in_linear_time() {
    let deep = "<div><span><b>".repeat(200);
    for piece in [
        "<b>",
        "<p><b>",
        "<a href=x>",
        "<div>",
        "<div><p>x",
        "</b>",
        "</p>",
        "<!--",
        "<![CDATA[",
        "<table><tr><td>",
        "<",
        "&",
        "&#",
        "</",
        "<svg>",
        "<svg><title>",
        "<math><p>",
        "<select>",
        "<style>",
        "<script><!--",
        "<script>",
        "<li>x",
        "<font a>x<p>",
        "<x a='",
        "<x a=\"",
        "<i><table><td>",
        "<ul><li>",
        "</div>x",
        "<tr>",
        "<td>x",
        "<button>",
        "<form>",
        "<template>",
        "<object><b>x",
        "<noscript>",
        "x<br>",
        "<pre>\n",
        "<meta name=description content=x>",
        "a ",
        "<a b c d",
        "<script type=application/ld+json>{\"a\":[</script>",
        "<span>x",
        "\u{2028}",
        "<h1>x",
        "<nobr>",
        "<dd><dl>",
    ] {
        for start in ["", &deep] {
            let page = |size: usize| format!("{start}{}", piece.repeat(size / piece.len()));
            let (small, large) = (page(1 << 16), page(1 << 18));
            let grows_linearly = || time_of(&large) < 10 * time_of(&small) + Duration::from_millis(5);
            assert!((0..5).any(|_| grows_linearly()), "{piece}");
        }
    }
}
