#!/usr/bin/env bash
# make_venv.sh PYTHON FOLDER: make a virtual environment, or say plainly what is in the way.
set -euo pipefail

python=$1 folder=$2

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Python 3.11 or newer is needed, and '$python' is not that. Try: make PYTHON=python3.12" >&2
    exit 1
fi
# Debian keeps the module that puts pip into an environment in a package of its own.
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    "$(dirname "$0")/install_tools.sh" --package python3-venv
fi
# One that works is kept; one that was cut off while it was made is made anew.
if ! "$folder/bin/python" -c 'import pip' 2>/dev/null; then
    "$python" -m venv --clear "$folder"
fi
