"""The values that a page gives."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A piece of a page's text that is kept or removed as a whole."""

    start: int
    """Where it begins in `Page.source`, in characters."""
    end: int
    """Where it ends, in characters."""
    label: str
    """What it is: `title`, `body`, `nav` and so on."""
    score: float
    """The score of its line: see `Line.score`."""
    kept: bool
    """Whether it is kept."""


class Line(NamedTuple):
    """A line of a page."""

    text: str
    """Its text, without the line terminator."""
    label: str
    """What it is: `title`, `body`, `nav` and so on; `blank` if it is only white space."""
    score: float
    """The log-odds that it belongs to the article: above 0, it is more likely than not. 0 for blank lines."""
    kept: bool
    """Whether it is kept, or a part of it."""


class Article(NamedTuple):
    """An article of a page."""

    text: str
    """Its text, without the chaff inside it."""
    start: int
    """Where it begins in `Page.source`, in characters."""
    end: int
    """Where it ends, in characters."""


class Metadata(NamedTuple):
    """What the HTML of a page says about it, which may be wrong; `None` if it does not say."""

    title: str | None
    """The title, without the name of the site."""
    author: str | None
    """The author."""
    date: str | None
    """The date of publication as the page writes it, in most cases in ISO 8601."""
    language: str | None
    """The language as the page writes it, such as `ar` or `pt-BR`."""


class Reason(NamedTuple):
    """A kind of evidence about a line, and what it adds to the line's score."""

    name: str
    """The name of the evidence, such as `end`."""
    seen: str
    """What was seen, such as `end = full stop`."""
    family: str
    """The family of the evidence."""
    weight: float
    """What it adds to the log-odds that the line belongs to the article."""


class Explanation(NamedTuple):
    """A line of a page, and why it was kept or removed."""

    text: str
    """Its text, without the line terminator."""
    label: str
    """What it is."""
    score: float
    """`base` plus the weights of all reasons, apart from rounding."""
    kept: bool
    """Whether it is kept, or a part of it."""
    base: float
    """The score before any evidence."""
    reasons: tuple[Reason, ...]
    """The reasons, those that weigh most first. A blank line has none."""
