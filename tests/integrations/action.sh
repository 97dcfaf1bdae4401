#!/usr/bin/env bash
# Runs the steps of the GitHub Action with the variables that GitHub sets, in a repository made for it: a baseline, new chaff,
# exit code 1 with an annotation and a summary, the fix, exit code 0. DECHAFF is the program that it installs.
set -euo pipefail

source=$(cd "$(dirname "$0")/../.." && pwd)
program=$(dirname "$(realpath "$DECHAFF")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() {
    printf 'action.sh: %s\n' "$*" >&2
    exit 1
}

export RUNNER_TEMP=$folder/runner GITHUB_OUTPUT=$folder/output GITHUB_PATH=$folder/path
export GITHUB_STEP_SUMMARY=$folder/summary.md
mkdir -p runner/dechaff-built/bin "corpus/my pages"
touch output path summary.md

# A version without a wheel, as before a release: the cache has a build.
VERSION=0.0.0 "$source/ci/action" install >install.log 2>&1
grep -qx 'installed=false' output || fail "a version that does not exist was installed: $(cat output)"
grep -qE '^sources=[0-9a-f]{40}$' output || fail "no key for the cache: $(cat output)"
ln -s "$program/dechaff" runner/dechaff-built/bin/dechaff
"$source/ci/action" build
PATH=$(cat path):$PATH
[ "$(command -v dechaff)" = "$RUNNER_TEMP/dechaff-built/bin/dechaff" ] || fail "the build is not on the PATH: $PATH"

check() { ARGUMENTS=$1 PATHS='corpus/my pages' "$source/ci/action" check; }

article=$(dechaff clean "$source/examples/ferry.txt")
printf 'Home | News | Sport | Weather | Log in\n%s\n' "$article" >'corpus/my pages/old.txt'
printf '%s\n' "$article" >'corpus/my pages/new.txt'
dechaff check --quiet corpus --write-baseline 'known findings.jsonl'
check "--baseline 'known findings.jsonl'" >log || fail "known findings fail: $(cat log)"
[ ! -s log ] || fail "known findings are reported: $(cat log)"

printf 'Share this   Tweet   E-mail\n%s\n' "$article" >'corpus/my pages/new.txt'
: >summary.md
code=0
SARIF=dechaff.sarif check "--baseline 'known findings.jsonl'
--level share=warning" >log || code=$?
[ $code = 1 ] || fail "new chaff gives exit code $code: $(cat log)"
grep -q '^::warning file=corpus/my pages/new.txt,line=1,.*title=dechaff share-buttons::' log || fail "no annotation: $(cat log)"
grep -q '^| share-buttons | 1 |' summary.md || fail "no table of rules: $(cat summary.md)"
grep -q '^| corpus/my pages/new.txt | 1 |' summary.md || fail "no table of pages: $(cat summary.md)"
grep -q '"ruleId":"share-buttons"' dechaff.sarif || fail 'no SARIF file'

dechaff clean --quiet --in-place --force corpus/my\ pages/new.txt
check "--baseline 'known findings.jsonl'" >log || fail "the cleaned page fails: $(cat log)"
