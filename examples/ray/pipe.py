"""Cleans a corpus on Ray, by the program in a pipe: python pipe.py IN OUT

Each batch runs one dechaff process as a filter: one record in per row, one record out, in the same order. A record that
cannot be cleaned keeps its text, and is named in the log of the task.
"""

import json
import os
import subprocess
import sys

import pyarrow as pa
import ray

PROGRAM = os.environ.get("DECHAFF", "dechaff")


def clean(batch, templates):
    records = "".join(json.dumps(row) + "\n" for row in batch.select(["url", "text"]).to_pylist())
    command = [PROGRAM, "clean", "--input-format", "jsonl", "--threads", "1", "--on-error", "pass", "--templates", templates]
    # Without `check`, Ray would not notice a failure.
    done = subprocess.run(command, input=records.encode(), stdout=subprocess.PIPE, check=True)
    texts = [json.loads(record)["text"] for record in done.stdout.splitlines()]
    return batch.set_column(batch.schema.get_field_index("text"), "text", pa.array(texts, pa.string()))


if __name__ == "__main__":
    source, target = sys.argv[1:]
    # Count what the pages of each site share, once for all workers. On several machines, put the file where all can read it.
    # Pages that cannot be read are named and left out, with exit code 2.
    templates = f"{target}.templates"
    subprocess.run([PROGRAM, "learn", source, "-o", templates])
    # Reserve less than one CPU per task, so that the readers get some, too.
    records = ray.data.read_json(source, lines=True)
    arguments = {"templates": templates}
    # In batches of NumPy, a text that is missing would be the number NaN.
    cleaned = records.map_batches(clean, batch_format="pyarrow", batch_size=500, num_cpus=0.5, fn_kwargs=arguments)
    cleaned.write_json(target)
