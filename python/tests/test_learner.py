"""Templates: what the pages of a site share."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from dechaff import Cleaner, Learner, OptionError, Templates, TemplatesError

BUILDINGS = ["harbour", "mill", "library", "station", "orchard", "bridge", "school", "theatre", "market", "chapel"]
SLOGAN = "The Ebberston Gazette has been printed every Thursday since 1911 in the old customs house on the quay.\n"


def gazette(building: str) -> str:
    return (
        f"Ebberston Gazette\nTown | Region | Weather | Letters\nEbberston will rebuild its {building}\n"
        f"The council of Ebberston voted on Tuesday to rebuild the {building}, which has stood empty since the flood.\n"
        f"Work on the {building} is to begin in spring, said the engineer Maud Tellis, who drew the plans.\n"
        f'"We have waited long for this," said a neighbour of the {building}, whose father worked there as a boy.\n'
        f"The oldest part of the {building} will be kept; the rest has been found too weak to carry a new roof.\n"
        f"{SLOGAN}Write to the editor\nImprint\n"
    )


def learned() -> Learner:
    learner = Learner()
    for building in BUILDINGS:
        learner.add(gazette(building), site="https://gazette.example/" + building)
    return learner


def test_a_template_takes_what_all_pages_share() -> None:
    learner = learned()
    assert learner.sites == {"gazette.example": 10}
    templates = learner.templates()
    assert templates.sites == {"gazette.example": 10}
    page = gazette("mill")
    assert SLOGAN in Cleaner().clean(page).text
    cleaner = Cleaner(templates=templates)
    for site in ["gazette.example", "http://Gazette.Example:80/x", None]:
        assert SLOGAN not in cleaner.clean(page, site=site).text
        assert "The council of Ebberston" in cleaner.clean(page, site=site).text
    assert learner.templates(11).sites == {}


def test_html_tells_its_site() -> None:
    learner, html = Learner(), "<link rel=canonical href=https://gazette.example/a><p>It rains."
    learner.add(html, html=True)
    assert learner.sites == {"gazette.example": 1}
    with pytest.raises(OptionError, match="does not tell its site"):
        learner.add("It rains.")
    with pytest.raises(TypeError, match="a page must be"):
        learner.add(5, site="a")  # type: ignore[arg-type]


def test_counts_are_merged_saved_and_pickled(tmp_path: Path) -> None:
    learner, other = Learner(), Learner()
    for building in BUILDINGS:
        (learner if len(building) > 6 else other).add(gazette(building), site="gazette.example")
    learner.merge(other)
    assert learner.sites == learned().sites
    learner.save(tmp_path / "counts")
    learned().save(tmp_path / "wanted")
    assert (tmp_path / "counts").read_bytes() == (tmp_path / "wanted").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counts", "wanted"]
    assert Learner.load(tmp_path / "counts").sites == learner.sites
    templates = Templates.load(tmp_path / "counts")
    learner.merge(learner)
    assert learner.sites == learned().sites
    templates.save(tmp_path / "templates")
    scores = [line.score for line in Cleaner(templates=templates).clean(gazette("mill")).lines]
    for same in [Templates.load(tmp_path / "templates"), pickle.loads(pickle.dumps(templates))]:
        assert [line.score for line in Cleaner(templates=same).clean(gazette("mill")).lines] == scores
    paths: list[Path | str] = [tmp_path / "counts", str(tmp_path / "templates")]
    for path in paths:
        assert [line.score for line in Cleaner(templates=path).clean(gazette("mill")).lines] == scores
    with pytest.raises(TemplatesError, match="cannot be merged"):
        Learner.load(tmp_path / "templates")
    with pytest.raises(FileNotFoundError):
        Learner.load(tmp_path / "none")
    with pytest.raises(FileNotFoundError):
        learner.save(tmp_path / "none" / "counts")


def test_the_program_writes_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "gazette").mkdir()
    for building in BUILDINGS:
        (tmp_path / "gazette" / f"{building}.txt").write_text(gazette(building), "utf-8", newline="")
    learn = ["--no-config", "learn", "--quiet", str(tmp_path / "gazette"), "-o", str(tmp_path / "program")]
    subprocess.run([sys.executable, "-m", "dechaff", *learn], check=True, timeout=60)
    learner = Learner()
    for building in BUILDINGS:
        learner.add(gazette(building), site="gazette")
    learner.save(tmp_path / "python")
    assert (tmp_path / "python").read_bytes() == (tmp_path / "program").read_bytes()
