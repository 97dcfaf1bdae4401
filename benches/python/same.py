"""Compares the Python package with the program, page by page: python same.py DECHAFF FOLDER...

DECHAFF is the path of the program. Each folder holds pages in in/, all HTML if its name ends in .html, otherwise all text.
Compares text and Markdown, by `clean`, `clean_all` and, if pyarrow is there, `clean_column`. Fails if a page differs.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from dechaff import Cleaner

try:
    import pyarrow as pa
except ImportError:
    pa = None

program, *folders = sys.argv[1:]
pages_of_all = different = 0
for folder in map(Path, folders):
    html = folder.name.endswith(".html")
    paths = sorted(path for path in folder.joinpath("in").rglob("*") if path.is_file())
    pages = [path.read_bytes() for path in paths]
    formats: list[tuple[Literal["text", "markdown"], str]] = [("text", "txt"), ("markdown", "md")]
    for name, ending in formats:
        cleaner = Cleaner(format=name)
        clean = cleaner.clean_html if html else cleaner.clean
        with tempfile.TemporaryDirectory() as out:
            options = ["--format", name, "--input-format", "html" if html else "text", "--templates", "off"]
            command = [program, "--no-config", "clean", "--quiet", str(folder / "in"), "-o", out, *options]
            subprocess.run(command, check=True)
            outputs = [Path(out, path.relative_to(folder / "in")).with_suffix(f".{ending}") for path in paths]
            wanted = [output.read_bytes().decode() for output in outputs]
        ways = {"clean": [str(clean(page)) for page in pages]}
        ways["clean_all"] = [str(page) for page in cleaner.clean_all(pages, html)]
        if pa:
            column = cleaner.clean_column(pa.array(pages, pa.large_binary()), html)
            ways["clean_column"] = pa.array(column).to_pylist()
        for way, found in ways.items():
            wrong = [path.name for path, one, other in zip(paths, wanted, found, strict=True) if one != other]
            same = len(pages) - len(wrong)
            print(f"{folder.name}: {name}, {way}: {same:,} of {len(pages):,} the same", *wrong[:3])
            different += len(wrong)
    pages_of_all += len(pages)
print(f"{pages_of_all:,} pages, {different} differences")
sys.exit(different > 0)
