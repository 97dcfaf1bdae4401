"""Cleans a corpus on Ray: python clean.py IN OUT

Ray sends the cleaner to its workers. Batches come as Arrow, so no Python object is made for a row.
"""

import sys

import pyarrow as pa
import ray

from dechaff import Cleaner

cleaner = Cleaner()


def clean(batch: pa.Table) -> pa.Table:
    # Ray runs a task on each core, so one thread is enough.
    texts = pa.array(cleaner.clean_column(batch["text"], threads=1))
    return batch.set_column(batch.schema.get_field_index("text"), "text", texts)


if __name__ == "__main__":
    records = ray.data.read_json(sys.argv[1], lines=True)
    # Reserve less than one CPU per task, so that the readers get some, too.
    cleaned = records.map_batches(clean, batch_format="pyarrow", batch_size=500, num_cpus=0.5)
    cleaned.write_json(sys.argv[2])
