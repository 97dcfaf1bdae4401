//! The cleaned text as GitHub Flavored Markdown, which has tables.
//!
//! Blocks come from the elements around the lines, not from their labels. Where Markdown cannot express something, the
//! text wins: emphasis that it cannot show is left out, so that the Markdown has exactly the words of the cleaned text. Only
//! what Markdown writes by itself is left out: the numbers of footnotes, and the links back from them.

mod address;
mod blocks;
mod escape;
mod inline;
mod kept;
mod lines;
mod notes;
mod pictures;
mod source;
mod stretch;
pub(crate) mod style;
mod table;
mod tree;
mod writer;

use crate::decide::draft::Span;
use crate::result::cleaned::{Article, Cleaned, Part};
use crate::text::page::Page;

use blocks::{write_blocks, write_text};
use source::Source;
use style::MarkdownStyle;
use writer::Writer;

impl Cleaned<'_> {
    /// The cleaned text as Markdown, with the headings, lists, quotes, tables, code, footnotes and emphasis of the HTML. Of
    /// links, only the text is left. On a page of plain text, every line becomes a paragraph; a page of Markdown stays as it is.
    ///
    /// Characters with a meaning in Markdown are escaped, so that it shows the text and nothing else.
    pub fn markdown(&self) -> String {
        self.markdown_with(&MarkdownStyle::default())
    }

    /// The cleaned text as Markdown, with links and pictures as wanted; see [`Cleaned::markdown`].
    ///
    /// ```
    /// use dechaff::{Cleaner, Html, ImageStyle, LinkStyle, MarkdownStyle, Page};
    ///
    /// let html = Html::read(
    ///     "<article><h1>The night ferry returns</h1><figure><img src=/ferry.jpg alt='The ferry'></figure>
    ///     <p>After three years in dock, the <a href=/ferry>night ferry</a> to Skarvik sailed again on Monday.</article>",
    /// );
    /// let page = Page::from_html(&html);
    /// let cleaned = Cleaner::default().clean(&page);
    /// let address = Some("https://harbour.example/news/");
    /// let style = MarkdownStyle { links: LinkStyle::Keep, images: ImageStyle::Keep, address };
    /// assert_eq!(
    ///     cleaned.markdown_with(&style),
    ///     "# The night ferry returns\n\n![The ferry](https://harbour.example/ferry.jpg)\n\nAfter three years in dock, the \
    ///      [night ferry](https://harbour.example/ferry) to Skarvik sailed again on Monday.\n",
    /// );
    /// ```
    pub fn markdown_with(&self, style: &MarkdownStyle<'_>) -> String {
        markdown(self.page(), self.spans(), *style)
    }
}

impl Article<'_, '_> {
    /// The text of the article as Markdown; see [`Cleaned::markdown`].
    pub fn markdown(&self) -> String {
        self.markdown_with(&MarkdownStyle::default())
    }

    /// The text of the article as Markdown; see [`Cleaned::markdown_with`].
    pub fn markdown_with(&self, style: &MarkdownStyle<'_>) -> String {
        markdown(self.page(), self.spans(), *style)
    }
}

impl Part<'_, '_> {
    /// The text of the part as Markdown; see [`Cleaned::markdown`].
    pub fn markdown(&self) -> String {
        self.markdown_with(&MarkdownStyle::default())
    }

    /// The text of the part as Markdown; see [`Cleaned::markdown_with`].
    pub fn markdown_with(&self, style: &MarkdownStyle<'_>) -> String {
        markdown(self.page(), self.spans(), *style)
    }
}

fn markdown(page: &Page<'_>, spans: &[Span], style: MarkdownStyle<'_>) -> String {
    if page.markdown().is_some() {
        return spans.iter().filter(|span| span.kept).map(|span| &page.text()[span.range.clone()]).collect();
    }
    let text = if let Some(html) = page.html() {
        let source = Source::new(page, html, spans, style);
        let mut writer = Writer::default();
        write_blocks(&source, spans, |frames, piece| writer.write(frames, piece));
        writer.finish()
    } else {
        let mut writer = Writer::default();
        write_text(page, spans, |content| writer.begin_block(&[], &content));
        writer.finish()
    };
    // No Markdown has this character, in code neither; one pass at memory speed.
    if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text }
}

#[cfg(test)]
mod tests {
    use crate::cleaner::Cleaner;
    use crate::decide::label::Label;
    use crate::decide::model::Model;
    use crate::html::Html;
    use crate::phrases::cue::Cues;
    use crate::result::markdown::style::{ImageStyle, LinkStyle, MarkdownStyle};
    use crate::text::page::Page;

