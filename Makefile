# Antiphon. `make help` lists what can be made.
PYTHON ?= python3
PORT ?= 8765
CORPUS ?= ../shared/corpus
CONFIG ?=

BOX := .venv/box.stamp
DEV := .venv/dev.stamp
TRAIN := .venv-train/stamp
BIN := .venv/bin

# Python 3.13 has no wheels of python-rtmidi: there it is built.
BUILDS := $(shell $(PYTHON) -c 'import sys; print("yes" if sys.version_info >= (3, 13) else "")')
BOX_PACKAGES := python3-venv 'libasound2|libasound2t64' \
	$(if $(BUILDS),build-essential python3-dev pkg-config libasound2-dev libjack-jackd2-dev)
TEST_PACKAGES := jackd2 chromium libatomic1 fluidsynth timgm6mb-soundfont

.DEFAULT_GOAL := help
.PHONY: help setup run test test-train lint format bench eval train export settings clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(BOX) ## only the set-up that run does by itself

run: $(BOX) ## start the box; the panel is at http://127.0.0.1:8765/ where there is no real one (PORT=)
	$(BIN)/antiphon run --port $(PORT) $(if $(CONFIG),--config "$(CONFIG)")

test: $(DEV) ## the whole test suite of the box and its tools
	$(BIN)/python -m pytest --ignore=tests/train

test-train: $(TRAIN) ## the tests of the training code, in its own environment (installs PyTorch)
	.venv-train/bin/python -m pytest tests/train

lint: $(DEV) ## style, types, and the floors of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEV) ## put the code in its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV) ## what a decision costs, beside numpy
	$(BIN)/python -m tools.bench

eval: $(DEV) ## score the network and the baselines on held-out pieces (CORPUS=folder)
	$(BIN)/python -m tools.evaluate --corpus $(CORPUS) --json build/eval.json

train: $(TRAIN) ## train the melody network (CORPUS=folder); resumes where it was stopped
	.venv-train/bin/python -m tools.train.run --corpus $(CORPUS)

export: $(TRAIN) ## turn the best checkpoint into the shipped network
	.venv-train/bin/python -m tools.convert.export build/train/melody/best.pt

settings: $(BOX) ## write the documented settings file anew from its table
	$(BIN)/antiphon settings > system/antiphon.toml

clean: ## remove what was built, the environments included
	rm -rf .venv .venv-train build *.egg-info

$(BOX): requirements/box.lock pyproject.toml
	@tools/setup/debian.sh $(BOX_PACKAGES)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/box.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): $(BOX) requirements/dev.lock
	@tools/setup/debian.sh $(TEST_PACKAGES)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.lock
	@touch $@

$(TRAIN): requirements/train.lock
	@tools/setup/debian.sh python3-venv
	@test -x .venv-train/bin/python || $(PYTHON) -m venv .venv-train
	.venv-train/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/train.lock
	@touch $@
