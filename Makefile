# Each target is a line or two that can be typed without make; `make -n TARGET` prints them.
PYTHON ?= python3
export NO_MKDOCS_2_WARNING = 1

.PHONY: help serve build offline stage test lowest highest outputs words experiment features lint lock bench lighthouse mutants clean
.NOTPARALLEL:

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | expand -t 10

serve: .venv/.build ## show the book at a local address and reload it as files change
	.venv/bin/python -m mkdocs serve --livereload

build: .venv/.build ## write the book to site/
	.venv/bin/python -m mkdocs build

offline: .venv/.build ## write a zip that reads, finds and shows its figures when opened from a folder
	OFFLINE=true .venv/bin/python -m mkdocs build -d offline/why-convolutions

stage: .venv/.build ## write a plain tree of Markdown and figures, for any other builder, to site-plain/
	STAGE=true .venv/bin/python -m mkdocs build

test: .venv/.test ## run every listing and every test
	.venv/bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --junitxml=.cache/pytest.xml

lowest: ## run every example on the lowest NumPy and Matplotlib that pyproject.toml admits
highest: ## run every example on the newest NumPy and Matplotlib that pyproject.toml and PYTHON admit
lowest highest: %: .cache/venv-%/.whole
	.cache/venv-$@/bin/python -m pytest -n 3 --dist loadfile -k "not was_read" docs tests/test_listings.py tests/test_numbers.py tests/test_figures.py

outputs: .venv/.test ## run every listing and write what it prints into the pages
	.venv/bin/python -m pytest docs --rewrite-outputs

words: .venv/.test ## write what figures, widgets and drawn questions say into tests/words
	.venv/bin/python -m pytest tests/test_figures.py tests/test_words.py -k was_read --rewrite-words

lint: .venv/.lint ## check the form of the Python and the syntax of the JavaScript
	.venv/bin/python -m ruff format --check
	.venv/bin/python -m ruff check
	@for file in $$(find docs/assets -name '*.js'); do \
	  .venv/lib/python*/site-packages/playwright/driver/node --check --input-type=module - <$$file || { echo "$$file: not a JavaScript module"; exit 1; }; done

experiment: .venv/.test ## train and measure again what the page on the shift experiment reports
	.venv/bin/python -m snippets.shift_experiment.experiments
	.venv/bin/python -m snippets.shift_experiment.networks

features: .venv/.test ## train the network whose features image-structure shows, and find what excites it (2 minutes of processor time)
	for part in first_layer untrained training sprites features; do OMP_NUM_THREADS=1 .venv/bin/python -m snippets.feature_network.$$part || exit 1; done

lock: .venv/.lock ## choose the versions in constraints.txt anew, one for every Python and platform
	.venv/bin/python -m uv pip compile --quiet --upgrade --universal --fork-strategy fewest --python-version 3.11 --no-annotate \
	  --custom-compile-command 'make lock' --group build --group test --group lint --group lock --output-file constraints.txt

bench: .venv/.test ## measure how long builds take, and how soon the widgets answer
	.venv/bin/python tests/bench.py
	.venv/bin/python tests/bench_widgets.py

lighthouse: .venv/.test .cache/lighthouse/.installed ## measure every page on a phone, and write the table (see tests/lighthouse)
	.venv/bin/python tests/lighthouse/measure.py $(LIGHTHOUSE)

.cache/lighthouse/.installed: tests/lighthouse/package.json tests/lighthouse/package-lock.json
	@command -v npm >/dev/null || { echo 'npm is needed, to install Lighthouse. On Debian and Ubuntu: apt install npm'; exit 1; }
	mkdir -p .cache/lighthouse
	cp $^ .cache/lighthouse
	npm ci --prefix .cache/lighthouse --no-audit --no-fund --loglevel error
	@touch $@

mutants: .venv/.test ## change one thing at a time in a copy and see whether a check notices
	.venv/bin/python tests/mutants.py $(MUTANTS)

clean: ## remove what was built, but not the installed packages (.venv)
	rm -rf site site-plain offline .site-* .cache .ruff_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -r {} +

# .venv/.whole is there except while something is being installed. Where it is missing, an installation was cut short, and the
# environment is made anew: a package that is half there can pass for a whole one.
.venv/.whole:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 or newer is needed, and $(PYTHON) is not. If one has another name: make PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
	  { echo '$(PYTHON) lacks its venv module. On Debian and Ubuntu: apt install python3-venv'; exit 1; }
	$(PYTHON) -m venv --clear .venv
	.venv/bin/python -m pip install --constraint constraints.txt --upgrade pip
	@touch $@

.venv/.build .venv/.test .venv/.lint .venv/.lock: .venv/.%: pyproject.toml constraints.txt | .venv/.whole
	@rm .venv/.whole
	.venv/bin/python -m pip install --constraint constraints.txt --group $*
	@touch .venv/.whole $@

# An environment of its own for `make lowest` or `make highest`; everything but the two packages has its version of constraints.txt.
.cache/venv-%/.whole: pyproject.toml constraints.txt | .venv/.lock
	$(PYTHON) -m venv --clear $(@D)
	grep -vE '^(numpy|matplotlib)==' constraints.txt >$(@D)/open.txt
	.venv/bin/python -m uv pip compile --quiet --no-annotate --python $(PYTHON) --resolution $* --constraint $(@D)/open.txt \
	  --group test --output-file $(@D)/chosen.txt
	$(@D)/bin/python -m pip install --constraint constraints.txt --upgrade pip
	$(@D)/bin/python -m pip install --constraint $(@D)/chosen.txt --group test
	grep -E '^(numpy|matplotlib|torch)==' $(@D)/chosen.txt
	@touch $@
