# Two commands on a fresh machine with python3 >= 3.11 and make:
#   make demo           sets everything up, makes a workspace and its report in Kazakh and Russian
#   make test           sets everything up and runs every check that needs Python only: lint, types, floors, tests
# One of these checks alone:
#   make lint           ruff: rules and format; make format mends what it can
#   make types          mypy, strict
#   make floors         import-linter: a module imports only from lower floors
#   make tests          the tests that need Python only
# Checks that take longer or need more:
#   make test-long      the tests that take long: simulations, every lost column, damaged files, journeys with many runs
#   make test-lowest    the tests with the lowest release of every library the package needs (constraints-lowest.txt),
#                       in an environment for it alone; needs Python 3.11 or 3.12
#   make test-external  the tests that need Chromium, axe-core, LibreOffice, Java, PSPP, R, PostgreSQL and Spark; installs them
#                       with apt, npm and pip
#   make docs           the site of the documentation in build/docs, in an environment for it alone; a warning is an error
#   make coverage       runs the tests with branch coverage, writes docs/test_coverage.md
#   make fuzz           2,000 deliveries damaged on purpose
# Measurements (benchmarks/RESULTS.md, benchmarks/results/):
#   make bench          time and memory; make bench-compare prints the change between the two newest of each benchmark
#   make bench-coverage coverage of the confidence intervals, mistakes of statuses, weighting chains beside jackknives
#   make bench-peers    other programs, each in an environment for it alone
# With tools that are installed apart: nox runs the tests with every Python there is (noxfile.py), pre-commit install runs
# lint, types and floors before each commit (.pre-commit-config.yaml).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOWEST := .venv-lowest
LOWEST_READY := $(LOWEST)/.ready
DOCS := .venv-docs
DOCS_READY := $(DOCS)/.ready
DATABASES := .venv-databases
DATABASES_READY := $(DATABASES)/.ready
TRIPLE_S := .venv-triple-s
TRIPLE_S_READY := $(TRIPLE_S)/.ready
LOWEST_PYTHON = $(shell for one in $(PYTHON) python3.11 python3.12; do \
	$$one -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null && echo $$one && break; done)
# processes share the cores; threads of the matrix library would take them from one another
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
# blocks of the documentation and notebooks are followed by make docs, so that make test stays short
FOLLOWED := tests/docs/test_snippets.py tests/notebooks/test_notebooks.py
WITHOUT_DOCS := $(FOLLOWED:%=--ignore=%)

.PHONY: demo test lint types floors tests test-long test-lowest test-external docs coverage fuzz \
	bench bench-compare bench-coverage bench-peers format house clean

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "survey needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

demo: $(READY)
	@rm -rf demo
	$(BIN)/survey new demo
	$(BIN)/survey run 2018Q1 --workspace demo

test: lint types floors tests

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

floors: $(READY)
	$(BIN)/lint-imports --no-cache

tests: $(READY)
	$(ONE_THREAD) $(BIN)/pytest --numprocesses 2 --dist loadfile -m 'not external and not long' $(WITHOUT_DOCS)

test-long: $(READY)
	$(ONE_THREAD) $(BIN)/pytest --numprocesses 2 --dist loadfile -m long

$(LOWEST_READY): pyproject.toml constraints-lowest.txt
	@test -n "$(LOWEST_PYTHON)" || { echo "The lowest releases run with Python 3.11 and 3.12; neither is installed."; exit 1; }
	$(LOWEST_PYTHON) -m venv --clear $(LOWEST)
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints-lowest.txt --editable '.[test]'
	@touch $(LOWEST_READY)

test-lowest: $(LOWEST_READY)
	$(ONE_THREAD) $(LOWEST)/bin/pytest --numprocesses 2 --dist loadfile -m 'not external and not long' -p no:cacheprovider $(WITHOUT_DOCS)

$(DOCS_READY): pyproject.toml constraints.txt constraints-docs.txt
	$(PYTHON) -m venv --clear $(DOCS)
	$(DOCS)/bin/python -m pip install --quiet --disable-pip-version-check \
		--constraint constraints.txt --constraint constraints-docs.txt --editable '.[docs]'
	@touch $(DOCS_READY)

docs: $(DOCS_READY) $(READY)
	$(ONE_THREAD) $(BIN)/pytest $(FOLLOWED)
	$(DOCS)/bin/python -m sphinx --fail-on-warning --quiet --fresh-env --write-all --conf-dir docs --doctree-dir build/doctrees . build/docs
	@echo "Open build/docs/docs/index.html"

