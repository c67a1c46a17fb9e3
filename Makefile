# The front door. Needs Python 3.11 or newer, make and git; everything else it sets up in .venv.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check -qq

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow test-others test-all coverage check lint types imports docs examples year bench bench-growth pictures schemas format clean

help:  ## What can be asked for
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.cli  ## The main job on the example school, from its files to a checked plan in SQLite
	@$(BIN)/conferencekit demo --directory build/demo

test: $(VENV)/.dev  ## The fast tests, and the code of README and docs
	@echo "== Running the tests"
	@$(BIN)/python -m pytest -n auto --dist loadfile

test-slow: $(VENV)/.dev  ## All tests, the slow ones too
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "slow or not slow"

test-others: $(VENV)/.dev  ## The fast tests on the other supported Pythons that are installed
	@$(BIN)/nox --session tests

test-all: test test-others  ## The fast tests on every supported Python that is installed

coverage: $(VENV)/.dev  ## All tests, with the branches they reach
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -n auto --dist loadfile -m "slow or not slow"
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

check: lint types imports docs examples  ## Lint, types, architecture, docs and examples

lint: $(VENV)/.dev
	@echo "== Lint"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/codespell README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md src docs tests examples benchmarks
	@$(BIN)/deptry src

types: $(VENV)/.dev
	@echo "== Types"
	@$(BIN)/mypy

imports: $(VENV)/.dev
	@echo "== Architecture"
	@$(BIN)/lint-imports --no-logo

docs: $(VENV)/.dev  ## The documentation, into build/docs
	@echo "== Docs"
	@$(BIN)/sphinx-build -n -W --keep-going -q -b html docs build/docs

examples: $(VENV)/.dev  ## Run every script in examples/
	@echo "== Examples"
	@for script in examples/*.py; do echo "$$script"; $(BIN)/python $$script > /dev/null || exit 1; done

year: $(VENV)/.dev  ## A microschool's year as one story, on SQLite and on PostgreSQL
	@echo "== On SQLite"
	@$(BIN)/python examples/school_year.py
	@echo "== On PostgreSQL"
	@$(BIN)/python -m benchmarks.servers examples/school_year.py

bench: $(VENV)/.bench  ## The table of benchmarks; takes hours, less with BENCH='--seconds 2 --seeds 1'
	@$(BIN)/python -m benchmarks.table $(BENCH)

bench-growth: $(VENV)/.dev  ## How time and memory grow from 500 to 50,000 meetings
	@$(BIN)/python -m benchmarks.growth $(BENCH)

pictures: $(VENV)/.dev  ## The pictures of the explanation, into docs/explanation
	@$(BIN)/python -m benchmarks.pictures

schemas: $(VENV)/.dev  ## The JSON Schemas that the documentation publishes, into docs/schemas
	@$(BIN)/python docs/write_schemas.py

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

clean:
	rm -rf $(VENV) build .nox .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis

# A virtual environment with a pip that knows dependency groups (25.1 and newer).
$(VENV)/.pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "conferencekit needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python"; exit 1; }
	@echo "== Setting up $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "This Python cannot make virtual environments (on Debian: install python3-venv)"; exit 1; }
	@$(PIP) install --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.cli: $(VENV)/.pip pyproject.toml constraints.txt
	@echo "== Installing conferencekit with its command line into $(VENV)"
	@$(PIP) install --constraint constraints.txt --editable '.[cli]'
	@touch $@

$(VENV)/.dev: $(VENV)/.cli
	@echo "== Installing what tests, lint and docs need into $(VENV)"
	@$(PIP) install --constraint constraints.txt --editable '.[cli,recurrence,charts]' --group dev
	@touch $@

$(VENV)/.bench: $(VENV)/.dev
	@echo "== Installing what the table of benchmarks compares with into $(VENV)"
	@$(PIP) install --constraint constraints.txt --editable '.[cli]' --group bench
	@touch $@
