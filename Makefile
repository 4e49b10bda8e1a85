# Everything runs in .venv, with the exact versions of requirements.lock; what needs Spark also requirements-spark.lock.
PYTHON ?= python3
BIN := .venv/bin
DATABASE := customer360.duckdb
SPARK := customer360_spark
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	--no-strip-extras --custom-compile-command "make lock"
DATASET ?= demo
VARS := $(if $(filter online_retail,$(DATASET)),--vars "$$(cat data/online_retail_ii.yml)")
HAS_JAVA := $(shell java -version 2>&1 | grep -qE 'version "(1[7-9]|[2-9][0-9])' && echo yes)
HAS_CHROMIUM := $(shell command -v chromium)
# Only root can install it: whoever tests in a bare container, as CI does.
CHROMIUM := test "$$(id -u)" = 0 && { apt-get -qq update && apt-get -qq --yes install chromium; } > /dev/null 2>&1

.PHONY: help setup setup-spark dataset demo spark-demo test test-spark lint docs diagrams bench bi-clients lock clean

help:            ## what each command does
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup: .venv/.ready  ## the environment alone

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "customer360 needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Say which: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Setting up .venv (once) ..."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup-spark: .venv/.spark-ready  ## adds Spark to the environment

.venv/.spark-ready: .venv/.ready requirements-spark.lock
	@test -n "$(HAS_JAVA)" || { echo "Spark needs Java 17: sudo apt-get install openjdk-17-jre-headless"; exit 1; }
	@echo "Adding Spark to .venv (once, 450 MB) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	@touch $@

demo: setup dataset  ## build the simulated company (or DATASET=online_retail, a real one), print what came out, write report/index.html
	@echo "Building customer360 from the dataset $(DATASET) (a few minutes) ..."
	@CUSTOMER360_DB=$(DATABASE) $(BIN)/dbt --quiet build --target duckdb $(VARS)
	@$(BIN)/customer360 --database $(DATABASE) summary
	@$(BIN)/customer360 --database $(DATABASE) publish
	@$(BIN)/customer360 report

spark-demo: setup-spark dataset  ## the same on a Spark of this machine (needs Java 17)
	@mkdir -p target
	@echo "Building customer360 on Spark from the dataset $(DATASET) (some minutes) ..."
	@CUSTOMER360_SPARK=$(SPARK) $(BIN)/dbt --quiet build --target spark $(VARS) 2> target/spark.log || \
		{ echo "The build failed; Spark's own messages are in target/spark.log."; exit 1; }
	@CUSTOMER360_SPARK=$(SPARK) $(BIN)/customer360 --target spark summary 2>> target/spark.log

dataset:
	@$(if $(filter demo online_retail,$(DATASET)),,echo "DATASET is '$(DATASET)'; there are demo and online_retail." && exit 1)

test: setup $(if $(HAS_JAVA),setup-spark)  ## everything that proves it, on Spark too where Java is, and in a browser where Chromium is; ends with pytest's summary
	@$(if $(HAS_JAVA),,echo "No Java 17 here, so nothing is tested on Spark: sudo apt-get install openjdk-17-jre-headless")
	@$(if $(HAS_CHROMIUM),,$(CHROMIUM) || echo "No Chromium here, so the page is not opened: sudo apt-get install chromium fonts-noto-cjk")
	@$(BIN)/pytest --numprocesses 3 --dist loadscope --no-loadscope-reorder

test-spark: setup-spark  ## the part that needs Spark: build from nothing, data tests, comparison with DuckDB
	@$(BIN)/pytest -m spark

lint: setup      ## sqlfluff, ruff, mypy
	@mkdir -p target
	@CUSTOMER360_DB=target/lint.duckdb $(BIN)/sqlfluff lint models tests --disable-progress-bar
	@$(BIN)/sqlfluff lint --templater raw python/customer360/report/queries --disable-progress-bar
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

docs: setup      ## static dbt docs of the demo: target/static_index.html
	@test -f $(DATABASE) || CUSTOMER360_DB=$(DATABASE) $(BIN)/dbt --quiet build
	@CUSTOMER360_DB=$(DATABASE) $(BIN)/dbt --quiet docs generate --static
	@echo "Open target/static_index.html in a browser."
	@$(BIN)/customer360 diagrams

diagrams: setup  ## docs/diagrams.md and its pictures anew, where models or keys changed (needs Graphviz)
	@$(BIN)/dbt --quiet parse
	@$(BIN)/customer360 diagrams

bench: setup $(if $(HAS_JAVA),setup-spark)  ## time and memory as ratios, in one run; SCALE=100000 simulates so many people
	@$(BIN)/python bench/bench.py $(if $(SCALE),--people $(SCALE))

bi-clients: setup  ## read what is published with DuckDB, SQLAlchemy, pandas and polars of other versions (installs them)
	@$(BIN)/python bench/clients.py

lock: setup      ## both lock files anew from pyproject.toml (needs uv)
	@$(COMPILE) --extra dev --output-file requirements.lock pyproject.toml
	@$(COMPILE) --extra dev --extra spark --constraint requirements.lock --output-file requirements-spark.lock pyproject.toml

clean:           ## remove what the build made, and the environment
	@rm -rf .venv target logs served report $(DATABASE) $(DATABASE).wal $(SPARK) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@rm -rf metastore_db derby.log spark-warehouse
