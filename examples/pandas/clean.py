"""Cleans a corpus with pandas: python clean.py IN OUT"""

import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa

from dechaff import Cleaner

cleaner = Cleaner()

if __name__ == "__main__":
    files = sorted(Path(sys.argv[1]).glob("*.jsonl"))
    records = pd.concat(pd.read_json(file, lines=True, dtype_backend="pyarrow") for file in files)
    texts = pa.array(cleaner.clean_column(pa.array(records["text"])))
    records["text"] = pd.array(texts, dtype="string[pyarrow]")
    records.to_json(Path(sys.argv[2]) / "clean.jsonl", orient="records", lines=True, force_ascii=False)
