"""Cleans a corpus on Ray, by the program in a pipe: python pipe.py IN OUT

Each batch runs one dechaff process as a filter: one record in per row, one record out, in the same order.
"""

import json
import os
import subprocess
import sys

import ray

COMMAND = [os.environ.get("DECHAFF", "dechaff"), "clean", "--input-format", "jsonl", "--threads", "1"]


def clean(batch):
    records = "".join(json.dumps({"text": text}) + "\n" for text in batch["text"])
    # Without `check`, Ray would not notice a failure.
    done = subprocess.run(COMMAND, input=records.encode(), stdout=subprocess.PIPE, check=True)
    batch["text"] = [json.loads(record)["text"] for record in done.stdout.splitlines()]
    return batch


if __name__ == "__main__":
    # Reserve less than one CPU per task, so that the readers get some, too.
    cleaned = ray.data.read_json(sys.argv[1], lines=True).map_batches(clean, batch_size=500, num_cpus=0.5)
    cleaned.write_json(sys.argv[2])
