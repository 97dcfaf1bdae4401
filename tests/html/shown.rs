//! Small pages of the kinds that readers of HTML often damage: what a browser shows of each, line by line.

use dechaff::Html;

const STORM: &str =
    "The storm took the roof of the boathouse at Lindvik, and the three oldest boats with it. ";

#[track_caller]
fn check(html: &str, text: &str) {
    let read = Html::read(html);
    let lines: Vec<&str> = read.shown_text().lines().filter(|line| !line.trim().is_empty()).collect();
    assert_eq!(lines.join("/"), text, "{html}");
}

#[test]
fn words_are_neither_glued_nor_divided() {
    check("the<span>&nbsp;</span>old  \n\t<a href=/m>mill</a>\n<b>of</b> Orla", "the\u{A0}old mill of Orla");
    check("super<wbr>market, <b>un</b>usual, <span>Boots</span>haus", "supermarket, unusual, Bootshaus");
    check("Unter&shy;nehmer, نمی&zwnj;دهد, א&rlm;ב, क्‍ष", "Unter\u{AD}nehmer, نمی\u{200C}دهد, א\u{200F}ב, क्‍ष");
    check("<p>สวน<b>สาธารณะ</b>เปิด</p>水車<wbr>小屋", "สวนสาธารณะเปิด/水車小屋");
    check("H<sub>2</sub>O, 40 m<sup>2</sup>, 1<span>.</span>250", "H2O, 40 m2, 1.250");
    check(
        "<span style='display:block'>One</span><span style='display: Block'>two</span>three",
        "One/two/three",
    );
    check("<p>a<a style=display:flex>b</a>c <i style=display:inline-block>d</i>e", "a/b/c de");
    check("<div>Home<div>Mill</div>Weir<p>Lock</p>Quay</div>Inn", "Home/Mill/Weir/Lock/Quay/Inn");
    check("a<!-- b -->c<!---->d<!--> e", "acd e");
    check("wo\u{2}rd ca\u{7F}fé\u{85}s <b>\u{1F}</b> x", "word cafés x");
    check(
        "Fish &amp chips &lt 3 &euro;5 &copy2024 &nosuch; &#x1F41F;",
        "Fish & chips < 3 €5 ©2024 &nosuch; 🐟",
    );
    check("<p>line one<br>line<br/>three<br><br>five", "line one/line/three/five");
}

#[test]
fn lists_keep_what_is_between_their_items() {
    check(
        "<ul>Bring:<li>a torch<li><p>boots</p></li>and<li><span>a <b>map</b></span></ul>",
        "Bring:/  • a torch/  • boots/and/  • a map",
    );
    check("<ol><li>a<ol><li>b</ol>c<li>d</ol>", "  • a/    • b/c/  • d");
    check(
        "<dl><div><dt>Mill</dt><dd>built 1884</dd></div><dt>Weir<dd>older<dd>mended</dl>",
        "Mill/built 1884/Weir/older/mended",
    );
    check("<menu><li>a</menu><dir><li>b</dir>", "  • a/  • b");
    check("<li>a<li>b", "• a/• b");
    check("<body><ul><li><a href=/1>Python</a></li><li><a href=/2>Java</a></li></ul>", "  • Python/  • Java");
}

#[test]
fn rows_of_tables_stay_together() {
    check(
        "<table><caption>Water</caption><thead><tr><th>Place<th>cm<tbody><tr><td><p>Weir</p></td><td><p>41</p></td></tr></table>",
        "Water/Place\tcm/Weir\t41",
    );
    check("<table><tr><td>a<td><p>b<p>c<tr><td>d<td>e</table>", "a/b/c/d\te");
    check("<table><tr><td><b>a</b><br></td><td> <p><i>b</i></p> </td><td></td><td>c</table>", "a\tb\tc");
    check("<table><tr><td>a<table><tr><td>b<td>c</table><td>d</table>", "a/b\tc/d");
    check("<table><tr><td><label>Name</label> Orla<td>x</table>", "Name Orla\tx");
    check("<table><tr><td>2<sup>nd</sup><td>一月<td>٣</table>", "2nd\t一月\t٣");
}

#[test]
fn blocks_that_open_and_close_are_shown() {
    check("<details><summary>Why?</summary><p>Because.</details>", "Why?/Because.");
    check("<input type=checkbox id=q><label for=q>Why?</label><div>Because.</div>", "Why?/Because.");
    check("<figure><picture><img alt=no></picture><figcaption>The weir</figcaption></figure>", "The weir");
    check(
        "<fieldset><legend>Tickets</legend><p>Two</p></fieldset><address>Quay 1</address>",
        "Tickets/Two/Quay 1",
    );
    check("<noscript><p>Shown.</p></noscript><template><p>Not.</template><textarea>No</textarea>", "Shown.");
    check(
        "<x-story><template shadowrootmode=closed><style>p{}</style><p>One</p></template></x-story><p>Two",
        "One/Two",
    );
    check("<s>old</s> <ins>new</ins> <del>gone</del> <mark>here</mark>", "old new gone here");
    check("<p>He said <q>no</q>.<blockquote>Yes<footer>A man</footer></blockquote>", "He said no./Yes/A man");
    check(
        "<news-text>One</news-text><news-text>two <b>bold</b></news-text>\n<news-note>three</news-note>",
        "One/two bold/three",
    );
    check("<p>A <x-term>weir</x-term><x-mark>!</x-mark> <x-term>lock</x-term>", "A weir! lock");
    check("<news-list><news-item>a</news-item><!-- ad --><news-item>b</news-item></news-list><p>c", "a/b/c");
    check(
        "<article><h2>Weir<a href=#weir aria-hidden=true>#</a></h2><h3><a href=#l>§</a> Lock</h3></article>",
        "Weir/Lock",
    );
}

