"""The steps of a datatrove pipeline. `examples/run datatrove` runs them where datatrove is installed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dechaff import Cleaner

data = pytest.importorskip("datatrove.data")

ROOT = Path(__file__).parents[2]
FERRY = (ROOT / "examples/ferry.txt").read_text("utf-8")
FERRY_HTML = (ROOT / "examples/ferry.html").read_text("utf-8")
MENU = "Home | News | Log in\n"


def run(step: Any, *texts: str) -> list[Any]:
    return list(step([data.Document(text=text, id=str(number)) for number, text in enumerate(texts)]))


def test_documents_are_cleaned_and_counted(tmp_path: Path) -> None:
    from datatrove.pipeline.writers import JsonlWriter

    from dechaff.datatrove import DechaffCleaner

    writer = JsonlWriter(str(tmp_path), output_filename="${rank}.jsonl", compression=None)
    step = DechaffCleaner(exclusion_writer=writer, keep="article,date")
    cleaned = run(step, FERRY, MENU, FERRY)
    wanted = Cleaner(keep="article,date").clean(FERRY)
    assert [(document.id, document.text) for document in cleaned] == [("0", wanted.text), ("2", wanted.text)]
    (file,) = tmp_path.iterdir()
    excluded = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [(record["id"], record["text"]) for record in excluded] == [("1", MENU)]
    assert excluded[0]["metadata"]["filter_reason"] == "empty"
    counts = {name: step.stats[name].total for name in ["total", "forwarded", "dropped", "dropped_empty"]}
    assert counts == {"total": 3, "forwarded": 2, "dropped": 1, "dropped_empty": 1}
    assert step.stats["lines_nav"].total == 2 * wanted.labels["nav"] + 1
    assert step.stats["characters_removed"].total == 2 * len(wanted.removed) + len(MENU)


def test_empty_documents_may_stay_and_unreadable_ones_go() -> None:
    from dechaff.datatrove import DechaffCleaner

    step = DechaffCleaner(drop_empty=False)
    assert [document.id for document in run(step, MENU, "\ud800", FERRY)] == ["0", "2"]
    assert step.stats["dropped_unreadable"].total == 1


def test_html_is_extracted() -> None:
    from dechaff.datatrove import DechaffExtractor

    (document,) = run(DechaffExtractor(format="markdown"), FERRY_HTML)
    assert document.text == Cleaner().clean_html(FERRY_HTML).markdown
