"""Calls everything many times, and prints the memory of the process: python leaks.py [CALLS]

CALLS is 10,000,000 by default. Fails if the memory after a tenth of the calls grows by more than 5 % until the end.
"""

import os
import pickle
import sys
from pathlib import Path
from typing import Any

from dechaff import Cleaner, Error

try:
    import pyarrow as pa
except ImportError:
    pa = None

calls = int((sys.argv[1:] or ["10_000_000"])[0])
cleaner = Cleaner()
TEXT = "Home | News\nالعبّارة ستعود في أيار.\n"
HTML = "<nav>Home</nav><p>The ferry will sail <b>again</b>."
column = pa.array([TEXT, None, "a"]) if pa else None


def memory() -> float:
    """In MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def everything() -> int:
    """Calls most functions, and returns how many calls those were."""
    for _ in range(20):
        page = cleaner.clean(TEXT)
        page.text, page.text, page.removed, page.source, page.spans, page.lines, page.articles, page.metadata
        page = cleaner.clean_html(HTML)
        str(page), page.markdown, page.labels, repr(page)
    page.explain()
    bad: list[Any] = [b"\0\1\2", None, "\ud800"]
    for wrong in bad:
        try:
            cleaner.clean(wrong)
        except (Error, TypeError):
            pass
    for result in cleaner.clean_all([TEXT, b"\0", HTML], threads=1, errors="return"):
        str(result)
    if column:
        pa.array(cleaner.clean_column(column, threads=1))
    return 20 * 14 + 12


done, start, shown = 0, 0.0, 0
while done < calls:
    done += everything()
    if done * 10 // calls > shown:
        shown = done * 10 // calls
        pickle.loads(pickle.dumps(cleaner))
        now = memory()
        start = start or now
        print(f"{done:>12,} calls: {now:.1f} MB", flush=True)
sys.exit(memory() > 1.05 * start)
