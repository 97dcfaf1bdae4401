"""Cleans a corpus on Ray: python clean.py IN OUT

One dechaff a batch, as a filter: a record goes in for each row, and comes out in the same order.
"""

import json
import os
import subprocess
import sys

import ray

COMMAND = [os.environ.get("DECHAFF", "dechaff"), "clean", "--input-format", "jsonl", "--threads", "1"]


def clean(batch):
    records = "".join(json.dumps({"text": text}) + "\n" for text in batch["text"])
    # Without check Ray would not notice that one failed.
    done = subprocess.run(COMMAND, input=records.encode(), stdout=subprocess.PIPE, check=True)
    batch["text"] = [json.loads(record)["text"] for record in done.stdout.splitlines()]
    return batch


if __name__ == "__main__":
    # Less than a processor each, so that what reads is not starved.
    cleaned = ray.data.read_json(sys.argv[1], lines=True).map_batches(clean, batch_size=500, num_cpus=0.5)
    cleaned.write_json(sys.argv[2])
