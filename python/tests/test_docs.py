"""Every example of the docstrings and of the documents runs, and prints what is shown."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import dechaff

ROOT = Path(__file__).parents[2]


def docstrings() -> dict[str, str]:
    found = {"dechaff": dechaff.__doc__ or ""}
    for name in dechaff.__all__:
        value = getattr(dechaff, name)
        found[name] = value.__doc__ or ""
        if isinstance(value, type):
            attributes = {f"{name}.{inner}": getattr(value, inner).__doc__ or "" for inner in vars(value)}
            found.update(attributes)
    return {name: text for name, text in found.items() if ">>>" in text}


def blocks(document: str) -> str:
    """The Python of a document, as one session."""
    text = (ROOT / document).read_text("utf-8")
    return "\n".join(re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))


def run(name: str, text: str) -> None:
    names = {inner: getattr(dechaff, inner) for inner in dechaff.__all__}
    test = doctest.DocTestParser().get_doctest(text, names, name, None, None)
    assert test.examples
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize("name", docstrings())
def test_docstrings(name: str) -> None:
    run(name, docstrings()[name])


def test_every_class_has_an_example() -> None:
    examples = " ".join(docstrings().values())
    without = {"ArrowArray", "Pages", "Templates", "Article", "Explanation", "Line", "Metadata", "Reason", "Span"}
    for name in set(dechaff.__all__) - without - {"__version__"}:
        if not name.endswith("Error"):
            assert name in examples, name


@pytest.mark.parametrize("document", ["docs/python.md", "README.md"])
def test_documents(document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    run(document, blocks(document))
