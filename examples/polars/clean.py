"""Cleans a corpus with polars: python clean.py IN OUT"""

import subprocess
import sys
from pathlib import Path

import polars as pl

from dechaff import Cleaner

if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    # Count what the pages of each site share before the first is cleaned.
    # Pages that cannot be read are named and left out, with exit code 2.
    templates = target / "sites.templates"
    subprocess.run([sys.executable, "-m", "dechaff", "learn", source, "-o", templates])
    cleaner = Cleaner(templates=templates)

    def clean(pages: pl.Series) -> pl.Series:
        texts, sites = pages.struct.field("text"), pages.struct.field("url")
        return pl.Series(cleaner.clean_column(texts, sites=sites, errors="null"))

    pages = pl.struct("text", "url").map_batches(clean, return_dtype=pl.String)
    cleaned = pl.scan_ndjson(source / "*.jsonl").with_columns(pages.alias("text")).collect()
    cleaned.write_ndjson(target / "clean.jsonl")
    print(f"{cleaned['text'].null_count()} of {len(cleaned)} records have no text")
