from collections.abc import Iterable, Iterator
from os import PathLike
from typing import Any, Literal, Protocol, final, overload

from typing_extensions import Self, TypedDict

from ._values import Article, Explanation, Line, Metadata, Span

__version__: str
INJECTS_PANIC: bool

_Path = str | PathLike[str]
_Articles = Literal["first", "all", "split"]
_Format = Literal["text", "markdown"]

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]: ...

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...

class Options(TypedDict, total=False):
    keep: str | Iterable[str]
    articles: _Articles
    lang: str
    packs: _Path | Iterable[_Path]
    model: _Path | None
    html_model: _Path | None
    templates: Templates | _Path | None
    format: _Format

@final
class Cleaner:
    def __new__(
        cls,
        *,
        keep: str | Iterable[str] = "article",
        articles: _Articles = "first",
        lang: str = "auto",
        packs: _Path | Iterable[_Path] = (),
        model: _Path | None = None,
        html_model: _Path | None = None,
        templates: Templates | _Path | None = None,
        format: _Format = "text",
    ) -> Self: ...
    def clean(self, text: str | bytes, *, site: str | None = None) -> Page: ...
    def clean_html(self, html: str | bytes, *, site: str | None = None) -> Page: ...
    @overload
    def clean_all(
        self,
        pages: Iterable[str | bytes],
        html: bool = False,
        threads: int | None = None,
        *,
        errors: Literal["raise"] = "raise",
    ) -> Iterator[Page]: ...
    @overload
    def clean_all(
        self,
        pages: Iterable[str | bytes],
        html: bool = False,
        threads: int | None = None,
        *,
        errors: Literal["return"],
    ) -> Iterator[Page | Exception]: ...
    def clean_column(
        self,
        array: _ArrowArray | _ArrowStream,
        html: bool = False,
        threads: int | None = None,
        *,
        errors: Literal["raise", "null"] = "raise",
    ) -> ArrowArray: ...

@final
class Page:
    @property
    def source(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def removed(self) -> str: ...
    @property
    def markdown(self) -> str: ...
    @property
    def lines(self) -> tuple[Line, ...]: ...
    @property
    def labels(self) -> dict[str, int]: ...
    @property
    def spans(self) -> tuple[Span, ...]: ...
    @property
    def articles(self) -> tuple[Article, ...]: ...
    @property
    def metadata(self) -> Metadata: ...
    def explain(self) -> tuple[Explanation, ...]: ...

@final
class Pages(Iterator[Page]):
    def __iter__(self) -> Self: ...
    def __next__(self) -> Page: ...

@final
class ArrowArray:
    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]: ...
    def __arrow_c_schema__(self) -> Any: ...
    def __len__(self) -> int: ...

@final
class Learner:
    def __new__(cls, *, memory: int = 536_870_912) -> Self: ...
    def add(self, page: str | bytes, *, site: str | None = None, html: bool = False) -> None: ...
    def merge(self, other: Learner) -> None: ...
    @property
    def sites(self) -> dict[str, int]: ...
    def templates(self, min_pages: int = 10) -> Templates: ...
    def save(self, path: _Path) -> None: ...
    @staticmethod
    def load(path: _Path, *, memory: int = 536_870_912) -> Learner: ...

@final
class Templates:
    @staticmethod
    def load(path: _Path, min_pages: int = 10) -> Templates: ...
    def save(self, path: _Path, min_pages: int = 2) -> None: ...
    @property
    def sites(self) -> dict[str, int]: ...

def restore_cleaner(options: dict[str, Any]) -> Cleaner: ...
def restore_templates(bytes: bytes) -> Templates: ...
def run_program(words: list[str]) -> int: ...
