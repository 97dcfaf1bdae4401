#!/usr/bin/env bash
# Compares `dechaff learn` with `dechaff clean` on a million pages of 2,000 sites, each with a template of 20 lines. Prints
# CPU time, peak memory, and the share of template lines that it found. The pages come through a pipe, so they need no disk
# space.
#
#     benches/templates.sh [PAGES] [SITES]
set -euo pipefail
cd "$(dirname "$0")/.."

pages=${1:-1000000}
sites=${2:-2000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cargo build --release --quiet
dechaff=${CARGO_TARGET_DIR:-target}/release/dechaff

# Records of invented sentences within the template of their site, the same on every machine. dechaff ignores numbers when
# it compares lines, so lines differ by words.
corpus() {
    awk -v pages="$1" -v sites="$sites" 'BEGIN {
        srand(1)
        n = split("harbour council ferry bridge winter ticket cabin storm bakery garden library ship price town road quay lamp bell coat kite", word, " ")
        for (page = 0; page < pages; page++) {
            site = page % sites
            name = word[1 + site % n] word[1 + int(site / n) % n] word[1 + int(site / n / n) % n]
            text = ""
            for (line = 1; line <= 10; line++) text = text "All about " word[line] " in " name "\\n"
            for (line = 1; line <= 5; line++) {
                text = text "The"
                for (i = 0; i < 14; i++) text = text " " word[1 + int(rand() * n)] (i == 6 ? "," : "")
                text = text ", said the mayor of the town.\\n"
            }
            for (line = 11; line <= 20; line++) text = text "More " word[line] " from " name "\\n"
            printf "{\"id\":\"%d\",\"url\":\"https://%s.example/%d\",\"text\":\"%s\"}\n", page, name, page, text
        }
    }'
}

# Prints the peak memory in KiB and the CPU seconds of a command that reads file descriptor 3.
run() {
    local most=0 now
    { TIMEFORMAT='%U %S'; time "$@" <&3; } 2>"$folder/time" &
    local run=$!
    while kill -0 "$run" 2>/dev/null; do
        for status in /proc/[0-9]*/status; do
            now=$(awk '/^Name:/ { ours = $2 == "dechaff" } /^VmHWM/ { if (ours) print $2 }' "$status" 2>/dev/null || true)
            [ "${now:-0}" -gt "$most" ] && most=$now
        done
        sleep 0.5
    done
    wait "$run"
    echo "$most $(awk '{ print $1 + $2 }' <(tail -n 1 "$folder/time"))"
}

exec 3< <(corpus "$pages")
read -r memory learned < <(run "$dechaff" learn - --input-format jsonl --threads 1 --quiet -o "$folder/sites.tpl")
# A tenth of the pages is enough to measure the speed of cleaning.
exec 3< <(corpus $((pages / 10)))
read -r _ cleaned < <(run "$dechaff" clean - --input-format jsonl --threads 1 --quiet >"$folder/cleaned" 2>&1; cat "$folder/cleaned" | tail -n 1)
found=$("$dechaff" learn --show "$folder/sites.tpl" | awk 'NR > 1 && NF > 5 && $NF ~ /example$/ { sum += $2 } END { print sum }')
awk -v pages="$pages" -v sites="$sites" -v memory="$memory" -v learned="$learned" -v cleaned="$cleaned" -v found="$found" \
    -v size="$(wc -c <"$folder/sites.tpl")" 'BEGIN {
    printf "%d pages of %d sites: learned in %.0f CPU seconds, %.2f times the speed of clean\n", pages, sites, learned, cleaned * 10 / learned
    printf "at most %.0f MiB of memory, a file of %.0f MB, %.4f of the lines of templates found\n", memory / 1024, size / 1e6, found / (20 * sites)
}'
