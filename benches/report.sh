#!/usr/bin/env bash
# Time and peak memory of `dechaff report` on a million short pages of 100,000 sites, and the size of the report, which must
# stay below 2 MB. The pages come through a pipe, so they need no disk space.
#
#     benches/report.sh [PAGES]
set -euo pipefail
cd "$(dirname "$0")/.."

pages=${1:-1000000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cargo build --release --quiet
dechaff=${CARGO_TARGET_DIR:-target}/release/dechaff

# Records of invented sentences between menus, the same on every machine.
corpus() {
    awk -v pages="$pages" 'BEGIN {
        srand(1)
        n = split("harbour council ferry bridge winter ticket cabin storm bakery garden library ship price town road", word, " ")
        for (page = 1; page <= pages; page++) {
            text = "Home | News | Sport | Log in\\n"
            for (line = 1; line <= 3; line++) {
                text = text "The"
                for (i = 0; i < 12; i++) text = text " " word[1 + int(rand() * n)] (i == 6 ? "," : "")
                text = text ", said the mayor of the town.\\n"
            }
            text = text "Share this\\nRead also: the " word[1 + page % n] " of " page
            printf "{\"id\":\"%d\",\"url\":\"https://site%d.example/%d\",\"text\":\"%s\"}\n", page, page % 100000, page, text
        }
    }'
}

exec 3< <(corpus)
began=$(date +%s.%N)
"$dechaff" report - --input-format jsonl --quiet -o "$folder/report.html" <&3 &
run=$!
most=0
while [ -e "/proc/$run/status" ]; do
    now=$(awk '/^VmHWM/ { print $2 }' "/proc/$run/status" 2>/dev/null || true)
    [ "${now:-0}" -gt "$most" ] && most=$now
    sleep 0.2
done
wait "$run"
size=$(wc -c <"$folder/report.html")
awk -v began="$began" -v ended="$(date +%s.%N)" -v most="$most" -v size="$size" -v pages="$pages" 'BEGIN {
    printf "%d pages: %.0f s, at most %.0f MiB of memory, a report of %.2f MB\n", pages, ended - began, most / 1024, size / 1e6
}'
[ "$size" -lt 2000000 ]
