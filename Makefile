# What one does with a checkout; `make` alone lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
CATALOGUES := $(wildcard nhip/*/locale/*/LC_MESSAGES/django.po)

# Each stamp says which lock file the environment holds; a second run does nothing.
RUN := .venv/.run
PRODUCT := .venv/.product
TEST := .venv/.test
DEV := .venv/.dev
FUZZ := .venv/.fuzz

.PHONY: help
help: ## List what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

.PHONY: install
install: $(PRODUCT) ## Make .venv with what the product runs on

.PHONY: demo
demo: $(PRODUCT) ## Bring up a small country of three nodes on this machine
	@exec $(BIN)/nhip demo $(ARGS)

.PHONY: demo-reset
demo-reset: $(PRODUCT) ## Forget the small country and start it over
	@exec $(BIN)/nhip demo --reset $(ARGS)

.PHONY: test
test: $(PRODUCT) $(TEST) ## Run the tests on real parts, all but the slow ones; ARGS chooses others
	@scripts/system-parts
	@$(BIN)/python scripts/messages.py --compile
	$(BIN)/python -m pytest -n $(WORKERS) $(or $(ARGS),-m "not slow")

.PHONY: prove
prove: $(PRODUCT) $(TEST) ## Run the slow tests: stories in browsers on three nodes, faults, every address as every role
	@scripts/system-parts
	@$(BIN)/python scripts/messages.py --compile
	$(BIN)/python -m pytest -n $(WORKERS) -m slow $(ARGS)

.PHONY: check
check: $(PRODUCT) $(DEV) ## Lint, types, import contracts, migrations, translations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	NHIP_STATE=.venv/state NHIP_DATABASE_POOL=0 $(BIN)/nhip makemigrations --check --dry-run
	$(BIN)/python scripts/messages.py --check

.PHONY: format
format: $(DEV) ## Put the code in its usual form
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format

.PHONY: faults
faults: $(PRODUCT) ## Let 2,000 letters travel while processes are killed and wires cut
	@$(BIN)/nhip fault rehearse --count 2000 --pace 0.05 --pause 1 $(ARGS)

.PHONY: fuzz
fuzz: $(PRODUCT) $(FUZZ) ## Throw chance at every parser, page and operation (ARGS="--seconds 600 envelope")
	@$(BIN)/python -m tests.hostile.fuzz $(ARGS)

.PHONY: bench
bench: $(PRODUCT) $(TEST) ## Measure what is promised about speed, beside yardsticks
	@for script in $(sort $(basename $(notdir $(wildcard benchmarks/[a-z]*.py)))); do \
		echo "== $$script"; $(BIN)/python -m benchmarks.$$script; done

.PHONY: screenshots
screenshots: $(PRODUCT) $(TEST) ## Take the pictures of the documentation (ARGS="--folder var/demo": of what runs)
	@scripts/system-parts
	@$(BIN)/python -m scripts.screenshots $(ARGS)

.PHONY: storm
storm: $(PRODUCT) ## Let 3,321 reports arrive in the last ten minutes while people edit and watch
	@$(BIN)/python -m benchmarks.storm $(ARGS)

.PHONY: messages
messages: $(DEV) ## Gather the strings said to people and compile the translations
	$(BIN)/python scripts/messages.py
	$(BIN)/python scripts/messages.py --compile

.PHONY: audit
audit: $(DEV) ## Ask what is known against the locked dependencies; never silent when nobody answers
	@$(BIN)/python scripts/audit.py

.PHONY: environment
environment: $(PRODUCT) ## Write the reference of settings again
	@$(BIN)/python scripts/environment_reference.py

.PHONY: requirements
requirements: $(PRODUCT) ## Write which tests prove which requirement
	@$(BIN)/python scripts/requirements_table.py

.PHONY: lock
lock: $(DEV) ## Write the exact versions again (ARGS=--upgrade takes newer ones)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python scripts/lock.py $(ARGS)

.PHONY: clean
clean: ## Remove the environment; the demonstration and its data stay
	rm -rf .venv

$(RUN): requirements/run.txt
	@PYTHON=$(PYTHON) scripts/environment
	@echo "Installing what the product runs on …"
	@$(PIP) install --no-compile --require-hashes -r $<
	@touch $@

# The tools that build the project are checked by hash as well, used once and not kept.
$(PRODUCT): $(RUN) pyproject.toml requirements/build.txt scripts/build_hook.py $(CATALOGUES)
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(PIP) install --no-compile --require-hashes --target "$$tools" -r requirements/build.txt && \
	PYTHONPATH="$$tools" $(PIP) install --no-compile --no-deps --no-build-isolation --editable .
	@touch $@

$(TEST): $(RUN) requirements/test.txt
	@echo "Installing what the tests need …"
	@$(PIP) install --no-compile --require-hashes -r requirements/test.txt
	@touch $@

$(FUZZ): $(TEST) requirements/fuzz.txt
	@echo "Installing what fuzzing needs …"
	@$(PIP) install --no-compile --require-hashes -r requirements/fuzz.txt
	@touch $@

$(DEV): $(TEST) requirements/dev.txt
	@echo "Installing what developers need …"
	@$(PIP) install --no-compile --require-hashes -r requirements/dev.txt
	@touch $@
