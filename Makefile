# The two commands: `make run` (the site on http://localhost:8000) and `make test` (every test).
PORT ?= 8000
BIN := .venv/bin
# Compiled files make every later start seconds quicker, whatever the environment says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run setup setup-dev test test-peers test-scale check format messages docs screenshots bench lock clean

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

run: setup ## set everything up and serve the demo on http://localhost:$(PORT)
	@TERTTU_DEMO=$${TERTTU_DEMO-1} exec $(BIN)/terttu serve --port $(PORT)

setup: ## install into .venv
	@sh tools/setup.sh portal

setup-dev:
	@sh tools/setup.sh dev

test: setup-dev check ## every check and every test, the portal on both databases
	@$(BIN)/python tools/browser.py
	@$(BIN)/python -m pytest -q -n 2 tests --ignore tests/e2e --ignore tests/peers --ignore tests/scale
	@$(BIN)/python tools/with_postgres.py $(BIN)/python -m pytest -q -n 2 tests/portal
	@$(BIN)/python -m pytest -q tests/e2e

test-peers: setup-dev ## compare with the field's other packages, in an environment of their own
	@sh tools/peers.sh
	@$(BIN)/python -m pytest -q tests/peers

test-scale: setup-dev ## count micro-data on a cluster of two workers (installs PySpark and Java)
	@sh tools/scale.sh
	@.venv-scale/bin/python -m pytest -q -c tests/scale/pytest.ini tests/scale

check: setup-dev ## lint, types, import contracts, translations, docs
	@$(BIN)/python tools/check.py

format: setup-dev ## put code and templates in order
	@$(BIN)/ruff format src tests tools benchmarks
	@$(BIN)/ruff check --fix src tests tools benchmarks

messages: setup-dev ## collect new texts into the catalogues and compile them
	@$(BIN)/python tools/messages.py update

docs: setup-dev ## build the documentation into docs/_build
	@$(BIN)/sphinx-build -q -W -b html docs docs/_build

screenshots: setup-dev ## make the pictures of the README anew
	@$(BIN)/python tools/screenshots.py

bench: setup-dev ## measure the engine beside its peers and the machine's limit, and the site
	@sh tools/peers.sh
	@$(BIN)/python benchmarks/engine.py
	@$(BIN)/python benchmarks/run.py

lock: setup-dev ## write the locked requirements anew
	@sh tools/lock.sh

clean: ## remove what was installed and built; what users entered (var/) stays
	rm -rf .venv .venv-peers .venv-scale build docs/_build docs/jupyter_execute .pytest_cache .mypy_cache .ruff_cache .hypothesis
