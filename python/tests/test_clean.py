"""Cleaners and pages: what they give, and what they refuse."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

import dechaff
from dechaff import Cleaner, Learner, Templates
from dechaff._dechaff import INJECTS_PANIC

ROOT = Path(__file__).parents[2]
FERRY = (ROOT / "examples/ferry.txt").read_text("utf-8")
FERRY_HTML = (ROOT / "examples/ferry.html").read_bytes()
SEEDS = [path.read_text("utf-8") for path in sorted((ROOT / "testdata/seeds").iterdir())]
ARTICLE = """\
Night ferry to Skarvik returns after nine years
The night ferry between Lund Harbour and Skarvik will sail again from May, nine years after the last crossing.
The council agreed on Tuesday to lend the company 40 million crowns for a ship.
"People had given up asking," said Marit Holm, who ran the ticket office in Skarvik until it closed.
The crossing takes eleven hours, and a cabin on the ferry will cost less than a room in either town.
"""

PACK = """
code = "harbour"
name = "Harbour Times"
native = "Harbour Times"
[read-also]
prefix = ["from our archive:"]
"""


def test_the_article_stays() -> None:
    page = Cleaner().clean(FERRY)
    assert page.text == str(page) == dechaff.clean(FERRY) == ARTICLE
    assert "Home | News" in page.removed and "Village bakery" in page.removed
    assert page.source == FERRY
    assert repr(page) == "<Page: 5 of 14 lines kept>"


def test_lines_have_labels_and_spans_cut_lines() -> None:
    page = Cleaner().clean(FERRY)
    assert [line.text for line in page.lines] == FERRY.splitlines()
    menu, teaser = page.lines[0], page.lines[5]
    assert (menu.label, menu.kept) == ("nav", False) and menu.score < 0
    assert (teaser.label, teaser.kept) == ("body", True) and teaser.score > 0
    assert page.labels == {label: [line.label for line in page.lines].count(label) for label in page.labels}
    glued = [span for span in page.spans if FERRY[span.start : span.end].startswith("Read also")]
    assert [(span.label, span.kept) for span in glued] == [("related", False)]
    assert FERRY[glued[0].end :].startswith("The council agreed")
    assert "".join(FERRY[span.start : span.end] for span in page.spans if not span.kept) == page.removed


def test_html_has_markdown_and_metadata() -> None:
    page = Cleaner().clean_html(FERRY_HTML)
    assert page.markdown.startswith("# Night ferry to Skarvik returns after nine years\n")
    assert "between **Lund Harbour** and" in page.markdown and "**" not in page.text
    assert page.metadata.title == "Night ferry to Skarvik returns after nine years"
    assert Cleaner().clean(FERRY).metadata == dechaff.Metadata(None, None, None, None)
    assert dechaff.clean_html(FERRY_HTML, format="markdown") == page.markdown
    assert str(Cleaner(format="markdown").clean_html(FERRY_HTML)) == page.markdown
    assert "".join(page.source[span.start : span.end] for span in page.spans if span.kept) == page.text


def test_links_and_pictures_of_html_are_as_asked() -> None:
    options: dict[str, Any] = {"format": "markdown", "links": "keep", "images": "keep"}
    markdown = Cleaner(**options).clean_html(FERRY_HTML).markdown
    assert "](https://harbour.example/images/quay.jpg)" in markdown
    page = "<p>The <a href=/ferry>ferry</a> will sail again from May, after nine years in the yard.</p>"
    assert "[ferry](/ferry)" in dechaff.clean_html(page, **options)
    based = Cleaner(**options, base_url="https://a.example/x")
    assert "[ferry](https://a.example/ferry)" in based.clean_html(page).markdown
    assert "[ferry](https://b.example/ferry)" in based.clean_html(page, site="https://b.example/").markdown
    assert pickle.loads(pickle.dumps(based)).clean_html(page).markdown == based.clean_html(page).markdown
    wrong: list[dict[str, Any]] = [{"links": "all"}, {"images": "text"}, {"base_url": "a.example"}]
    for option in wrong:
        with pytest.raises(dechaff.OptionError):
            Cleaner(**{**options, **option})


@pytest.mark.parametrize("path", sorted((ROOT / "tests/cmd/markdown.in/sources").iterdir()) + [ROOT / "examples/ferry.md"])
def test_markdown_is_cleaned_as_the_program_does(path: Path) -> None:
    def program(*options: str) -> str:
        command = [sys.executable, "-m", "dechaff", "clean", "--no-config", str(path), *options]
        return subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()

    source = path.read_bytes()
    page = Cleaner().clean_markdown(source)
    assert program() == page.text == page.markdown == str(page) == dechaff.clean_markdown(source)
    assert program("--format", "text") == page.shown_text
    assert page.source == source.decode()
    assert "".join(page.source[span.start : span.end] for span in page.spans if span.kept) == page.text
    assert [one.text for one in Cleaner().clean_all([source], markdown=True)] == [page.text]
    with pytest.raises(dechaff.OptionError):
        Cleaner().clean_all([source], html=True, markdown=True)


def test_bytes_may_have_any_charset() -> None:
    text = "Выборы прошли спокойно, сообщила комиссия в понедельник.\n"
    for charset in ["utf-8", "utf-8-sig", "utf-16", "windows-1251"]:
        assert dechaff.clean(text.encode(charset)) == text, charset
    html = f"<meta charset=koi8-r><p>{text}"
    assert dechaff.clean_html(html.encode("koi8-r")) == text
    # A str was decoded, whatever it declares.
    assert dechaff.clean_html(html) == text


def test_every_option_has_an_effect(tmp_path: Path) -> None:
    assert "4 March 2024" in dechaff.clean(FERRY, keep="article,date,byline")
    assert dechaff.clean(FERRY, keep=["article", "date", "byline"]) == dechaff.clean(FERRY, keep="article,date,byline")
    assert "Night ferry to Skarvik" not in dechaff.clean(FERRY, keep="strict")
    two = [page for page in SEEDS if len(Cleaner(articles="split").clean(page).articles) == 2]
    assert len(two) == 3
    for text in two:
        page = Cleaner(articles="split").clean(text)
        assert [text[article.start : article.end].count(article.text[:20]) for article in page.articles] == [1, 1]
        assert "".join(article.text for article in page.articles) == page.text
        assert len(dechaff.clean(text)) < len(dechaff.clean(text, articles="all"))
        assert len(Cleaner().clean(text).articles) == 1
    teaser = FERRY.replace("Read also", "From our archive")
    (tmp_path / "pack.toml").write_text(PACK)
    one_or_several: list[Any] = [tmp_path / "pack.toml", [str(tmp_path / "pack.toml")]]
    for packs in one_or_several:
        assert "archive" not in dechaff.clean(teaser, packs=packs)
    assert "archive" in dechaff.clean(teaser)
    assert "Read also" in dechaff.clean(FERRY, lang="none")
    assert "Read also" in dechaff.clean(FERRY, lang="ja") and "Read also" not in dechaff.clean(FERRY, lang="en")


def test_models_replace_the_built_in_ones() -> None:
    text, html = dechaff.clean(FERRY), dechaff.clean_html(FERRY_HTML)
    model, html_model = ROOT / "model.toml", ROOT / "model-html.toml"
    assert dechaff.clean(FERRY, model=model) == text
    assert dechaff.clean_html(FERRY_HTML, html_model=html_model) == html
    scores = [line.score for line in Cleaner().clean_html(FERRY_HTML).lines]
    assert [line.score for line in Cleaner(html_model=html_model).clean_html(FERRY_HTML).lines] == scores
    # As on the command line, one model takes the place of both.
    assert [line.score for line in Cleaner(model=model).clean_html(FERRY_HTML).lines] != scores


def test_reasons_add_up() -> None:
    page = Cleaner().clean_html(FERRY_HTML)
    explained = page.explain()
    assert [line[:4] for line in explained] == list(page.lines)
    for line in explained:
        assert abs(line.base + sum(reason.weight for reason in line.reasons) - line.score) < 1e-3
        weights = [abs(reason.weight) for reason in line.reasons]
        assert weights == sorted(weights, reverse=True)
        assert bool(line.reasons) == (line.label != "blank")
        assert all(reason.name in reason.seen for reason in line.reasons)


@pytest.mark.parametrize("page", [None, 5, ["text"], bytearray(b"text"), FERRY.splitlines()])
def test_other_types_are_type_errors(page: Any) -> None:
    calls: list[Any] = [dechaff.clean, dechaff.clean_html, Cleaner().clean, Cleaner().clean_html]
    for call in calls:
        with pytest.raises(TypeError, match="^a page must be str or bytes, not "):
            call(page)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"keep": "bodies"}, 'keep: unknown label "bodies"; expected one of title'),
        ({"articles": "second"}, 'articles is "second" (it takes first, all, split)'),
        ({"lang": "xx"}, 'unknown language "xx" (lang takes auto, none, '),
        ({"format": "html"}, 'format is "html" (it takes text, markdown)'),
        ({"links": "keep"}, 'links is about Markdown that is made of HTML (give format="markdown", too)'),
        ({"images": "alt", "format": "text"}, "images is about Markdown that is made of HTML"),
        ({"base_url": "https://a.example"}, "base_url is about Markdown that is made of HTML"),
    ],
)
def test_wrong_options_are_named(options: Any, message: str) -> None:
    with pytest.raises(dechaff.OptionError) as error:
        dechaff.clean(FERRY, **options)
    assert str(error.value).startswith(message)
    assert isinstance(error.value, (dechaff.Error, ValueError))


def test_wrong_types_of_options_are_type_errors() -> None:
    wrong: list[dict[str, Any]] = [{"keep": 1}, {"keep": [1]}, {"lang": 1}, {"packs": 1}, {"model": 1}, {"fomat": "text"}]
    for options in wrong:
        with pytest.raises(TypeError):
            Cleaner(**options)
    with pytest.raises(TypeError):
        Cleaner("article")  # type: ignore[call-arg]


def test_files_are_named_in_errors(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("[[tree]]")
    wrong: list[tuple[dict[str, Any], type[dechaff.Error]]] = [
        ({"packs": [bad]}, dechaff.PackError),
        ({"model": bad}, dechaff.ModelError),
        ({"html_model": str(bad)}, dechaff.ModelError),
        ({"templates": bad}, dechaff.TemplatesError),
    ]
    for options, kind in wrong:
        with pytest.raises(kind, match=r"bad\.toml: ") as error:
            Cleaner(**options)
        assert "\n" not in str(error.value) or kind is not dechaff.TemplatesError
        name = next(iter(options))
        with pytest.raises(FileNotFoundError) as missing:
            Cleaner(**dict[str, Any]({name: tmp_path / "none.toml"}))
        assert str(missing.value.filename).endswith("none.toml")


def test_what_is_no_text_is_a_text_error() -> None:
    for binary, message in [(b"\x00\x01\x02", "binary data, not text"), (b"\x1f\x8b\x00\x00", "gzip data, not text")]:
        for call in [dechaff.clean, dechaff.clean_html]:
            with pytest.raises(dechaff.TextError, match=f"^{message}"):
                call(binary)
    with pytest.raises(dechaff.TextError, match="^character 3 is half of a surrogate pair") as error:
        dechaff.clean("abc\ud800")
    assert isinstance(error.value.__cause__, UnicodeEncodeError)


@pytest.mark.skipif(not INJECTS_PANIC, reason="needs the feature inject-panic")
def test_a_panic_is_an_exception() -> None:
    import pyarrow

    page = "inject-a-panic"
    calls: list[Any] = [dechaff.clean, dechaff.clean_html, Cleaner().clean]
    for call in calls:
        with pytest.raises(dechaff.InternalError, match="dechaff failed on this page: injected"):
            call(page)
    good, bad, last = Cleaner().clean_all([FERRY, page, FERRY], errors="return")
    assert isinstance(bad, dechaff.InternalError)
    assert isinstance(good, dechaff.Page) and isinstance(last, dechaff.Page) and last.text == ARTICLE
    with pytest.raises(dechaff.InternalError, match="^row 1: dechaff failed"):
        Cleaner().clean_column(pyarrow.array([FERRY, page]))
    assert dechaff.clean(FERRY) == ARTICLE


def test_cleaners_are_pickled_with_their_files(tmp_path: Path) -> None:
    pack, model, templates = tmp_path / "pack.toml", tmp_path / "model.toml", tmp_path / "templates"
    pack.write_text(PACK)
    model.write_bytes((ROOT / "model.toml").read_bytes())
    learner = Learner()
    for number in range(3):
        learner.add(f"{FERRY}Number {'abc'[number] * 5}\n", site="https://harbour.example/1")
    learner.save(templates)
    options: dict[str, Any] = {"keep": "article,nav", "articles": "all", "format": "markdown"}
    cleaner = Cleaner(packs=pack, model=model, templates=Templates.load(templates, 2), **options)
    pickled = pickle.dumps(cleaner)
    for path in [pack, model, templates]:
        path.unlink()
    text = FERRY.replace("Read also", "From our archive")
    for copied in [pickle.loads(pickled), copy.deepcopy(cleaner)]:
        assert repr(copied) == repr(cleaner)
        for site in [None, "harbour.example"]:
            page, other = cleaner.clean(text, site=site), copied.clean(text, site=site)
            assert (str(other), other.lines) == (str(page), page.lines)


def test_a_cleaner_serves_many_threads() -> None:
    cleaner, wanted = Cleaner(), [dechaff.clean(page) for page in SEEDS]
    found: list[list[str]] = []

    def clean() -> None:
        found.append([cleaner.clean(page).text for page in SEEDS for _ in range(5)])

    threads = [threading.Thread(target=clean) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[text for text in wanted for _ in range(5)]] * 8


def run(script: str) -> str:
    """What a script prints in a process of its own."""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_everything_works_after_fork() -> None:
    script = """if True:
        import os, sys, warnings, dechaff
        warnings.simplefilter("ignore")  # of Python 3.12, that there are threads
        page = "The ferry will sail again from May, after nine years.\\n"
        cleaner, learner = dechaff.Cleaner(), dechaff.Learner()
        pages = cleaner.clean_all([page] * 200, threads=3)
        next(pages)
        learner.add(page, site="a")
        learner.templates()
        html = cleaner.clean_html(page).text
        if pid := os.fork():
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        assert cleaner.clean(page).text == page
        assert cleaner.clean_html(page).text == html
        assert [page.text for page in cleaner.clean_all([page] * 200, threads=3)] == [page] * 200
        learner.templates()
        try:
            next(pages)
        except dechaff.OptionError as error:
            assert "before os.fork" in str(error)
            print("done")
        del pages
    """
    assert run(script) == "done\n"


def test_import_needs_nothing_else() -> None:
    script = """if True:
        import sys, dechaff
        others = {name.split(".")[0] for name in sys.modules} - sys.stdlib_module_names
        print(sorted(name for name in others if not name.startswith("_")))
    """
    assert "['dechaff']" in run(script) or "pyarrow" not in run(script)


def test_names_have_docs() -> None:
    for name in dechaff.__all__:
        value = getattr(dechaff, name)
        assert value.__doc__, name
        if isinstance(value, type):
            public = [attribute for attribute in vars(value) if not attribute.startswith("_")]
            assert all(getattr(value, attribute).__doc__ for attribute in public), name
