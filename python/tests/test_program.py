"""The program in the wheel: `dechaff` and `python -m dechaff`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import dechaff

ROOT = Path(__file__).parents[2]
MODULE = [sys.executable, "-m", "dechaff"]
SCRIPT = [str(Path(sys.executable).with_name("dechaff"))]


@pytest.mark.parametrize("command", [MODULE, SCRIPT], ids=["module", "script"])
def test_the_program_cleans(command: list[str], tmp_path: Path) -> None:
    def run(*arguments: str, code: int = 0) -> str:
        done = subprocess.run([*command, *arguments], cwd=ROOT, capture_output=True, timeout=60, check=False)
        assert done.returncode == code, done.stderr
        return done.stdout.decode()

    assert run("--version") == f"dechaff {dechaff.__version__}\n"
    assert run("clean", "examples/ferry.txt") == dechaff.clean((ROOT / "examples/ferry.txt").read_text("utf-8"))
    assert "menu-line" in run("check", "examples/ferry.txt", code=1)
    run("clean", "no-such-file.txt", code=2)
    run("clean", "--no-such-option", code=2)
    run("clean", "--quiet", "testdata/seeds", "-o", str(tmp_path), "--threads", "2")
    for path in (ROOT / "testdata/seeds").iterdir():
        wanted = dechaff.clean(path.read_bytes()).encode()
        assert (tmp_path / path.with_suffix(".txt").name).read_bytes() == wanted


def test_a_pipe_that_closes_is_no_error() -> None:
    command = f"'{sys.executable}' -m dechaff rules | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, timeout=60, check=True)
    assert done.stdout.count(b"\n") == 1 and done.stderr == b""


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_ctrl_c_ends_it() -> None:
    # It waits for its input.
    child = subprocess.Popen([*MODULE, "clean"], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(1)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=20)
    assert child.returncode in (-signal.SIGINT, 130) and b"Traceback" not in said
