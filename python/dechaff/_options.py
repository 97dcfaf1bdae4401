"""The types of options, for type checkers."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING, Literal, TypedDict, Union

if TYPE_CHECKING:
    from ._dechaff import Templates

File = Union[str, "PathLike[str]"]
Articles = Literal["first", "all", "split"]
Favor = Literal["recall", "balanced", "precision"]
Format = Literal["text", "markdown"]
Links = Literal["keep", "text", "none"]
Images = Literal["keep", "alt", "none"]


class Options(TypedDict, total=False):
    """The options of `Cleaner`."""

    keep: str | Iterable[str]
    articles: Articles
    favor: Favor
    lang: str
    packs: File | Iterable[File]
    model: File | None
    html_model: File | None
    templates: Templates | File | None
    format: Format
    links: Links
    images: Images
    base_url: str | None
