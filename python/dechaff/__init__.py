"""Keeps the article of a scraped page and drops the chaff around it: navigation, ads, teasers, comment forms.

>>> import dechaff
>>> dechaff.clean("Home | News | Log in\\nThe ferry will sail again from May, after nine years.\\n")
'The ferry will sail again from May, after nine years.\\n'

Make a `Cleaner` to clean many pages, and to ask what was removed and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._dechaff import ArrowArray, Cleaner, Learner, Page, Pages, Templates, __version__
from ._errors import Error, InternalError, ModelError, OptionError, PackError, TemplatesError, TextError
from ._values import Article, Explanation, Line, Metadata, Reason, Span

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._options import Options

__all__ = [
    "ArrowArray",
    "Article",
    "Cleaner",
    "Error",
    "Explanation",
    "InternalError",
    "Learner",
    "Line",
    "Metadata",
    "ModelError",
    "OptionError",
    "PackError",
    "Page",
    "Pages",
    "Reason",
    "Span",
    "Templates",
    "TemplatesError",
    "TextError",
    "__version__",
    "clean",
    "clean_html",
    "clean_markdown",
]


def clean(text: str | bytes, **options: Unpack[Options]) -> str:
    """The cleaned text of a page of plain text: `str(Cleaner(**options).clean(text))`.

    `text` is a `str`, or `bytes` in UTF-8, UTF-16 or a legacy charset. The options are those of `Cleaner`.

    Raises `TextError` if the page is not text, and what `Cleaner` raises.

    >>> clean("The ferry will sail again from May, after nine years.\\nShare this   Tweet   E-mail\\n")
    'The ferry will sail again from May, after nine years.\\n'
    """
    return str(_cleaner(options).clean(text))


def clean_html(html: str | bytes, **options: Unpack[Options]) -> str:
    """The cleaned text of a page of HTML: `str(Cleaner(**options).clean_html(html))`.

    `html` is a `str`, or `bytes` in any charset. The options are those of `Cleaner`.

    Raises `TextError` if the page is not text, and what `Cleaner` raises.

    >>> clean_html("<nav>Home</nav><p>The ferry will sail again from May, after <b>nine</b> years.", format="markdown")
    'The ferry will sail again from May, after **nine** years.\\n'
    """
    return str(_cleaner(options).clean_html(html))


def clean_markdown(markdown: str | bytes, **options: Unpack[Options]) -> str:
    """The cleaned Markdown of a page of Markdown: `str(Cleaner(**options).clean_markdown(markdown))`.

    `markdown` is a `str`, or `bytes` in any charset. The options are those of `Cleaner`. Whole lines stay as they are.

    Raises `TextError` if the page is not text, and what `Cleaner` raises.

    >>> clean_markdown("[Home](/) [News](/n)\\n\\nThe *ferry* will sail again from May, after nine years.\\n")
    'The *ferry* will sail again from May, after nine years.\\n'
    """
    return str(_cleaner(options).clean_markdown(markdown))


# Making a cleaner takes longer than cleaning a page. Those that read no files are kept.
_CLEANERS: dict[tuple[tuple[str, object], ...], Cleaner] = {}
_WITHOUT_FILES = {"keep", "articles", "favor", "lang", "format", "links", "images", "base_url"}


def _cleaner(options: Options) -> Cleaner:
    if not (options.keys() <= _WITHOUT_FILES and all(isinstance(value, str) for value in options.values())):
        return Cleaner(**options)
    key = tuple(sorted(options.items()))
    cleaner = _CLEANERS.get(key)
    if cleaner is None:
        cleaner = Cleaner(**options)
        if len(_CLEANERS) < 64:
            _CLEANERS[key] = cleaner
    return cleaner
