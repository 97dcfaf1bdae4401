"""Counts the instructions of dechaff on pages made to slow it down, and on pages four times as large.

    cargo build --release
    python3 benches/adversarial/run.py [--size BYTES] target/release/dechaff [NAME...]

Prints how many times the instructions of four pages the larger page takes, the slowest last. Fails if that is above the
bar. NAME selects the generators whose name contains it; BYTES is the length of the smaller page, 65,536 by default. Needs
valgrind, which counts the same on a busy machine.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import markup
import text

TIMES = 4
# Linear time is 1; sorting takes a little more, and the memory's growth.
BAR = 1.15

CLEAN = ["clean", "--threads", "1", "--templates", "off"]
COMMANDS = {
    "text": CLEAN,
    "html": CLEAN,
    "markdown": [*CLEAN, "--format", "markdown"],
    "removed": [*CLEAN, "-o", "FOLDER/kept", "--removed", "FOLDER/removed"],
    "diff": [*CLEAN, "--diff"],
    "split": [*CLEAN, "--articles", "split", "-o", "FOLDER/split"],
    "check": ["check", "--threads", "1", "--format", "json"],
    "check diff": ["check", "--threads", "1", "--diff"],
    "explain": ["explain"],
    "spans": ["explain", "--show", "spans"],
}

# What each further command is tried with, as parts of names: what makes many lines, spans, articles or elements.
OTHERS = {
    "removed": ["lines of", "en read-also glued", "en share row"],
    "diff": ["lines of", "alternating", "en read-also", "en share row", "all line breaks", "carriage"],
    "split": ["articles", "paragraphs, ", "headlines", "paragraphs of their own", "alternating", "one-letter", "en tags lines"],
    "check": ["en read-also", "en share row", "alternating", "articles", "one-letter", "flags", "a run of combining"],
    "check diff": ["en read-also glued", "alternating", "lines of shares", "articles"],
    "explain": ["en read-also glued", "alternating", "articles", "lines that begin"],
    "spans": ["en read-also", "en share row", "en copyright glued", "alternating", "one-letter"],
}
OTHERS_OF_HTML = {
    "split": ["articles", "headings"],
    "check": ["<p> with", "articles", "classes", "items of links"],
    "explain": ["<p> with", "containers"],
    "diff": ["<p> with"],
}


def cases():
    """Each generator with the commands to try: name, command, generator."""
    texts = [*text.phrases(), *text.shapes(), *text.real()]
    pages = list(markup.pages())
    yield from ((name, "text", made) for name, made in texts)
    for name, made in pages:
        yield name, "markdown", made
        # To Markdown, everything is done that is done to text.
        if "JSON-LD" in name or "paragraphs" in name:
            yield name, "html", made
    for others, all_of_them in ((OTHERS, texts), (OTHERS_OF_HTML, pages)):
        for command, parts in others.items():
            chosen = [case for case in all_of_them if any(part in case[0] for part in parts)]
            yield from ((name, command, made) for name, made in chosen)


def instructions(program, command, page, is_html):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.html" if is_html else "page.txt")
        path.write_bytes(page.encode("utf-8", "surrogatepass"))
        arguments = [argument.replace("FOLDER", folder) for argument in COMMANDS[command]]
        run = subprocess.run(
            ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", program, *arguments, path],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, "NO_COLOR": "1"},
        )
    counted = re.search(rb"I\s+refs:\s+([\d,]+)", run.stderr)
    if not counted or run.returncode > 1:
        raise SystemExit(f"{command}: {run.stderr.decode(errors='replace')[-2000:]}")
    return int(counted[1].replace(b",", b""))


def main(program, names, length):
    @cache
    def start(command, is_html):
        """What the program takes for a page with nothing on it."""
        return instructions(program, command, "<p>a" if is_html else "a", is_html)

    def measure(case):
        name, command, made = case
        is_html = command in ("html", "markdown") or "<" in made(100)[:20]
        one, four = (instructions(program, command, made(size), is_html) for size in (length, TIMES * length))
        began = start(command, is_html)
        return (four - began) / max(one - began, 1) / TIMES, (one - began) / length, f"{command}: {name}"

    chosen = [case for case in cases() if not names or any(part in f"{case[1]}: {case[0]}" for part in names)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        rows = sorted(pool.map(measure, chosen))
    for ratio, per_byte, name in rows:
        print(f"{ratio:6.3f}  {per_byte:9.1f} instructions per byte  {name}{'  NOT LINEAR' if ratio > BAR else ''}")
    slow = sum(ratio > BAR for ratio, *_ in rows)
    print(f"{len(rows)} measured, {slow} not linear")
    return 1 if slow else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=1 << 16)
    parser.add_argument("program")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    sys.exit(main(given.program, given.names, given.size))
