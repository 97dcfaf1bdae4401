"""Generators of HTML."""

from text import PROSE, numbered, repeated

BODY = PROSE["en"]


def page(unit, head="<!doctype html><html><body>", tail=""):
    return repeated(unit, head, tail)


def nested(open_tags, close_tags="", inside="a"):
    """Elements in each other."""

    def made(size):
        depth = size // len((open_tags + close_tags).encode())
        return "<!doctype html><body>" + open_tags * depth + inside + close_tags * depth

    return made


def around(open_text, unit, close_text=""):
    """One thing that fills the page, such as an attribute."""
    return repeated(unit, "<!doctype html><body>" + open_text, close_text)


TAGS = "p div span b a ul li dl dd table tr td caption h2 form select option button label blockquote pre code details ruby rt font svg math template noscript object".split()


def pages():
    """HTML of many, deep, unclosed, crossed and broken elements."""
    for tag in TAGS:
        yield f"<{tag}> with text", page(f"<{tag}>a</{tag}>\n")
        yield f"<{tag}> unclosed", page(f"<{tag}>a")
        yield f"<{tag}> in itself", nested(f"<{tag}>", f"</{tag}>")
        yield f"</{tag}> alone", page(f"a</{tag}>")
    for pair in ("b i", "a p", "b p", "p table", "li ul", "a div", "font center", "table b", "form div", "select option"):
        one, two = pair.split()
        yield f"<{one}> and <{two}> crossed", page(f"<{one}><{two}>a</{one}>b</{two}>")
        yield f"<{one}> in <{two}> without end", page(f"<{two}><{one}>a")
    yield "quotes in quotes around paragraphs", page(f"<p>{BODY}</p>", head="<body>" + "<blockquote>" * 600)
    yield "lists in lists around items", page("<li>a</li>", head="<body>" + "<ul><li>" * 300)
    yield "containers around paragraphs", page(f"<p>{BODY}</p>", head="<body>" + "<div>" * 600)
    yield "deep elements side by side", page("<div>" * 40 + "a" + "</div>" * 40)
    yield "formatting closed by blocks", page("<b><i><u><p>a")
    yield "open links", page("<a href=/>a<div>")
    yield "attributes", around("<p ", "a=b ", ">a")
    yield "attributes of their own", lambda size: "<p " + numbered("#=b ")(size) + ">a"
    yield "a long attribute", around("<p class='", "storm ", "'>a")
    yield "an unclosed attribute", around("<p class='", "storm ")
    yield "an unclosed tag", around("<p ", "a=b ")
    yield "classes", page("<p class='post-title entry headline' id=story>a</p>")
    yield "styles", page("<p style='color: red; display : none; margin: 0'>a</p>")
    yield "less-than signs", page("<")
    yield "less-than signs and spaces", page("< ")
    yield "greater-than signs", page(">")
    yield "ampersands", page("&")
    yield "entities", page("&amp;&eacute;&#1234;&#x1F600;")
    yield "broken entities", page("&ampx&#99999999999;&#x;&notit;")
    yield "a long entity", around("&", "a")
    yield "a long number", around("&#", "1")
    yield "comments", page("<!-- a -->b")
    yield "an unclosed comment", around("<!--", "a -- b ->")
    yield "comments opened in a comment", around("", "<!-- ")
    yield "comments that end badly", page("<!--a--!><!-->b<!--->")
    yield "CDATA", page("<![CDATA[a]]>b")
    yield "an unclosed CDATA", around("<svg><![CDATA[", "a]] >")
    yield "processing instructions", page("<?php echo 1 ?>a")
    yield "doctypes", page("<!doctype html>a")
    yield "scripts", page("<script>var a = '<b>';</script>a")
    yield "an unclosed script", around("<script>", "var a = 1;")
    yield "scripts that nearly end", around("<script>", "</scrip></script")
    yield "scripts with comments", around("<script>", "<!--<script>")
    yield "styles sheets", page("<style>p > a { color: red }</style>a")
    yield "titles", page("<title>A storm</title>")
    yield "an unclosed title", around("<title>", "A storm ")
    yield "textareas", page("<textarea>a</textarea>b")
    yield "an unclosed textarea", around("<textarea>", "a </textare")
    yield "plaintext", around("<plaintext>", "<p>a</p>")
    yield "line breaks", page("a<br>")
    yield "rules", page("a<hr>")
    yield "images", page("<img src=a alt='A storm at sea'>")
    yield "inputs", page("<input value=a><label>b</label>")
    yield "selects", page("<select><option>a<option>b</select>")
    yield "a long select", around("<select>", "<option>a")
    yield "tables of one cell", page("<table><tr><td>a</table>")
    yield "rows of one cell", around("<table>", "<tr><td>a")
    yield "a row of cells", around("<table><tr>", "<td>a")
    yield "rows of cells", around("<table>", "<tr><td>a<td>b<td>c<td>d")
    yield "empty cells", around("<table><tr>", "<td></td>", "<td>a")
    yield "wide cells", around("<table>", "<tr><td colspan=1000>a<td>b")
    yield "high cells", around("<table>", "<tr><td rowspan=1000>a<td>b")
    yield "tables in cells", nested("<table><tr><td>", "</td></tr></table>")
    yield "text in tables", around("<table>", "a<tr>b")
    yield "paragraphs in cells", around("<table>", "<tr><td><p>a</p><p>b</p>")
    yield "definitions", around("<dl>", "<dt>a<dd>b")
    yield "items", around("<ul>", "<li>a")
    yield "items of links", around("<ul>", "<li><a href=/a>A storm at sea</a>")
    bread = "A baker in the valley won the prize for rye bread again, said the judges of the fair. "
    one = f"<article><h2>A storm at sea</h2>{f'<p>{BODY}</p>' * 6}<p>Tags: sea</p><h3>Read also:</h3></article>"
    yield "articles", page(one + f"<article><h2>Bread of the valley</h2>{f'<p>{bread}</p>' * 6}<ul><li>Home<li>News</ul></article>")
    yield "headings", page(f"<h2>A storm</h2><p>{BODY}</p>")
    yield "paragraphs", page(f"<p>{BODY * 3}</p>\n")
    yield "paragraphs with emphasis", page(f"<p>{'<b>a</b> <i>b</i> <code>c</code> ' * 10}{BODY}</p>")
    yield "emphasis in one paragraph", around("<p>" + BODY, "<b>a</b> <i>b</i> ")
    yield "links in one paragraph", around("<p>" + BODY, "<a href=/b>a</a> ")
    yield "spans in one paragraph", around("<p>" + BODY, "<span>a</span>")
    yield "text in one paragraph", around("<p>", BODY)
    yield "code in one block", around("<pre>", "let a = b;\n")
    yield "spaces in one block", around("<pre>", "   \n")
    yield "white space", page(" \n\t")
    yield "tiny elements", page("<i>a</i>")
    yield "signs of Markdown", page("*_`[]()#+-.!|<p>")
    yield "backticks in code", page("<code>`` ` ```</code> ")
    yield "paragraphs of new words", lambda size: "<!doctype html>" + numbered("<p>The # of the # said # to #.</p>")(size)
    yield "elements of new classes", lambda size: "<!doctype html>" + numbered("<div class=#><p>#</p></div>")(size)
    for name, data in {
        "JSON-LD": '{"@type": "NewsArticle", "headline": "A storm"}',
        "JSON-LD that is deep": '[' * 100 + ']' * 100,
        "broken JSON-LD": '{"a": "',
    }.items():
        yield name, page(f"<script type=application/ld+json>{data}</script><p>a")
    yield "a long list of JSON-LD", around("<script type=application/ld+json>[", '{"@type": "Thing", "name": "a"},', "{}]</script>a")
    yield "a long text of JSON-LD", around(
        '<script type=application/ld+json>{"@type": "NewsArticle", "articleBody": "', BODY, f'"}}</script><p>{BODY}</p>'
    )
    yield "deep JSON-LD", lambda size: "<script type=application/ld+json>" + "[" * (size // 2) + "]" * (size // 2) + "</script><p>a"
    yield "metadata", page("<meta property=og:title content='A storm at sea'>")
    yield "descriptions", page(f"<meta name=description content='{BODY}'><p>a")
