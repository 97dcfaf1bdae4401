"""Offsets count characters as Python does, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dechaff import Cleaner, Page, TextError

CLEANERS = [Cleaner(), Cleaner(keep="all-content", articles="split")]
# Characters of one to four bytes, combining and zero-width ones, line breaks of all kinds, and NUL.
PIECES = st.sampled_from(
    ["Home | News | Log in", "Read also: ", "Tags: ", "The ferry will sail again from May, after nine years. ", "\n"]
    + ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029", "\0", "e\u0301", "👩‍👩‍👧", "𝔘𝔫𝔦", "\ufeff", "\u200f"]
    + ["العبّارة الليلية تعود. اقرأ أيضا: ", "夜间渡轮将于五月恢复。", "รถเฟอร์รี่ ", "नौका ", "<p>", "</p>", "&amp;"]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=60).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    st.lists(st.one_of(PIECES, st.text(st.characters(exclude_categories=["Cs"]), max_size=8)), max_size=40).map("".join),
)


def check(page: Page) -> None:
    source = page.source
    spans = page.spans
    assert "".join(source[span.start : span.end] for span in spans) == source
    assert all(one.end == other.start for one, other in zip(spans, spans[1:]))
    assert "".join(source[span.start : span.end] for span in spans if span.kept) == page.text
    assert "".join(source[span.start : span.end] for span in spans if not span.kept) == page.removed
    end = 0
    for article in page.articles:
        assert end <= article.start < article.end
        inside = [span for span in spans if article.start <= span.start and span.end <= article.end]
        assert "".join(source[span.start : span.end] for span in inside if span.kept) == article.text
        end = article.end
    assert len(page.explain()) == len(page.lines) == sum(page.labels.values())


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_spans_rebuild_the_text(text: str) -> None:
    for cleaner in CLEANERS:
        page = cleaner.clean(text)
        assert page.source == text
        check(page)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_spans_rebuild_the_text_of_html(html: str) -> None:
    for cleaner in CLEANERS:
        check(cleaner.clean_html(html))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_bytes_are_text_or_an_error(data: bytes) -> None:
    try:
        page = CLEANERS[0].clean(data)
    except TextError:
        return
    check(page)


@settings(deadline=None)
@given(TEXTS, st.characters(categories=["Cs"]), TEXTS)
def test_half_of_a_surrogate_pair_is_an_error(above: str, half: str, below: str) -> None:
    for clean in [CLEANERS[0].clean, CLEANERS[0].clean_html]:
        with pytest.raises(TextError, match=f"^character {len(above)} is half of a surrogate pair"):
            clean(above + half + below)
