# Two commands on a fresh machine with python3 >= 3.11 and make:
#   make demo    sets everything up, makes a workspace and its report in Kazakh and Russian
#   make test    sets everything up and runs every check that needs Python only
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint types floors tests test-external fuzz bench bench-coverage bench-peers format house clean

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
	$(BIN)/pytest --numprocesses 2 --dist loadfile -m 'not external'

test-external: $(READY)
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq chromium >/dev/null)
	@command -v Rscript >/dev/null || (apt-get update -qq && apt-get install -y -qq r-base-core r-cran-survey r-cran-jsonlite >/dev/null)
	$(BIN)/pytest -m external

fuzz: $(READY)
	$(BIN)/python -m tests.fuzz --n 2000

bench: $(READY)
	$(BIN)/python benchmarks/quarter.py
	$(BIN)/python benchmarks/estimation.py
	$(BIN)/python benchmarks/replicates.py
	$(BIN)/python benchmarks/scaling.py
	$(BIN)/python benchmarks/streaming.py

bench-coverage: $(READY)
	$(BIN)/python benchmarks/coverage.py 5000

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
	rm -rf $(VENV) benchmarks/.venvs demo .mypy_cache .pytest_cache .ruff_cache
