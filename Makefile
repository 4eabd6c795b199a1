PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# The suite mostly waits, for servers and for one another: more workers than cores pay.
WORKERS ?= 5

.PHONY: install demo test check bench faults soak audit lock

install: $(INSTALLED)

$(INSTALLED): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $(INSTALLED)

demo: $(INSTALLED)
	$(BIN)/python -m bot sandbox

test: $(INSTALLED)
	$(BIN)/python -m pytest -q --numprocesses $(WORKERS) --dist worksteal

check: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@command -v chromium >/dev/null || { echo "No Chromium found. Install it with: apt-get install -y chromium"; exit 1; }
	$(BIN)/python -m pytest -q -m browser
	@command -v npm >/dev/null || { echo "No Node found. Install it with: apt-get install -y nodejs npm"; exit 1; }
	$(BIN)/python -m pytest -q -m node
	$(BIN)/python -m bench.soak --seconds 20
	$(BIN)/python -m tests.documents

bench: $(INSTALLED)
	$(BIN)/python -m bench.start
	$(BIN)/python -m bench.ack
	$(BIN)/python -m bench.client
	$(BIN)/python -m bench.schedules
	$(BIN)/python -m bench.digest

faults: $(INSTALLED)
	$(BIN)/python -m bench.faults

soak: $(INSTALLED)
	$(BIN)/python -m bench.soak --seconds 120

audit: $(INSTALLED)
	$(BIN)/python -m tests.advisories

lock: $(INSTALLED)
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-annotate \
		--no-emit-package onqueue --extra postgres --extra dev pyproject.toml -o requirements.lock
