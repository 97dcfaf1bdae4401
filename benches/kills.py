#!/usr/bin/env python3
"""Kills runs of dechaff at random times while a second run tries the same output, resumes them, and compares the
outputs with those of a run that nobody disturbed. What was resumed must also know that it is finished, and have the numbers
of the whole.

    benches/kills.py target/release/dechaff [KILLS] [--seed SEED] [--size SIZE] [--mode MODE]
    benches/kills.py target/release/dechaff 20 --size 75 --mode text      # 30,000 pages

SIZE scales the inputs, 1 by default; MODE is one of those that are printed. Parquet needs pyarrow; without it, that mode is
left out.
"""

import argparse
import gzip
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = (
    "the harbour council ferry night company village baker river bridge teacher market snow winter school letter "
    "road farmer price window summer boat captain island museum train station doctor music garden stone"
).split()
CHAFF = ["Home | News | Sport | Weather | Log in", "Share this   Tweet   E-mail", "Read also: The old ferry was sold",
         "Tags: ferry, harbour", "Related stories", "© 2024 Harbour Times. All rights reserved."]


def sentence(random_):
    words = [random_.choice(WORDS) for _ in range(random_.randint(9, 22))]
    return " ".join(words).capitalize() + "."


def page(random_, lines=12):
    body = [" ".join(sentence(random_) for _ in range(3)) for _ in range(lines)]
    below = [sentence(random_)[:50].rstrip(".") for _ in range(5)]
    return "\n".join([CHAFF[0], CHAFF[1], sentence(random_).rstrip("."), *body, *CHAFF[2:5], *below, CHAFF[5], ""])


def html(random_):
    lines = page(random_).split("\n")
    menu = "".join(f"<li><a href=/{i}>{word}</a></li>" for i, word in enumerate(WORDS[:9]))
    text = "".join(f"<p>{line}</p>\n" for line in lines[2:])
    return f"<!doctype html><html><body><nav><ul>{menu}</ul></nav><h1>{lines[2]}</h1>{text}<footer>{CHAFF[5]}</footer></body></html>"


def records(random_, number):
    return "".join(
        json.dumps({"id": f"{i}-{random_.random()}", "url": f"https://news.example/{i}", "text": page(random_)}) + "\n"
        for i in range(number)
    )


def warc(random_, number):
    parts = []
    for i in range(number):
        body = html(random_).encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{i}>\r\nWARC-Target-URI: https://news.example/{i}\r\n"
            f"WARC-Date: 2024-03-04T09:12:00Z\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        parts.append(head.encode() + http + b"\r\n\r\n")
    return b"".join(parts)


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def inputs(root, seed, size):
    """The folders that the modes read."""
    random_ = random.Random(seed)
    for i in range(max(20, int(400 * size))):
        write(root / f"text/site{i % 4}/{i:03}.txt", page(random_))
        write(root / f"html/site{i % 4}/{i:03}.html", html(random_))
    for i in range(max(4, int(24 * size))):
        write(root / f"jsonl/{i % 3}/{i:02}.jsonl", records(random_, 20))
        write(root / f"packed/{i:02}.jsonl.gz", gzip.compress(records(random_, 20).encode(), 1))
        write(root / f"warc/{i:02}.warc.gz", gzip.compress(warc(random_, 15), 1))
        write(root / f"mixed/{i:02}.jsonl", records(random_, 10))
    for i in range(max(10, int(150 * size))):
        write(root / f"mixed/pages/{i:03}.txt", page(random_))
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        return
    (root / "parquet").mkdir()
    for i in range(max(3, int(16 * size))):
        texts = [page(random_) for _ in range(40)]
        table = pyarrow.table({"id": list(range(40)), "text": texts})
        pyarrow.parquet.write_table(table, root / f"parquet/{i:02}.parquet", row_group_size=20)


# Name: (input folder, options; OUT and GONE are folders). Modes in place have no OUT.
MODES = {
    "text": ("text", "-o OUT --resume"),
    "html": ("html", "-o OUT --resume"),
    "markdown": ("html", "-o OUT --resume --format markdown"),
    "removed and statistics": ("text", "-o OUT --removed GONE --stats STATS --resume"),
    "split": ("text", "-o OUT --resume --articles split"),
    "jsonl": ("jsonl", "-o OUT --resume"),
    "jsonl.gz, annotated": ("packed", "-o OUT --resume --annotate"),
    "warc": ("warc", "-o OUT --resume"),
    "parquet": ("parquet", "-o OUT --resume"),
    "texts of records": ("jsonl", "-o OUT --resume --output-format text"),
    "attributes": ("packed", "-o OUT --resume --output-format dolma-attributes"),
    "pages and records, removed": ("mixed", "-o OUT --removed GONE --resume"),
    "collected": ("text", "-o OUT --output-format jsonl --shard-size 100KiB"),
    "pages in place": ("text", "--in-place --force"),
    "pages in place, backup": ("text", "--in-place --backup"),
    "jsonl in place": ("jsonl", "--in-place --force"),
    "jsonl.gz in place, backup": ("packed", "--in-place --backup"),
    "parquet in place": ("parquet", "--in-place --force"),
}


