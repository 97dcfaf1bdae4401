#!/usr/bin/env python3
"""Time, memory and size of reports on many pages, beside `dechaff clean` that writes nothing:

    benches/report.py target/release/dechaff [PAGES] [ROUNDS] [--html] [--keep REPORT]

Makes PAGES invented pages of about 1 kB, 1,000,000 by default, of 100,000 sites in all languages that can be guessed, the same
on every machine. The commands take turns, so that a busy machine favors none of them. Fails if the numbers of `report` and
`clean` differ or do not add up, if a report is too large, or if one takes too much memory.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SITES = 100_000
SHARDS = 10
# Bars.
TIMES, MEMORY, SIZE = 1.1, 300 << 20, 2_000_000
LANGUAGES = Path(__file__).resolve().parent.parent / "src/cli/survey/languages.tsv"
# What menus, teasers and footers of a site say.
CHAFF = ["Home | News | Sport | Log in", "Share this   Tweet   E-mail", "Read also: {}", "© 2024 {}. All rights reserved."]


def sentences(words, choose, number=400):
    """Sentences of frequent words of a language, with invented ones between them in the same letters."""
    letters = sorted(set("".join(words)))
    invented = ["".join(choose.choices(letters, k=choose.randint(4, 9))) for _ in range(200)]

    def sentence():
        pick = (choose.choice(words if choose.random() < 0.5 else invented) for _ in range(choose.randint(10, 20)))
        text = " ".join(pick)
        return text[0].upper() + text[1:] + "."

    return [sentence() for _ in range(number)]


def corpus(folder, pages, html):
    choose = random.Random(1)
    rows = (row.split("\t") for row in LANGUAGES.read_text("utf-8").splitlines())
    languages = [sentences(words.split(" "), choose) for _, words in rows]
    for shard in range(SHARDS):
        with open(folder / f"{shard}.jsonl", "w", encoding="utf-8") as file:
            for number in range(pages * shard // SHARDS, pages * (shard + 1) // SHARDS):
                site = choose.randrange(SITES)
                prose = languages[site % len(languages)]
                body = [" ".join(choose.choices(prose, k=2)) for _ in range(4)]
                title = f"{choose.choice(prose)[:40]} {number}"
                above, below = [CHAFF[0], title], [CHAFF[1], CHAFF[2].format(title[::-1]), CHAFF[3].format(f"Site {site}")]
                record = {"id": str(number), "url": f"https://site{site}.example/{number}"}
                if html:
                    menu = "".join(f"<li><a href=/{i}>{word}</a></li>" for i, word in enumerate(CHAFF[0].split(" | ")))
                    record["html"] = (
                        f"<!doctype html><html><body><nav><ul>{menu}</ul></nav><h1>{title}</h1><div class=article>"
                        + "".join(f"<p>{line}</p>" for line in body)
                        + f"</div><div class=share>{below[0]}</div><aside>{below[1]}</aside><footer>{below[2]}</footer></body></html>"
                    )
                else:
                    record["text"] = "\n".join([*above, *body, *below, ""])
                file.write(json.dumps(record, ensure_ascii=False) + "\n")


def run(program, folder, words):
    """Seconds, processor seconds and peak bytes of a command that reads the shards from a pipe."""
    command = [program, "--no-config", *words, "--input-format", "jsonl", "--quiet"]
    cat = subprocess.Popen(["cat", *sorted(map(str, folder.glob("*.jsonl")))], stdout=subprocess.PIPE)
    began = time.time()
    child = subprocess.Popen(command, stdin=cat.stdout, stdout=subprocess.DEVNULL)
    cat.stdout.close()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0 and cat.wait() == 0, command
    return time.time() - began, used.ru_utime + used.ru_stime, used.ru_maxrss << 10


def check(report, stats, pages):
    """The numbers of both commands are the same, and add up."""
    of_run = ["command", "inputs", "started", "seconds"]
    report, stats = ({name: value for name, value in numbers.items() if name not in of_run} for numbers in (report, stats))
    assert report == stats, [name for name in report if report[name] != stats[name]]
    assert report["pages"] == pages and report["failed"] == 0
    for groups in ["sites", "languages"]:
        assert sum(group["pages"] for group in report[groups].values()) == pages
        for name, characters in report["characters"].items():
            assert sum(group["characters"][name] for group in report[groups].values()) == characters
    for name in ["kept", "removed"]:
        assert sum(label[name] for label in report["labels"].values()) == report["characters"][name]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("pages", type=int, nargs="?", default=1_000_000)
    arguments.add_argument("rounds", type=int, nargs="?", default=3)
    arguments.add_argument("--html", action="store_true", help="pages of HTML instead of text")
    arguments.add_argument("--keep", type=Path, metavar="REPORT", help="leave the report here")
    given = arguments.parse_args()
    program = os.path.abspath(given.program)
    with tempfile.TemporaryDirectory(prefix="report-") as work:
        work = Path(work)
        (work / "in").mkdir()
        corpus(work / "in", given.pages, given.html)
        field = ["--html-field", "html"] if given.html else []
        reports = [given.keep or work / "report.html", work / "cleaned.html"]
        commands = {
            "clean": ["clean", *field],
            "report": ["report", "-", *field, "-o", str(reports[0])],
            "clean --report": ["clean", *field, "--report", str(reports[1])],
        }
        rounds = [{name: run(program, work / "in", words) for name, words in commands.items()} for _ in range(given.rounds)]
        numbers = [work / "report.json", work / "stats.json"]
        run(program, work / "in", ["report", "-", *field, "--format", "json", "-o", str(numbers[0])])
        run(program, work / "in", ["clean", *field, "--stats", str(numbers[1])])
        check(*(json.loads(file.read_text("utf-8")) for file in numbers), given.pages)
        bytes_in = sum(file.stat().st_size for file in (work / "in").iterdir())
        sizes = [file.stat().st_size for file in reports]
    print(f"{given.pages:,} pages, {bytes_in / 1e6:,.0f} MB; medians of {given.rounds} rounds")
    failed = max(sizes) >= SIZE
    for name in commands:
        seconds, processor, memory = (statistics.median(made[name][index] for made in rounds) for index in range(3))
        times = [statistics.median(made[name][index] / made["clean"][index] for made in rounds) for index in range(2)]
        failed |= name != "clean" and memory >= MEMORY
        print(
            f"{name:16} {seconds:7.1f} s ({times[0]:.2f} times clean), {processor:7.1f} s of processors ({times[1]:.2f} times, "
            f"the bar is {TIMES}), {memory / (1 << 20):.0f} MiB"
        )
    print(f"reports of {sizes[0] / 1e6:.2f} and {sizes[1] / 1e6:.2f} MB; the numbers of both commands are the same and add up")
    sys.exit(failed)


if __name__ == "__main__":
    main()
