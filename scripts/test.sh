#!/bin/sh
# All that must hold before a change lands, in groups (tests/groups.py), each in processes of its own: a product or a
# browser that a test leaves hanging cannot disturb the next group. Goes on after a failure and names it at the end.
#   scripts/test.sh            everything but endurance
#   scripts/test.sh quick      lint, types and the fast tests
#   scripts/test.sh endurance  the long runs
#   scripts/test.sh ...        only pytest, with these arguments
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
export PYTHONPATH=. PYTHONWARNINGS=ignore RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1
export OPENBLAS_NUM_THREADS=1 # processes side by side would wait for each other's threads
unset PYTHONDONTWRITEBYTECODE # compiled once, not in each process
mkdir -p var/log
begun=$(date +%s)

failures=$(mktemp)
trap 'rm -f "$failures"' EXIT

stage() { # stage NAME COMMAND...
    name=$1
    shift
    echo "test: $name ($(($(date +%s) - begun)) s)"
    "$@" || echo "$name" >>"$failures"
}
tests() { $bin/python -m pytest -q "$@"; }
parallel() { tests -n logical --dist loadgroup "$@"; }
check() { $bin/python -m clinicchat.publish.check; }
train() { $bin/python -m clinicchat.engine.train; }

lint() {
    $bin/ruff check . && $bin/ruff format --check . && $bin/mypy
}
finished() { # finished PROCESS LOG: shows what it wrote, returns how it ended
    wait "$1"
    code=$?
    cat "$2"
    return $code
}

case ${1-all} in
quick)
    lint >var/log/lint.log 2>&1 & # beside the tests, some of which wait
    stage fast parallel -m fast
    stage "lint and types" finished $! var/log/lint.log
    ;;
all)
    stage "lint and types" lint
    stage fast parallel -m fast
    stage content check # what it keeps, the checks of the seeded faults begin with
    stage training train
    stage thorough parallel -m thorough
    stage product tests -m product tests --ignore=tests/conversations --ignore=tests/breakages
    stage browser tests -m browser tests/web/browser
    stage conversations tests tests/conversations
    stage breakages tests tests/breakages
    ;;
endurance)
    stage training train
    stage "fuzz, 105,000 cases" env FUZZ_CASES=15000 $bin/python -m pytest -q tests/web/test_fuzz.py
    stage "raw fuzz, 10,000 requests to each server" env CLINICCHAT_RAW_REQUESTS=10000 $bin/python -m pytest -q -s tests/web/test_raw_fuzz.py
    stage "long runs" tests -s -m endurance tests
    ;;
*)
    train || exit 1
    exec $bin/python -m pytest "$@"
    ;;
esac

seconds=$(($(date +%s) - begun))
if [ -s "$failures" ]; then
    echo "test: failed: $(paste -sd, "$failures") (after $seconds s)" >&2
    exit 1
fi
echo "test: all passed in $seconds s"
