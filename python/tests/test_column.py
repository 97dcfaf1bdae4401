"""Arrow columns in and out."""

from __future__ import annotations

from typing import Any

import pytest

from dechaff import ArrowArray, Cleaner, Learner, OptionError, TextError

pa = pytest.importorskip("pyarrow")

CLEANER = Cleaner()
TEXTS = [None if number % 7 == 3 else f"Home | News\nالعبّارة رقم {number} تعود في أيار.\n" * (number % 5) for number in range(300)]
WANTED = [text if text is None else CLEANER.clean(text).text for text in TEXTS]

STRINGS = [pa.string(), pa.large_string(), pa.string_view()]
BINARIES = [pa.binary(), pa.large_binary(), pa.binary_view()]


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize(("kind", "string"), list(zip(STRINGS + BINARIES, STRINGS * 2)))
def test_a_column_keeps_its_rows_and_its_type(kind: Any, string: Any, threads: int) -> None:
    texts: list[Any] = [text.encode() if text and kind in BINARIES else text for text in TEXTS]
    column = pa.array(texts, kind)
    cleaned = CLEANER.clean_column(column, threads=threads)
    assert isinstance(cleaned, ArrowArray) and len(cleaned) == 300
    array = pa.array(cleaned)
    array.validate(full=True)
    assert array.type == string and array.to_pylist() == WANTED
    # A slice, and a column of chunks, one of them empty.
    assert pa.array(CLEANER.clean_column(column[5:100])).to_pylist() == WANTED[5:100]
    chunks = pa.chunked_array([column[:10], column[10:10], column[10:]])
    assert pa.array(CLEANER.clean_column(chunks, threads=threads)).to_pylist() == WANTED


def test_html_and_markdown() -> None:
    html = ["<h1>Ferry</h1><p>The ferry will sail <b>again</b> from May, after nine years.", None]
    column = pa.array(html)
    assert pa.array(CLEANER.clean_column(column, html=True)).to_pylist()[0] == CLEANER.clean_html(html[0] or "").text
    markdown = Cleaner(format="markdown")
    found = pa.array(markdown.clean_column(column, html=True)).to_pylist()
    assert found == [markdown.clean_html(html[0] or "").markdown, None] and "**again**" in str(found[0])
    pages = pa.array(["[Home](/)\n\nThe *ferry* will sail again from May, after nine years.\n"])
    assert pa.array(CLEANER.clean_column(pages, markdown=True)).to_pylist() == [CLEANER.clean_markdown(pages[0].as_py()).text]


def test_empty_columns_and_nulls() -> None:
    for column in [pa.array([], pa.string()), pa.chunked_array([], pa.large_string()), pa.nulls(3)]:
        found = pa.array(CLEANER.clean_column(column))
        assert found.to_pylist() == column.to_pylist()


def test_a_row_that_fails_is_named_or_null() -> None:
    column = pa.chunked_array([pa.array([b"a"] * 50), pa.array([b"b", b"\0\1\2", b"c"])])
    for threads in [1, 4]:
        with pytest.raises(TextError, match="^row 51: binary data, not text$"):
            CLEANER.clean_column(column, threads=threads)
    assert pa.array(CLEANER.clean_column(column, errors="null"))[51].as_py() is None


def test_each_row_is_cleaned_as_a_page_of_its_site() -> None:
    def page(building: str, *sites: str) -> str:
        tops = [f"{site}\n{site} news | {site} letters | {site} weather" for site in sites]
        article = [
            f"The town will rebuild its {building}",
            f"The council voted on Tuesday to rebuild the {building}, which has stood empty since the flood.",
            f"Work on the {building} is to begin in spring, said the engineer Maud Tellis, who drew the plans.",
            f'"We have waited long for this," said a neighbour of the {building}, whose father worked there as a boy.',
            f"The oldest part of the {building} will be kept; the rest has been found too weak to carry a new roof.",
        ]
        slogans = [f"The {site} has been printed every Thursday in the old customs house on the quay." for site in sites]
        tails = [f"Write to the {site}\nImprint of the {site}" for site in sites]
        return "\n".join([*tops, *article, *slogans, *tails, ""])

    learner = Learner()
    for building in ["harbour", "mill", "library", "station", "orchard", "bridge", "school", "theatre", "market", "chapel"]:
        learner.add(page(building, "Gazette"), site="gazette.example")
        learner.add(page(building, "Courier"), site="courier.example")
    cleaner = Cleaner(templates=learner.templates())
    text = page("tower", "Gazette", "Courier")
    sites = ["https://gazette.example/a", "courier.example", None, "unknown.example"] * 20
    wanted = [cleaner.clean(text, site=site).text for site in sites]
    assert len(set(wanted)) == 3
    column = pa.array([text] * len(sites))
    for chunk in [1, 7, 80]:
        chunks = pa.chunked_array([sites[start : start + chunk] for start in range(0, len(sites), chunk)], pa.string())
        assert pa.array(cleaner.clean_column(column, sites=chunks, threads=3)).to_pylist() == wanted
    with pytest.raises(OptionError, match=r"^sites has 2 rows, and the column 80 \(give one for each\)$"):
        cleaner.clean_column(column, sites=pa.array(["a", "b"]))


def test_what_is_no_column_is_a_type_error() -> None:
    for wrong in [["a"], "a", None, 5]:
        with pytest.raises(TypeError, match="^a column must be an Arrow array, not "):
            CLEANER.clean_column(wrong)  # type: ignore[arg-type]
    for wrong in [pa.array([1]), pa.array(["a"]).dictionary_encode(), pa.table({"text": ["a"]}), pa.array([["a"]])]:
        with pytest.raises(TypeError, match="^a column must hold strings or bytes, not "):
            CLEANER.clean_column(wrong)
    with pytest.raises(OptionError, match='errors is "return"'):
        CLEANER.clean_column(pa.array(["a"]), errors="return")  # type: ignore[arg-type]


def test_invalid_arrays_are_refused() -> None:
    buffers = [None, pa.py_buffer((0).to_bytes(4, "little") + (2).to_bytes(4, "little")), pa.py_buffer(b"\xff\xff")]
    broken = pa.Array.from_buffers(pa.string(), 1, buffers)
    with pytest.raises(ValueError, match="the Arrow array is invalid"):
        CLEANER.clean_column(broken)


def test_a_failing_stream_passes_on_its_error() -> None:
    def batches() -> Any:
        yield pa.record_batch({"a": ["x"]})
        raise RuntimeError("the disk is full")

    class Stream:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            schema = pa.schema([("a", pa.string())])
            return pa.RecordBatchReader.from_batches(schema, batches()).__arrow_c_stream__()

    # A stream of records is refused before it is read.
    with pytest.raises(TypeError, match="not Struct"):
        CLEANER.clean_column(Stream())
