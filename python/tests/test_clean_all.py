"""Many pages on many threads: in order, in bounded memory, and every failure in its place."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from dechaff import Cleaner, Error, OptionError, Page, TextError

CLEANER = Cleaner()


def page(number: int) -> str:
    return f"The ferry number {number} will sail again from May, after nine years.\nTags: ferry\n" + "x\n" * (number % 20)


def texts(pages: Iterator[Any]) -> list[Any]:
    return [page.text if isinstance(page, Page) else type(page) for page in pages]


@pytest.mark.parametrize("threads", [1, 2, 7, None])
@pytest.mark.parametrize("html", [False, True])
def test_pages_come_in_order(threads: int | None, html: bool) -> None:
    one_by_one = CLEANER.clean_html if html else CLEANER.clean
    wanted = [one_by_one(page(number)).text for number in range(300)]
    assert texts(CLEANER.clean_all(map(page, range(300)), html, threads)) == wanted
    assert texts(CLEANER.clean_all((page(number).encode() for number in range(300)), html, threads)) == wanted


def test_nothing_comes_of_nothing() -> None:
    pages = CLEANER.clean_all([])
    assert list(pages) == [] and list(pages) == []


def test_memory_is_bounded() -> None:
    class Text(str):
        pass

    read: list[weakref.ref[Text]] = []

    def source() -> Iterator[str]:
        for number in range(500):
            text = Text(page(number))
            read.append(weakref.ref(text))
            yield text

    pages = CLEANER.clean_all(source(), threads=2)
    for number, _ in enumerate(pages):
        assert len(read) - number <= 2 * 64 + 1
    # Large pages are read ahead by their size.
    sizes: list[int] = []

    def large() -> Iterator[str]:
        for number in range(10):
            sizes.append(number)
            yield "x" * (3 << 20)

    large_pages = CLEANER.clean_all(large(), threads=1)
    for number, _ in enumerate(large_pages):
        assert len(sizes) - number <= 4
    gc.collect()
    assert sum(reference() is not None for reference in read) <= 1


def test_an_exception_of_the_source_comes_after_the_pages_before_it() -> None:
    class Broken(Exception):
        pass

    def source() -> Iterator[str]:
        for number in range(100):
            yield page(number)
        raise Broken("the disk is full")

    pages, found = CLEANER.clean_all(source(), threads=3), []
    with pytest.raises(Broken, match="the disk is full"):
        for cleaned in pages:
            found.append(cleaned.text)
    assert found == [CLEANER.clean(page(number)).text for number in range(100)]
    assert list(pages) == []


def test_a_page_that_fails_is_not_the_end() -> None:
    sources: list[Any] = [page(0), b"\0\1\2", page(1), None, "\ud800", page(2)]
    good = [CLEANER.clean(page(number)).text for number in range(3)]
    wanted = [good[0], TextError, good[1], TypeError, TextError, good[2]]
    assert texts(CLEANER.clean_all(sources, errors="return")) == wanted
    pages, found = CLEANER.clean_all(sources), list[Any]()
    while len(found) < len(sources):
        try:
            found.append(next(pages).text)
        except (Error, TypeError) as error:
            found.append(type(error))
    assert found == wanted
    with pytest.raises(StopIteration):
        next(pages)


def test_wrong_arguments() -> None:
    with pytest.raises(TypeError):
        CLEANER.clean_all(5)  # type: ignore[call-overload]
    with pytest.raises(OptionError, match="threads is 0"):
        CLEANER.clean_all([], threads=0)
    with pytest.raises(OptionError, match='errors is "ignore"'):
        CLEANER.clean_all([], errors="ignore")  # type: ignore[call-overload]


def test_an_iterator_may_be_left() -> None:
    before = threading.active_count()
    for _ in range(10):
        pages = CLEANER.clean_all(map(page, range(10_000)), threads=2)
        next(pages)
        del pages
    assert threading.active_count() == before


def test_other_threads_run_meanwhile() -> None:
    """The interpreter is free while a page is cleaned."""
    text = "\n".join(map(page, range(2_000)))
    ticks: list[float] = []
    stop = threading.Event()

    def tick() -> None:
        while not stop.wait(0.001):
            ticks.append(time.perf_counter())

    thread = threading.Thread(target=tick)
    thread.start()
    start = time.perf_counter()
    for _ in CLEANER.clean_all([text] * 3, threads=2):
        pass
    CLEANER.clean(text)
    end = time.perf_counter()
    stop.set()
    thread.join()
    during = [tick for tick in ticks if start < tick < end]
    gaps = [other - one for one, other in zip(during, during[1:])]
    assert len(during) > 10 and max(gaps) < (end - start) / 2, (len(during), max(gaps), end - start)
