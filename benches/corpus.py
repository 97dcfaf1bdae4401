"""Writes a large file of JSON records made from the sample pages: python3 benches/corpus.py FILE BYTES

All texts differ. Each run writes the same bytes.
"""

import json
import pathlib
import random
import sys

target, size = sys.argv[1], int(float(sys.argv[2]))
folder = pathlib.Path(__file__).resolve().parent.parent / "testdata/seeds"
pages = [path.read_text("utf-8").splitlines(keepends=True) for path in sorted(folder.iterdir())]
choose = random.Random(1)
written = 0
with open(target, "wb", buffering=1 << 20) as file:
    number = 0
    while written < size:
        lines = list(choose.choice(pages))
        for _ in range(3):
            lines.insert(choose.randrange(len(lines)), f"Line {number} {choose.random()}\n")
        record = {"id": f"{number:08}", "n": 1.0, "text": "".join(lines), "url": f"https://news.example/{number}"}
        written += file.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
        number += 1
