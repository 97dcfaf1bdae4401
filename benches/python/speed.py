"""Measures the Python package: python speed.py MEMORY HTML TEXT

MEMORY is the program of memory.rs:

    cargo build --release -p dechaff-py --example memory

HTML and TEXT are folders of pages. Counts CPU seconds of one thread in user mode, Python's own included, of 500 pages of
HTML and of 100,000 texts; the runs of all tools alternate, and the fastest of three counts. Also measures how much two
threads bring, in seconds by the clock; the time of `import dechaff`; and the memory after many calls. Needs pyarrow; tools
that are not installed are left out (trafilatura also needs lxml_html_clean).
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from dechaff import Cleaner

memory, html_folder, text_folder = sys.argv[1:]
ROUNDS = 3


def user(who: int = resource.RUSAGE_SELF) -> float:
    return resource.getrusage(who).ru_utime


def measured(work: Callable[[], object]) -> float:
    start = user()
    work()
    return user() - start


def in_rust(folder: str, kind: str, rounds: int, pages: int) -> float:
    def run(rounds: int) -> float:
        start = user(resource.RUSAGE_CHILDREN)
        subprocess.run([memory, folder, kind, str(rounds), str(pages)], check=True)
        return user(resource.RUSAGE_CHILDREN) - start

    return run(rounds) - run(0)


def read(folder: str, pages: int) -> list[str]:
    return [path.read_bytes().decode("utf-8", "replace") for path in sorted(Path(folder).iterdir())[:pages]]


def fastest(tools: dict[str, Callable[[], float]]) -> dict[str, float]:
    times = [{name: tool() for name, tool in tools.items()} for _ in range(ROUNDS)]
    return {name: min(run[name] for run in times) for name in tools}


def show(title: str, seconds: dict[str, float], size: float, base: str) -> None:
    print(f"\n{title}, {size / 1e6:.1f} MB")
    for name, time_ in seconds.items():
        print(f"  {name:<44} {time_:8.3f} s  {size / 1e6 / time_:7.1f} MB/s  {seconds[base] / time_:7.3f} of {base}", flush=True)


cleaner = Cleaner()

pages = read(html_folder, 500)
size = sum(len(page.encode()) for page in pages)
cleaner.clean_html(pages[0])
tools: dict[str, Callable[[], float]] = {
    "Rust": lambda: in_rust(html_folder, "html", 1, 500),
    "Cleaner.clean_html(...).text": lambda: measured(lambda: [cleaner.clean_html(page).text for page in pages]),
    "str(page) of clean_all(threads=1)": lambda: measured(
        lambda: [str(page) for page in cleaner.clean_all(pages, html=True, threads=1)]
    ),
}
try:
    from resiliparse.extract.html2text import extract_plain_text

    tools["resiliparse"] = lambda: measured(
        lambda: [extract_plain_text(page, main_content=True, alt_texts=False) for page in pages]
    )
except ImportError:
    pass
try:
    from trafilatura import extract

    tools["trafilatura"] = lambda: measured(lambda: [extract(page, include_comments=False) for page in pages])
except ImportError:
    pass
show(f"{len(pages)} pages of HTML, user CPU", fastest(tools), size, "Rust")

texts = read(text_folder, 100_000)
times = -(-100_000 // len(texts))
column = pa.array((texts * times)[:100_000], pa.large_string())
size = sum(map(len, (text.encode() for text in (texts * times)[:100_000])))
cleaner.clean(texts[0])
seconds = fastest(
    {
        "Rust": lambda: in_rust(text_folder, "text", times, len(texts)) * 100_000 / (times * len(texts)),
        "clean_column(threads=1)": lambda: measured(lambda: cleaner.clean_column(column, threads=1)),
    }
)
show(f"{len(column):,} texts, user CPU", seconds, size, "Rust")


def clock(threads: int) -> float:
    start = time.perf_counter()
    for page in cleaner.clean_all(pages * 2, html=True, threads=threads):
        str(page)
    return time.perf_counter() - start


seconds = fastest({"clean_all(threads=1)": lambda: clock(1), "clean_all(threads=2)": lambda: clock(2)})
show("Two threads, by the clock", seconds, 2 * sum(map(len, pages)), "clean_all(threads=1)")


def started(script: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", script], check=True)
    return time.perf_counter() - start


seconds = fastest({"python": lambda: started(""), "with import dechaff": lambda: started("import dechaff")})
print(f"\nimport dechaff: {1000 * (seconds['with import dechaff'] - seconds['python']):.1f} ms")
