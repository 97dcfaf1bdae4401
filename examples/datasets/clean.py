"""Cleans a Hugging Face dataset: python clean.py IN OUT

With the format "arrow", the texts stay in Arrow's memory: no Python object is made for a row.
"""

import sys
from pathlib import Path

import pyarrow as pa
from datasets import load_dataset

from dechaff import Cleaner

cleaner = Cleaner()


def clean(batch: pa.Table) -> pa.Table:
    # `num_proc` makes a process for each processor, so one thread is enough.
    texts = pa.array(cleaner.clean_column(batch["text"], threads=1))
    return batch.set_column(batch.schema.get_field_index("text"), "text", texts)


if __name__ == "__main__":
    files = sorted(map(str, Path(sys.argv[1]).glob("*.jsonl")))
    records = load_dataset("json", data_files=files, split="train").with_format("arrow")
    cleaned = records.map(clean, batched=True, num_proc=2)
    cleaned.to_json(Path(sys.argv[2]) / "clean.jsonl", force_ascii=False)
