#!/usr/bin/env bash
# User CPU time on 20,000 small files, on one thread:
#
# - `dechaff clean` without templates, with templates, and `wc -w` in a UTF-8 locale
# - `dechaff check` of the cleaned files, and cleaning them again
#
# The commands take turns, so that a busy machine favors none of them. Prints medians.
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

# Prints the user CPU seconds of a command, and discards its output.
user_seconds() {
    local TIMEFORMAT=%U
    { time "$@" >"$folder/said" 2>&1; } 2>&1
}

clean() { "$dechaff" clean --threads 1 --quiet --templates off "$folder/in" -o "$folder/out"; }
counted() { "$dechaff" clean --threads 1 --quiet "$folder/in" -o "$folder/counted"; }
count() { find "$folder/in" -type f -print0 | LC_ALL=C.UTF-8 xargs -0 wc -w; }
median() { sort -n | sed -n "$(((rounds + 1) / 2))p"; }

check() { "$dechaff" check --threads 1 --quiet "$folder/out"; }
again() { "$dechaff" clean --threads 1 --quiet --templates off "$folder/out" -o "$folder/again"; }

# Prints the median of a command, and the time of each round.
said() { printf '%-15s %s s (%s)\n' "$1" "$(median <"$2")" "$(paste -sd' ' "$2")"; }
ratio() { awk -v one="$(median <"$1")" -v other="$(median <"$2")" 'BEGIN { printf "%.2f", one / other }'; }

for ((round = 0; round < rounds; round++)); do
    rm -rf "$folder/out" "$folder/counted"
    user_seconds clean >>"$folder/clean"
    user_seconds counted >>"$folder/with-templates"
    user_seconds count >>"$folder/count"
done
for ((round = 0; round < rounds; round++)); do
    rm -rf "$folder/again"
    user_seconds check >>"$folder/check"
    user_seconds again >>"$folder/cleaned"
done

said 'dechaff clean:' "$folder/clean"
said 'with templates:' "$folder/with-templates"
said 'wc -w:' "$folder/count"
printf 'dechaff clean takes %s times as long as wc.\n' "$(ratio "$folder/clean" "$folder/count")"
printf 'With templates, it takes %s times as long as without.\n' "$(ratio "$folder/with-templates" "$folder/clean")"
said 'dechaff check:' "$folder/check"
said 'clean again:' "$folder/cleaned"
printf 'dechaff check of clean pages takes %s times as long as dechaff clean.\n' "$(ratio "$folder/check" "$folder/cleaned")"
