# One verb, one command. Each sets up what is missing and says what it does; `make help` lists them.
PYTHON_ENV := .venv/bin/python
export PYTHONPATH := .
export RASA_TELEMETRY_ENABLED := false
export PYTHONWARNINGS := ignore
export PYTHONDONTWRITEBYTECODE :=
.DEFAULT_GOAL := help
.PHONY: help run quick test endurance train check release rollback approve cards evaluate bench embeddings preview record test-conversations replay screenshots mutation check-live setup lock format types off on purge clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

run: setup ## set up what is missing, serve the live release (the first time it makes one), print the address (PORT=5005; LIVE=1: serve data/ as it is, for development)
	@$(PYTHON_ENV) -m clinicchat.engine.run

quick: setup-dev ## lint, types and the fast tests: half a minute, after every change
	@scripts/test.sh quick

test: setup-dev ## set up what is missing and run all tests (ARGS="tests/web -k danger": only these)
	@scripts/test.sh $(ARGS)

endurance: setup-dev ## the long runs: 105,000 made-up requests, 10,000 raw ones to each server, long conversations, every check on every seeded fault (an hour)
	@scripts/test.sh endurance

train: setup ## train the model if content or configuration changed (ARGS=--force: in any case)
	@$(PYTHON_ENV) -m clinicchat.engine.train $(ARGS)

check: setup ## check the content in data/: errors with file, key and cure, a line for each kind of warning (ARGS=--all)
	@$(PYTHON_ENV) -m clinicchat.publish.check $(ARGS)

release: setup ## publish data/: check, train, look for lost statements of danger, go live (NOTES="what changed", URGENT=1, AGAIN=1)
	@$(PYTHON_ENV) -m clinicchat.publish.release $(ARGS)

rollback: setup ## serve the release before again, within seconds (ARGS="--to 7", ARGS=--list)
	@$(PYTHON_ENV) -m clinicchat.publish.rollback $(ARGS)

approve: setup ## show what waits for approval, or approve it (NAME="Dr. A" ROLE=psychiatrist UNITS="faq/access")
	@$(PYTHON_ENV) -m clinicchat.publish.approve $(ARGS)

cards: setup-dev ## write docs/cards.md: every crisis text as it is read in each country, for review
	@$(PYTHON_ENV) -m clinicchat.publish.card_sheet

evaluate: setup-dev ## the held-out report: understanding and safety, in var/evaluation/
	@$(PYTHON_ENV) -m evaluation.report $(ARGS)

embeddings: setup-dev ## embeds the phrasings of data/ once for all machines, before a release
	@$(PYTHON_ENV) -m clinicchat.understanding.embeddings

bench: setup-dev ## the performance figures, in var/bench/
	@OPENBLAS_NUM_THREADS=1 $(PYTHON_ENV) -m workbench.bench $(ARGS)

preview: setup-dev ## what does my edit change against the live release? var/preview/ (ARGS="--base HEAD~1"); stops when safety gets worse
	@$(PYTHON_ENV) -m workbench.preview $(ARGS)

record: setup-dev ## chat in the terminal and save the conversation as a test (ARGS="--url http://localhost:5005")
	@$(PYTHON_ENV) -m clinicchat.engine.train && $(PYTHON_ENV) -m workbench.record $(ARGS)

test-conversations: setup-dev ## play every conversation test; report with pictures in var/conversations/ (ARGS="-k words")
	@$(PYTHON_ENV) -m clinicchat.engine.train && $(PYTHON_ENV) -m workbench.conversations.report $(ARGS)

replay: setup-dev ## play conversations (FILES="a.jsonl"; format: workbench/replay.py) and write transcripts to read, in var/replay/
	@$(PYTHON_ENV) -m clinicchat.engine.train && $(PYTHON_ENV) -m workbench.replay $(FILES)

screenshots: setup-dev ## take the documents' pictures again (docs/images/), and the page's states (var/screenshots/)
	@$(PYTHON_ENV) -m clinicchat.engine.train && $(PYTHON_ENV) -m workbench.screenshots

mutation: setup-dev ## weaken safety, one thing at a time: do the tests notice? var/mutation/
	@$(PYTHON_ENV) -m workbench.mutation $(ARGS)

check-live: setup ## ask the real registries and open every licence board's address (before going live)
	@$(PYTHON_ENV) -m clinicchat.directory.check_live

setup: ## make .venv from the lock (TENSORFLOW=1: with real TensorFlow, Python 3.11, for DIET)
	@scripts/setup.sh $(if $(TENSORFLOW),tensorflow,run)

.PHONY: setup-dev
setup-dev:
	@scripts/setup.sh dev

off: setup ## switch the running chat off (visitors get the clinic's and the emergency numbers)
	@$(PYTHON_ENV) -m clinicchat.web.switch off

on: setup ## switch it on again
	@$(PYTHON_ENV) -m clinicchat.web.switch on

purge: setup ## delete conversations past the clinic's retention limit
	@$(PYTHON_ENV) -m clinicchat.chat.retention

format: setup-dev ## format and lint the Python code, and write docs/openapi.yml from the contract
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix . && $(PYTHON_ENV) -m clinicchat.web.openapi

types: setup-dev ## check types
	@.venv/bin/mypy

lock: ## compile the locks again (needs uv)
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  pyproject.toml -o requirements/run.txt $(ARGS)
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  pyproject.toml --group dev -o requirements/dev.txt $(ARGS)
	@uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  pyproject.toml --group tensorflow -o requirements/tensorflow.txt $(ARGS)

clean: ## delete what was made: .venv, models, var
	@rm -rf .venv models var .rasa
