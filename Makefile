# `make setup` prepares everything, `make run` shows it, `make test` and `make check` prove it.
# Only a make, a shell and Python 3.11 are needed; it works on Debian and macOS.

BIN := .venv/bin
PY_DIRS := camerasheet tests benchmarks examples scripts k8s hatch_build.py gunicorn.conf.py

.DEFAULT_GOAL := help
.PHONY: help setup chromium run test check bench clean assets format lock wheel

help:  ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup:  ## Prepare everything; leaves .venv/bin/camerasheet
	@scripts/setup.sh

chromium:
	@scripts/chromium.sh >/dev/null

# What the tests of k8s/ need; nothing else does.
.PHONY: deploy-tools
deploy-tools: setup
	@scripts/kubectl.sh >/dev/null

run: setup  ## Run it with a demo show on http://127.0.0.1:8000
	@$(BIN)/camerasheet seed
	@$(BIN)/camerasheet serve $(ARGS)

test: setup chromium deploy-tools  ## Run all tests; ARGS="-k word" for some
	@$(BIN)/python -m pytest $(ARGS)

check: setup  ## Format, lint, types and import contracts
	@$(BIN)/ruff format --check $(PY_DIRS)
	@$(BIN)/ruff check $(PY_DIRS)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: setup  ## Put every file into its form
	@$(BIN)/ruff format $(PY_DIRS)
	@$(BIN)/ruff check --fix $(PY_DIRS)

assets: setup  ## Build static/vendor/ from npm
	@$(BIN)/python scripts/build_assets.py

.PHONY: fuzz-api
fuzz-api: setup  ## schemathesis against the HTTP API, for minutes; SEED=2 for other requests
	@HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -q tests/abuse/test_schemathesis.py $(ARGS)

wheel: setup  ## Build the wheel into dist/
	@$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

.PHONY: bench-tools
bench-tools: setup chromium
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r benchmarks/requirements.txt

bench: bench-tools  ## Measure, 30 minutes; kept in benchmarks/results/ (Linux, Node, cc)
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: bench-quick
bench-quick: bench-tools  ## The same within 3 minutes on a quiet machine, less exactly
	@$(BIN)/python -m benchmarks --quick $(ARGS)

.PHONY: fuzz audit
fuzz: setup  ## Hostile input for every parser; ARGS="--minutes 10", or --seed N to repeat
	@$(BIN)/python -m tests.fuzz $(ARGS)

audit: setup  ## Look for known vulnerabilities in what is locked; 3: nobody could be asked
	@$(BIN)/python scripts/audit.py

.PHONY: manifests rehearse
manifests:  ## Give k8s/ its copy of litestream.yml
	cp litestream.yml k8s/base/litestream.yml

rehearse: setup deploy-tools  ## Start the pod of k8s/ as processes here, and break it
	@$(BIN)/python -m tests.rehearsal

.PHONY: torture
torture: setup  ## Break everything under 50 rude clients; ARGS="--minutes N --seed S"
	@$(BIN)/python -m tests.torture $(ARGS)

lock: setup  ## Choose the newest versions that pyproject.toml allows
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--no-annotate --upgrade -o requirements.lock

clean:  ## Remove what was built; data/ stays
	rm -rf .venv node_modules static/vendor build dist .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache test-artifacts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
