# Needs make and Python 3.11 or newer with venv and pip; `make run PYTHON=python3.12` names another Python.
PYTHON ?= python3
export PORT WORKERS PAGES ARGS ROOM T

.PHONY: run dev test quick check messages bench mutants atag

run: ## Serve the demonstration at http://127.0.0.1:8000/ (PORT=, WORKERS=, PAGES=folder)
	@$(PYTHON) -m tools run

dev: ## The same for whoever changes it: what is saved is seen at the next request (PORT=, PAGES=)
	@$(PYTHON) -m tools dev

test: ## Every test that can run here, on SQLite and PostgreSQL (ARGS= goes to pytest)
	@$(PYTHON) -m tools test

quick: ## Some tests at once, on SQLite alone (T=tests/press/publishing, T="-k approve")
	@$(PYTHON) -m tools quick

check: ## Lint, types, templates, migrations, deployment, messages, links
	@$(PYTHON) -m tools check

messages: ## Bring the message catalogues up to date with the sources
	@$(PYTHON) -m tools messages

bench: ## The server beside its limits and its peers, within fifteen minutes (ARGS="--only minber"; ARGS=search)
	@$(PYTHON) -m tools bench

mutants: ## The tests of one room against small changes of it (ROOM=publishing, ARGS="--only approve")
	@$(PYTHON) -m tools mutants

atag: ## ATAG 2.0, its 63 criteria: what passes, what fails and why (ARGS=A.3.2; ARGS=--run runs its tests)
	@$(PYTHON) -m tools atag
