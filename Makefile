# Everything a developer or a newcomer types. `make install` sets up, the rest build on it.
VENV := .venv
# Not the one of an activated .venv, which is deleted when it is made anew.
PYTHON ?= $(or $(shell PATH="$(subst $(CURDIR)/$(VENV)/bin:,,$(PATH))" command -v python3),python3)
BIN := $(VENV)/bin
DISTS := $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml))
STAMP := $(VENV)/.installed
WORKERS ?= 2
# Many tests start the command as a process; without its byte code cached each would compile it.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install demo test test-long lint bench docs clean
install: $(STAMP)  ## the core and every plugin, editable, in .venv

# One resolve for all; rebuilt from nothing so that a removed plugin leaves no trace.
$(STAMP): pyproject.toml plugins $(DISTS:%=%/pyproject.toml)
	rm -rf $(VENV)
	$(PYTHON) -m venv --without-pip $(VENV)
	$(PYTHON) -m pip --python $(BIN)/python install -q --disable-pip-version-check --root-user-action=ignore -e '.[dev,keyring]' $(DISTS:%=-e ./%)
	touch $@

demo: $(STAMP)  ## the main job, step by step, against a CalDAV server that it starts itself
	$(BIN)/python examples/demo/run.py

test: $(STAMP)  ## every test but the exhaustive ones
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m 'not long'

test-long: $(STAMP)  ## the exhaustive tests too
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal

lint: $(STAMP)  ## style, types, and the storeys of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src $(wildcard plugins/*/src)
	$(BIN)/lint-imports

# The public sets are wanted here only; without them that one benchmark says so and is left out.
bench: $(STAMP)  ## speed as ratios, each against its baseline in the same run
	-$(PYTHON) -m pip --python $(BIN)/python install -q --disable-pip-version-check --root-user-action=ignore -e '.[bench]'
	for each in benchmarks/bench_*.py; do $(BIN)/python $$each || exit 1; done

docs: $(STAMP)  ## the pages that are made from docstrings and models
	$(BIN)/python docs/build.py

clean:  ## what the targets above made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