#[test]
fn code_keeps_its_lines() {
    check("<pre>if a:\n\tb()\n</pre>", "if a:/\tb()");
    check("<pre><code><span>a</span>\n<span>  b</span>\n</code></pre>c", "a/  b/c");
    check("<pre><code><div>a</div><div>  b</div></code></pre>", "a/  b");
    check("<pre>a<br>b &lt;c></pre>", "a/b <c>");
    check("<p>Run <code>ls  -l</code>, <kbd>q</kbd>", "Run ls -l, q");
}

#[test]
fn scientific_and_foreign_text_is_read_as_it_is_said() {
    check("<p>so <math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>.", "so E=mc2.");
    check(
        "<span class=katex><span class=katex-mathml><math><semantics><mi>n</mi><annotation encoding='application/x-tex'>n\
        </annotation></semantics></math></span><span class=katex-html aria-hidden=true><span>n</span></span></span> is",
        "n is",
    );
    check(
        "<mjx-container><svg><text>x</text></svg><mjx-assistive-mml><math><mi>x</mi></math></mjx-assistive-mml></mjx-container>!",
        "x!",
    );
    check("<ruby>水<rp>(</rp><rt>みず</rt><rp>)</rp>車<rt>ぐるま</rt></ruby>が", "水(みず)車（ぐるま）が");
    check("<p dir=rtl>افتتح <bdi>12</bdi> <bdo dir=ltr>km</bdo></p>", "افتتح 12 km");
    check("<svg><title>no</title><foreignObject><p>no</p></foreignObject></svg>yes", "yes");
}

#[test]
fn tags_are_read_by_the_rules_of_their_page() {
    check(
        "<?xml version=\"1.0\"?><html><head><title/><script src='a'/></head><body><a id='p1'/><p/>a<div/>b<iframe/>c</body></html>",
        "a/bc",
    );
    check(
        "\u{FEFF}\n<?xml version='1.0'?><p><![CDATA[a < b & &amp; <i>c</i>]]></p><td/>d",
        "a < b & &amp; <i>c</i>/d",
    );
    check("<p>a<p/>b<br/><a id=x/>c<i/>d", "a/b/cd");
    check("<p>a<![CDATA[b]]>c", "ac");
}

#[test]
fn an_article_that_only_a_script_has_is_read() {
    let shell = |script: &str| {
        let read =
            Html::read(&format!("<title>Storm at Lindvik</title><nav>Home</nav><div id=app></div>{script}"));
        let lines: Vec<&str> = read.text().lines().filter(|line| !line.trim().is_empty()).collect();
        lines.join("/")
    };
    let two = STORM.repeat(2);
    let (two, four) = (two.trim(), STORM.repeat(4));
    let shown = format!("Storm at Lindvik/{two}/Roofs & tiles/{two}/Home");
    let body = format!(r#"{{"text": "{two}"}}, {{"text": "Roofs & tiles"}}, {{"text": "{two}"}}"#);
    for script in [
        format!(
            r#"<script type="application/json" id=state>{{"props": {{"story": {{"blocks": [{body}]}}}}}}</script>"#
        ),
        format!(r#"<script>window.__STATE__={{"a": [1, null], "story": [{body}]}};</script>"#),
    ] {
        assert_eq!(shell(&script), shown);
    }
    let markup =
        format!("&lt;p&gt;{two}&lt;/p&gt;&lt;p&gt;Roofs &amp;amp; tiles&lt;/p&gt;&lt;p&gt;{two}&lt;/p&gt;");
    let plain = format!(r"<p>{two}<\/p><p>Roofs &amp; tiles<\/p><p>{two}<\/p>");
    for body in [markup, plain] {
        let script = format!(
            r#"<script type="application/ld+json; charset=utf-8">{{"@graph": [[{{"@type": "Person"}}], {{"headline": "Storm at Lindvik",
            "articleBody": "{body}"}}]}}</script>"#
        );
        assert_eq!(shell(&script), shown);
    }
    let script = format!("<script type=application/json>{{\"consent\": {{\"text\": \"{four}\"}}}}</script>");
    assert_eq!(shell(&script), "Home");
    let script = format!("<p>{four}</p><script type=application/json>{{\"body\": \"{four}\"}}</script>");
    assert_eq!(shell(&script), format!("Home/{}", four.trim()));
}
