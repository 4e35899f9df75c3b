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
$bin/python -m clinicchat.train
echo "test: pytest"
# The suites that play against restarted, broken and locked products run on their own (make test-product): they are being
# fitted to the newest model and are not part of the gate yet.
[ $# -gt 0 ] || set -- --ignore=tests/conversations --ignore=tests/breakages --ignore=tests/web --ignore=tests/test_rasa_tools.py \
    --ignore=tests/test_store.py --ignore=tests/test_run.py --ignore=tests/workbench
exec $bin/python -m pytest "$@"
