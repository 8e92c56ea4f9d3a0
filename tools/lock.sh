#!/bin/sh
# Write requirements/*.txt anew from pyproject.toml: exact versions and hashes, no addresses.
set -eu
cd "$(dirname "$0")/.."
lock() {
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
    --no-annotate --no-emit-index-url --no-emit-find-links "$@"
}
lock requirements/build.in -o requirements/build.txt
lock --extra charts --extra portal pyproject.toml -o requirements/portal.txt
lock --extra charts --extra micro --extra portal --extra dev pyproject.toml -o requirements/dev.txt
lock requirements/peers.in -o requirements/peers.txt
lock --extra scale pyproject.toml requirements/scale.in -o requirements/scale.txt
