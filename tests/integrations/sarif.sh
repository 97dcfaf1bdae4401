#!/usr/bin/env bash
# Validates a SARIF file of DECHAFF with the tool of those who made the format, by its own rules and by those of GitHub. It comes
# from npm; without a network, this says so and passes.
set -euo pipefail

cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" @microsoft/sarif-multitool@5 >/dev/null 2>&1 ||
    { printf 'Skipped: npm cannot install @microsoft/sarif-multitool.\n'; exit; }
multitool=$(find "$folder/node_modules" -type f -name Sarif.Multitool | head -n 1)
chmod +x "$multitool"

"$DECHAFF" check --no-config --exit-zero --quiet --format sarif examples testdata/html testdata/rules >"$folder/dechaff.sarif"
# It exits with 1 if it has a note, too.
DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$multitool" validate "$folder/dechaff.sarif" --rule-kind 'Sarif;Ghas' \
    --level 'Error;Warning' --output "$folder/report.sarif" >"$folder/log" 2>&1 || true
[ -s "$folder/report.sarif" ] || { cat "$folder/log"; exit 1; }
if grep -E '(error|warning) [A-Z]+[0-9]+:' "$folder/log"; then exit 1; fi
