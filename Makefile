# Everything that a person types. `make` alone lists it.
PYTHON ?= python3
BIN := .venv/bin
FORMAT ?= table
PROCESSES ?= 3
.DEFAULT_GOAL := help
.PHONY: help demo demo-once demo-reset sandbox test record accept check lint lock accuracy programs

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

demo: .venv/installed ## start everything with five candidates, in the foreground; Ctrl-C stops it
	@$(BIN)/python -m sandbox demo

demo-once: .venv/installed ## verify the five once and print the table (FORMAT=json for JSON)
	@$(BIN)/python -m sandbox demo-once --format $(FORMAT)

demo-reset: ## forget what the demo kept; refused while it runs
	@$(PYTHON) -m sandbox demo-reset

sandbox: .venv/installed ## ARGS="--exchanges FILE": answer recorded requests through the sandbox
	@$(BIN)/python -m sandbox $(ARGS)

accuracy: .venv/installed ## SUBMISSIONS=DIR LABELS=DIR: document findings against labels by people
	@$(BIN)/python -m verifier accuracy "$(SUBMISSIONS)" "$(LABELS)"

programs: ## install what the tests need from the system, where that is allowed
	@sh .ci/programs

test: .venv/installed-dev programs ## run every test (TESTS=…: a part): first on PostgreSQL and Redis what meets them, then on SQLite and a folder all but the pages
	@$(BIN)/python -m tests.on_servers -n $(PROCESSES) $(TESTS)
	@env -u DATABASE_URL -u REDIS_URL $(BIN)/python -m pytest -n $(PROCESSES) $(or $(TESTS),-m "not tried_on_servers")

record: .venv/installed-dev ## look at the sandbox again and keep the facts in tests/recorded
	@$(BIN)/python -m tests.recorded record

accept: .venv/installed-dev ## take the present judgments of those facts for right
	@$(BIN)/python -m tests.recorded accept

lint: .venv/installed-dev ## ruff, types, import contracts, migrations, definition, compose file
	@sh .ci/lint

check: lint test ## what CI runs

lock: ## write the hash-locked requirements again (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header requirements.in -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header requirements-dev.in -o requirements-dev.txt

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Proofboard needs Python 3.11 or later." >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "This Python has no venv. On Debian: apt-get install python3-venv" >&2; exit 2; }
	@echo "Making a virtual environment in .venv" >&2
	@$(PYTHON) -m venv .venv && touch $@

.venv/installed: requirements.txt .venv/made
	@echo "Installing the locked dependencies (the first time takes a minute)" >&2
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt >&2 && touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	@echo "Installing what the tests need" >&2
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt >&2 && touch $@
