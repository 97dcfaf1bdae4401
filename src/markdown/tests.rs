//! HTML, cleaned with every label kept, as Markdown.

use crate::cleaner::Cleaner;
use crate::cue::Cues;
use crate::html::Html;
use crate::label::Label;
use crate::model::Model;
use crate::page::Page;

fn markdown(html: &str) -> String {
    let keeper = Cleaner::new(Cues::builtin(), Model::builtin(), Label::ALL.into_iter().collect());
    let html = Html::read(html);
    let page = Page::of_html(&html);
    keeper.clean(&page).markdown()
}

#[track_caller]
fn check(html: &str, expected: &str) {
    assert_eq!(markdown(html), expected, "{html}");
}

#[test]
fn headings_and_paragraphs() {
    check("<h1>One <b>two</b></h1><p>a</p><p>b<br>c<br><br>d</p>", "# One **two**\n\na\n\nb\\\nc\n\nd\n");
    check("<h2>One<br>two #</h2><h3>three</h3>", "## One two \\#\n\n### three\n");
    check("<div>a<div>b</div></div>", "a\n\nb\n");
}

#[test]
fn emphasis() {
    check("<p>a <b>b c</b> <i>d</i>, <code>x`*</code>.", "a **b c** *d*, ``x`*``.\n");
    check("<p><b>a <i>b</i></b> c", "**a _b_** c\n");
    check("<p>un<b>believ</b>able <i>«x»</i>y", "un**believ**able «x»y\n");
    check("<p><b>a </b>b<b> c</b>", "**a** b **c**\n");
    check("<p><b>a</b> <b>b</b>", "**a b**\n");
    check("<p>重要<b>「語」</b>と<i>字</i>", "重要「語」と*字*\n");
}

#[test]
fn lists() {
    check("<ul><li>a<li>b<ol><li>c<li>d</ol><li>e</ul>", "- a\n- b\n  1. c\n  2. d\n- e\n");
    check("<ul><li>a<p>b</p><li>c</ul>", "- a\n\n  b\n\n- c\n");
    check("<ul><li>a</ul><ul><li>b</ul><p>c</p><ul><li>d</ul>", "- a\n\n* b\n\nc\n\n- d\n");
    check("<blockquote>a<p>b<ul><li>c</ul></blockquote><blockquote>d", "> a\n>\n> b\n>\n> - c\n\n> d\n");
    check("<ol><li><h3>a</h3>b</ol>", "1. ### a\n\n   b\n");
}

#[test]
fn code() {
    check("<pre>\n a\n\n\n  ```b\n</pre>c", "````\n a\n\n\n  ```b\n````\n\nc\n");
    check("<ul><li><pre>a\n\nb</pre></ul>", "- ```\n  a\n\n  b\n  ```\n");
}

#[test]
fn tables() {
    check(
        "<table><tr><th>a<th>b|c<tr><td><b>d</b><td>e<tr><td><td>f<tr><td colspan=2>g</table>",
        "| a | b\\|c |\n| --- | --- |\n| **d** | e |\n|  | f |\n| g |\n",
    );
    check("<table><tr><td>a<td>b</table>", "|  |  |\n| --- | --- |\n| a | b |\n");
    check(
        "<table><tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e</table>",
        "|  |  |  |\n| --- | --- | --- |\n| a |  | b |\n| c | d | e |\n",
    );
    // A table that lays out the page.
    check("<table><tr><td><p>a<p>b</td><td>c</table>", "a\n\nb\n\nc\n");
    check("<table><tr><td>a<tr><td>b</table>", "a\n\nb\n");
}

#[test]
fn text_is_paragraphs() {
    let page = Page::new("# One\n  two\nthree\n\nfour_\n");
    let keeper = Cleaner::new(Cues::builtin(), Model::builtin(), Label::ALL.into_iter().collect());
    assert_eq!(keeper.clean(&page).markdown(), "\\# One\n\ntwo\n\nthree\n\nfour\\_\n");
}
