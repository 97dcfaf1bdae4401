"""Cleans a corpus with polars: python clean.py IN OUT"""

import sys
from pathlib import Path

import polars as pl

from dechaff import Cleaner

cleaner = Cleaner()


def clean(texts: pl.Series) -> pl.Series:
    return pl.Series(cleaner.clean_column(texts))


if __name__ == "__main__":
    records = pl.scan_ndjson(Path(sys.argv[1]) / "*.jsonl")
    cleaned = records.with_columns(pl.col("text").map_batches(clean, return_dtype=pl.String))
    cleaned.collect().write_ndjson(Path(sys.argv[2]) / "clean.jsonl")
