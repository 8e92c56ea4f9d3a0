#!/bin/sh
# Make .venv-peers with the field's other packages, which the tests in tests/peers and the
# benchmarks compare with: an environment of their own, because they need older libraries.
set -eu
cd "$(dirname "$0")/.."
stop() { printf 'terttu: %s\n' "$*" >&2; exit 2; }

stamp=.venv-peers/.terttu-peers
checksum=$(cksum <requirements/peers.txt)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$checksum" ]; then exit 0; fi

[ -x .venv/bin/uv ] || stop "The project is not set up yet: run 'make setup', then this again."
printf '  peers (.venv-peers)\n'
[ -x .venv-peers/bin/python ] || .venv/bin/python -m venv --without-pip .venv-peers
.venv/bin/uv pip sync --quiet --python .venv-peers/bin/python --require-hashes \
  requirements/peers.txt ||
  stop "The packages could not be installed: the lines above say why. Then run this again."
printf '%s' "$checksum" >"$stamp"
