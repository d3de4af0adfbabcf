# Everything is installed inside this folder: Python packages in .venv, npm packages in node_modules.
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$(p) -c 'import sys; sys.exit(sys.version_info < (3, 11, 5))' 2>/dev/null && echo $(p))) python3)
ATLAS = .venv/bin/python -m scripts

.DEFAULT_GOAL := help
.PHONY: help serve build check test pdf bench zensical lock clean setup setup-dev

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup:
	@command -v $(PYTHON) >/dev/null || { echo "The Atlas needs Python 3.11.5 or later, and found none." >&2; exit 2; }
	@$(PYTHON) scripts/bootstrap.py
setup-dev:
	@command -v $(PYTHON) >/dev/null || { echo "The Atlas needs Python 3.11.5 or later, and found none." >&2; exit 2; }
	@$(PYTHON) scripts/bootstrap.py --dev

serve: setup ## Write with live reload: http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(ATLAS) serve $(if $(PORT),--port $(PORT))
build: setup ## Publish: the static site in site/
	@$(ATLAS) build
check: setup-dev ## Links, diagrams, content, code style and types
	@$(ATLAS) check
test: setup-dev ## All tests: scripts, built site, browser, print
	@$(ATLAS) test
pdf: setup ## One PDF a chapter and the deck of all sheets, in pdf/
	@$(ATLAS) pdf
bench: setup-dev ## Measure the site and the validator side by side
	@$(ATLAS) bench
zensical: setup-dev ## Build with Zensical too, and compare the pages
	@$(ATLAS) zensical
lock: ## Renew requirements/*.txt and package-lock.json (needs uv)
	uv pip compile pyproject.toml -q --universal --python-version 3.11.5 --generate-hashes --no-emit-index-url \
		--no-annotate --custom-compile-command "make lock" -o requirements/site.txt
	uv pip compile pyproject.toml -q --extra dev --universal --python-version 3.11.5 --generate-hashes \
		--no-emit-index-url --no-annotate --custom-compile-command "make lock" -c requirements/site.txt \
		-o requirements/dev.txt
	npm install --package-lock-only --ignore-scripts
clean: ## Remove everything that can be made again
	rm -rf .venv node_modules .cache site pdf docs/assets/vendor *.egg-info .pytest_cache .mypy_cache .ruff_cache
