#!/bin/sh
# All that must hold before a change lands: lint, types, content, Rasa's own checks, pytest.
#   scripts/test.sh [pytest arguments]     with arguments: only pytest
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
export PYTHONPATH=. PYTHONWARNINGS=ignore RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1
mkdir -p var/log
if [ $# -eq 0 ]; then
    echo "test: ruff"
    $bin/ruff check . && $bin/ruff format --check .
    echo "test: mypy"
    $bin/mypy
fi
$bin/python -m clinicchat.engine.train
echo "test: pytest"
if [ $# -gt 0 ]; then exec $bin/python -m pytest "$@"; fi
# One process for each group: a product or a browser that a test leaves hanging cannot disturb the next group.
$bin/python -m pytest -q --ignore=tests/conversations --ignore=tests/breakages --ignore=tests/web --ignore=tests/engine/test_rasa_tools.py \
    --ignore=tests/engine/test_store.py --ignore=tests/engine/test_run.py --ignore=tests/workbench
$bin/python -m pytest -q tests/engine/test_store.py tests/engine/test_rasa_tools.py tests/workbench tests/web --ignore=tests/web/browser
$bin/python -m pytest -q tests/web/browser
$bin/python -m pytest -q tests/conversations
$bin/python -m pytest -q tests/breakages tests/engine/test_run.py
