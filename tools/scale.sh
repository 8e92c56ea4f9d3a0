#!/bin/sh
# Make .venv-scale, in which the tests in tests/scale run: PySpark weighs 500 MB and needs an
# older pandas, so that nobody else should have it.
set -eu
cd "$(dirname "$0")/.."
stop() { printf 'terttu: %s\n' "$*" >&2; exit 2; }

stamp=.venv-scale/.terttu-scale
checksum=$(cksum <requirements/scale.txt)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$checksum" ]; then
  [ -x .venv/bin/uv ] || stop "The project is not set up yet: run 'make setup', then this again."
  printf '  PySpark (.venv-scale): some 400 MB\n'
  [ -x .venv-scale/bin/python ] || .venv/bin/python -m venv --without-pip .venv-scale
  .venv/bin/uv pip sync --quiet --python .venv-scale/bin/python --require-hashes \
    --build-constraint requirements/scale.txt requirements/scale.txt ||
    stop "PySpark could not be installed: the lines above say why. Then run this again."
  printf '%s' "$checksum" >"$stamp"
fi
.venv-scale/bin/python tools/java.py
