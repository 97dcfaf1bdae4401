"""Makes gold sets of Markdown from gold sets of HTML, which `dechaff fit` reads: sets.py CONVERTER SET... -o FOLDER

CONVERTER is html2text, markdownify, turndown, or mixed: the three take turns. A set is a folder with a gold.jsonl and the
pages in the folder `in`. FOLDER/SET gets the same gold texts. A page that a converter cannot read is left out. Before the
first run, run.sh installs the converters.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from pathlib import Path

import html2text
import markdownify

HERE = Path(__file__).parent
UNSHOWN = ["script", "style", "noscript"]
TURNDOWN = f"""
const turndown = new (require("turndown"))();
turndown.remove({json.dumps(UNSHOWN)});
process.stdout.write(turndown.turndown(require("fs").readFileSync(0, "utf8")));
"""


def by_html2text(html: str) -> str:
    reader = html2text.HTML2Text()
    reader.body_width = 0
    return reader.handle(html)


def by_markdownify(html: str) -> str:
    shown = re.sub(rf"(?is)<({'|'.join(UNSHOWN)})\b.*?</\1>", "", html)
    return str(markdownify.markdownify(shown))


def by_turndown(html: str) -> str:
    command = ["node", "--stack-size=8000", "-e", TURNDOWN]
    return subprocess.run(command, input=html.encode(), capture_output=True, check=True, cwd=HERE).stdout.decode()


CONVERTERS = {"html2text": by_html2text, "markdownify": by_markdownify, "turndown": by_turndown}


def make(source: Path, folder: Path, names: list[str]) -> None:
    records = [json.loads(line) for line in (source / "gold.jsonl").open(encoding="utf-8")]
    (folder / "in").mkdir(parents=True)
    with (folder / "gold.jsonl").open("w", encoding="utf-8") as gold:
        for number, record in enumerate(records):
            html = (source / "in" / record["id"]).read_bytes().decode("utf-8", "replace")
            record["id"] = str(Path(record["id"]).with_suffix("")) + ".md"
            try:
                text = CONVERTERS[names[number % len(names)]](html)
            except Exception as error:  # Converters fail in many ways.
                print(f"{source.name}: {record['id']}: {error}")
                continue
            page = folder / "in" / record["id"]
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, encoding="utf-8", errors="replace")
            print(json.dumps(record, ensure_ascii=False), file=gold)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("converter", choices=[*CONVERTERS, "mixed"])
    arguments.add_argument("sets", nargs="+", type=Path)
    arguments.add_argument("-o", dest="folder", required=True, type=Path)
    given = arguments.parse_args()
    names = list(CONVERTERS) if given.converter == "mixed" else [given.converter]
    for source in given.sets:
        make(source, given.folder / source.name, names)


main()
