#!/bin/sh
# All that must hold before a change lands, in groups (tests/groups.py), each in processes of its own: a product or a
# browser that a test leaves hanging cannot disturb the next group. Goes on after a failure and names it at the end.
#   scripts/test.sh            everything but endurance
#   scripts/test.sh quick      lint, types and the fast tests
#   scripts/test.sh endurance  the long runs
#   scripts/test.sh ...        only pytest, with these arguments
# Groups that leave a core idle run beside others; each product has ports and a folder of its own. Breakages and swaps
# of releases run alone: they stop processes, and time what visitors wait for.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
export PYTHONPATH=. PYTHONWARNINGS=ignore RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1
export OPENBLAS_NUM_THREADS=1 # processes side by side would wait for each other's threads
unset PYTHONDONTWRITEBYTECODE # compiled once, not in each process
mkdir -p var/log
swaps=tests/engine/test_swap.py
begun=$(date +%s)

failures=$(mktemp)
trap 'rm -f "$failures"' EXIT
trap 'trap - TERM; kill 0' INT TERM # what runs beside does not hear Ctrl-C

stage() { # stage NAME COMMAND...
    name=$1
    shift
    from=$(date +%s)
    echo "test: $name (at $((from - begun)) s)"
    "$@" || echo "$name" >>"$failures"
    echo "test: $name took $(($(date +%s) - from)) s"
}
others=
beside() { # beside FUNCTION: runs its stages while others run, until `together`
    "$1" >"var/log/beside-$1.log" 2>&1 &
    others="$others $!:$1"
}
together() { # waits for all that runs beside, and shows what it wrote
    for other in $others; do
        wait "${other%:*}"
        cat "var/log/beside-${other#*:}.log"
    done
    others=
}
tests() { $bin/python -m pytest -q "$@"; }
parallel() { tests -n logical --dist loadgroup "$@"; }
check() { $bin/python -m clinicchat.publish.check; }
train() { $bin/python -m clinicchat.engine.train; }
lint() {
    $bin/ruff check . && $bin/ruff format --check . && $bin/mypy
}

# The fast tests run in three processes: each loads only what its folders need (the words; the gazetteer; Rasa).
words="tests/content tests/danger tests/text tests/understanding"
places="tests/actions tests/directory tests/places tests/test_modules.py"
fast_words() { stage "fast, words and danger" tests -m fast $words; }
fast_places() { stage "fast, actions and registries" tests -m fast $places; }
fast_rest() { stage "fast, all else" tests -m fast tests $(printf -- '--ignore=%s ' $words $places); }

linted() { stage "lint and types" lint; }
prepared() { # what the other groups begin with: kept checks and the model
    linted
    stage content check
    stage training train
}
shown() {
    stage browser tests -m browser tests/web/browser
    stage conversations tests tests/conversations
}

case ${1-all} in
quick)
    beside linted
    beside fast_words
    beside fast_places
    fast_rest
    together
    ;;
all)
    beside prepared
    fast_words
    fast_places
    fast_rest
    together
    stage thorough parallel -m thorough
    beside shown
    stage product tests -m product tests --ignore=tests/conversations --ignore=tests/breakages --ignore=$swaps
    together
    stage "breakages and swaps" tests tests/breakages $swaps
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
