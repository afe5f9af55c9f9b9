# csconsole: make run, make test, make bench, make lint. Each sets up what it needs first.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.csconsole-setup
CATALOGUE := csconsole/locale/zh/LC_MESSAGES/csconsole
# the tests wait as much as they compute: twice as many workers as cores
PYTEST_WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) * 2 )))

.PHONY: run test bench lint types contracts setup messages docs clean
.DEFAULT_GOAL := run

run: setup        ## open the console; without a terminal play the demo shift and print its reports
	@$(BIN)/python tools/run.py

setup: $(STAMP) $(CATALOGUE).mo

$(STAMP): pyproject.toml constraints.txt tools/setup.sh
	@PYTHON="$(PYTHON)" sh tools/setup.sh $(VENV)
	@touch $@

$(CATALOGUE).mo: $(CATALOGUE).po $(STAMP)
	@$(BIN)/python tools/messages.py compile

test: setup lint types contracts  ## the one test command
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadgroup

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

contracts: setup
	$(BIN)/lint-imports

bench: setup      ## every budget of the design beside its limit, measured in this run
	$(BIN)/python -m bench.run $(BENCH)

docs: setup       ## the generated pages of docs/
	$(BIN)/python tools/cli_docs.py
	$(BIN)/python tools/key_sheet.py
	$(BIN)/python tools/metrics_docs.py

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
