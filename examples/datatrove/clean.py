"""Cleans a corpus inside a datatrove pipeline: python clean.py IN OUT [TASKS]

Documents that cannot be cleaned are counted and dropped; an `exclusion_writer` would get them.
"""

import subprocess
import sys

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from dechaff.datatrove import DechaffCleaner

if __name__ == "__main__":
    source, target, tasks = sys.argv[1], sys.argv[2], int((sys.argv[3:] or ["1"])[0])
    # Count what the pages of each site share, once for all tasks, which get it with the step.
    # Pages that cannot be read are named and left out, with exit code 2.
    templates = f"{target}.templates"
    subprocess.run([sys.executable, "-m", "dechaff", "learn", source, "-o", templates])
    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(source),
            # Behind a WarcReader, DechaffExtractor takes the place of Trafilatura.
            DechaffCleaner(drop_empty=False, templates=templates),
            # The other fields of a record are its metadata.
            JsonlWriter(target, output_filename="${rank}.jsonl.gz", expand_metadata=True),
        ],
        tasks=tasks,
        workers=tasks,
    ).run()
