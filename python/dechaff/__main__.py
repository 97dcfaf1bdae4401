"""The program: `dechaff` after `pip install`, and `python -m dechaff`."""

from __future__ import annotations

import signal
import sys

from ._dechaff import run_program


def main() -> None:
    """Runs the program with the arguments of the process, and exits as it does."""
    # The program has its own answer to Ctrl-C, and none where the system's is right.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = run_program(["dechaff", *sys.argv[1:]])
    sys.exit(code)


if __name__ == "__main__":
    main()
