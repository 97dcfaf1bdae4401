#!/usr/bin/env bash
# dechaff beside other tools that find the article of a page, on folders of HTML with a gold.jsonl and in/, as
# `dechaff score` reads them. Prints tables: the mean word-F1 of the pages, and megabytes of HTML in a CPU second of one
# thread, page in memory to text. Installs what it needs below this folder: Python 3 and Rust must be there.
#
#     benches/peers/run.sh FOLDER...
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || { sed -n '6s/# *//p' "$0" >&2; exit 2; }

if ! [ -x "$here/.venv/bin/python" ]; then
    python3 -m venv "$here/.venv"
    "$here/.venv/bin/pip" install --quiet -r "$here/requirements.txt"
fi
cargo build --release --quiet --manifest-path "$here/Cargo.toml"
peers="${CARGO_TARGET_DIR:-$here/target}/release/peers"

for folder in "$@"; do
    printf '\n%s\n\n| tool | word-F1 | MB per CPU second |\n| --- | --- | --- |\n' "$(basename "$folder")"
    for tool in dechaff rs-trafilatura dom_smoothie; do
        "$peers" "$tool" "$folder"
    done
    for tool in resiliparse trafilatura; do
        "$here/.venv/bin/python" "$here/peers.py" "$tool" "$folder" | "$peers" score "$tool" "$folder"
    done
    printf '\n| reader | text as that of dechaff, word-F1 | MB per CPU second |\n| --- | --- | --- |\n'
    for reader in dechaff html5gum lol_html; do
        "$peers" read "$reader" "$folder"
    done
done
