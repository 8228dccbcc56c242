#!/bin/sh
# Prepares everything that `make run` needs, and leaves .venv/bin/camerasheet.
# Needs Python 3.11 or later and nothing else. Run it as often as you like: when nothing changed
# it only compares a stamp.
set -eu
cd "$(dirname "$0")/.."
venv=.venv
stamp=$venv/.setup-stamp

fail() {
    echo "setup: $*" >&2
    exit 1
}

find_python() {
    for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do
        [ -n "$name" ] || continue
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    fail "Python 3.11 or later is needed; install it, or say where it is with PYTHON=/path/to/python3."
}

make_venv() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        package="python$version-venv"
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq && apt-get install -y -qq --no-install-recommends "$package" >/dev/null
        else
            fail "this Python cannot make virtual environments; run: sudo apt-get install $package"
        fi
    fi
    "$python" -m venv "$venv" || fail "$venv could not be made; remove it and try again."
}

# What the environment is made from. The code itself is not: it is installed editable.
wanted=$(cat requirements.lock pyproject.toml package-lock.json scripts/build_assets.py \
    scripts/setup.sh | cksum)
if [ -x $venv/bin/camerasheet ] && [ -f $stamp ] && [ "$(cat $stamp)" = "$wanted" ] &&
    [ -f static/vendor/.lock-hash ]; then
    exit 0
fi

[ -x $venv/bin/python ] && $venv/bin/python -m pip --version >/dev/null 2>&1 || make_venv
rm -f $stamp
echo "setup: installing what requirements.lock says into $venv"
# The lock is complete, so there is nothing to resolve.
$venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps -r requirements.lock
$venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --editable .
$venv/bin/python scripts/build_assets.py
printf '%s' "$wanted" >$stamp
echo "setup: done; .venv/bin/camerasheet is there"
