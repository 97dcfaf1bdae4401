from collections.abc import Iterable, Iterator
from typing import Any, Literal, Protocol, final, overload

from typing_extensions import Self

from ._options import Articles, Favor, File, Format, Images, Links
from ._values import Article, Explanation, Line, Metadata, Span

__all__ = [
    "__version__",
    "INJECTS_PANIC",
    "ArrowArray",
    "Cleaner",
    "Learner",
    "Page",
    "Pages",
    "Templates",
    "restore_cleaner",
    "restore_templates",
    "run_program",
]

__version__: str
INJECTS_PANIC: bool

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]: ...

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...

@final
class Cleaner:
    def __new__(
        cls,
        *,
        keep: str | Iterable[str] = "article",
        articles: Articles = "first",
        favor: Favor = "balanced",
        lang: str = "auto",
        packs: File | Iterable[File] = (),
        model: File | None = None,
        html_model: File | None = None,
        templates: Templates | File | None = None,
        format: Format = "text",
        links: Links = "text",
        images: Images = "none",
        base_url: str | None = None,
    ) -> Self: ...
    def clean(self, text: str | bytes, *, site: str | None = None) -> Page: ...
    def clean_html(self, html: str | bytes, *, site: str | None = None) -> Page: ...
    def clean_markdown(self, markdown: str | bytes, *, site: str | None = None) -> Page: ...
    @overload
    def clean_all(
        self,
        pages: Iterable[str | bytes],
        html: bool = False,
        threads: int | None = None,
        *,
        markdown: bool = False,
        errors: Literal["raise"] = "raise",
    ) -> Iterator[Page]: ...
    @overload
    def clean_all(
        self,
        pages: Iterable[str | bytes],
        html: bool = False,
        threads: int | None = None,
        *,
        markdown: bool = False,
        errors: Literal["return"],
    ) -> Iterator[Page | Exception]: ...
    def clean_column(
        self,
        array: _ArrowArray | _ArrowStream,
        html: bool = False,
        threads: int | None = None,
        *,
        markdown: bool = False,
        sites: _ArrowArray | _ArrowStream | None = None,
        errors: Literal["raise", "null"] = "raise",
    ) -> ArrowArray: ...

@final
class Page:
    @property
    def source(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def shown_text(self) -> str: ...
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
    def save(self, path: File) -> None: ...
    @staticmethod
    def load(path: File, *, memory: int = 536_870_912) -> Learner: ...

@final
class Templates:
    @staticmethod
    def load(path: File, min_pages: int = 10) -> Templates: ...
    def save(self, path: File, min_pages: int = 2) -> None: ...
    @property
    def sites(self) -> dict[str, int]: ...

def restore_cleaner(options: dict[str, Any]) -> Cleaner: ...
def restore_templates(bytes: bytes) -> Templates: ...
def run_program(words: list[str]) -> int: ...
