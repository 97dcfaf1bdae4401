#!/usr/bin/env bash
# The user CPU time that `dechaff clean --threads 1` takes for 20,000 small files, beside that which `wc -w` takes to
# count their words in a UTF-8 locale. In turns, so that a busy machine is no better to one of them; the median counts.
#
#     benches/files.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-5}
copies=4000
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cargo build --release --quiet
dechaff=${CARGO_TARGET_DIR:-target}/release/dechaff

for ((copy = 0; copy < copies; copy++)); do
    mkdir -p "$folder/in/$((copy % 100))"
    for page in testdata/seeds/*; do
        cp "$page" "$folder/in/$((copy % 100))/$copy-${page##*/}"
    done
done

# Prints the user CPU seconds of a command whose output does not matter.
user_seconds() {
    local TIMEFORMAT=%U
    { time "$@" >"$folder/said" 2>&1; } 2>&1
}

clean() { "$dechaff" clean --threads 1 --quiet "$folder/in" -o "$folder/out"; }
count() { find "$folder/in" -type f -print0 | LC_ALL=C.UTF-8 xargs -0 wc -w; }
median() { sort -n | sed -n "$(((rounds + 1) / 2))p"; }

: >"$folder/clean"
: >"$folder/count"
for ((round = 0; round < rounds; round++)); do
    rm -rf "$folder/out"
    user_seconds clean >>"$folder/clean"
    user_seconds count >>"$folder/count"
done

ours=$(median <"$folder/clean")
theirs=$(median <"$folder/count")
printf 'dechaff clean: %s s (%s)\n' "$ours" "$(paste -sd' ' "$folder/clean")"
printf 'wc -w:         %s s (%s)\n' "$theirs" "$(paste -sd' ' "$folder/count")"
awk -v ours="$ours" -v theirs="$theirs" 'BEGIN { printf "dechaff takes %.2f of what wc takes.\n", ours / theirs }'
