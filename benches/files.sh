#!/usr/bin/env bash
# The user CPU time that `dechaff clean --threads 1 --templates off` takes for 20,000 small files, beside that which `wc -w` takes to
# count their words in a UTF-8 locale, and beside that with the sites' templates counted first; and that of `dechaff check`
# for the cleaned files, beside that of cleaning them again.
# In turns, so that a busy machine is no better to one of them; the median counts.
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

clean() { "$dechaff" clean --threads 1 --quiet --templates off "$folder/in" -o "$folder/out"; }
counted() { "$dechaff" clean --threads 1 --quiet "$folder/in" -o "$folder/counted"; }
count() { find "$folder/in" -type f -print0 | LC_ALL=C.UTF-8 xargs -0 wc -w; }
median() { sort -n | sed -n "$(((rounds + 1) / 2))p"; }

check() { "$dechaff" check --threads 1 --quiet "$folder/out"; }
again() { "$dechaff" clean --threads 1 --quiet --templates off "$folder/out" -o "$folder/again"; }

# Prints what a command took, round by round.
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
printf 'dechaff clean takes %s of what wc takes.\n' "$(ratio "$folder/clean" "$folder/count")"
printf 'Templates make it %s of that.\n' "$(ratio "$folder/with-templates" "$folder/clean")"
said 'dechaff check:' "$folder/check"
said 'clean again:' "$folder/cleaned"
printf 'dechaff check of clean pages takes %s of what dechaff clean takes.\n' "$(ratio "$folder/check" "$folder/cleaned")"
