#!/usr/bin/env bash
# Counts what tools that turn HTML into Markdown keep of the structure of the pages in testdata/structure, and prints a table.
# Needs Python 3, Node and a release build of dechaff, and installs everything else below this folder.
#
#     benches/structure/run.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

if ! [ -x "$here/.venv/bin/python" ]; then
    python3 -m venv "$here/.venv"
    "$here/.venv/bin/pip" install --quiet -r "$here/requirements.txt"
fi
[ -d "$here/node_modules" ] || npm install --silent --no-fund --no-audit --prefix "$here"
dechaff="${CARGO_TARGET_DIR:-$root/target}/release/dechaff"
"$here/.venv/bin/python" "$here/structure.py" "$dechaff" "$root"/testdata/structure/*.html
