# Everything runs in .venv, with the exact versions of requirements.lock.
PYTHON ?= python3
BIN := .venv/bin
DATABASE := customer360.duckdb

.PHONY: help setup demo test lint docs bench lock clean

help:            ## what each command does
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

setup: .venv/.ready  ## the environment alone

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "customer360 needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Say which: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Setting up .venv (once) ..."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup      ## build Online Retail II and print what came out
	@echo "Building customer360 from data/online_retail_ii.parquet (about a minute) ..."
	@CUSTOMER360_DB=$(DATABASE) $(BIN)/dbt --quiet build --target duckdb
	@$(BIN)/customer360 --database $(DATABASE) summary

test: setup      ## everything that proves it; ends with pytest's summary
	@$(BIN)/pytest

lint: setup      ## sqlfluff, ruff, mypy
	@mkdir -p target
	@CUSTOMER360_DB=target/lint.duckdb $(BIN)/sqlfluff lint models tests --disable-progress-bar
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

docs: setup      ## static dbt docs of the demo: target/static_index.html
	@test -f $(DATABASE) || CUSTOMER360_DB=$(DATABASE) $(BIN)/dbt --quiet build
	@CUSTOMER360_DB=$(DATABASE) $(BIN)/dbt --quiet docs generate --static
	@echo "Open target/static_index.html in a browser."

bench: setup     ## time and memory as ratios, in one run
	@$(BIN)/python bench/bench.py

lock: setup      ## requirements.lock anew from pyproject.toml (needs uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-strip-extras \
		--custom-compile-command "make lock" --all-extras --output-file requirements.lock pyproject.toml

clean:           ## remove what the build made, and the environment
	@rm -rf .venv target logs $(DATABASE) $(DATABASE).wal .pytest_cache .mypy_cache .ruff_cache .hypothesis
