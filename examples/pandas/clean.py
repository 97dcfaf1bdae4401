"""Cleans a corpus with pandas: python clean.py IN OUT"""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa

from dechaff import Cleaner

if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    # Count what the pages of each site share before the first is cleaned.
    # Pages that cannot be read are named and left out, with exit code 2.
    templates = target / "sites.templates"
    subprocess.run([sys.executable, "-m", "dechaff", "learn", source, "-o", templates])
    cleaner = Cleaner(templates=templates)
    files = sorted(source.glob("*.jsonl"))
    records = pd.concat(pd.read_json(file, lines=True, dtype_backend="pyarrow") for file in files)
    texts, sites = (pa.array(records[name]) for name in ("text", "url"))
    cleaned = pa.array(cleaner.clean_column(texts, sites=sites, errors="null"))
    records["text"] = pd.array(cleaned, dtype="string[pyarrow]")
    records.to_json(target / "clean.jsonl", orient="records", lines=True, force_ascii=False)
    print(f"{cleaned.null_count} of {len(cleaned)} records have no text")
