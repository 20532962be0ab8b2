# Needs make and Python 3.11 or newer; everything else comes into .venv by the lock file.
PORT ?= 8000
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# Each worker starts engines of its own; somebody's server is one database, for one.
WORKERS ?= $(if $(PROFILE_TEST_NEO4J_URI),0,2)
# Once, on all cores: where Python may not write bytecode, every command would compile everything anew, for seconds.
COMPILE := PYTHONDONTWRITEBYTECODE= .venv/bin/python -m compileall -q -j0

.PHONY: install demo test check mutants bench bench-peers figures screenshots fuzz lock
.DELETE_ON_ERROR:

install: .venv/installed

demo: install
	$(BIN)/profile-service demo --port $(PORT)

# With CI=true all tests, and a hundred examples of each property instead of a quarter of them.
test: install
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n $(WORKERS) --dist loadscope $(if $(filter true,$(CI)),,--quick)

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Changes the domain in some thousand ways and fails where the tests notice too few: docs/decisions/mutation.md.
# Half an hour on two cores; MUTANTS="--minutes 60 --seed 7" takes more of them, or others.
mutants: install
	$(BIN)/python -m tests.mutants $(MUTANTS)

bench: install build/published/installed
	$(BIN)/python -m tests.bench

# Fails where a published figure is older than the code that it measures, and says which.
figures: install
	$(BIN)/python -m tests.bench.figure_ages

# Others that answer the full read from the same graph, and others that find who is one person, beside this service:
# needs Node 20 and npm.
bench-peers: install build/peers/installed build/peers/resolution/installed build/published/installed
	$(BIN)/python -m tests.bench peers resolution --engines neo4j,embedded

build/peers/installed: tests/bench/peers/package-lock.json tests/bench/peers/yoga.mjs tests/bench/peers/type_defs.graphql
	mkdir -p build/peers
	cp tests/bench/peers/package.json $^ build/peers
	npm ci --prefix build/peers --no-audit --no-fund
	@touch $@

# In an environment of its own, for of what it brings nothing else needs anything.
build/peers/resolution/installed: tests/bench/peers/rivals.lock
	$(PYTHON) -m venv --clear build/peers/resolution
	build/peers/resolution/bin/python -m pip install --disable-pip-version-check --quiet \
		--require-hashes --requirement tests/bench/peers/rivals.lock
	@touch $@

# Pictures of the console over the demo, for docs/pictures.
screenshots: install
	$(BIN)/python -m tests.pictures

# Questions that schemathesis makes of the schema, 5,000 as each role; FUZZ="--cases 200 --roles agent" asks fewer.
fuzz: install build/fuzz/installed
	$(BIN)/python -m tests.fuzz $(FUZZ)

# In an environment of its own, for it brings two dozen packages that nothing else needs.
build/fuzz/installed: tests/fuzz/schemathesis.lock
	$(PYTHON) -m venv --clear build/fuzz
	build/fuzz/bin/python -m pip install --disable-pip-version-check --quiet \
		--require-hashes --requirement tests/fuzz/schemathesis.lock
	@touch $@

# Data that others published, with its truth, for tests.bench.truths and sentiment: in an environment of its own, for
# the packages that bring it hold others back.
build/published/installed: tests/bench/published.lock tests/bench/labelled.lock
	$(PYTHON) -m venv --clear build/published
	build/published/bin/python -m pip install --disable-pip-version-check --quiet \
		--require-hashes --requirement tests/bench/published.lock
	build/published/bin/python -m pip download --disable-pip-version-check --quiet --no-deps \
		--no-binary vaderSentiment --require-hashes --requirement tests/bench/labelled.lock --dest build/published/texts
	@touch $@

# Keeps the versions that are locked and still fit; UPGRADE=--upgrade takes the newest of all.
lock: PIN = UV_CUSTOM_COMPILE_COMMAND="make lock" build/lock/bin/uv pip compile --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --quiet $(UPGRADE)
lock: install
	$(BIN)/python -m venv --clear build/lock
	build/lock/bin/pip install --quiet uv
	$(PIN) pyproject.toml --extra demo --extra otel --extra dev --universal --output-file requirements.lock
	$(PIN) tests/bench/published.in --no-config --universal --output-file tests/bench/published.lock
	$(PIN) tests/bench/peers/rivals.in --no-config --universal --output-file tests/bench/peers/rivals.lock
	$(PIN) tests/fuzz/schemathesis.in --no-config --universal --output-file tests/fuzz/schemathesis.lock
	$(PIN) tests/bench/labelled.in --no-config --universal --no-deps --output-file tests/bench/labelled.lock

# A new lock makes a new environment, so that it never holds more than the lock says.
.venv/locked: requirements.lock
	@"$(or $(PYTHON),false)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed and was not found: install it, or say make PYTHON=/path/to/python." >&2; exit 1; }
	@echo "Installing into .venv what requirements.lock pins: a minute or two, without a further word." >&2
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-compile \
		--no-deps --require-hashes --requirement requirements.lock
	$(COMPILE) .venv/lib
	@touch $@

.venv/installed: .venv/locked pyproject.toml
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-build-isolation --no-deps --editable .
	$(COMPILE) profile_service loaders
	@touch $@
