#!/bin/sh
# Makes theme/web/assets/fonts/ again, from the npm packages named below, in a folder that is thrown
# away. Needs Python with venv, and npm (`make tools` brings it). Same versions in, same bytes out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

npm install --prefix "$place" --ignore-scripts --no-audit --no-fund --loglevel error \
  @fontsource-variable/newsreader@5.3.0 @fontsource-variable/libre-franklin@5.3.0
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check fonttools==4.68.0 brotli==1.2.1
"$place/venv/bin/python" "$here/make_fonts.py" "$place/node_modules/@fontsource-variable" \
  "$here/../theme/web/assets/fonts"
