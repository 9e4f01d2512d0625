# Each target does all the set-up that it needs, skips what is done, and says what it is doing.
PYTHON ?= python3
PORT ?= 8000
export TORCH_INDEX
VENV = .venv/bin
export HF_HUB_OFFLINE ?= 1

.PHONY: help run test coverage simulate check bench screenshots translations assets lock clean

help: ## What there is to make
	@grep -hE "^[a-z]+:.*##" Makefile | sed "s/:.*##/\t/"

run: ## Set everything up and serve the site on 127.0.0.1:8000
	@$(PYTHON) scripts/setup.py run
	@PORT=$(PORT) $(VENV)/python -m scripts.serve

test: coverage ## All tests on SQLite, then service and http tests on PostgreSQL
	@$(VENV)/python -m scripts.find_chromium
	$(VENV)/pytest -n 2 --dist loadfile --ignore=tests/unit --ignore=tests/service
	$(VENV)/pytest -n 2 --dist loadfile --postgresql tests/service tests/http

coverage: ## The unit and service tests; fails unless they reach every branch of workflow, permissions, clocks, ledger and audit
	@$(PYTHON) scripts/setup.py test
	$(VENV)/pytest -n 2 --dist loadfile --cov --cov-config=tests/coverage.toml tests/unit tests/service

simulate: ## A scripted year of 500 pairings on SQLite, then on PostgreSQL with eight writers at once
	@$(PYTHON) scripts/setup.py test
	$(VENV)/pytest -s tests/simulation --pairings 500
	$(VENV)/pytest -s tests/simulation --pairings 500 --postgresql --writers 8

check: ## Everything else that CI runs: format, lint, types, layers, templates, migrations, translations
	@$(PYTHON) scripts/setup.py test
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/mypy
	$(VENV)/lint-imports
	$(VENV)/djlint templates --check --lint --quiet
	$(VENV)/python -m scripts.check_migrations
	$(VENV)/python -m scripts.translations --check
	$(VENV)/python -m scripts.workflow_pictures --check

bench: ## Measurements: recommendations in process, pages under gunicorn, embedding
	@$(PYTHON) scripts/setup.py run
	@$(VENV)/python -m bench

screenshots: ## Take the README's pictures anew
	@$(PYTHON) scripts/setup.py test
	@$(VENV)/python -m scripts.screenshots

translations: ## Bring the message catalogues up to date with the code
	@$(PYTHON) scripts/setup.py test
	@$(VENV)/python -m scripts.translations

assets: ## Build the style sheet and scripts of others anew (needs Node)
	cd assets && npm ci --ignore-scripts && npm run build

lock: ## Write the requirements files from what is installed
	@$(VENV)/python -m scripts.lock

clean: ## Remove what was installed and planted
	rm -rf .venv instance
