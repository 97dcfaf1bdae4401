"""Runs an extractor over a folder of pages. Prints one record {"text", "seconds"} per page, in the order of gold.jsonl.

    python peers.py trafilatura FOLDER
    python peers.py resiliparse FOLDER

Counts CPU seconds. Reads all pages before the clock starts, and extracts the first twenty twice, to warm up.
"""

import json
import sys
from pathlib import Path
from time import process_time


def trafilatura():
    from trafilatura import extract

    return lambda html: extract(html, include_comments=False) or ""


def resiliparse():
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html: extract_plain_text(html, main_content=True, alt_texts=False)


tool, folder = sys.argv[1:]
extractor = {"trafilatura": trafilatura, "resiliparse": resiliparse}[tool]()
with open(Path(folder, "gold.jsonl"), encoding="utf-8") as gold:
    names = [json.loads(line)["id"] for line in gold if line.strip()]
pages = [Path(folder, "in", name).read_bytes().decode("utf-8", "replace") for name in names]
for page in pages[:20]:
    extractor(page)
for name, page in zip(names, pages):
    start = process_time()
    try:
        text = extractor(page)
    except Exception as error:
        # If the extractor fails, the page counts as empty.
        print(f"{tool}: {name}: {error}", file=sys.stderr)
        text = ""
    print(json.dumps({"text": text, "seconds": process_time() - start}))
