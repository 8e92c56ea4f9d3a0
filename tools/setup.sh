#!/bin/sh
# Make the virtual environment and install what is locked: tools/setup.sh portal|dev
set -eu
cd "$(dirname "$0")/.."
want=${1:-portal}
say() { printf '  %s\n' "$*"; }
stop() { printf 'terttu: %s\n' "$*" >&2; exit 2; }

python=${PYTHON:-}
if [ -z "$python" ]; then
  for candidate in python3.13 python3.12 python3.11 python3 python; do
    if command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      python=$candidate
      break
    fi
  done
fi
[ -n "$python" ] || stop "Python 3.11 or newer is needed. Install the package python3 (and python3-venv), then run this again."

stamp=.venv/.terttu-$want
checksum=$(cat requirements/build.txt "requirements/$want.txt" pyproject.toml | cksum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$checksum" ]; then exit 0; fi

if [ ! -x .venv/bin/python ]; then
  say "virtual environment (.venv) with $("$python" --version)"
  "$python" -m venv .venv 2>/dev/null ||
    { rm -rf .venv; stop "Python has no venv module. Install the package python3-venv, then run this again."; }
fi
say "installer"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
  --requirement requirements/build.txt ||
  stop "The package index cannot be reached. Check the network (or the proxy settings), then run this again."
say "libraries ($want)"
.venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes \
  --requirement "requirements/$want.txt" ||
  stop "The libraries could not be installed: the lines above say why. Then run this again."
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
printf '%s' "$checksum" >"$stamp"
