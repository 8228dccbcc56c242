#!/bin/sh
# Makes sure that there is a kubectl (or kustomize), which renders k8s/ for the tests and for
# `make rehearse`, and prints how it is called. Any version from 1.20 on renders the same.
set -eu

find_renderer() {
    if command -v kubectl >/dev/null; then
        echo "$(command -v kubectl) kustomize"
    elif command -v kustomize >/dev/null; then
        echo "$(command -v kustomize) build"
    else
        return 1
    fi
}

if find_renderer; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq >&2
    apt-get install -y -qq --no-install-recommends kubernetes-client >&2
    find_renderer
else
    echo "The tests need kubectl: sudo apt-get install kubernetes-client, or brew install kubernetes-cli." >&2
    exit 1
fi