    fn markdown(html: &str) -> String {
        let keeper = Cleaner::new(Cues::builtin(), Model::builtin(), Label::ALL.into_iter().collect());
        let html = Html::read(html);
        let page = Page::from_html(&html);
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
        check("<ol start=3><li>a<li>b<li value=7>c<li>d</ol>", "3. a\n4. b\n7. c\n8. d\n");
        check("<ol start=0><li>a<li>b</ol><ol start=-1><li>c</ol>", "0. a\n1. b\n\n1) c\n");
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
        check(
            "<table><tr><th>a<th>b<tr><td><p>c</td><td><p>d</p></td><tr><td><td>e<tr><td><td><p>f<p>g</table>",
            "| a | b |\n| --- | --- |\n| c | d |\n|  | e |\n|  | f<br>g |\n",
        );
        // A table that lays out the page.
        check("<table><tr><td><p>a<p>b</td><td>c</table>", "a\n\nb\n\nc\n");
        check("<table><tr><td>a<tr><td>b</table>", "a\n\nb\n");
    }

    #[test]
    fn formulas() {
        let math = |tex: &str| format!("<math alttext='{tex}'><mi>v</mi></math>");
        check(&format!("<p>a {} b", math("v_1 &lt; *")), "a $v_1 < *$ b\n");
        check(&format!("<p>a {}2 {}, <b>{}</b>", math("v"), math("$v"), math("w")), "a v2 v, **$w$**\n");
        check(
            &format!("<table><tr><td>a<td>{}</table>", math("|v|")),
            "|  |  |\n| --- | --- |\n| a | $\\|v\\|$ |\n",
        );
        check("<p>a <math><mi>v</mi></math> b", "a v b\n");
    }

    /// The Markdown of a page whose address is known, with links and pictures.
    fn with_all(html: &str) -> String {
        let keeper = Cleaner::new(Cues::builtin(), Model::builtin(), Label::ALL.into_iter().collect());
        let html = Html::read(html);
        let page = Page::from_html(&html);
        let address = Some("https://a.example/b/");
        let style = MarkdownStyle { links: LinkStyle::Keep, images: ImageStyle::Keep, address };
        keeper.clean(&page).markdown_with(&style)
    }

    #[track_caller]
    fn check_all(html: &str, expected: &str) {
        assert_eq!(with_all(html), expected, "{html}");
    }

    #[test]
    fn links() {
        check_all("<p>a <a href=c>b <b>c</b></a> d", "a [b **c**](https://a.example/b/c) d\n");
        check_all(
            "<a href=/c><h2>a</h2><p>b</a>",
            "## [a](https://a.example/c)\n\n[b](https://a.example/c)\n",
        );
        check_all("<p>wow!<a href=//c.example>[a]</a>", "wow\\![\\[a\\]](https://c.example)\n");
        check_all("<p><b>a <a href=/c>b</b> c</a>", "**a** [**b** c](https://a.example/c)\n");
        check_all("<p><code>a(<a href=/c>b</a>)</code>", "`a(`[`b`](https://a.example/c)`)`\n");
        check_all(
            "<p><a href='javascript:x'>a</a> <a href=#>b</a> <a>c</a>",
            "a [b](https://a.example/b/#) c\n",
        );
        check_all("<base href=/d/><p><a href='e (f'>a</a>", "[a](https://a.example/d/e%20\\(f)\n");
        check("<p>a <a href=c>b</a>", "a b\n");
    }

    #[test]
    fn pictures() {
        let picture = "![b](https://a.example/b.png)";
        check_all("<p>a<img src=/b.png alt=b>c", &format!("a {picture} c\n"));
        check_all(
            "<p>a</p><figure><img src=/b.png alt=b><figcaption>c</figcaption></figure>",
            &format!("a\n\n{picture}\n\nc\n"),
        );
        check_all("<ul><li><img src=/b.png alt=b> a<li>c</ul>", &format!("- {picture} a\n- c\n"));
        check_all("<p>a</p><p><img src=/b.png alt=b></p>", &format!("a\n\n{picture}\n"));
        check_all(
            "<p>a<a href=/d><img src=/b.png alt=b> c</a>",
            &format!("a [{picture}](https://a.example/d) [c](https://a.example/d)\n"),
        );
        check_all("<img src=/b.png alt='b]&#10;c'><p>a", "![b\\] c](https://a.example/b.png)\n\na\n");
        check("<p>a<img src=/b.png alt=b>c", "ac\n");
    }

