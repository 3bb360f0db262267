PYTHON ?= python3
BIN := .venv/bin
NEWEST := .venv-newest/bin
CORE := tests/text tests/formats tests/document tests/citations tests/model tests/end_to_end/test_brief.py
CASES ?= 10000
LOCK = uv pip compile pyproject.toml --universal --generate-hashes --no-annotate --quiet \
	--custom-compile-command 'make lock'

.PHONY: help brief test test-quick test-newest test-all docs bench bench-all fuzz lock audit sbom licences clean

help:  ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' Makefile

brief: .venv/ready  ## build the example brief (the first run installs what it needs)
	@mkdir -p build
	@$(BIN)/briefing build data/mexico-russia -o build/mexico-russia.pdf

test: .venv/ready-dev  ## lint, check types and run the tests, as CI does
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

test-quick: .venv/ready-dev  ## run the tests that need no page and no process: in less than a minute
	$(BIN)/pytest -m 'not slow'

test-newest:  ## run the core of the tests with the newest versions that pyproject.toml allows
	@test -x $(NEWEST)/python || $(PYTHON) -m venv .venv-newest
	@$(NEWEST)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(NEWEST)/python -m pip install --quiet --upgrade --upgrade-strategy eager --editable . --group dev
	$(NEWEST)/pytest $(CORE)

test-all: test fuzz  ## test, then try 10,000 topics made up at random, time files that grow, kill 100 builds
	@nice -n 19 $(BIN)/python -m tests.support.growth
	@nice -n 19 $(BIN)/python -m tests.support.kill_runs 100
	@nice -n 19 $(BIN)/python -m tests.support.odd_calls

docs: .venv/ready-dev  ## write the reference anew, and make a site of the pages: build/site
	@$(BIN)/python -m docs.generate
	@$(BIN)/mkdocs build --quiet
	@echo build/site/index.html

bench: .venv/ready  ## time the sample and short briefs against the peers that are installed
	@$(BIN)/python bench/speed.py

bench-all: .venv/ready  ## time long briefs, batches, copies and validation, too: 25 minutes
	@$(BIN)/python bench/speed.py --all
	@$(BIN)/python bench/copies.py
	@$(BIN)/python bench/positions.py

fuzz: .venv/ready-dev  ## try topics and their files made up at random: CASES=10000
	@nice -n 19 $(BIN)/python -m tests.support.fuzz $(CASES)

lock:  ## pin the newest versions allowed, with their hashes (needs uv)
	$(LOCK) --upgrade --group build --output-file requirements.lock
	$(LOCK) --upgrade --group dev --constraint requirements.lock --output-file requirements-dev.lock

audit: .venv/ready-dev  ## ask the package index for known faults of what is locked (needs uv)
	@$(BIN)/python -m tests.support.audit

sbom: .venv/ready-dev  ## list what is installed with the program, with hashes, as CycloneDX: build/sbom.json
	@mkdir -p build
	@$(BIN)/python -m tests.support.sbom > build/sbom.json
	@echo build/sbom.json

licences: .venv/ready-dev  ## list the licences of what is installed with the program
	@$(BIN)/python -m tests.support.licences > docs/licences.md

clean:  ## remove everything that was made
	rm -rf .venv .venv-newest build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache

# --no-deps: a lock is complete, nothing is left to resolve. --clear: no leftovers of an older lock.
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -I briefing/runtime/native_libraries.py
	@echo 'Installing into .venv (this once) ...'
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@
