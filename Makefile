# Every target makes the environment whole first (.venv), so each is the only command one needs to know.
# Stamp files keep that quick: a step runs again only when what it depends on has changed.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
# The pinned tool that installs exactly what uv.lock names.
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
# Extra arguments for pytest, as in: make test ARGS="-k standing --cov"
ARGS ?=

# The environment is always this checkout's own, whatever another project left in the shell.
unexport VIRTUAL_ENV UV_PROJECT_ENVIRONMENT
export UV_PYTHON_DOWNLOADS := never

CATALOGUES := $(shell find ledger/translations -name '*.po' 2>/dev/null)

.PHONY: help setup run test soak mutants lint bench gallery migrate messages lock

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMPS)/debian-run $(STAMPS)/packages $(STAMPS)/messages ## Install what Neraca needs, and nothing twice

run: setup ## Serve Neraca on SQLite, with the demo agency when there is none yet
	$(BIN)/neraca db upgrade
	$(BIN)/neraca demo --when-empty
	$(BIN)/neraca serve

test: setup $(STAMPS)/debian-test ## Run every test: SQLite, PostgreSQL, Redis and the browser
	$(BIN)/pytest -n 2 $(ARGS)

# The drills of tests/proving are a part of the tests; here they do as much as they are asked to.
soak: export NERACA_TEST_KILLS ?= 200
soak: export NERACA_TEST_STOPS ?= 12
soak: export NERACA_TEST_REQUESTS ?= 100000
soak: export NERACA_TEST_STEPS ?= 20000
soak: export NERACA_TEST_TURNS ?= 200
soak: export NERACA_TEST_NUMBER_KILLS ?= 64
soak: export NERACA_TEST_NUMBERS ?= 10000
soak: export NERACA_TEST_CLEAN ?= 1000
soak: export NERACA_TEST_FORGED ?= 20
soak: setup $(STAMPS)/debian-test ## Run the drills at full size, for an hour or so, and print what they did
	$(BIN)/pytest -n 2 tests/proving tests/verifier/test_tampering.py $(ARGS)

mutants: setup $(STAMPS)/debian-test ## Change the ledger with mutmut, bit by bit, and count what the tests notice
	$(BIN)/python -m tests.proving.mutants $(ARGS)

lint: setup ## Check style, types, layers, templates and the rules of the house
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint ledger --lint --quiet --allow-empty-input
	$(BIN)/pytest tests/house --noconftest -q

bench: setup $(STAMPS)/peers ## Measure, beside the peers, and write bench/results.md
	$(BIN)/python -m bench $(ARGS)

gallery: setup $(STAMPS)/debian-test ## Draw the first page of every kind and design of paper into docs/gallery
	$(BIN)/python -m tests.documents.gallery $(ARGS)

migrate: setup ## Bring the database up to date
	$(BIN)/neraca db upgrade

messages: setup ## Collect every sentence into the English catalogue
	tools/messages

lock: setup ## Refresh uv.lock after a change of dependencies in pyproject.toml
	$(BIN)/uv lock

$(BIN)/python:
	tools/debian venv
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/uv-$(UV_VERSION): $(BIN)/python
	@mkdir -p $(STAMPS)
	$(BIN)/uv --version 2>/dev/null | grep -qF "uv $(UV_VERSION)" || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# Compiled once here: where Python is told to write no bytecode, each start would compile everything.
$(STAMPS)/packages: pyproject.toml uv.lock $(STAMPS)/uv-$(UV_VERSION)
	$(BIN)/uv sync --frozen --all-extras --quiet --compile-bytecode
	@touch $@

$(STAMPS)/messages: $(CATALOGUES) $(STAMPS)/packages
	$(if $(CATALOGUES),$(BIN)/pybabel --quiet compile --directory ledger/translations)
	@touch $@

$(STAMPS)/peers: bench/peers/requirements.txt $(STAMPS)/packages
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python bench/.venv-peers
	$(BIN)/uv pip install --quiet --python bench/.venv-peers --no-deps --requirement bench/peers/requirements.txt
	@touch $@

# What Debian must bring is asked of the machine itself, so these two stamps only save the asking.
$(STAMPS)/debian-run: tools/debian $(BIN)/python
	@mkdir -p $(STAMPS)
	tools/debian run
	@touch $@

$(STAMPS)/debian-test: tools/debian $(BIN)/python
	@mkdir -p $(STAMPS)
	tools/debian test
	@touch $@