    #[test]
    fn pictures_lead_where_they_led() {
        let picture = "![b](https://a.example/b.png)";
        let linked = format!("[{picture}](https://a.example/d)");
        check_all("<p>a<a href=/d><img src=/b.png alt=b></a>c", &format!("a {linked} c\n"));
        check_all("<p>a</p><p><a href=/d><img src=/b.png alt=b></a></p>", &format!("a\n\n{linked}\n"));
        check_all(
            "<table><tr><td>a<td><a href=/d><img src=/b.png alt=b></a>c</table>",
            &format!("|  |  |\n| --- | --- |\n| a | {linked} c |\n"),
        );
        // One link for a picture and its words, unless they stand apart.
        check_all(
            "<p><a href=/d><img src=/b.png alt=b> c</a> <a href=/e>e<img src=/b.png alt=b></a>",
            &format!("[{picture} c](https://a.example/d) [e {picture}](https://a.example/e)\n"),
        );
        check_all(
            "<p>a</p><a href=/d><img src=/b.png alt=b><h2>c</h2></a>",
            &format!("a\n\n{linked}\n\n## [c](https://a.example/d)\n"),
        );
        // A picture beside a link is not in it.
        check_all(
            "<p><img src=/b.png alt=b><a href=/e>e</a><a href=/d><img src=/b.png alt=b></a><a href=/f>f</a>",
            &format!("{picture} [e](https://a.example/e) {linked} [f](https://a.example/f)\n"),
        );
        check_all("<p>a <a href='javascript:x'><img src=/b.png alt=b></a>", &format!("a {picture}\n"));
    }

    #[test]
    fn pictures_stay_with_the_lines_beside_them() {
        let html = Html::read(
            "<article><h1>Sheep cross the Orla</h1><img src=a><p>After nine days of rain, the flock at last crossed the \
             river by the old bridge, the shepherd said.</p></article><footer><img src=b><p>Copyright 2026. All rights reserved.",
        );
        let page = Page::from_html(&html);
        let style = MarkdownStyle { images: ImageStyle::Keep, ..MarkdownStyle::default() };
        let markdown = Cleaner::default().clean(&page).markdown_with(&style);
        assert!(markdown.contains("![](a)") && !markdown.contains("![](b)"), "{markdown}");
    }

    #[test]
    fn links_and_pictures_as_text_or_nothing() {
        let html = Html::read("<p>a <a href=c>b</a> <img src=d alt='e *'> f</p><p><a href=g>h</a></p>");
        let keeper = Cleaner::new(Cues::builtin(), Model::builtin(), Label::ALL.into_iter().collect());
        let page = Page::from_html(&html);
        let cleaned = keeper.clean(&page);
        let style = MarkdownStyle { links: LinkStyle::None, images: ImageStyle::Alt, address: None };
        assert_eq!(cleaned.markdown_with(&style), "a  e \\* f\n");
        let style = MarkdownStyle { links: LinkStyle::Keep, ..style };
        assert_eq!(cleaned.markdown_with(&style), "a [b](c) e \\* f\n\n[h](g)\n");
        let html = Html::read("<p>a <a href=b><img src=c alt='d]'></a></p>");
        let page = Page::from_html(&html);
        let cleaned = keeper.clean(&page);
        assert_eq!(cleaned.markdown_with(&style), "a [d\\]](b)\n");
        assert_eq!(cleaned.markdown_with(&MarkdownStyle { images: ImageStyle::None, ..style }), "a\n");
    }

    #[test]
    fn definitions() {
        check("<dl><dt>a<dd>b<dd><p>c<p>d</dl>", "a\n: b\n: c\n\n  d\n");
        check("<p>x</p><dl><dd>b</dl>", "x\n\nb\n");
        check("<p>a<br>: b", "a\\\n\\: b\n");
    }

    #[test]
    fn footnotes() {
        check(
            "<p>a<sup><a href=#n>1</a></sup></p><hr><ol><li id=n>b <a href=#r>↩</a></ol>",
            "a[^1]\n\n[^1]: b\n",
        );
        check("<p>a<a href=#n>[*]</a></p><div id=n>* b</div>", "a[^1]\n\n[^1]: \\* b\n");
        check("<p>a<a href=#n>[7]</a></p><p id=n>[7] b</p>", "a[^7]\n\n[^7]: b\n");
        // A table of contents, and a note that is not there.
        check("<p><a href=#n>1</a></p><ol><li id=n>b</ol>", "1\n\n1. b\n");
        check("<p>a<sup><a href=#m>1</a></sup>", "a<sup>1</sup>\n");
    }

    #[test]
    fn raised_and_lowered() {
        check("<p>H<sub>2</sub>O, 10<sup><b>6</b></sup>", "H<sub>2</sub>O, 10<sup>6</sup>\n");
    }

    #[test]
    fn lists_in_cells() {
        check(
            "<table><tr><th>a<th>b<tr><td>c<td><ul><li>d<li>e</ul><tr><td>f<td><ol><li>g</ol></table>",
            "| a | b |\n| --- | --- |\n| c | • d<br>• e |\n| f | 1. g |\n",
        );
    }

    #[test]
    fn languages_of_code() {
        check("<pre><code class=language-rust>fn main() {}\n</code></pre>", "```rust\nfn main() {}\n```\n");
    }

    #[test]
    fn text_is_paragraphs() {
        let page = Page::new("# One\n  two\nthree\n\nfour_\n");
        let keeper = Cleaner::new(Cues::builtin(), Model::builtin(), Label::ALL.into_iter().collect());
        assert_eq!(keeper.clean(&page).markdown(), "\\# One\n\ntwo\n\nthree\n\nfour\\_\n");
    }
}
