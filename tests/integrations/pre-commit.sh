#!/usr/bin/env bash
# Runs the hook with pre-commit in a repository made for it: a clean page passes, chaff fails, requirements.txt is not read,
# and the cleaned page passes. DECHAFF is the program that the hook calls.
set -euo pipefail

source=$(cd "$(dirname "$0")/../.." && pwd)
program=$(dirname "$(realpath "$DECHAFF")")
export PATH=$program:$PATH PRE_COMMIT_HOME
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
PRE_COMMIT_HOME=$folder/home
# Outside of the repository, where pre-commit would put it aside.
log=$folder/log

fail() {
    printf 'pre-commit.sh: %s\n' "$*" >&2
    exit 1
}

export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.org GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.org
mkdir "$folder/hooks" "$folder/corpus"
cp "$source/.pre-commit-hooks.yaml" "$folder/hooks"
git -C "$folder/hooks" init --quiet
git -C "$folder/hooks" add .
git -C "$folder/hooks" commit --quiet --message hooks
cd "$folder/corpus"
git init --quiet
cat >.pre-commit-config.yaml <<END
repos:
  - repo: $folder/hooks
    rev: $(git -C "$folder/hooks" rev-parse HEAD)
    hooks:
      - id: dechaff-check-system
END
pre-commit validate-manifest "$source/.pre-commit-hooks.yaml"

article=$(dechaff clean "$source/examples/ferry.txt")
printf '%s\n' "$article" >page.txt
printf 'Home\nNews\nLog in\n' >requirements.txt
cp requirements.txt notes.md
git add .
pre-commit run >"$log" 2>&1 || fail "a clean page fails: $(cat "$log")"
grep -q 'dechaff check.*Passed' "$log" || fail "the hook did not run: $(cat "$log")"

printf 'Share this   Tweet   E-mail\n%s\n' "$article" >page.txt
printf '{"id": "ferry", "text": "Home | News | Sport | Log in\\nShare this   Tweet   E-mail"}\n' >records.jsonl
git add .
if pre-commit run >"$log" 2>&1; then fail "chaff passes: $(cat "$log")"; fi
grep -q 'page.txt:1:1: share-buttons' "$log" || fail "the finding is not shown: $(cat "$log")"
grep -q 'records.jsonl:1: ferry' "$log" || fail "records are not checked: $(cat "$log")"

dechaff clean --quiet --in-place --force page.txt records.jsonl
git add .
pre-commit run >"$log" 2>&1 || fail "cleaned pages fail: $(cat "$log")"
