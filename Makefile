# make run    cleans a sample page and shows why every paragraph stays or goes
# make test   linter, types, tests
# make check  linter and types only
# make bench  quality and speed on the fixtures
# make data   compiles lexicons and character tables into cleanpage/data/tables.npz
# Needs Python 3.11 or later and make; everything else goes into .venv.

.PHONY: run test check bench data clean
.DEFAULT_GOAL := run

# the first Python here that is new enough; PYTHON=… chooses another
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

run: $(VENV)/run.done
	@$(BIN)/cleanpage --explain -v examples/page.txt
	@echo; echo "And the text: $(BIN)/cleanpage examples/page.txt"

test: check
	@$(BIN)/python -m pytest

check: $(VENV)/test.done
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: $(VENV)/bench.done
	@$(BIN)/python -m benchmarks quality
	@$(BIN)/python -m benchmarks speed

data: $(VENV)/test.done
	@$(BIN)/python scripts/compile_data.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist

# old pips misread the extras of lxml, so pip comes first
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "needs Python 3.11, 3.12, 3.13 or 3.14"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade pip

$(VENV)/run.done: pyproject.toml | $(BIN)/python
	@$(PIP) install --editable .
	@touch $@

$(VENV)/%.done: pyproject.toml | $(BIN)/python
	@$(PIP) install --editable '.[$*]'
	@touch $@
