"""Steps of a datatrove pipeline.

`DechaffCleaner` cleans the text of documents; `DechaffExtractor` takes HTML, in place of datatrove's `Trafilatura`. Needs
`pip install datatrove`.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from datatrove.pipeline.base import PipelineStep
from datatrove.utils.logging import logger
from datatrove.utils.typeshelper import StatHints

from . import Cleaner, Error, Page

if TYPE_CHECKING:
    from datatrove.data import Document, DocumentsPipeline
    from datatrove.pipeline.writers.disk_base import DiskWriter
    from typing_extensions import Unpack

    from ._options import Options


class DechaffCleaner(PipelineStep):
    """Replaces the text of each document by its cleaned text, in the process of the task.

    Drops documents of which nothing is left, unless `drop_empty=False`, and documents that cannot be cleaned. The
    `exclusion_writer` gets them, with their own text and the reason in `metadata["filter_reason"]`. `url_field` is the
    metadata that tells the site of a document; it only matters with templates. The other options are those of
    `dechaff.Cleaner`.

    Its statistics count characters removed, and lines by label: `lines_body`, `lines_nav` and so on.
    """

    name = "🌾 dechaff"
    type = "✂️ - CLEANER"

    def __init__(
        self,
        exclusion_writer: DiskWriter | None = None,
        drop_empty: bool = True,
        url_field: str = "url",
        **options: Unpack[Options],
    ) -> None:
        super().__init__()
        self.exclusion_writer = exclusion_writer
        self.drop_empty = drop_empty
        self.url_field = url_field
        self.cleaner = Cleaner(**options)
        self._warned = False

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Cleans documents."""
        with self.exclusion_writer or contextlib.nullcontext() as writer:
            for document in data or ():
                self.stat_update(StatHints.total)
                with self.track_time():
                    dropped = self._clean(document)
                if dropped is None:
                    self.stat_update(StatHints.forwarded)
                    self.update_doc_stats(document)
                    yield document
                    continue
                self.stat_update(StatHints.dropped, f"dropped_{dropped}")
                if writer:
                    document.metadata["filter_reason"] = dropped
                    writer.write(document, rank)

    def _clean(self, document: Document) -> str | None:
        """Cleans a document, or says why it must be dropped."""
        try:
            page = self._page(document.text, document.metadata.get(self.url_field))
        except (Error, TypeError) as error:
            if not self._warned:
                self._warned = True
                logger.warning(f"dechaff: document {document.id}: {error} (said once; see the statistics for their number)")
            return "unreadable"
        text = str(page)
        for label, lines in page.labels.items():
            self.stat_update(f"lines_{label}", value=lines)
        self.stat_update("characters_removed", value=len(page.removed))
        if self.drop_empty and not text.strip():
            return "empty"
        document.text = text
        return None

    def _page(self, text: str, site: Any) -> Page:
        return self.cleaner.clean(text, site=site if isinstance(site, str) else None)


class DechaffExtractor(DechaffCleaner):
    """Replaces the HTML of each document by the text of its article, as `DechaffCleaner` does.

    Takes the place of `datatrove.pipeline.extractors.Trafilatura` behind a `WarcReader`. It needs no time limit and no
    process of its own: its time is linear in the length of the page.
    """

    type = "🛢 - EXTRAC"

    def _page(self, text: str, site: Any) -> Page:
        return self.cleaner.clean_html(text, site=site if isinstance(site, str) else None)
