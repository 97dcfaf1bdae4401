"""Cleans a corpus inside a datatrove pipeline, by the program in a pipe: python pipe.py IN OUT [TASKS]

Each task runs one dechaff process as a filter: one record in per document, one record out, in the same order. A document
that cannot be cleaned is counted, and keeps its text.
"""

import json
import os
import subprocess
import sys
import threading
from collections import deque

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter


class Dechaff(PipelineStep):
    name = "dechaff"
    type = "✂️ - CLEANER"

    def __init__(self, *options: str, program: str = os.environ.get("DECHAFF", "dechaff")):
        super().__init__()
        self.command = [program, "clean", "--input-format", "jsonl", "--threads", "1", "--on-error", "pass", *options]

    def run(self, data, rank=0, world_size=1):
        child = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        # The documents that dechaff has not returned yet.
        sent, failures = deque(), []

        def feed():
            # Pass on failures, so that they do not look like the end of the corpus.
            try:
                with child.stdin as to:
                    for document in data:
                        sent.append(document)
                        record = {"id": document.id, "url": document.metadata.get("url"), "text": document.text}
                        to.write(json.dumps(record).encode() + b"\n")
            except Exception as failure:
                failures.append(failure)

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        done = 0
        for line in child.stdout:
            document = sent.popleft()
            done += 1
            record = json.loads(line)
            if "error" in record.get("dechaff", {}):
                self.stat_update("failed")
            before, document.text = len(document.text), record["text"]
            self.stat_update("characters_removed", value=before - len(document.text))
            yield document
        feeder.join()
        if failures:
            raise failures[0]
        if child.wait() != 0 or sent:
            raise RuntimeError(f"dechaff ended with {child.returncode} after {done} documents")


if __name__ == "__main__":
    source, target, tasks = sys.argv[1], sys.argv[2], int((sys.argv[3:] or ["1"])[0])
    # Count what the pages of each site share, once for all tasks.
    # Pages that cannot be read are named and left out, with exit code 2.
    templates = f"{target}.templates"
    subprocess.run([os.environ.get("DECHAFF", "dechaff"), "learn", source, "-o", templates])
    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(source),
            Dechaff("--templates", templates),
            # The other fields of a record are its metadata.
            JsonlWriter(target, output_filename="${rank}.jsonl.gz", expand_metadata=True),
        ],
        tasks=tasks,
        workers=tasks,
    ).run()
