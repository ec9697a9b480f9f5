# Lakeproof. `make site` builds the proven documentation, `make test` tests everything; both set up what they need.
PYTHON ?= python3
# How many processes run pages and tests at once; each may start a JVM of a gigabyte.
JOBS ?= 2
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup site html test machinery links serve lint types imports prose requirements surface clean

help: ## Show the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: ## Install everything into .venv and build (nothing is done twice)
	@$(PYTHON) -m snippets_tests.install

site: setup ## Run every block of every page and build the site into site/
	@$(BIN)/lakeproof check docs -j $(JOBS)
	@$(MAKE) --no-print-directory html

html:
	@NO_MKDOCS_2_WARNING=1 DISABLE_MKDOCS_2_WARNING=true $(BIN)/mkdocs build --strict --clean 2>build/mkdocs.log \
		|| { grep -v '^INFO' build/mkdocs.log >&2; exit 1; }
	@echo "site/index.html is built, from build/evidence.json"

test: setup lint ## Test every page, the machinery, the built site and its links
	@$(BIN)/lakeproof check README.md CONTRIBUTING.md
	@$(BIN)/lakeproof check docs -j $(JOBS)
	@$(MAKE) --no-print-directory -j $(JOBS) machinery links

machinery:
	@$(BIN)/pytest snippets_tests/tests -n $(JOBS) --dist loadfile --no-loadscope-reorder

links: html
	@$(BIN)/python -m snippets_tests.site.links site

lint: setup ## Format, style, types, direction of imports, spelling and prose of the pages
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(MAKE) --no-print-directory -j $(JOBS) types imports prose

types:
	@$(BIN)/mypy

imports:
	@$(BIN)/lint-imports --no-logo

prose:
	@$(BIN)/typos --format brief docs README.md CONTRIBUTING.md
	@$(BIN)/python -m snippets_tests.prose docs README.md CONTRIBUTING.md

serve: setup ## Live preview: an edited page is run again
	@$(BIN)/python -m snippets_tests.preview

requirements: ## Pin what requirements*.in name, with hashes, into requirements*.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 requirements.in --output-file requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-deps --python-version 3.11 requirements-connect.in --output-file requirements-connect.txt

surface: setup ## Read the Databricks API anew from the installed databricks-sdk
	@$(BIN)/python -m snippets_tests.surface read

clean: ## Remove what was built (the environment stays)
	@rm -rf build site .pytest_cache .mypy_cache .ruff_cache .hypothesis
