#!/usr/bin/env bash
# fetch_fonts.sh FOLDER   unpack the fonts that tests show pages with, a folder each
#
# Debian's packages are unpacked, not installed: what this machine shows pages with stays what it
# was, and no root is needed. Does nothing for what is there already.
set -euo pipefail

packages=(
    fonts-croscore
    fonts-dejavu-core
    fonts-freefont-ttf
    fonts-liberation2
    fonts-noto-core
    fonts-roboto-unhinted
)

missing=()
for package in "${packages[@]}"; do
    [[ -d $1/$package ]] || missing+=("$package")
done
if ((${#missing[@]} == 0)); then exit 0; fi
if ! command -v apt-get >/dev/null; then
    echo "!!! NOT FETCHED, and there is no apt-get here: ${missing[*]}" >&2
    exit 0
fi

mkdir -p "$1"
folder=$(cd "$1" && pwd)
place=$(mktemp -d "$folder/.fetching.XXXXXX")
trap 'rm -rf "$place"' EXIT

download() { (cd "$place" && apt-get -qq download "${missing[@]}") >"$place/log" 2>&1 </dev/null; }

echo "Fetching ${missing[*]} …"
# A machine that has never asked for Debian's lists must do so first, which takes root.
if ! download; then
    if [[ $(id -u) == 0 ]]; then
        apt-get -qq update >/dev/null 2>&1 || true
    elif command -v sudo >/dev/null; then
        sudo -n apt-get -qq update >/dev/null 2>&1 || true
    fi
    if ! download; then
        tail -n 20 "$place/log" >&2
        echo "!!! COULD NOT FETCH: ${missing[*]}" >&2
        exit 0
    fi
fi
for package in "${missing[@]}"; do
    dpkg-deb -x "$place/$package"_*.deb "$place/$package"
    mv "$place/$package" "$folder/$package"
done
