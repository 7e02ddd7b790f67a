#!/usr/bin/env bash
# Builds the package, installs its tarball in an empty folder, and runs the tests and the type check against what was installed.
# Usage: node-bindings/test.sh [--release]. Nothing is written into the checkout.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${KHATM_CACHE:-$HOME/.cache/khatm}
export KHATM_ROOT=${KHATM_ROOT:-${here%/*}}
stage=$cache/node
profile=dev
[ "${1:-}" != --release ] || profile=wheel

mkdir -p "$stage"
exec 9>"$stage/lock"
flock 9

# The tools stay installed until the lock file names others. Not `npm ci`: it refuses a lock file that lacks the tools' optional
# packages for other machines, and those are only there where a registry has them all. `npm install` takes the locked versions too.
wanted=$(cat "$here/package-lock.json" "$here/package.json" | sha256sum)
if [ "$(cat "$stage/installed" 2>/dev/null)" != "$wanted" ]; then
    cp "$here"/{package.json,package-lock.json,.npmrc} "$stage"
    (cd "$stage" && npm install --no-audit --no-fund --loglevel=error)
    echo "$wanted" > "$stage/installed"
fi

clean=$(mktemp -d)
trap 'rm -rf "$clean"' EXIT
"$here/pack" "$clean" "$profile"
cd "$clean"
echo '{"name": "clean", "version": "1.0.0", "private": true}' > package.json
npm install --offline --no-audit --no-fund --loglevel=error ./khatm-*.tgz
[ ! -L node_modules/khatm ] || { echo "test.sh: the package is a link into the stage" >&2; exit 1; }
# What the service of the examples and the test of PostgreSQL are made with stands beside the package, and no Rust.
ln -s "$stage/node_modules/express" node_modules/express
ln -s "$stage/node_modules/pg" node_modules/pg
cp -r "$here/test" test
mkdir examples
cp "$KHATM_ROOT"/examples/node/*.mjs examples
(cd / && node -e "require('$clean/node_modules/khatm')")

# Whatever this machine has of its own is not the tests'.
unset KHATM_ROOT_KEY KHATM_ROOT_KEY_FILE KHATM_ROOT_KEY_COMMAND KHATM_ENV KHATM_WITNESS
node --test --test-reporter=spec test/*.test.mjs | tee report
# A runner that found no file is content; this script is not.
count=$(sed -n 's/^ℹ pass \([0-9]*\)$/\1/p' report)
[ "${count:-0}" -gt 0 ] || { echo "test.sh: no test ran" >&2; exit 1; }
# Within a database, where this machine has one with the extension.
pg_config=${PG_CONFIG:-$(command -v pg_config || echo /usr/bin/pg_config)}
if [ -x "$pg_config" ] && [ -f "$("$pg_config" --sharedir)/extension/khatm.control" ]; then
    PG_CONFIG=$pg_config "$here/test-postgres" "$clean"
else
    echo "SKIPPED: postgres.test.mjs: no PostgreSQL here has the extension (pg-extension/test installs it)"
fi

"$stage/node_modules/.bin/tsc" --noEmit --strict --exactOptionalPropertyTypes --target es2022 --module nodenext \
    --moduleResolution nodenext --types node --typeRoots "$stage/node_modules/@types" test/types.ts \
    node_modules/khatm/{index,testing,postgres}.d.ts
echo "test.sh: $count tests, and the types hold"
