# Two commands are enough: `make build` builds the site that lies in content/, `make test` tests the
# program. Both set up what they need by themselves, from locks with hashes, into .venv/; a second
# run finds everything in place. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH_VENV := .venv-bench
MUTANTS_VENV := .venv-mutants
TOOLS := tests/tools
# pip fetches nothing that no lock names: hashes for all, and what builds a package from source is
# installed from a lock beforehand instead of in isolation. What is installed is compiled when it is
# first imported: most of it never is, and compiling all of it takes longer than all the rest.
PIP := -m pip install --quiet --disable-pip-version-check --no-input --no-compile
LOCKED := --require-hashes --no-build-isolation -r requirements
# A file of tests is one process's work, for what it sets up is shared; tests/conftest.py says in which
# order. Two processes a core: much of the time a test waits for a program of others, or for the disk.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(2 * (os.cpu_count() or 1))')
PYTEST = $(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

# Tests start programs by name: node, lychee, mkdocs, publisher.
export PATH := $(CURDIR)/$(BIN):$(PATH)
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.PHONY: build test test-env quiet check check-all lint bench mutants pictures lock tools clean help

build: $(VENV)/.base ## Set everything up and build the publication in this folder into build/
	$(BIN)/publisher build

# Nothing here is measured by the clock: what is, needs a quiet machine and has its own target.
test: test-env ## Set up what the tests need and run them
	$(PYTEST)

test-env: $(VENV)/.test tools ## Set up what the tests need, for running a file of them by hand

quiet: test-env ## Lighthouse and others that need a quiet machine
	$(BIN)/pytest -m quiet

check: lint test ## Lint, formatting, types, layers and tests: what CI runs

check-all: lint test-env ## The same, and what takes long: hundreds of kills, every version, deep fuzzing
	$(PYTEST) -m "not quiet"

lint: $(VENV)/.lint ## Ruff, formatting, types, layers: a quick look, from a small lock of its own
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(VENV)/.base $(BENCH_VENV)/.bench ## Measure us beside Hugo and Pelican (ARTICLES=1000 ROUNDS=3)
	$(BIN)/python benchmarks/bench.py --peers $(BENCH_VENV)/bin \
		--articles $(or $(ARTICLES),1000) --rounds $(or $(ROUNDS),3)

mutants: $(MUTANTS_VENV)/.mutants tools ## Change the program in small ways and see what no test notices (MODULES="ledger deploy/leaks")
	$(MUTANTS_VENV)/bin/python scripts/mutants.py --count $(or $(COUNT),40) $(MODULES)

pictures: build tools ## Photograph every kind of page, at two widths, light and dark, into pictures/
	$(BIN)/python scripts/make_pages_pictures.py

tools: $(TOOLS)/node_modules/.package-lock.json
	@scripts/install_tools.sh
	@scripts/fetch_fonts.sh $(TOOLS)/fonts

lock: $(VENV)/.base ## Resolve every dependency anew and write the locks in requirements/ and tests/tools/
	$(BIN)/python $(PIP) uv
	scripts/lock.sh

clean: ## Remove what builds and tests made, environments included
	rm -rf build dist .publisher $(VENV) $(BENCH_VENV) $(MUTANTS_VENV) benchmarks/laid-out
	rm -rf $(TOOLS)/node_modules $(TOOLS)/fonts
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 10

# Stamps: each is newer than what it was made from as long as the environment is up to date.

$(VENV)/.base: requirements/build.txt requirements/base.txt pyproject.toml publisher/__init__.py
	scripts/make_venv.sh $(PYTHON) $(VENV)
	$(BIN)/python $(PIP) $(LOCKED)/build.txt
	$(BIN)/python $(PIP) $(LOCKED)/base.txt
	$(BIN)/python $(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.lint: requirements/lint.txt $(VENV)/.base
	$(BIN)/python $(PIP) $(LOCKED)/lint.txt
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.base
	$(BIN)/python $(PIP) $(LOCKED)/test.txt
	@touch $@

$(BENCH_VENV)/.bench: requirements/build.txt requirements/bench.txt
	scripts/make_venv.sh $(PYTHON) $(BENCH_VENV)
	$(BENCH_VENV)/bin/python $(PIP) $(LOCKED)/build.txt
	$(BENCH_VENV)/bin/python $(PIP) $(LOCKED)/bench.txt
	@touch $@

# Cosmic Ray and coverage beside all that the tests need.
$(MUTANTS_VENV)/.mutants: requirements/mutants.txt requirements/test.txt
	scripts/make_venv.sh $(PYTHON) $(MUTANTS_VENV)
	$(MUTANTS_VENV)/bin/python $(PIP) $(LOCKED)/build.txt
	$(MUTANTS_VENV)/bin/python $(PIP) $(LOCKED)/test.txt
	$(MUTANTS_VENV)/bin/python $(PIP) $(LOCKED)/mutants.txt
	@touch $@

# Node itself comes from PyPI with the test lock, so that this needs no root either. No package may
# run a script of its own while it is installed.
$(TOOLS)/node_modules/.package-lock.json: $(TOOLS)/package-lock.json $(VENV)/.test
	$(BIN)/npm ci --prefix $(TOOLS) --ignore-scripts --no-audit --no-fund --loglevel error \
		&& touch $@ || echo "!!! NOT INSTALLED: the npm packages in $(TOOLS)/package.json" >&2
