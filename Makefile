# Antiphon. `make help` lists what can be made.
PYTHON ?= python3
PORT ?= 8765
CORPUS ?= ../shared/corpus
CONFIG ?=
KEY ?= $(HOME)/.config/antiphon/update-key

BOX := .venv/box.stamp
DEV := .venv/dev.stamp
TRAIN := .venv-train/stamp
MUSIC21 := .venv-corpus/stamp
AUDIT := .venv-audit/stamp
FUZZ := .venv-fuzz/stamp
BIN := .venv/bin

# Python 3.13 has no wheels of python-rtmidi: there it is built.
BUILDS := $(shell $(PYTHON) -c 'import sys; print("yes" if sys.version_info >= (3, 13) else "")')
BOX_PACKAGES := python3-venv 'libasound2|libasound2t64' \
	$(if $(BUILDS),build-essential python3-dev pkg-config libasound2-dev libjack-jackd2-dev)
SYNTH_PACKAGES := fluidsynth timgm6mb-soundfont alsa-utils
IMAGE_PACKAGES := mmdebstrap arch-test qemu-user-static binfmt-support dosfstools mtools squashfs-tools fdisk \
	e2fsprogs cpio kmod xz-utils device-tree-compiler u-boot-tools
TEST_PACKAGES := jackd2 chromium libatomic1 fluidsynth timgm6mb-soundfont fuse3 'libfuse3-3|libfuse3-4'
VIRTUAL_PACKAGES := linux-source-6.1 gcc libc6-dev make bc flex bison xz-utils mmdebstrap e2fsprogs \
	dosfstools mtools
UPDATE_PACKAGES := rauc squashfs-tools openssl
UPDATE_TEST_PACKAGES := $(UPDATE_PACKAGES) dbus-daemon libubootenv-tool u-boot-tools u-boot-qemu qemu-system-arm \
	dosfstools mtools fdisk

.DEFAULT_GOAL := help
.PHONY: help setup run synth test fuzz soak test-box test-power test-train test-corpus lint audit format bench eval corpus corpus-report \
	train train-dqn export export-dqn listen settings clean \
	image image-lock test-image install uninstall test-install \
	update-key update-bundle test-update

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(BOX) ## only the set-up that run does by itself

run: $(BOX) ## start the box; the panel is at http://127.0.0.1:8765/ where there is no real one (PORT=)
	$(BIN)/antiphon run --revive --port $(PORT) $(if $(CONFIG),--config "$(CONFIG)")

synth: $(BOX) ## let keyboards sound, with FluidSynth; beside `make run`, in any order
	@tools/setup/debian.sh $(SYNTH_PACKAGES)
	$(BIN)/antiphon synth $(if $(CONFIG),--config "$(CONFIG)")

test: $(DEV) ## the whole test suite of the box and its tools
	$(BIN)/python -m pytest --ignore=tests/train --ignore=tests/rl --ignore=tests/corpus \
		--ignore=tests/system/slow --ignore=tests/virtual --ignore=tests/update

image: $(BOX) ## the image of an SD card for Pi 3, 4, 400, Zero 2 W (as root; build/image; MIRROR=)
	@tools/setup/debian.sh $(IMAGE_PACKAGES)
	CERTIFICATE="$(wildcard $(KEY)/updates.crt)" PYTHON=$(BIN)/python MIRROR="$(MIRROR)" \
		system/image/make.sh

image-lock: $(BOX) ## the same, with Debian's newest packages, whose versions are written down
	@tools/setup/debian.sh $(IMAGE_PACKAGES)
	CERTIFICATE="$(wildcard $(KEY)/updates.crt)" PYTHON=$(BIN)/python LOCK=no system/image/make.sh

test-image: $(DEV) ## start that image on an emulated machine and play with it (as root; half an hour)
	@tools/setup/debian.sh qemu-system-arm mtools dosfstools cpio u-boot-tools
	$(BIN)/python -m pytest -s tests/system/slow/test_image_boot.py \
		tests/system/slow/test_image_loader.py

install: ## install the box on this computer (as root; Raspberry Pi OS 64-bit, Debian 12 and 13)
	system/install.sh

uninstall: ## remove it again; jams and settings stay (as root; PURGE=1: they go as well)
	system/uninstall.sh $(if $(PURGE),--purge)

test-install: $(DEV) ## install and remove it in fresh Debians 12 and 13 (as root; 5 minutes)
	@tools/setup/debian.sh mmdebstrap
	$(BIN)/python -m pytest -s tests/system/slow/test_install_debian.py

fuzz: $(DEV) $(FUZZ) ## attack the box in fast time with what may come over its wires (MINUTES=, BYTES=, SEED=)
	@$(BIN)/python -m tools.fuzz --minutes $(or $(MINUTES),10) --guided .venv-fuzz/bin/python \
		$(if $(BYTES),--bytes $(BYTES)) $(if $(SEED),--seed $(SEED))

test-box: $(DEV) ## the whole box with real drivers in a virtual machine (as root; builds a kernel once)
	@tools/setup/debian.sh $(VIRTUAL_PACKAGES) $(UPDATE_PACKAGES) u-boot-tools
	$(BIN)/python -m tools.virtual.build
	$(BIN)/python -m pytest -v -s --timeout=900 --durations=10 \
		--basetemp=/dev/shm/antiphon-test-box tests/virtual
	@rm -rf /dev/shm/antiphon-test-box