coverage: $(READY)
	$(ONE_THREAD) $(BIN)/python -m pytest --numprocesses 2 --dist loadfile -m 'not external' -p tests.architecture.measured_children --cov --cov-report=json:.coverage/report.json
	$(BIN)/python -m tests.architecture.measure_coverage .coverage/report.json

# rules of accessibility that a browser checks on the pages
AXE := build/axe/node_modules/axe-core/axe.min.js

$(AXE):
	@command -v npm >/dev/null || (apt-get update -qq && apt-get install -y -qq npm >/dev/null)
	npm install --silent --no-audit --no-fund --prefix build/axe axe-core@4.14.1

# the forms of the field: ODK Web Forms and SurveyJS
FORMS := tests/external/form_engine
FORMS_READY := $(FORMS)/node_modules/.ready

$(FORMS_READY): $(FORMS)/package.json
	@command -v npm >/dev/null || (apt-get update -qq && apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null)
	npm install --silent --no-audit --no-fund --prefix $(FORMS)
	@touch $(FORMS_READY)

# PySpark and the drivers of PostgreSQL are for these tests only
$(DATABASES_READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv --clear $(DATABASES)
	$(DATABASES)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--editable '.[test,postgres,spark]' adbc-driver-postgresql
	@touch $(DATABASES_READY)

# a reader of Triple-S by others, which needs another pandas
$(TRIPLE_S_READY): Makefile
	$(PYTHON) -m venv --clear $(TRIPLE_S)
	$(TRIPLE_S)/bin/python -m pip install --quiet --disable-pip-version-check triple-s-survey==0.3.1
	@touch $(TRIPLE_S_READY)

test-external: $(READY) $(AXE) $(FORMS_READY) $(DATABASES_READY) $(TRIPLE_S_READY)
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq chromium >/dev/null)
	@command -v Rscript >/dev/null || (apt-get update -qq && apt-get install -y -qq r-base-core r-cran-survey r-cran-jsonlite >/dev/null)
	@command -v java >/dev/null || (apt-get update -qq && apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null)
	@command -v pspp >/dev/null || (apt-get update -qq && apt-get install -y -qq pspp >/dev/null)
	@command -v soffice >/dev/null || (apt-get update -qq && apt-get install -y -qq --no-install-recommends libreoffice-writer libreoffice-calc >/dev/null)
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || \
		(apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql >/dev/null)
	$(BIN)/pytest -m external --ignore=tests/external/test_databases.py
	$(DATABASES)/bin/pytest -m external -p no:cacheprovider tests/external/test_databases.py

fuzz: $(READY)
	$(BIN)/python -m tests.fuzz --n 2000

bench: $(READY)
	$(BIN)/python benchmarks/quarter.py
	$(BIN)/python benchmarks/estimation.py
	$(BIN)/python benchmarks/replicates.py
	$(BIN)/python benchmarks/scaling.py
	$(BIN)/python benchmarks/streaming.py
	$(BIN)/python benchmarks/million.py 100000
	$(BIN)/python benchmarks/million.py

bench-compare:
	$(PYTHON) benchmarks/compare.py

bench-coverage: $(READY)
	$(ONE_THREAD) $(BIN)/python benchmarks/coverage.py 5000
	$(ONE_THREAD) $(BIN)/python benchmarks/statuses.py 1000
	$(ONE_THREAD) $(BIN)/python benchmarks/weighting_chains.py

PEERS := svy samplics weightipy balance

bench-peers: $(READY)
	@for peer in $(PEERS); do \
		test -x benchmarks/.venvs/$$peer/bin/python || $(BIN)/python -m venv benchmarks/.venvs/$$peer; \
		benchmarks/.venvs/$$peer/bin/python -m pip install --quiet --disable-pip-version-check $$peer \
			|| { echo "$$peer left out: it cannot be installed"; rm -rf benchmarks/.venvs/$$peer; }; \
	done
	$(BIN)/python benchmarks/peers.py

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

house: $(READY)
	$(BIN)/python -m tests.architecture.measure_house

clean:
	rm -rf $(VENV) $(LOWEST) $(DOCS) $(TRIPLE_S) build .nox .coverage benchmarks/.venvs demo .mypy_cache .pytest_cache .ruff_cache
