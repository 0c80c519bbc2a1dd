#!/usr/bin/env bash
# Rebuilds the page from its source and fails unless api/static holds exactly these bytes.
set -euo pipefail
cd "$(dirname "$0")"
built="$(mktemp -d)"
trap 'rm -rf "$built"' EXIT
if grep -q '"resolved"' package-lock.json; then
  echo "package-lock.json names a registry: run npm install with api/web/.npmrc in force" >&2
  exit 1
fi
[ -d node_modules ] || npm ci --silent
node build.mjs "$built" >"$built.log" || { cat "$built.log" >&2; exit 1; }
rm -f "$built.log"
if ! diff -r "$built" ../static; then
  echo "api/static is not what api/web builds: run 'npm run build' in api/web and commit the result" >&2
  exit 1
fi
echo "api/static is what api/web builds"
