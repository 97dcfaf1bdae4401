"""Cleans a Hugging Face dataset: python clean.py IN OUT

With the format "arrow", the texts stay in Arrow's memory: no Python object is made for a row.
"""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
from datasets import load_dataset

from dechaff import Cleaner


def clean(batch: pa.Table, cleaner: Cleaner) -> pa.Table:
    # `num_proc` makes a process for each processor, so one thread is enough.
    texts = cleaner.clean_column(batch["text"], threads=1, sites=batch["url"], errors="null")
    return batch.set_column(batch.schema.get_field_index("text"), "text", pa.array(texts))


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    # Count what the pages of each site share, once for all workers.
    # Pages that cannot be read are named and left out, with exit code 2.
    templates = target / "sites.templates"
    subprocess.run([sys.executable, "-m", "dechaff", "learn", source, "-o", templates])
    files = sorted(map(str, source.glob("*.jsonl")))
    records = load_dataset("json", data_files=files, split="train").with_format("arrow")
    arguments = {"cleaner": Cleaner(templates=templates)}
    cleaned = records.map(clean, batched=True, num_proc=2, fn_kwargs=arguments)
    cleaned.to_json(target / "clean.jsonl", force_ascii=False)
    failed = sum(batch["text"].null_count for batch in cleaned.iter(10_000))
    print(f"{failed} of {len(cleaned)} records have no text")
