"""Cleans a corpus inside a datatrove pipeline: python clean.py IN OUT [TASKS]"""

import sys

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from dechaff.datatrove import DechaffCleaner

if __name__ == "__main__":
    source, target, tasks = sys.argv[1], sys.argv[2], int((sys.argv[3:] or ["1"])[0])
    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(source),
            # Behind a WarcReader, DechaffExtractor takes the place of Trafilatura.
            DechaffCleaner(drop_empty=False),
            JsonlWriter(target, output_filename="${rank}.jsonl.gz"),
        ],
        tasks=tasks,
        workers=tasks,
    ).run()