test-power: $(DEV) ## cut the power of the virtual box N times while it keeps things (as root)
	@tools/setup/debian.sh $(VIRTUAL_PACKAGES)
	$(BIN)/python -m tools.virtual.power $(N)

update-key: ## the key that updates are signed with; images made later verify by it (KEY=folder)
	@tools/setup/debian.sh $(UPDATE_PACKAGES)
	system/update/key.sh "$(KEY)"

update-bundle: ## an update from the image that was made last, for a USB stick (build; KEY=folder)
	@tools/setup/debian.sh $(UPDATE_PACKAGES)
	system/update/bundle-image.sh build/image "$(KEY)" build

test-update: $(DEV) ## updates with the real RAUC and the real boot loader (as root; 3 minutes)
	@tools/setup/debian.sh $(UPDATE_TEST_PACKAGES)
	$(BIN)/python -m pytest tests/update

soak: $(DEV) ## people play with a whole box, in fast time (MINUTES=10; or HOURS= of music; LIVE=1: in real time)
	$(BIN)/python -m tools.soak$(if $(LIVE),.live) --corpus $(CORPUS) \
		$(if $(HOURS),--hours $(HOURS),--minutes $(or $(MINUTES),10))

test-train: $(TRAIN) ## the tests of the training code, in its own environment (installs PyTorch)
	.venv-train/bin/python -m pytest tests/train tests/rl

test-corpus: $(MUSIC21) ## the tests of the corpus build, in its own environment (installs music21)
	.venv-corpus/bin/python -m pytest --noconftest tests/corpus

lint: $(DEV) ## style, types, the floors of the house, and what is usually a hole
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive appliance tools

audit: $(DEV) $(AUDIT) ## ask PyPI what is known to be wrong with the packages that are shipped (network)
	$(BIN)/python -m tools.audit

format: $(DEV) ## put the code in its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV) ## how fast and how even, beside peers (20 minutes, FULL=1: hours; build/bench.json)
	@tools/setup/debian.sh rt-tests
	$(BIN)/python -m tools.bench $(if $(FULL),--full)

eval: $(DEV) ## score the networks, the baselines and people on held-out pieces (CORPUS=folder)
	$(BIN)/python -m tools.evaluate --corpus $(CORPUS) --json build/eval.json --page build/eval

listen: $(DEV) ## a blind listening test in the browser: the LSTM, the critic, people (CORPUS=folder)
	$(BIN)/python -m tools.listen --corpus $(CORPUS)

corpus: $(MUSIC21) ## build the public part of the corpus, from music21's folder (build/corpus)
	.venv-corpus/bin/python -m tools.corpus.build --out build/corpus

corpus-report: $(TRAIN) ## what a corpus holds, with pictures (CORPUS=folder)
	.venv-train/bin/python -m tools.corpus.report --corpus $(CORPUS) --out build/corpus-report

train: $(TRAIN) ## train the networks (CORPUS=folder); resumes where it was stopped
	$(foreach size,standard small,$(foreach task,melody bass,\
		.venv-train/bin/python -m tools.train.run $(task) --tier $(size) --corpus $(CORPUS) &&)) true

train-dqn: $(TRAIN) ## deep Q-learning of basses, from the trained LSTMs (CORPUS=folder); resumes
	$(foreach size,standard small,\
		.venv-train/bin/python -m tools.train.run ahead --tier $(size) --corpus $(CORPUS) && \
		.venv-train/bin/python -m tools.rl.run bass --tier $(size) --corpus $(CORPUS) &&) true

export-dqn: $(TRAIN) $(DEV) ## turn the critics into shipped networks (CORPUS=folder)
	$(foreach size,standard small,\
		.venv-train/bin/python -m tools.convert.export build/dqn/bass-$(size)/last.pt \
		--corpus $(CORPUS) && \
		$(BIN)/python -m tools.habits --corpus $(CORPUS) --size $(size) --rounds 48 &&) true

export: $(TRAIN) $(DEV) ## turn the best checkpoints into the shipped networks (CORPUS=folder)
	$(foreach size,standard small,$(foreach task,melody bass,\
		.venv-train/bin/python -m tools.convert.export build/train/$(task)-$(size)/best.pt \
		--corpus $(CORPUS) &&)) true
	$(foreach size,standard small,$(BIN)/python -m tools.balance --corpus $(CORPUS) --size $(size) &&) true

settings: $(BOX) ## write the documented settings file anew from its table
	$(BIN)/antiphon settings > system/antiphon.toml

clean: ## remove what was built, the environments included
	rm -rf .venv .venv-train .venv-corpus .venv-audit .venv-fuzz build *.egg-info

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

$(MUSIC21): requirements/corpus.lock
	@tools/setup/debian.sh python3-venv
	@test -x .venv-corpus/bin/python || $(PYTHON) -m venv .venv-corpus
	.venv-corpus/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/corpus.lock
	@touch $@

$(AUDIT): requirements/audit.lock
	@tools/setup/debian.sh python3-venv
	@test -x .venv-audit/bin/python || $(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/audit.lock
	@touch $@

$(FUZZ): requirements/box.lock requirements/fuzz.lock
	@tools/setup/debian.sh python3-venv
	@test -x .venv-fuzz/bin/python || $(PYTHON) -m venv .venv-fuzz
	.venv-fuzz/bin/python -m pip install --quiet --disable-pip-version-check \
		-r requirements/box.lock -r requirements/fuzz.lock || echo "no atheris for this machine: no search by coverage"
	@touch $@
