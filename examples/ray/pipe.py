"""Cleans a corpus on Ray, by the program in a pipe: python pipe.py IN OUT

Each batch runs one dechaff process as a filter: one record in per row, one record out, in the same order. A record that
cannot be cleaned keeps its text, and is named in the log of the task.
"""

import json
import os
import subprocess
import sys

import ray

PROGRAM = os.environ.get("DECHAFF", "dechaff")


def clean(batch, templates):
    pages = zip(batch["url"], batch["text"])
    records = "".join(json.dumps({"url": url, "text": text}) + "\n" for url, text in pages)
    command = [PROGRAM, "clean", "--input-format", "jsonl", "--threads", "1", "--on-error", "pass", "--templates", templates]
    # Without `check`, Ray would not notice a failure.
    done = subprocess.run(command, input=records.encode(), stdout=subprocess.PIPE, check=True)
    batch["text"] = [json.loads(record)["text"] for record in done.stdout.splitlines()]
    return batch


if __name__ == "__main__":
    source, target = sys.argv[1:]
    # Count what the pages of each site share, once for all workers. On several machines, put the file where all can read it.
    # Pages that cannot be read are named and left out, with exit code 2.
    templates = f"{target}.templates"
    subprocess.run([PROGRAM, "learn", source, "-o", templates])
    # Reserve less than one CPU per task, so that the readers get some, too.
    records = ray.data.read_json(source, lines=True)
    cleaned = records.map_batches(clean, batch_size=500, num_cpus=0.5, fn_kwargs={"templates": templates})
    cleaned.write_json(target)
