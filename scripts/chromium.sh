#!/bin/sh
# Makes sure that there is a Chromium for the tests, and prints where. Nothing else needs one.
set -eu

find_chromium() {
    for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
        command -v "$name" && return
    done
    for app in "/Applications/Chromium.app/Contents/MacOS/Chromium" \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        if [ -x "$app" ]; then
            echo "$app"
            return
        fi
    done
    return 1
}

if find_chromium; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq >&2
    apt-get install -y -qq --no-install-recommends chromium >&2
    find_chromium
else
    echo "The tests need Chromium: sudo apt-get install chromium, or brew install --cask chromium." >&2
    exit 1
fi
