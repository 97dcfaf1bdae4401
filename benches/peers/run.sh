#!/usr/bin/env bash
# Compares dechaff with other tools that extract articles, on folders of HTML with gold.jsonl and in/, as `dechaff score`
# reads them. Prints tables: mean word-F1 of the pages, and megabytes of HTML per CPU second on one thread, from a page in
# memory to text. Needs Python 3 and Rust, and installs everything else below this folder.
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
    printf '\n| reader | word-F1 against the text of dechaff | MB per CPU second |\n| --- | --- | --- |\n'
    for reader in dechaff html5gum lol_html; do
        "$peers" read "$reader" "$folder"
    done
done
