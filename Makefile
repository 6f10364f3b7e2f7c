# Hotspot policing: the two commands to know are `make demo` and `make test`. Each target installs what it needs first.
#   BACKPORTS=1     take QGIS from the Debian release's backports
#   PROFILES=DIR    where `make deploy` makes its profile; left out: your own QGIS profile
#   TESTS=…         what `make test` runs; left out: everything

PYTHON := .venv/bin/python
BUILD := .ci/build.py
export QT_QPA_PLATFORM ?= offscreen
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help demo test lint zip deploy bench draws study truth modes fuzz pictures docs clean venv newest peers

help:  ## say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: venv  ## run the whole loop on real crimes with qgis_process, and name the files to look at
	$(PYTHON) -m tests.demo

test: venv newest  ## run the whole suite offscreen
	$(PYTHON) -m pytest $(TESTS)
ifndef TESTS
	.venv-newest/bin/python -m pytest tests/core
endif

lint: venv  ## ruff, mypy, import-linter, flake8-qgis, bandit and the plugin site's own checks
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy --strict --follow-imports=silent hotspot_plugin/core
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/flake8 hotspot_plugin
	$(PYTHON) $(BUILD) docs --check
	$(PYTHON) $(BUILD) zip
	$(PYTHON) $(BUILD) site

zip: venv  ## dist/hotspot_plugin-VERSION.zip, checked by the plugin site's rules
	$(PYTHON) $(BUILD) zip

deploy: venv  ## install the zip into PROFILES/profiles/default (or your own profile) and enable it
	$(PYTHON) $(BUILD) zip
	$(PYTHON) $(BUILD) deploy $(PROFILES)

bench: venv peers  ## speed and memory, each as a ratio to a peer measured in the same run
	$(PYTHON) -m tests.bench

draws: venv  ## are the draws right? every design with 20,000 seeds: chi-squared, constraints (some minutes)
	$(PYTHON) -m tests.studies.draws

study: venv  ## do a trial's p-values and intervals keep their promises? (simulated trials of each design, half an hour)
	OPENBLAS_NUM_THREADS=1 $(PYTHON) -m tests.studies.trial

truth: venv  ## how far is dosage from the truth of simulated patrols, at five intervals of fixes? (ten minutes)
	$(PYTHON) -m tests.studies.dosage_truth

fuzz: venv  ## 2,000 mutated packages and records: is each refused in a sentence or read, with nothing written? (minutes)
	$(PYTHON) -m tests.studies.fuzz

pictures: venv  ## the maps and reports in the README and the help pages, from ../shared/data (needs a Chromium)
	$(PYTHON) -m tests.pictures

modes: venv peers  ## on foot or in a vehicle? recorded and made-up tracks, against trackintel and thresholds (five minutes)
	$(PYTHON) -m tests.studies.modes

docs: venv  ## write the tables of parameters into the help pages, and the texts to translate into i18n
	$(PYTHON) $(BUILD) docs

clean:  ## remove what was built; the venvs stay
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .qgis-settings .import_linter_cache

venv newest peers:
	@.ci/setup $@
