"""Counts what tools keep of the structure of pages: structure.py DECHAFF PAGE..."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urljoin

import html2text
import markdownify
import trafilatura
from bs4 import BeautifulSoup, Tag
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

HERE = Path(__file__).parent
KINDS = ["headings", "list items", "table rows", "code with language", "quotes", "footnotes", "links", "pictures"]
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]

# What is found: its kind, and what must be the same in page and Markdown.
Found = Counter[tuple[str, ...]]


def words(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def of_page(html: str, base: str) -> Found:
    """The structure of the article of a page."""
    soup = BeautifulSoup(html, "html.parser")
    article = soup.select_one("article, #content")
    assert article
    # A link from a heading to itself or to an editor is no part of the article.
    for link in article.select(".headerlink, .mw-editsection"):
        link.decompose()
    found: Found = Counter()
    notes = article.select(".references li, .footnotes li")
    for note in notes:
        found["footnotes", str(note.get("id"))] = len(article.select(f'a[href="#{note.get("id")}"]'))
    for link in article.select('a[href^="#"]'):
        link.decompose()
    for tag in article.find_all(HEADINGS):
        found["headings", tag.name, words(tag.text)] += 1
    for item in article.find_all("li"):
        if item not in notes and not item.find_parent("table"):
            found["list items", str(len(item.find_parents(["ul", "ol"]))), words(own_text(item))] += 1
    for row in article.find_all("tr"):
        found["table rows", *(words(cell.text) for cell in row.find_all(["td", "th"]))] += 1
    for code in article.find_all("pre"):
        found["code with language", language(code), words(code.text)] += 1
    for quote in article.find_all("blockquote"):
        found["quotes", words(quote.text)] += 1
    for link in article.find_all("a", href=True):
        if link.text.strip():
            found["links", words(link.text), urljoin(base, link["href"])] += 1
    for picture in article.find_all("img"):
        address = picture.get("data-src") or picture["src"]
        found["pictures", words(picture["alt"]), urljoin(base, address)] += 1
    return found


def own_text(item: Tag) -> str:
    return "".join(str(piece) if isinstance(piece, str) else "" if piece.name in ("ul", "ol") else piece.text for piece in item)


def language(code: Tag) -> str:
    around = [code, *code.find_all("code"), *list(code.parents)[:2]]
    names = [name for tag in around for name in tag.get("class") or []]
    prefixes = ("language-", "highlight-source-", "highlight-")
    named = [name.removeprefix(prefix) for prefix in prefixes for name in names if name.startswith(prefix)]
    return named[0] if named[0] != "text" else ""


def of_markdown(markdown: str, base: str) -> Found:
    """The structure that a parser finds."""
    parser = MarkdownIt("commonmark").enable("table").use(footnote_plugin).use(deflist_plugin)
    found: Found = Counter()
    references: Counter[int] = Counter()
    for node in SyntaxTreeNode(parser.parse(markdown)).walk():
        text = words(plain(node))
        if node.type == "heading":
            found["headings", node.tag, text] += 1
        elif node.type == "list_item":
            depth = 1
            above = node.parent
            while above and above.parent:
                above = above.parent
                depth += above.type == "list_item"
            own = "".join(plain(child) for child in node.children if child.type not in ("bullet_list", "ordered_list"))
            found["list items", str(depth), words(own)] += 1
        elif node.type == "tr":
            found["table rows", *(words(plain(cell)) for cell in node.children)] += 1
        elif node.type == "fence":
            found["code with language", node.info.strip(), words(node.content)] += 1
        elif node.type == "blockquote":
            found["quotes", text] += 1
        elif node.type == "footnote_ref":
            references[node.meta["id"]] += 1
        elif node.type == "link":
            found["links", text, urljoin(base, str(node.attrs["href"]))] += 1
        elif node.type == "image":
            found["pictures", words(node.content), urljoin(base, str(node.attrs["src"]))] += 1
    for count in references.values():
        found["footnotes", str(count)] += 1
    return found


def plain(node: SyntaxTreeNode) -> str:
    if node.type == "image":
        return ""
    if node.type in ("text", "code_inline", "fence", "code_block"):
        return node.content
    return " ".join(plain(child) for child in node.children)


def kept(page: Found, markdown: Found) -> Counter[str]:
    """How much of each kind is kept."""
    counts: Counter[str] = Counter()
    references = [count for key, count in page.items() if key[0] == "footnotes"]
    for count in references:
        counts["footnotes"] += markdown["footnotes", str(count)] >= references.count(count)
    for key, count in page.items():
        if key[0] != "footnotes":
            counts[key[0]] += min(count, markdown[key])
    return counts


def main() -> None:
    dechaff, *pages = sys.argv[1:]
    clean = [dechaff, "clean", "--no-config", "--input-format", "html", "--format", "markdown", "--links", "keep", "--images", "keep"]

    def html_to_text(html: str) -> str:
        reader = html2text.HTML2Text()
        reader.body_width = 0
        return reader.handle(html)

    def run(*command: str, folder: Path | None = None) -> object:
        return lambda html: subprocess.run(
            command, input=html.encode(), capture_output=True, check=True, cwd=folder
        ).stdout.decode()

    tools = {
        "dechaff": run(*clean),
        "dechaff, `--favor recall`": run(*clean, "--favor", "recall"),
        "trafilatura": lambda html: trafilatura.extract(
            html, output_format="markdown", include_links=True, include_images=True, include_formatting=True
        )
        or "",
        "markdownify": lambda html: markdownify.markdownify(html, heading_style="ATX"),
        "html2text": html_to_text,
        "turndown": run("node", "turndown.js", folder=HERE),
    }
    print(f"| tool | {' | '.join(KINDS)} |\n| --- |{' --: |' * len(KINDS)}")
    all_of: Counter[str] = Counter()
    for name, convert in tools.items():
        counts: Counter[str] = Counter()
        all_of.clear()
        for page in map(Path, pages):
            html = page.read_text("utf-8")
            base = f"https://{page.stem}.example/"
            canonical = BeautifulSoup(html, "html.parser").select_one("link[rel=canonical], meta[property='og:url']")
            if canonical:
                base = str(canonical.get("href") or canonical.get("content"))
            wanted = of_page(html, base)
            for key, count in wanted.items():
                all_of[key[0]] += 1 if key[0] == "footnotes" else count
            counts += kept(wanted, of_markdown(convert(html), base))
        print(f"| {name} | {' | '.join(f'{counts[kind]} of {all_of[kind]}' for kind in KINDS)} |")


main()
