# Two commands on a fresh machine: `make demo` shows the main job, `make test` passes the tests.
PYTHON ?= python3
BIN := .venv/bin
# Tests run in so many processes side by side; 0 runs them in one, where a debugger works.
WORKERS ?= 4

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench bench-routing lock catalogue screenshots clean

help: ## Show the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

# Every dependency comes from the lock, with its hash; only our own package is installed unpinned.
.venv/ready: requirements-dev.lock requirements-semantic.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Frontdesk needs Python 3.11 or newer. If you have it under another name: make PYTHON=python3.12"; exit 1; }
	@echo "Installing into .venv; this takes half a minute or so, and happens once."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-semantic.lock || \
	  echo "Sentence embeddings can't be installed on this machine; routing does without them (see docs/routing.md)."
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch .venv/ready

setup: .venv/ready ## Install everything into .venv

demo: setup ## Run Frontdesk in a local Slack workspace and print the address to open
	@$(BIN)/frontdesk demo

# Each of them reads all tests: what was compiled for one is there for the others, also where Python keeps nothing else.
test: export PYTHONDONTWRITEBYTECODE =
test: setup ## Run every test; what the machine lacks is skipped with its reason
	$(BIN)/pytest --numprocesses $(WORKERS) --dist worksteal

check: setup ## Format, lint, types, import contract, catalogue, migrations, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tests.checks

bench: setup ## Measure; the table is kept in docs/performance.md
	$(BIN)/python -m tests.bench

bench-routing: setup ## Measure routing; the tables are kept in docs/routing.md
	$(BIN)/python -m tests.bench.routing

lock: ## Renew the locks (needs uv)
	uv pip compile -q --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile -q --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --python-version 3.11 --extra semantic -c requirements.lock pyproject.toml -o requirements-semantic.lock
	uv pip compile -q --upgrade --universal --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --python-version 3.11 --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

catalogue: setup ## Collect the texts for translators into config/locales
	$(BIN)/python -m tests.checks --write-catalogue

screenshots: setup ## Take the pictures in docs/pictures again
	$(BIN)/python -m tests.screenshots

clean: ## Remove what was installed and built
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
