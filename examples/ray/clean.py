"""Cleans a corpus on Ray: python clean.py IN OUT

Ray sends the cleaner to its workers. Batches come as Arrow, so no Python object is made for a row.
"""

import subprocess
import sys

import pyarrow as pa
import ray

from dechaff import Cleaner


def clean(batch: pa.Table, cleaner: Cleaner) -> pa.Table:
    # Ray runs a task on each core, so one thread is enough.
    texts = cleaner.clean_column(batch["text"], threads=1, sites=batch["url"], errors="null")
    return batch.set_column(batch.schema.get_field_index("text"), "text", pa.array(texts))


if __name__ == "__main__":
    source, target = sys.argv[1:]
    # Count what the pages of each site share, once for all workers, which get it with the cleaner.
    # Pages that cannot be read are named and left out, with exit code 2.
    templates = f"{target}.templates"
    subprocess.run([sys.executable, "-m", "dechaff", "learn", source, "-o", templates])
    arguments = {"cleaner": Cleaner(templates=templates)}
    records = ray.data.read_json(source, lines=True)
    # Reserve less than one CPU per task, so that the readers get some, too.
    cleaned = records.map_batches(clean, batch_format="pyarrow", batch_size=500, num_cpus=0.5, fn_kwargs=arguments)
    cleaned = cleaned.materialize()
    cleaned.write_json(target)
    failed = cleaned.count() - cleaned.filter(lambda record: record["text"] is not None).count()
    print(f"{failed} of {cleaned.count()} records have no text")