def tree(folder):
    """Hashes of all files but those that dechaff keeps for itself."""
    found = {}
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder)
        if path.is_file() and ".dechaff" not in below.parts:
            found[str(below)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


class Trial:
    def __init__(self, program, source, options, folder):
        self.program, self.source, self.options, self.folder = program, source, options, folder
        self.in_place = "--in-place" in options
        folder.mkdir()
        if self.in_place:
            shutil.copytree(source, folder / "in")

    def command(self):
        names = {"OUT": "out", "GONE": "gone", "STATS": "stats.json"}
        options = [str(self.folder / names[word]) if word in names else word for word in self.options.split()]
        return [self.program, "clean", str(self.folder / "in" if self.in_place else self.source), *options, "-q"]

    def start(self):
        return subprocess.Popen(self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def numbers(self):
        """What run.json says of the whole, and the number of files that the last run skipped."""
        run = json.loads((self.folder / "out/.dechaff/run.json").read_text())
        return {name: run[name] for name in ["pages", "characters", "failed", "left"]}, run["skipped"]

    def outputs(self):
        folders = ["in"] if self.in_place else ["out", "gone"]
        return {folder: tree(self.folder / folder) for folder in folders if (self.folder / folder).exists()}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("kills", type=int, nargs="?", default=100)
    arguments.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    arguments.add_argument("--size", type=float, default=1)
    arguments.add_argument("--mode", choices=MODES)
    given = arguments.parse_args()
    program, kills, seed, size = os.path.abspath(given.program), given.kills, given.seed, given.size
    random_ = random.Random(seed)
    work = Path(tempfile.mkdtemp(prefix="kills-"))
    inputs(work / "inputs", seed, size)
    modes = {}
    for name, (source, options) in MODES.items():
        if given.mode not in (None, name):
            continue
        if not (work / "inputs" / source).exists():
            print(f"{name}: left out (no pyarrow)")
            continue
        whole = Trial(program, work / "inputs" / source, options, work / f"whole {len(modes)}")
        began = time.time()
        run = whole.start()
        said = run.communicate()[1].decode()
        assert run.returncode == 0, f"{name}: {said}"
        numbers = whole.numbers()[0] if "--resume" in options else None
        modes[name] = (source, options, whole.outputs(), numbers, time.time() - began)
    counts = {name: [0, 0, 0, 0] for name in modes}
    done = faults = trials = 0
    while done < kills:
        name = list(modes)[trials % len(modes)]
        source, options, expected, numbers, seconds = modes[name]
        trials += 1
        trial = Trial(program, work / "inputs" / source, options, work / f"trial {trials}")
        for _ in range(random_.randint(1, 4)):
            first, second = trial.start(), None
            ends = time.time() + random_.uniform(0, seconds * 1.2)
            second_at = time.time() + random_.uniform(0, seconds)
            while time.time() < ends and first.poll() is None:
                if second is None and time.time() >= second_at:
                    second = trial.start()
                time.sleep(0.001)
            if first.poll() is None:
                first.send_signal(signal.SIGKILL)
                done += 1
                counts[name][0] += 1
            else:
                counts[name][1] += 1
            first.communicate()
            if second is not None:
                # It was refused, or it goes on where the first was killed, and is killed as well.
                time.sleep(random_.uniform(0, seconds / 4))
                if second.poll() is None:
                    second.send_signal(signal.SIGKILL)
                    done += 1
                    counts[name][0] += 1
                second.communicate()
                counts[name][2] += second.returncode == 2
        problems = []
        if name == "collected":
            # It cannot be resumed, but each file that is there is complete.
            for path, content in trial.outputs().get("out", {}).items():
                if not Path(path).name.startswith(".dechaff-") and expected["out"].get(path) != content:
                    problems.append(f"{path} differs")
        else:
            last = trial.start()
            said = last.communicate()[1].decode()
            if last.returncode != 0:
                problems.append(f"exit {last.returncode}: {said.strip()}")
            if numbers is not None and trial.numbers()[0] != numbers:
                problems.append(f"{trial.numbers()[0]} instead of {numbers}")
            if numbers is not None:
                # There is nothing left to do.
                again = trial.start()
                again.communicate()
                _, skipped = trial.numbers()
                files = sum(path.is_file() for path in (work / "inputs" / source).rglob("*"))
                if again.returncode != 0 or skipped != files or trial.numbers()[0] != numbers:
                    problems.append(f"{skipped} of {files} files known as finished")
            found = trial.outputs()
            for folder in expected:
                paths = expected[folder].keys() | found.get(folder, {}).keys()
                wrong = sorted(p for p in paths if expected[folder].get(p) != found.get(folder, {}).get(p))
                problems += [f"{folder}/{p} differs" for p in wrong[:3]]
        counts[name][3] += bool(problems)
        faults += bool(problems)
        if problems:
            print(f"{name}, trial {trials} in {trial.folder}: {'; '.join(problems)}")
        else:
            shutil.rmtree(trial.folder)
    print(f"{'mode':30}{'killed':>8}{'ended':>8}{'refused':>9}{'wrong':>7}")
    for name, (killed, ended, refused, wrong) in counts.items():
        print(f"{name:30}{killed:8}{ended:8}{refused:9}{wrong:7}")
    print(f"{done} kills in {trials} trials, seed {seed}: {faults} wrong")
    if faults == 0:
        shutil.rmtree(work)
    sys.exit(faults > 0)


if __name__ == "__main__":
    main()
